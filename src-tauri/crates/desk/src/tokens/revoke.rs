//! *Revoke*: one, many, or all that expired.

use store::Event;
use token::Status;

use super::allow;
use crate::Desk;
use crate::authority::Operation;
use crate::events::DeskEvent;
use crate::wire::{AppError, BulkFailure, BulkOutcome, BulkProgress, TokenRefs, TokenRow, TokenStatus};

impl Desk {
    /// Ends tokens for good, each in a transaction of its own: what could be done is done, and the rest is
    /// told with its reason. Tells its progress after each.
    ///
    /// # Errors
    /// Only those that concern all of them: a locked desk, or a store that cannot be opened.
    pub fn revoke_tokens(&self, request: TokenRefs) -> Result<BulkOutcome, AppError> {
        self.with_ledger(|_, _| Ok(()))?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut outcome = BulkOutcome {
            done: Vec::new(),
            failed: Vec::new(),
        };
        let total = count(request.ids.len());
        for (index, id) in request.ids.into_iter().enumerate() {
            match self.revoke_one(&id) {
                Ok(row) => outcome.done.push(row),
                Err(error) => outcome.failed.push(BulkFailure { id, error }),
            }
            let progress = BulkProgress {
                done: count(index + 1),
                total,
            };
            self.inner.tell_now(&DeskEvent::BulkProgress(progress));
        }
        Ok(outcome)
    }

    /// Revokes every expired token.
    ///
    /// # Errors
    /// As [`Desk::revoke_tokens`].
    pub fn revoke_expired(&self) -> Result<BulkOutcome, AppError> {
        let expired = self.list_tokens_in(Some(TokenStatus::Expired))?;
        self.revoke_tokens(TokenRefs {
            ids: expired.tokens.into_iter().map(|row| row.id).collect(),
        })
    }

    fn revoke_one(&self, id: &str) -> Result<TokenRow, AppError> {
        self.change_one(Operation::RevokeToken, id, |ledger, rest, record, by| {
            allow(record, by, &[Status::Active, Status::Paused, Status::Expired])?;
            ledger.store.change_in_need(by, |change| {
                change
                    .record(Event::named("token.revoked").of(record))?
                    .revoke(&record.id)
            })?;
            for held in rest.held.take_of(record.id) {
                rest.tell(DeskEvent::SecretGone(held.reveal.clone()));
            }
            tracing::info!(token = %record.id, "token revoked");
            Ok(())
        })
    }
}
