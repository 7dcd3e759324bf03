//! Deleting the record of a dead token, and taking that back. The audit trail keeps everything.

use store::Event;
use token::{Status, TokenId};

use super::allow;
use crate::Desk;
use crate::authority::Operation;
use crate::wire::{AppError, TokenRef, TokenRow};

impl Desk {
    /// Deletes the record of an expired or revoked token.
    ///
    /// # Errors
    /// [`AppError::WrongState`] for a living one, and those of the store.
    pub fn delete_record(&self, request: TokenRef) -> Result<(), AppError> {
        self.change_one(Operation::RemoveRecord, &request.id, |ledger, _, record, by| {
            allow(record, by, &[Status::Expired, Status::Revoked])?;
            ledger.store.change(by, |change| {
                Ok(change
                    .record(Event::named("token.record_deleted").of(record))?
                    .delete(&record.id)?)
            })
        })
        .map(drop)
    }

    /// Brings a deleted record back.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is none, [`AppError::Conflict`] if it was not deleted, and those of the
    /// store.
    pub fn restore_record(&self, request: TokenRef) -> Result<TokenRow, AppError> {
        let id: TokenId = request.id.parse().map_err(|_| AppError::NotFound)?;
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let record = ledger.store.read().token(&id)?.ok_or(AppError::NotFound)?;
            ledger.acting()?.check_token(Operation::RemoveRecord, &record)?;
            ledger.store.change(&by, |change| {
                Ok::<_, AppError>(
                    change
                        .record(Event::named("token.record_restored").of(&record))?
                        .restore(&id)?,
                )
            })?;
            Ok(ledger.row(ledger.record(&id)?, by.at))
        })
    }
}
