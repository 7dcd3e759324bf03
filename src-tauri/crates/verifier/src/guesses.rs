//! Wrong secrets under a right tag. Only who has the gate's key can send them; each costs an Argon2id run, so
//! they are few a minute for one id. A token that was proven already does not come by here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use token::TokenId;

/// So many wrong secrets for one id are digested in one window.
const MOST: u32 = 10;
/// Seconds in a window.
const WINDOW: i64 = 60;
/// So many ids are watched; then all windows start anew.
const MOST_IDS: usize = 8_192;

/// Windows by id.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<HashMap<TokenId, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    began: i64,
    wrong: u32,
}

impl Guesses {
    /// For how many seconds no further secret is tried for this id.
    pub(crate) fn must_wait(&self, id: &TokenId, now: Timestamp) -> Option<u32> {
        let windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.get(id)?;
        let left = window.began + WINDOW - now.as_second();
        (window.wrong >= MOST && (1..=WINDOW).contains(&left)).then(|| left.unsigned_abs() as u32)
    }

    /// Notes a wrong secret.
    pub(crate) fn note(&self, id: &TokenId, now: Timestamp) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST_IDS && !windows.contains_key(id) {
            windows.clear();
        }
        let fresh = Window {
            began: now.as_second(),
            wrong: 0,
        };
        let window = windows.entry(*id).or_insert(fresh);
        if !(0..WINDOW).contains(&(now.as_second() - window.began)) {
            *window = fresh;
        }
        window.wrong += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    #[test]
    fn after_ten_wrong_secrets_an_id_rests_until_its_minute_is_over() {
        let guesses = Guesses::default();
        let id = TokenId::generate(&mut StdRng::seed_from_u64(1));
        let other = TokenId::generate(&mut StdRng::seed_from_u64(2));
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        for _ in 0..MOST {
            assert_eq!(guesses.must_wait(&id, at(5)), None);
            guesses.note(&id, at(5));
        }
        assert_eq!(guesses.must_wait(&id, at(15)), Some(50));
        assert_eq!(guesses.must_wait(&other, at(15)), None);
        assert_eq!(guesses.must_wait(&id, at(65)), None);
        guesses.note(&id, at(65));
        assert_eq!(guesses.must_wait(&id, at(65)), None, "a new window starts empty");
    }
}
