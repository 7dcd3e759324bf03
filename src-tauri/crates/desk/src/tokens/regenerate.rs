//! *Regenerate*: a new secret for the same record. The old one is untouched until the new one has been
//! copied, shown, placed or printed.

use store::{Event, NewSecret, Record, Recorded};
use token::{Expiry, Grace, Status, TokenId};

use super::create::ends;
use super::{allow, draft};
use crate::authority::Operation;
use crate::desk::Rest;
use crate::ledger::Ledger;
use crate::wire::{AppError, Field, Issued, Regenerate, TokenRow};
use crate::{Desk, wire};

const DAY: i64 = 24 * 60 * 60;

impl Desk {
    /// Makes a new secret for a token that is not revoked. It keeps name, owner, groups and scopes.
    ///
    /// `days` counts from now; `0` never ends, and an empty text asks for as many days as the present secret
    /// was given.
    ///
    /// # Errors
    /// [`AppError::WrongState`] for a revoked token, days that do not do, [`AppError::ClockSkew`], and those of
    /// the store. Nothing is changed then.
    pub fn regenerate_token(&self, request: Regenerate) -> Result<Issued, AppError> {
        self.regenerate_and(request, |_, _, _| Ok(()))
    }

    /// As [`Desk::regenerate_token`]; `besides` is part of the same change.
    pub(super) fn regenerate_and(
        &self,
        request: Regenerate,
        besides: impl FnOnce(&mut Recorded<'_>, &Record, &NewSecret) -> Result<(), AppError>,
    ) -> Result<Issued, AppError> {
        let id: TokenId = request.id.parse().map_err(|_| AppError::NotFound)?;
        let (mut by, elapsed) = (self.by_now(), self.elapsed());
        self.with_ledger(|ledger, rest| {
            ledger.trust(by.at)?;
            by.at = ledger.judge(by.at)?;
            let record = ledger.record(&id)?;
            ledger
                .acting()?
                .check_token(Operation::RegenerateToken, &record)?;
            allow(&record, &by, &[Status::Active, Status::Paused, Status::Expired])?;
            let expiry = expiry(ledger, &request.days, &record, by.at)?;
            let grace = grace(request.grace);
            let (text, secret) = self.mint_secret(ledger, expiry, &by)?;
            let_go_of_older(rest, id);
            ledger.store.change(&by, |change| {
                let event = Event::named("token.regenerated")
                    .of(&record)
                    .fact("grace", grace)
                    .fact("expires", ends(expiry));
                let mut recorded = change.record(event)?;
                recorded.add_secret(&id, &secret, grace)?;
                besides(&mut recorded, &record, &secret)
            })?;
            let record = ledger.record(&id)?;
            let masked = text.masked();
            let reveal = self.with_generator(|rng| rest.held.hold(id, text, elapsed, rng));
            tracing::info!(token = %id, "secret regenerated, not yet delivered");
            Ok(Issued {
                token: ledger.row(record, by.at),
                reveal,
                masked,
            })
        })
    }

    /// The days to ask for so that a regenerated token lives as long as its present secret was given: `0` for
    /// one that never ends.
    pub fn same_days(row: &TokenRow) -> String {
        let instant = |text: &String| text.parse::<jiff::Timestamp>().ok();
        let span = row
            .expires_at
            .as_ref()
            .and_then(instant)
            .zip(instant(&row.issued_at));
        span.map_or(0, |(end, start)| days_between(start, end))
            .to_string()
    }
}

/// The end of the new secret. A temporary token stays temporary unless `0` was asked for.
fn expiry(ledger: &Ledger, typed: &str, record: &Record, now: jiff::Timestamp) -> Result<Expiry, AppError> {
    let typed = match (typed.trim(), record.present.expiry) {
        ("", Expiry::At(end)) => days_between(record.present.issued_at, end).to_string(),
        ("", Expiry::Never) => "0".to_owned(),
        (typed, _) => typed.to_owned(),
    };
    draft::check_days(&typed, &ledger.store.read().policy()?)
        .map(|days| days.from(now))
        .map_err(|problem| AppError::InvalidField {
            field: Field::Days,
            problem,
        })
}

/// Whole days, at least one: 0 would mean "never".
fn days_between(start: jiff::Timestamp, end: jiff::Timestamp) -> i64 {
    ((end.as_second() - start.as_second() + DAY / 2) / DAY).max(1)
}

/// A secret of the same token that was never delivered is voided by the newer one. One that was delivered is
/// the present one: the person is still looking at it.
fn let_go_of_older(rest: &mut Rest<'_>, id: TokenId) {
    for older in rest.held.take_of(id) {
        rest.tell(crate::DeskEvent::SecretGone(older.reveal.clone()));
    }
}

fn grace(grace: wire::Grace) -> Grace {
    match grace {
        wire::Grace::Now => Grace::Now,
        wire::Grace::Hour => Grace::Hour,
        wire::Grace::Day => Grace::Day,
        wire::Grace::Week => Grace::Week,
        wire::Grace::Month => Grace::Month,
    }
}
