//! A draft, checked while it is typed and again when it is sent.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use store::Read;
use token::{
    Days, DaysError, Description, Expiry, Group, Groups, Limits, NameError, PolicyError, Scope, ScopeError,
    Scopes, TokenId, TokenName,
};

use super::owner::{self, Whom};
use crate::Desk;
use crate::authority::Acting;
use crate::held::HeldSecrets;
use crate::wire::{AppError, DraftCheck, Field, FieldNote, FieldProblem, Owner, TokenDraft, TokenLimits};

/// A draft without a problem.
pub(super) struct Checked {
    pub(super) name: TokenName,
    pub(super) expiry: Expiry,
    /// The owner's account; none for a company token.
    pub(super) owner: Option<String>,
    /// What a company token is for.
    pub(super) description: Option<Description>,
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
        let clock = self.now();
        self.with_ledger(|ledger, rest| {
            let now = self.hour(ledger.judge(clock)?);
            let acting = ledger.acting()?;
            let read = ledger.store.read();
            let expiry = check_life(&draft.days, &read.policy()?, &now);
            let problems = check(&draft, &acting, &now, &read, rest.held)?
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
    acting: &Acting,
    now: &Zoned,
    read: &Read<'_>,
    held: &HeldSecrets,
) -> Result<Result<Checked, Vec<FieldNote>>, AppError> {
    let whom = owner::check(&draft.owner, acting, read)?;
    let account = whom.as_ref().ok().and_then(|whom| whom.account.as_deref());
    let name = check_free_name(&draft.name, account, None, now.timestamp(), read, held)?;
    let expiry = check_life(&draft.days, &read.policy()?, now);
    let groups = whom
        .as_ref()
        .map_or(Ok(Groups::NONE), |whom| check_groups(&draft.groups, whom, acting));
    let scopes = check_scopes(&draft.scopes).and_then(|scopes| not_given_away(scopes, held));
    let limits = check_limits(&draft.limits);
    let description = check_description(draft, held);
    Ok(match (name, expiry, whom, description, groups, scopes, limits) {
        (Ok(name), Ok(expiry), Ok(whom), Ok(description), Ok(groups), Ok(scopes), Ok(limits)) => {
            Ok(Checked {
                name,
                expiry,
                owner: whom.account,
                description,
                groups,
                scopes,
                limits,
            })
        }
        (name, expiry, whom, description, groups, scopes, limits) => Err([
            (Field::Name, name.err()),
            (Field::Days, expiry.err()),
            (Field::Owner, whom.err()),
            (Field::Description, description.err()),
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

/// Whether a token for `owner` in these groups would be made, its name and life aside.
#[cfg(test)]
pub(crate) fn may_generate(
    owner: &Owner,
    groups: &[String],
    acting: &Acting,
    read: &Read<'_>,
) -> Result<Result<(), FieldProblem>, AppError> {
    Ok(owner::check(owner, acting, read)?.and_then(|whom| check_groups(groups, &whom, acting).map(drop)))
}

/// Every limit that was typed, or everything that is wrong with them.
pub(crate) fn check_limits(typed: &TokenLimits) -> Result<Limits, Vec<FieldNote>> {
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
    read: &Read<'_>,
    held: &HeldSecrets,
) -> Result<Result<TokenName, FieldProblem>, AppError> {
    let name = match TokenName::parse(typed) {
        Ok(name) => name,
        Err(error) => return Ok(Err(text_problem(error, TokenName::LONGEST))),
    };
    if held.are_given_away_by(name.as_str()) {
        return Ok(Err(FieldProblem::LooksLikeToken));
    }
    let taken = read.taken_name(&name, owner, except, now)?;
    Ok(match taken {
        Some(name) => Err(FieldProblem::Taken { name }),
        None => Ok(name),
    })
}

/// A company token says what it is for, since nobody stands for it. Other tokens have an owner to ask.
fn check_description(draft: &TokenDraft, held: &HeldSecrets) -> Result<Option<Description>, FieldProblem> {
    let typed = &draft.description;
    if draft.owner == Owner::Company {
        let description =
            Description::parse(typed).map_err(|error| text_problem(error, Description::LONGEST))?;
        if held.are_given_away_by(description.as_str()) {
            return Err(FieldProblem::LooksLikeToken);
        }
        return Ok(Some(description));
    }
    if typed.trim().is_empty() {
        Ok(None)
    } else {
        Err(FieldProblem::OnlyForCompany)
    }
}

/// What is wrong with a name, or with another text of at most `longest` characters.
pub(crate) fn text_problem(error: NameError, longest: usize) -> FieldProblem {
    match error {
        NameError::Empty => FieldProblem::Empty,
        NameError::TooLong => FieldProblem::TooLong {
            max: u32::try_from(longest).unwrap_or(u32::MAX),
        },
        NameError::ControlCharacter => FieldProblem::ControlCharacter,
        NameError::LooksLikeToken => FieldProblem::LooksLikeToken,
    }
}

/// Days as typed, or the last day as a date, within the policy.
pub(super) fn check_life(typed: &str, policy: &token::Policy, now: &Zoned) -> Result<Expiry, FieldProblem> {
    let Ok(last) = typed.trim().parse::<Date>() else {
        return check_days(typed, policy).map(|days| days.from(now.timestamp()));
    };
    let left = last.duration_since(now.date()).as_hours() / 24;
    let left = u32::try_from(left).map_err(|_| FieldProblem::Past)?;
    // Of the last day itself nothing is counted: it ends when that day does, where the person is.
    let days = Days::new(left.max(1)).map_err(|_| over_cap(policy.max_days()))?;
    policy.check(days).map_err(|_| over_cap(policy.max_days()))?;
    last.tomorrow()
        .and_then(|after| after.to_zoned(now.time_zone().clone()))
        .map(|end| Expiry::At(end.timestamp()))
        .map_err(|_| over_cap(policy.max_days()))
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

/// Groups that exist, that the owner is in, and that are not above the person who gives them to somebody else.
fn check_groups(names: &[String], whom: &Whom, acting: &Acting) -> Result<Groups, FieldProblem> {
    if names.is_empty() {
        return Err(FieldProblem::Empty);
    }
    names
        .iter()
        .map(|name| {
            let group: Group = name
                .parse()
                .map_err(|_| FieldProblem::NotAllowed { value: name.clone() })?;
            let value = group.name().to_owned();
            if !whom.groups.contains(group) {
                let owner = whom.name.clone();
                Err(FieldProblem::NotTheirs { value, owner })
            } else if !whom.is_acting && acting.is_below(group) {
                Err(FieldProblem::AboveOwn { value })
            } else {
                Ok(group)
            }
        })
        .collect()
}

/// Scopes as they were typed, one by one.
pub(crate) fn check_scopes(names: &[String]) -> Result<Scopes, FieldProblem> {
    let scopes: Result<Vec<Scope>, ScopeError> = names.iter().map(|name| name.trim().parse()).collect();
    scopes.and_then(Scopes::of).map_err(|error| match error {
        ScopeError::NoName(value) => FieldProblem::NotAllowed { value },
        ScopeError::LooksLikeToken => FieldProblem::LooksLikeToken,
        ScopeError::TooMany => FieldProblem::TooMany {
            max: u32::try_from(Scopes::MOST).unwrap_or(u32::MAX),
        },
    })
}

/// Whoever checks a token is told its scopes, as its name: neither may hold a piece of a secret.
fn not_given_away(scopes: Scopes, held: &HeldSecrets) -> Result<Scopes, FieldProblem> {
    if scopes.iter().any(|scope| held.are_given_away_by(scope.name())) {
        Err(FieldProblem::LooksLikeToken)
    } else {
        Ok(scopes)
    }
}
