//! A keyring that is a map.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::vault::{Keyring, KeyringError, PATIENCE};
use zeroize::Zeroizing;

/// A keyring for tests.
#[derive(Clone, Default)]
pub struct FakeKeyring(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    answers: Condvar,
}

#[derive(Default)]
struct State {
    entries: HashMap<String, Vec<u8>>,
    refuses: Option<KeyringError>,
    hangs: bool,
    calls: u32,
}

impl FakeKeyring {
    /// Every call is refused like this from here on; `None`: none is.
    pub fn refuse(&self, error: Option<KeyringError>) {
        self.lock().refuses = error;
    }

    /// Whether calls hang, until they are let go by `false`. Nobody waits long for one that may hang.
    pub fn hang(&self, hangs: bool) {
        self.lock().hangs = hangs;
        self.0.answers.notify_all();
    }

    /// The names of what lies in it.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.lock().entries.keys().cloned().collect();
        names.sort();
        names
    }

    /// Puts other bytes where some lie already.
    pub fn overwrite_all(&self, bytes: &[u8]) {
        self.lock()
            .entries
            .values_mut()
            .for_each(|entry| *entry = bytes.to_vec());
    }

    /// Takes everything away.
    pub fn clear(&self) {
        self.lock().entries.clear();
    }

    /// How often it was asked.
    pub fn calls(&self) -> u32 {
        self.lock().calls
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> Result<MutexGuard<'_, State>, KeyringError> {
        let mut state = self.lock();
        state.calls += 1;
        let state = self
            .0
            .answers
            .wait_while(state, |state| state.hangs)
            .unwrap_or_else(PoisonError::into_inner);
        match state.refuses {
            Some(error) => Err(error),
            None => Ok(state),
        }
    }
}

impl Keyring for FakeKeyring {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        Ok(self.asked()?.entries.get(name).cloned().map(Zeroizing::new))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), KeyringError> {
        self.asked()?.entries.insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), KeyringError> {
        self.asked()?.entries.remove(name);
        Ok(())
    }

    fn patience(&self) -> Duration {
        if self.lock().hangs {
            Duration::from_millis(50)
        } else {
            PATIENCE
        }
    }
}
