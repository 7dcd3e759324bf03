//! Wrong secrets that had to be digested. Only who has the gate's key can send them, or anybody where that key was
//! lost; each costs an Argon2id run, so they are few a minute. A token that was proven already does not come by here.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Seconds in a window.
const WINDOW: i64 = 60;
/// So many are watched; then all windows start anew.
const MOST_WATCHED: usize = 8_192;

/// Windows by whom or what the guesses are counted for.
#[derive(Debug)]
pub(crate) struct Guesses<Of> {
    windows: Mutex<HashMap<Of, Window>>,
    most: u32,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    began: i64,
    wrong: u32,
}

impl<Of: Copy + Eq + Hash> Guesses<Of> {
    /// So many wrong secrets are digested for each in one window.
    pub(crate) fn at_most(most: u32) -> Self {
        Self {
            windows: Mutex::default(),
            most,
        }
    }

    /// For how many seconds no further secret is tried for it.
    pub(crate) fn must_wait(&self, of: &Of, now: Timestamp) -> Option<u32> {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.get(of)?;
        let left = window.began + WINDOW - now.as_second();
        (window.wrong >= self.most && (1..=WINDOW).contains(&left)).then(|| left.unsigned_abs() as u32)
    }

    /// Notes a wrong secret.
    pub(crate) fn note(&self, of: &Of, now: Timestamp) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST_WATCHED && !windows.contains_key(of) {
            windows.clear();
        }
        let fresh = Window {
            began: now.as_second(),
            wrong: 0,
        };
        let window = windows.entry(*of).or_insert(fresh);
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
    use token::TokenId;

    #[test]
    fn after_ten_wrong_secrets_an_id_rests_until_its_minute_is_over() {
        let guesses = Guesses::at_most(10);
        let id = TokenId::generate(&mut StdRng::seed_from_u64(1));
        let other = TokenId::generate(&mut StdRng::seed_from_u64(2));
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        for _ in 0..10 {
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
