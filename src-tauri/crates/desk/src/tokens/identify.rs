//! Whose a token is that somebody found.

use std::collections::HashSet;

use jiff::Timestamp;
use store::SecretState;
use token::{Piece, TokenId, pieces};

use crate::Desk;
use crate::ledger::Ledger;
use crate::wire::{AppError, FoundToken, FoundValue, Identified, PastedValue};

/// So many different tokens of one text are told of.
const MOST: usize = 100;

impl Desk {
    /// Tells whose the tokens in a text are and whether they would be accepted. Nothing of the text is kept, and
    /// nothing is written.
    ///
    /// # Errors
    /// Those of the store. A text without a token is an answer and no error.
    pub fn identify_tokens(&self, request: PastedValue) -> Result<Identified, AppError> {
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            let mut seen = HashSet::new();
            let mut answer = Identified {
                tokens: Vec::new(),
                more: 0,
                cut: false,
            };
            for piece in pieces(&request.text) {
                let (id, last4, ours) = match piece {
                    Piece::Whole(text) => {
                        let ours = ledger.minted_here(text.expose())?.is_some();
                        (text.id(), Some(text.last4()), Some(ours))
                    }
                    Piece::Public(id) => (id, None, None),
                    Piece::Cut => {
                        answer.cut = true;
                        continue;
                    }
                };
                if !seen.insert((id, last4.clone())) {
                    continue;
                }
                if answer.tokens.len() == MOST {
                    answer.more = answer.more.saturating_add(1);
                    continue;
                }
                answer.tokens.push(ledger.found(id, last4, ours, now)?);
            }
            Ok(answer)
        })
    }
}

impl Ledger {
    /// The token of a public id. `ours` says whether the whole text was minted here; `None` where only its public
    /// beginning is known.
    fn found(
        &self,
        id: TokenId,
        last4: Option<String>,
        ours: Option<bool>,
        now: Timestamp,
    ) -> Result<FoundToken, AppError> {
        let told = |value, token| FoundToken {
            prefix: id.prefix(),
            last4,
            value,
            token,
        };
        // A made-up text may carry the public id of a real token.
        if ours == Some(false) {
            return Ok(told(FoundValue::Stranger, None));
        }
        let Some(stored) = self.store.read().digest(&id)? else {
            // What the gate admits was minted here: its record is gone for good.
            let value = if ours.is_some() {
                FoundValue::Forgotten
            } else {
                FoundValue::Stranger
            };
            return Ok(told(value, None));
        };
        let record = self.store.read().token(&stored.token_id)?;
        let Some(record) = record.filter(|record| record.deleted_at.is_none()) else {
            return Ok(told(FoundValue::Forgotten, None));
        };
        // One that the person may not see is none to them.
        if !self.acting()?.sees(&record) {
            return Ok(told(FoundValue::Stranger, None));
        }
        let value = match (ours, stored.state) {
            (None, _) => FoundValue::PublicPart,
            (Some(_), SecretState::Active) => FoundValue::Present,
            (Some(_), SecretState::Retiring) => match stored.expiry.instant() {
                Some(end) if end > now => FoundValue::Older {
                    ends_at: end.to_string(),
                },
                Some(_) | None => FoundValue::Over,
            },
            (Some(_), SecretState::Pending | SecretState::Ended) => FoundValue::Over,
        };
        Ok(told(value, Some(self.row(record, now))))
    }
}
