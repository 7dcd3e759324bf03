//! The password of a resource is given out for a while, and taken back.

use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};
use store::{By, Change, Checkout, Event, Resource};
use token::{Groups, TokenId};

use super::{line, opened, seen, whose, wrong};
use crate::authority::{Acting, Operation, Whose, allows};
use crate::vault::Vault;
use crate::wire::{AppError, CheckIn, CheckOut, CheckedOut, Field, FieldProblem};
use crate::{Account, Desk, SecretText};

/// The longest that a password is given out for: a week.
pub const MOST_MINUTES: u32 = 7 * 24 * 60;
const LONGEST_REASON: u32 = 500;
const LONGEST_EMAIL: u32 = 254;
const LONGEST_REPEAT: u32 = 200;

/// What a token asks for, by way of the verifier.
pub(crate) struct TokenWish<'a> {
    pub(crate) token: TokenId,
    pub(crate) wish: &'a CheckOut,
}

/// Lends to tokens, for the verifier. A desk whose window is locked still has a service that runs.
pub(crate) struct Lender<'a>(pub(crate) &'a Desk);

impl Desk {
    /// Gives the person at the keyboard the password of a resource for a while.
    ///
    /// # Errors
    /// A field that does not do, [`AppError::NoSuchResource`], [`AppError::Forbidden`], [`AppError::ResourceOut`],
    /// [`AppError::ResourceRotating`], those of the keyring and of the store. Nothing is given then.
    pub fn check_out(&self, wish: &CheckOut) -> Result<CheckedOut, AppError> {
        self.unlocked(|_| Ok(()))?;
        // A person waits for a program that is due rather than be told to come again.
        self.close_checkouts()?;
        self.rotate_before(&wish.resource)?;
        let account = self.inner.ports.account.clone();
        self.lend(wish, None, |change| {
            let acting = Acting::of(change, &account)?;
            let found = seen(change, &acting, &wish.resource)?;
            acting.check(Operation::CheckOut, whose(&found, acting.groups))?;
            Ok((found, acting.account))
        })
    }

    /// Ends a check-out. One that is over already stays so. In the window the password is replaced behind it, where it
    /// is to be.
    ///
    /// # Errors
    /// [`AppError::NoSuchCheckout`], also for one that is not the person's to end; those of the store.
    pub fn check_in(&self, wish: &CheckIn) -> Result<(), AppError> {
        self.unlocked(|_| Ok(()))?;
        let account: &Account = &self.inner.ports.account;
        self.close_checkout(wish, |change, checkout| {
            let acting = Acting::of(change, account)?;
            let whose = if checkout.account == acting.account {
                Whose::Own
            } else {
                Whose::Other
            };
            Ok(acting.may(Operation::CheckIn, whose))
        })?;
        // A terminal ends before a thread of its could: it asks for [`Desk::rotate_due`] and waits.
        if self.inner.source == crate::Source::Window {
            self.rotate_soon();
        }
        Ok(())
    }

