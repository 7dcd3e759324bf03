//! The system's own keyring: the Secret Service on Linux, Credential Manager on Windows, the Keychain on macOS.

use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::{Keyring, KeyringError};

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store as System;
#[cfg(windows)]
use windows_native_keyring_store::Store as System;
#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store as System;

/// The name of this program in the keyring.
const SERVICE: &str = "app.tokendesk";

/// The system's keyring. It is looked for at the first call, and again after each at which there was none.
#[derive(Default)]
pub struct SystemKeyring(Mutex<Option<Arc<System>>>);

impl SystemKeyring {
    fn entry(&self, name: &str) -> Result<Entry, KeyringError> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let system = match found.as_ref() {
            Some(system) => Arc::clone(system),
            None => {
                let system = System::new().map_err(|error| {
                    tracing::info!(%error, "no keyring");
                    KeyringError::Absent
                })?;
                *found = Some(Arc::clone(&system));
                system
            }
        };
        system.build(SERVICE, name, None).map_err(told)
    }

    /// Answers what the entry said; a keyring that failed is looked for anew at the next call.
    fn with<T>(&self, name: &str, work: impl FnOnce(&Entry) -> Result<T, Error>) -> Result<T, KeyringError> {
        let entry = self.entry(name)?;
        work(&entry).map_err(|error| {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
            told(error)
        })
    }
}

impl Keyring for SystemKeyring {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        self.with(name, |entry| match entry.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), KeyringError> {
        self.with(name, |entry| entry.set_secret(bytes))
    }

    fn remove(&self, name: &str) -> Result<(), KeyringError> {
        self.with(name, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }
}

fn told(error: Error) -> KeyringError {
    let is_closed_to_us = matches!(error, Error::NoStorageAccess(_));
    let told = match is_closed_to_us {
        true if cfg!(any(windows, target_os = "macos")) => KeyringError::Denied,
        true => KeyringError::Locked,
        false => KeyringError::Failed,
    };
    // Some of its errors carry the bytes that were found; their words do not.
    tracing::info!(%error, "the keyring");
    told
}
