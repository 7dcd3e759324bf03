//! Secrets that were just made, in memory behind unguessable handles, until they are let go.

use std::fmt::Write as _;
use std::time::Duration;

use rand::CryptoRng;
use token::{TokenId, TokenText, gives_away};

use crate::wire::{AppError, RevealId};

/// A held secret is wiped after so long, whatever the person does.
pub(crate) const LONGEST: Duration = Duration::from_secs(15 * 60);

/// One secret.
pub(crate) struct HeldSecret {
    /// Its handle.
    pub(crate) reveal: RevealId,
    /// The record that it belongs to.
    pub(crate) record: TokenId,
    /// The token. Its id is the secret's.
    pub(crate) text: TokenText,
    /// Whether it has left Token Desk: copied, shown, placed or printed.
    pub(crate) delivered: bool,
    ends_at: Duration,
}

/// All of them.
#[derive(Default)]
pub(crate) struct HeldSecrets(Vec<HeldSecret>);

impl HeldSecrets {
    /// Holds a secret from `elapsed` on.
    pub(crate) fn hold(
        &mut self,
        record: TokenId,
        text: TokenText,
        elapsed: Duration,
        rng: &mut dyn CryptoRng,
    ) -> RevealId {
        let reveal = new_handle(rng);
        let ends_at = elapsed.saturating_add(LONGEST);
        self.0.push(HeldSecret {
            reveal: reveal.clone(),
            record,
            text,
            delivered: false,
            ends_at,
        });
        reveal
    }

    /// Holds a secret again that has left Token Desk before.
    pub(crate) fn hold_delivered(
        &mut self,
        record: TokenId,
        text: TokenText,
        elapsed: Duration,
        rng: &mut dyn CryptoRng,
    ) -> RevealId {
        let reveal = self.hold(record, text, elapsed, rng);
        if let Some(held) = self.0.last_mut() {
            held.delivered = true;
        }
        reveal
    }

    /// The secret behind a handle.
    ///
    /// # Errors
    /// [`AppError::RevealGone`].
    pub(crate) fn find(&mut self, reveal: &RevealId, elapsed: Duration) -> Result<&mut HeldSecret, AppError> {
        self.0
            .iter_mut()
            .find(|held| held.reveal == *reveal && elapsed < held.ends_at)
            .ok_or(AppError::RevealGone)
    }

    /// Whether a text holds a piece of any of them.
    pub(crate) fn are_given_away_by(&self, text: &str) -> bool {
        self.0.iter().any(|held| gives_away(text, &held.text))
    }

    /// Lets go of one secret; it is wiped when the caller drops it.
    pub(crate) fn take(&mut self, reveal: &RevealId) -> Option<HeldSecret> {
        let place = self.0.iter().position(|held| held.reveal == *reveal)?;
        Some(self.0.swap_remove(place))
    }

    /// Lets go of those whose time is over.
    pub(crate) fn take_over(&mut self, elapsed: Duration) -> Vec<HeldSecret> {
        self.0.extract_if(.., |held| elapsed >= held.ends_at).collect()
    }

    /// Lets go of all.
    pub(crate) fn take_all(&mut self) -> Vec<HeldSecret> {
        std::mem::take(&mut self.0)
    }

    /// Lets go of those of one record.
    pub(crate) fn take_of(&mut self, record: TokenId) -> Vec<HeldSecret> {
        self.0.extract_if(.., |held| held.record == record).collect()
    }

    /// When the first one ends.
    pub(crate) fn next_end(&self) -> Option<Duration> {
        self.0.iter().map(|held| held.ends_at).min()
    }
}

/// A handle that nobody can guess.
pub(crate) fn new_handle(rng: &mut dyn CryptoRng) -> RevealId {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    RevealId(bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;
    use token::{Gate, GateKey, mint};

    use super::*;

    fn one() -> (HeldSecrets, RevealId) {
        let mut rng = StdRng::seed_from_u64(1);
        let text = mint(&Gate::new(GateKey::generate(&mut rng)), &mut rng);
        let mut held = HeldSecrets::default();
        let reveal = held.hold(
            TokenId::generate(&mut rng),
            text,
            Duration::from_secs(10),
            &mut rng,
        );
        (held, reveal)
    }

    #[test]
    fn a_handle_is_32_hexadecimal_characters() {
        let (_, reveal) = one();
        assert!(
            reveal.0.len() == 32 && reveal.0.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{reveal:?}"
        );
    }

    #[test]
    fn a_secret_is_gone_after_15_minutes_to_the_second() {
        let (mut held, reveal) = one();
        let end = Duration::from_secs(10) + LONGEST;
        assert!(held.find(&reveal, end - Duration::from_secs(1)).is_ok());
        assert!(matches!(held.find(&reveal, end), Err(AppError::RevealGone)));
        assert!(held.take_over(end - Duration::from_secs(1)).is_empty());
        assert_eq!(held.take_over(end).len(), 1);
        assert_eq!(held.next_end(), None);
    }

    #[test]
    fn an_unknown_handle_finds_nothing() {
        let (mut held, _) = one();
        let guess = RevealId("0".repeat(32));
        assert!(matches!(
            held.find(&guess, Duration::ZERO),
            Err(AppError::RevealGone)
        ));
        assert!(held.take(&guess).is_none());
    }
}