    /// Writes down which check-outs ended by themselves since this was last asked.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) fn close_checkouts(&self) -> Result<(), AppError> {
        let clock = self.now();
        self.with_any_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            if ledger.store.read().checkouts_over(now)?.is_empty() {
                return Ok(());
            }
            let by = self.inner.by_itself(now);
            ledger.store.change_in_need(&by, end_those_over)
        })
    }

    /// What time brings: ends those over, and has the passwords replaced that are to be.
    pub(crate) fn settle_checkouts(&self) {
        if let Err(error) = self.close_checkouts() {
            tracing::warn!(?error, "check-outs that ended are written down later");
        }
        self.rotate_soon();
    }

    fn lend(
        &self,
        wish: &CheckOut,
        token: Option<TokenId>,
        may: impl FnOnce(&Change<'_>) -> Result<(Resource, String), AppError>,
    ) -> Result<CheckedOut, AppError> {
        let asked = Asked::of(wish)?;
        // A keyring may take its time, which must not pass while nobody else can write.
        let vault = &*self.inner.vault;
        let known =
            self.with_any_ledger(|ledger, _| Ok(ledger.store.read().resource(wish.resource.trim())?))?;
        if let Some(known) = known {
            opened(vault, &known)?;
        }
        let id = self.unguessable();
        let by = self.by_now();
        self.with_any_ledger(|ledger, _| {
            let at = ledger.judge(by.at)?;
            let source = token.map_or(by.source, |_| store::Source::Program);
            let by = By { at, source, ..by };
            ledger.store.change(&by, |change| {
                end_those_over(change)?;
                let (resource, account) = may(change)?;
                if resource.rotation.is_in_the_way(at) {
                    return Err(AppError::ResourceRotating { name: resource.name });
                }
                asked.given(change, vault, &resource, Holder { token, account }, id)
            })
        })
    }

    fn close_checkout(
        &self,
        wish: &CheckIn,
        may: impl Fn(&Change<'_>, &Checkout) -> Result<bool, AppError>,
    ) -> Result<(), AppError> {
        let by = self.by_now();
        self.with_any_ledger(|ledger, _| {
            let at = ledger.judge(by.at)?;
            // As with revoking: what is given back must not stay out because the disk is full.
            ledger.store.change_in_need(&By { at, ..by }, |change| {
                end_those_over(change)?;
                let found = change.checkout(&wish.id)?.ok_or(AppError::NoSuchCheckout)?;
                let is_of = |name: &String| name.trim().eq_ignore_ascii_case(&found.resource_name);
                if !may(change, &found)? || !wish.resource.as_ref().is_none_or(is_of) {
                    return Err(AppError::NoSuchCheckout);
                }
                if found.closed_at.is_some() {
                    return Ok(());
                }
                Ok(change
                    .record(told("resource.checked_in", &found))?
                    .check_in(&found.id)?)
            })
        })
    }

    /// 128 bits that nobody can guess, as hexadecimal digits.
    pub(super) fn unguessable(&self) -> String {
        let mut bytes = [0; 16];
        self.with_generator(|rng| rng.fill_bytes(&mut bytes));
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Lender<'_> {
    /// Gives a token the password of the resource that it is for.
    ///
    /// # Errors
    /// As [`Desk::check_out`]; another resource than its own is none to a token.
    pub(crate) fn lend(&self, asked: &TokenWish<'_>) -> Result<CheckedOut, AppError> {
        let TokenWish { token, wish } = asked;
        // No thread that answers requests waits for a program: until that has ended the password is out.
        self.0.close_checkouts()?;
        self.0.rotate_soon();
        self.0.lend(wish, Some(*token), |change| {
            let none = || AppError::NoSuchResource {
                name: wish.resource.clone(),
            };
            // What ended it may have been committed since the verifier looked.
            let record = change.token(token)?.ok_or_else(none)?;
            let is_alive = record.revoked_at.is_none()
                && record.paused_at.is_none()
                && record.deleted_at.is_none()
                && !record.is_owner_disabled;
            let bound = change.bound_to(token)?.ok_or_else(none)?;
            let found = change.resource(wish.resource.trim())?.ok_or_else(none)?;
            let groups: Groups = record.effective_groups();
            if !is_alive || bound.0 != found.id || !allows(groups, Operation::CheckOut, whose(&found, groups))
            {
                return Err(none());
            }
            Ok((found, record.owner_account.unwrap_or_default()))
        })
    }

    /// Ends a check-out of the same token.
    ///
    /// # Errors
    /// As [`Desk::check_in`].
    pub(crate) fn take_back(&self, token: TokenId, wish: &CheckIn) -> Result<(), AppError> {
        self.0
            .close_checkout(wish, |_, checkout| Ok(checkout.token == Some(token)))?;
        self.0.rotate_soon();
        Ok(())
    }
}

/// Who is to have it.
struct Holder {
    token: Option<TokenId>,
    account: String,
}

/// A request whose fields do.
struct Asked {
    reason: String,
    email: String,
    repeat: Option<String>,
    span: SignedDuration,
}

impl Asked {
    fn of(wish: &CheckOut) -> Result<Self, AppError> {
        let repeat = wish.repeat.as_ref();
        let email = wish.email.trim();
        if !email.is_empty() && !email.contains('@') {
            return Err(wrong(
                Field::Email,
                FieldProblem::NotAllowed {
                    value: email.chars().take(80).collect(),
                },
            ));
        }
        Ok(Self {
            reason: line(Field::Reason, &wish.reason, LONGEST_REASON)?,
            email: if email.is_empty() {
                String::new()
            } else {
                line(Field::Email, email, LONGEST_EMAIL)?
            },
            repeat: repeat
                .map(|repeat| line(Field::RepeatKey, repeat, LONGEST_REPEAT))
                .transpose()?,
            span: span(&wish.minutes)?,
        })
    }

    fn given(
        self,
        change: &mut Change<'_>,
        vault: &Vault,
        resource: &Resource,
        holder: Holder,
        id: String,
    ) -> Result<CheckedOut, AppError> {
        let now = change.at();
        let key = holder
            .token
            .map_or_else(|| holder.account.clone(), |token| token.to_string());
        let earlier = match &self.repeat {
            Some(repeat) => change.repeated_checkout(&key, repeat)?,
            None => None,
        };
        if let Some(earlier) = earlier {
            // The same request again: its answer was lost. What it asked for must be the same, and still out.
            return if earlier.is_open(now) && earlier.resource == resource.id {
                let (account, password) = opened(vault, resource)?;
                Ok(answer(earlier.id, account, password, earlier.ends_at))
            } else {
                Err(AppError::Conflict)
            };
        }
        let out = change
            .open_checkouts(now)?
            .into_iter()
            .find(|open| open.resource == resource.id);
        if let Some(out) = out.filter(|_| resource.is_exclusive) {
            return Err(AppError::ResourceOut {
                name: resource.name.clone(),
                until: out.ends_at.to_string(),
            });
        }
        let (account, password) = opened(vault, resource)?;
        let ends_at = whole_second(now.checked_add(self.span).unwrap_or(Timestamp::MAX));
        let checkout = Checkout {
            id,
            resource: resource.id.clone(),
            resource_name: resource.name.clone(),
            token: holder.token,
            account: holder.account,
            reason: self.reason,
            email: self.email,
            repeat: self.repeat,
            taken_at: now,
            ends_at,
            closed_at: None,
        };
        let event = told("resource.checked_out", &checkout)
            .fact("reason", &checkout.reason)
            .fact("until", ends_at);
        change.record(event)?.check_out(&checkout)?;
        Ok(answer(checkout.id, account, password, ends_at))
    }
}

/// Never earlier than it was: people and scripts read the end, and nobody is lent less than they asked for.
fn whole_second(at: Timestamp) -> Timestamp {
    at.round(TimestampRound::new().smallest(Unit::Second).mode(RoundMode::Ceil))
        .unwrap_or(at)
}

fn answer(id: String, account: SecretText, password: SecretText, ends_at: Timestamp) -> CheckedOut {
    CheckedOut {
        id,
        account,
        password,
        ends_at: ends_at.to_string(),
    }
}

fn end_those_over(change: &mut Change<'_>) -> Result<(), AppError> {
    for over in change.checkouts_over(change.at())? {
        let event = told("resource.checked_in", &over).fact("by_itself", true);
        change.record(event)?.check_in(&over.id)?;
    }
    Ok(())
}

/// The id is not told whole: whoever reads the log need not be able to check in.
fn told(event: &'static str, checkout: &Checkout) -> Event {
    let event = Event::named(event)
        .fact("resource", &checkout.resource_name)
        .fact("request", checkout.id.chars().take(8).collect::<String>())
        .fact("account", &checkout.account);
    match &checkout.token {
        Some(token) => event.fact("token", token),
        None => event,
    }
}

/// Whole minutes, from one to [`MOST_MINUTES`].
fn span(typed: &str) -> Result<SignedDuration, AppError> {
    let typed = typed.trim();
    let problem = if typed.is_empty() {
        FieldProblem::Empty
    } else if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        FieldProblem::NotANumber
    } else {
        match typed.parse::<u32>() {
            Ok(minutes @ 1..=MOST_MINUTES) => return Ok(SignedDuration::from_mins(minutes.into())),
            Ok(0) => FieldProblem::NotANumber,
            Ok(_) | Err(_) => FieldProblem::OverCap {
                max: MOST_MINUTES,
                by_policy: false,
            },
        }
    };
    Err(wrong(Field::Minutes, problem))
}
