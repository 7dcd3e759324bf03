//! The keyring as the vault needs it, and the patience that it is asked with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;
use zeroize::Zeroizing;

/// How long a keyring may take, a question to its person included.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Why a keyring did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeyringError {
    /// This session has none.
    #[error("there is none")]
    Absent,
    /// It is locked, and nobody unlocked it.
    #[error("it is locked")]
    Locked,
    /// It lets this program have nothing.
    #[error("it refused")]
    Denied,
    /// It did not answer in time.
    #[error("it did not answer in time")]
    Slow,
    /// Anything else; the log says more.
    #[error("it failed")]
    Failed,
}

/// A keyring: a few bytes under a name, for this program. Calls may block for as long as they like.
pub trait Keyring: Send + Sync {
    /// What lies under `name`; `None` where nothing does.
    ///
    /// # Errors
    /// The keyring's.
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError>;

    /// Puts bytes under `name`, in place of what lay there.
    ///
    /// # Errors
    /// The keyring's; what lay there is unchanged.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), KeyringError>;

    /// Takes away what lies under `name`, if anything does.
    ///
    /// # Errors
    /// The keyring's.
    fn remove(&self, name: &str) -> Result<(), KeyringError>;

    /// How long to wait for an answer.
    fn patience(&self) -> Duration {
        PATIENCE
    }
}

/// Asks a keyring on a thread of its own and gives up in time. While one call hangs, the next are refused at once.
pub(super) struct Patient {
    keyring: Arc<dyn Keyring>,
    hangs: Arc<AtomicBool>,
}

impl Patient {
    pub(super) fn new(keyring: Arc<dyn Keyring>) -> Self {
        Self {
            keyring,
            hangs: Arc::default(),
        }
    }

    pub(super) fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        let name = name.to_owned();
        self.ask(move |keyring| keyring.read(&name))
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), KeyringError> {
        let (name, bytes) = (name.to_owned(), Zeroizing::new(bytes.to_vec()));
        self.ask(move |keyring| keyring.write(&name, &bytes))
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), KeyringError> {
        let name = name.to_owned();
        self.ask(move |keyring| keyring.remove(&name))
    }

    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Keyring) -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<T, KeyringError> {
        if self.hangs.swap(true, Ordering::AcqRel) {
            return Err(KeyringError::Slow);
        }
        let (keyring, hangs) = (Arc::clone(&self.keyring), Arc::clone(&self.hangs));
        let (say, hear) = mpsc::sync_channel(1);
        let asked = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let answer = work(&*keyring);
            hangs.store(false, Ordering::Release);
            // Nobody listens any more where it took too long.
            let _ = say.send(answer);
        });
        if asked.is_err() {
            self.hangs.store(false, Ordering::Release);
            return Err(KeyringError::Failed);
        }
        match hear.recv_timeout(self.keyring.patience()) {
            Ok(answer) => answer,
            Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyringError::Slow),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                self.hangs.store(false, Ordering::Release);
                Err(KeyringError::Failed)
            }
        }
    }
}
