//! A draft, checked while it is typed and again when it is sent.

use std::str::FromStr;

use jiff::Timestamp;
use token::{
    Days, DaysError, Expiry, Group, Groups, Limits, NameError, PolicyError, Scope, Scopes, TokenId, TokenName,
};

use crate::Desk;
use crate::held::HeldSecrets;
use crate::ledger::Ledger;
use crate::wire::{AppError, DraftCheck, Field, FieldNote, FieldProblem, Owner, TokenDraft, TokenLimits};

/// A draft without a problem.
pub(super) struct Checked {
    pub(super) name: TokenName,
    pub(super) expiry: Expiry,
    /// The owner's account; none for a company token.
    pub(super) owner: Option<String>,
    pub(super) groups: Groups,
    pub(super) scopes: Scopes,
    pub(super) limits: Limits,
}

impl Desk {
    /// Whether a draft would be accepted, and when its token would end.
    ///
    /// # Errors
    /// Those of the store. What is wrong with the draft is the answer, not an error.
    pub fn check_draft(&self, draft: TokenDraft) -> Result<DraftCheck, AppError> {
        let account = self.inner.ports.account.account.clone();
        let clock = self.now();
        self.with_ledger(|ledger, rest| {
            let now = ledger.judge(clock)?;
            let expiry = check_days(&draft.days, &ledger.store.read().policy()?).map(|days| days.from(now));
            let problems = check(&draft, &account, now, ledger, rest.held)?
                .err()
                .unwrap_or_default();
            Ok(DraftCheck {
                expires_at: expiry
                    .clone()
                    .ok()
                    .and_then(Expiry::instant)
                    .map(|end| end.to_string()),
                never: expiry == Ok(Expiry::Never),
                problems,
            })
        })
    }
}

/// The draft, or everything that is wrong with it in the order of the form.
pub(super) fn check(
    draft: &TokenDraft,
    account: &str,
    now: Timestamp,
    ledger: &Ledger,
    held: &HeldSecrets,
) -> Result<Result<Checked, Vec<FieldNote>>, AppError> {
    let owner = match draft.owner {
        Owner::Me => Some(account.to_owned()),
        Owner::Company => None,
    };
    let name = check_free_name(&draft.name, owner.as_deref(), None, now, ledger, held)?;
    let days = check_days(&draft.days, &ledger.store.read().policy()?);
    let groups = check_groups(&draft.groups);
    let scopes = check_scopes(&draft.scopes);
    let limits = check_limits(&draft.limits);
    Ok(match (name, days, groups, scopes, limits) {
        (Ok(name), Ok(days), Ok(groups), Ok(scopes), Ok(limits)) => Ok(Checked {
            name,
            expiry: days.from(now),
            owner,
            groups,
            scopes,
            limits,
        }),
        (name, days, groups, scopes, limits) => Err([
            (Field::Name, name.err()),
            (Field::Days, days.err()),
            (Field::Groups, groups.err()),
            (Field::Scopes, scopes.err()),
        ]
        .into_iter()
        .filter_map(|(field, problem)| {
            Some(FieldNote {
                field,
                problem: problem?,
            })
        })
        .chain(limits.err().unwrap_or_default())
        .collect()),
    })
}

/// Every limit that was typed, or everything that is wrong with them.
fn check_limits(typed: &TokenLimits) -> Result<Limits, Vec<FieldNote>> {
    let (rate, uses) = (optional(&typed.rate), optional(&typed.uses));
    let networks = typed.networks.parse();
    match (rate, uses, networks) {
        (Ok(rate), Ok(uses), Ok(networks)) => Ok(Limits { rate, uses, networks }),
        (rate, uses, networks) => Err([
            (rate.is_err(), Field::Rate, FieldProblem::BadRate),
            (uses.is_err(), Field::Uses, FieldProblem::BadUses),
            (networks.is_err(), Field::Networks, FieldProblem::BadNetworks),
        ]
        .into_iter()
        .filter(|(is_wrong, _, _)| *is_wrong)
        .map(|(_, field, problem)| FieldNote { field, problem })
        .collect()),
    }
}

fn optional<T: FromStr>(typed: &str) -> Result<Option<T>, T::Err> {
    if typed.trim().is_empty() {
        Ok(None)
    } else {
        typed.parse().map(Some)
    }
}

/// A name that no other living token of the same owner has and that holds no piece of a secret in memory.
pub(super) fn check_free_name(
    typed: &str,
    owner: Option<&str>,
    except: Option<&TokenId>,
    now: Timestamp,
    ledger: &Ledger,
    held: &HeldSecrets,
) -> Result<Result<TokenName, FieldProblem>, AppError> {
    let name = match TokenName::parse(typed) {
        Ok(name) => name,
        Err(error) => return Ok(Err(name_problem(error))),
    };
    if held.are_given_away_by(&name) {
        return Ok(Err(FieldProblem::LooksLikeToken));
    }
    let taken = ledger.store.read().taken_name(&name, owner, except, now)?;
    Ok(match taken {
        Some(name) => Err(FieldProblem::Taken { name }),
        None => Ok(name),
    })
}

fn name_problem(error: NameError) -> FieldProblem {
    match error {
        NameError::Empty => FieldProblem::Empty,
        NameError::TooLong => FieldProblem::TooLong {
            max: u32::try_from(TokenName::LONGEST).unwrap_or(u32::MAX),
        },
        NameError::ControlCharacter => FieldProblem::ControlCharacter,
        NameError::LooksLikeToken => FieldProblem::LooksLikeToken,
    }
}

/// Days as typed, within the policy.
pub(super) fn check_days(typed: &str, policy: &token::Policy) -> Result<Days, FieldProblem> {
    let days: Days = typed.parse().map_err(|error| match error {
        DaysError::Empty => FieldProblem::Empty,
        DaysError::NotWhole => FieldProblem::NotANumber,
        DaysError::OverCap => over_cap(policy.max_days()),
    })?;
    policy.check(days).map_err(|error| match error {
        PolicyError::OverCap { max } => over_cap(max),
        PolicyError::NeverNotAllowed { max } => FieldProblem::NeverNotAllowed { max: max.count() },
    })?;
    Ok(days)
}

fn over_cap(max: Days) -> FieldProblem {
    FieldProblem::OverCap {
        max: max.count(),
        by_policy: max < Days::MOST,
    }
}

fn check_groups(names: &[String]) -> Result<Groups, FieldProblem> {
    if names.is_empty() {
        return Err(FieldProblem::Empty);
    }
    // The person holds all six until there are users; a group that does not exist is the only one they lack.
    names
        .iter()
        .map(|name| {
            name.parse::<Group>()
                .map_err(|_| FieldProblem::NotAllowed { value: name.clone() })
        })
        .collect()
}

fn check_scopes(names: &[String]) -> Result<Scopes, FieldProblem> {
    names
        .iter()
        .map(|name| {
            name.parse::<Scope>()
                .map_err(|_| FieldProblem::NotAllowed { value: name.clone() })
        })
        .collect()
}
