//! Values that were made elsewhere and pasted, in memory behind handles, on their way to a variable.

use std::time::Duration;

use crate::held::{LONGEST, new_handle};
use crate::variable::{checked_value, last4};
use crate::wire::{AppError, PastedValue, PastedVariableValue, RevealId};
use crate::{Desk, SecretText};

/// All of them. They are wiped when they are let go.
#[derive(Default)]
pub(crate) struct PastedValues(Vec<Pasted>);

struct Pasted {
    reveal: RevealId,
    value: SecretText,
    ends_at: Duration,
}

impl PastedValues {
    /// The value behind a handle, unless it is gone or was never pasted.
    pub(crate) fn find(&self, reveal: &RevealId, elapsed: Duration) -> Option<SecretText> {
        let pasted = self.0.iter().find(|pasted| pasted.reveal == *reveal)?;
        (elapsed < pasted.ends_at).then(|| pasted.value.clone())
    }

    /// Lets go of one; answers whether it was there.
    pub(crate) fn drop_one(&mut self, reveal: &RevealId) -> bool {
        let before = self.0.len();
        self.0.retain(|pasted| pasted.reveal != *reveal);
        self.0.len() < before
    }

    /// Lets go of those whose time is over.
    pub(crate) fn drop_over(&mut self, elapsed: Duration) {
        self.0.retain(|pasted| elapsed < pasted.ends_at);
    }

    /// Lets go of all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Desk {
    /// Takes a pasted value over from the page, which keeps a handle only. The handle serves
    /// [`Desk::plan_variable`], [`Desk::set_variable`] and [`Desk::discard_secret`], for 15 minutes at most.
    ///
    /// # Errors
    /// A text that is no value, such as a whole header, and those of the store.
    pub fn hold_value(&self, mut request: PastedValue) -> Result<PastedVariableValue, AppError> {
        let text = SecretText::new(std::mem::take(&mut request.text));
        let value = checked_value(&text)?;
        let owner = self.recognise(value.expose())?;
        let reveal = self.with_generator(new_handle);
        let elapsed = self.elapsed();
        self.unlocked(|state| {
            state.pasted.0.push(Pasted {
                reveal: reveal.clone(),
                value: SecretText::new(value.expose().to_owned()),
                ends_at: elapsed.saturating_add(LONGEST),
            });
            Ok(PastedVariableValue {
                reveal,
                masked: value.masked(),
                last4: last4(value.expose()),
                was_trimmed: value.expose() != text.expose(),
                token_name: owner.and_then(|ours| ours.name),
            })
        })
    }

    /// The pasted value behind a handle.
    pub(crate) fn pasted_text(&self, reveal: &RevealId) -> Result<Option<SecretText>, AppError> {
        let elapsed = self.elapsed();
        self.unlocked(|state| Ok(state.pasted.find(reveal, elapsed)))
    }
}
