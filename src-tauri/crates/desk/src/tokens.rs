//! Tokens: one file per use case.

mod calendar;
mod create;
mod delete;
mod deliver;
mod draft;
mod duplicate;
mod ended;
mod export;
mod find;
mod finish;
mod identify;
mod list;
mod owner;
mod regenerate;
mod rename;
mod revoke;

#[cfg(test)]
pub(crate) use draft::may_generate;
pub(crate) use draft::{check_limits, check_scopes, text_problem};

use jiff::{Timestamp, Zoned};
use store::{By, Record};
use token::{Status, TokenId};

use crate::authority::Operation;
use crate::desk::Rest;
use crate::ledger::Ledger;
use crate::wire::{AppError, TokenRow};
use crate::{Desk, Source, rows};

impl Desk {
    /// Who changes something now, by the computer's clock.
    pub(crate) fn by_now(&self) -> By {
        By {
            actor: self.inner.ports.account.account.clone(),
            source: match self.inner.source {
                Source::Window => store::Source::Window,
                Source::Terminal => store::Source::Terminal,
            },
            at: self.now(),
        }
    }

    /// An instant on the calendar where the person is.
    pub(crate) fn hour(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.inner.ports.clock.zone())
    }

    /// Changes one record, if the person at the keyboard may: `work` is given the ledger, the record as it is, and
    /// who changes it at the hour that it is judged by. Answers the row as it then is.
    pub(crate) fn change_one(
        &self,
        operation: Operation,
        id: &str,
        work: impl FnOnce(&mut Ledger, &mut Rest<'_>, &Record, &By) -> Result<(), AppError>,
    ) -> Result<TokenRow, AppError> {
        let id: TokenId = id.parse().map_err(|_| AppError::NotFound)?;
        let mut by = self.by_now();
        self.with_ledger(|ledger, rest| {
            by.at = ledger.judge(by.at)?;
            let record = ledger.record(&id)?;
            ledger.acting()?.check_token(operation, &record)?;
            work(ledger, rest, &record, &by)?;
            let after = ledger.store.read().token(&id)?.ok_or(AppError::NotFound)?;
            Ok(ledger.row(after, by.at))
        })
    }
}

/// Refuses a record that is not in a state to be changed so.
fn allow(record: &Record, by: &By, allowed: &[Status]) -> Result<(), AppError> {
    let status = record.status(by.at);
    if allowed.contains(&status) {
        Ok(())
    } else {
        Err(AppError::WrongState {
            status: rows::token_status(status),
        })
    }
}
