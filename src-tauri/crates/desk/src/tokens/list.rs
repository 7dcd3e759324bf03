//! The list, and what the details panel shows besides a row.

use token::TokenId;

use crate::authority::Operation;
use crate::wire::{AppError, TokenDetails, TokenList, TokenRef, TokenStatus};
use crate::{Desk, rows};

/// So many audit rows are shown of one token.
const HISTORY: u32 = 50;

impl Desk {
    /// Every record that has not been deleted, with its status at this hour.
    ///
    /// # Errors
    /// Those of the store.
    pub fn list_tokens(&self) -> Result<TokenList, AppError> {
        let clock = self.now();
        self.unlocked(|state| {
            let (list, next_end) = self.open_ledger(state, |ledger, _| {
                let now = ledger.judge(clock)?;
                let mut records = ledger.store.read().tokens()?;
                let acting = ledger.acting()?;
                if !acting.sees_all() {
                    records.retain(|record| acting.sees(record));
                }
                let next_end = super::ended::next_end(&records, now);
                ledger.note_ends(super::ended::all_ends(&records), now);
                let mut uses = ledger.uses.all();
                let tokens = records
                    .into_iter()
                    .map(|record| {
                        let uses = uses.take(&record.id);
                        rows::token_row(record, uses, now)
                    })
                    .collect();
                Ok((
                    TokenList {
                        tokens,
                        now: now.to_string(),
                    },
                    next_end,
                ))
            })?;
            state.next_end = next_end;
            Ok(list)
        })
    }

    /// The tokens in one state; all of them for `None`.
    ///
    /// # Errors
    /// Those of the store.
    pub fn list_tokens_in(&self, status: Option<TokenStatus>) -> Result<TokenList, AppError> {
        let mut list = self.list_tokens()?;
        list.tokens
            .retain(|row| status.is_none_or(|status| row.status == status));
        Ok(list)
    }

    /// What the details panel shows.
    ///
    /// # Errors
    /// [`AppError::NotFound`], and those of the store.
    pub fn token_details(&self, request: TokenRef) -> Result<TokenDetails, AppError> {
        let id: TokenId = request.id.parse().map_err(|_| AppError::NotFound)?;
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            let record = ledger.record(&id)?;
            ledger.acting()?.check_token(Operation::SeeToken, &record)?;
            let history = ledger.store.read().audit_of(&id, HISTORY)?;
            Ok(TokenDetails {
                issued_at: record.present.issued_at.to_string(),
                ended_at: record.revoked_at.or(record.paused_at).map(|at| at.to_string()),
                uses: ledger.uses.details(&id),
                limits: rows::limits(&record.limits),
                description: record.description.clone(),
                spent: ledger.store.read().spent(&record.present.id)?,
                history: history.into_iter().map(rows::audit_row).collect(),
                token: ledger.row(record, now),
            })
        })
    }
}
