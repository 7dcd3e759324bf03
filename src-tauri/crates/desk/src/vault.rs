//! The vault: what has to be shown again, such as a resource's password, lies in the store sealed.
//!
//! One data key of 32 bytes seals everything of a data folder. It lies in the system's keyring; where there is none,
//! in the file `vault.json` under a passphrase; or, where a person chose that for a server that starts unattended, in
//! the file `vault.key` that only the account may read. What was sealed for one place in the store opens nowhere else.

mod cell;
mod file;
mod keyring;
mod system;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::CryptoRng;
use serde::Serialize;
use thiserror::Error;
use zeroize::Zeroizing;

pub use cell::{Cell, LONGEST};
pub use keyring::{Keyring, KeyringError, PATIENCE};
pub use system::SystemKeyring;

use crate::ports::Generator;
use cell::DataKey;
use file::{Kept, VaultFile};
use keyring::Patient;

/// Where the data key is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeptIn {
    /// In the system's keyring.
    Keyring,
    /// In the data folder, under a passphrase.
    Passphrase,
    /// In a file of the data folder that only this account may read.
    KeyFile,
}

/// How a person wants the data key to be kept.
pub enum Keeping<'a> {
    /// In the system's keyring.
    Keyring,
    /// Under a passphrase, whose rules the caller has checked.
    Passphrase(&'a str),
    /// In a file in plain, mode 0600: a choice that a person makes in so many words.
    KeyFile,
}

/// Why the vault did not seal, open or change.
#[derive(Debug, Error)]
pub enum VaultError {
    /// The system's keyring did not do what was asked.
    #[error("the keyring: {0}")]
    Keyring(#[from] KeyringError),
    /// The key is kept under a passphrase, and nobody has given it since the program started.
    #[error("the vault is closed")]
    Closed,
    /// That is not the passphrase.
    #[error("that is not the passphrase")]
    WrongPassphrase,
    /// The vault's file or its key is damaged, gone, or another one's.
    #[error("{}: {detail}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why, in plain English.
        detail: String,
    },
    /// The vault's file could not be read or written.
    #[error("{reason}")]
    File {
        /// The path and why, in plain English.
        reason: String,
    },
    /// A sealed value was altered, or was sealed for another place in the store.
    #[error("a sealed value of {table} was altered or moved")]
    Broken {
        /// The table.
        table: &'static str,
    },
    /// More than [`LONGEST`] bytes.
    #[error("too long to be sealed")]
    TooLong,
}

/// The vault of one data folder. Its key is looked for at the first use, and remembered until [`Vault::close`].
pub struct Vault {
    folder: PathBuf,
    keyring: Patient,
    generator: Generator,
    key: Mutex<Option<DataKey>>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// The vault of a data folder. Nothing is read yet.
    pub fn new(folder: &Path, keyring: Arc<dyn Keyring>, generator: Generator) -> Self {
        Self {
            folder: folder.to_owned(),
            keyring: Patient::new(keyring),
            generator,
            key: Mutex::default(),
        }
    }

    /// Seals `plain` for one place in the store. Where there is no vault yet, one is made in the keyring.
    ///
    /// # Errors
    /// [`VaultError`]; nothing was sealed.
    pub fn seal(&self, cell: &Cell<'_>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut key = self.key();
        if key.is_none() {
            *key = Some(match self.known_key(None)? {
                Some(known) => known,
                None => self.make(&Keeping::Keyring)?,
            });
        }
        let key = key.as_ref().expect("it was put there");
        self.with_generator(|rng| key.seal(cell, plain, rng))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`VaultError::Broken`] where it was altered or moved; others of [`VaultError`] where there is no key.
    pub fn open(&self, cell: &Cell<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let mut key = self.key();
        if key.is_none() {
            *key = self.known_key(None)?;
        }
        match key.as_ref() {
            Some(key) => key.open(cell, sealed),
            None => Err(VaultError::Unusable {
                path: self.file(),
                detail: "it is gone, and with it the key of what was sealed".to_owned(),
            }),
        }
    }

    /// Where the key is kept; `None` where nothing was ever sealed here.
    ///
    /// # Errors
    /// The vault's file cannot be read.
    pub fn kept_in(&self) -> Result<Option<KeptIn>, VaultError> {
        Ok(VaultFile::read(&self.file())?.map(|file| file.kept_in()))
    }

    /// Whether the passphrase has to be given before anything is sealed or opened.
    ///
    /// # Errors
    /// The vault's file cannot be read.
    pub fn is_closed(&self) -> Result<bool, VaultError> {
        // The file first: a keyring that takes its time holds up nobody who only asks about a passphrase.
        Ok(self.kept_in()? == Some(KeptIn::Passphrase) && self.key().is_none())
    }

    /// Gives the passphrase. Takes as long as Argon2id does; of several callers one at a time.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], and those of the file.
    pub fn unlock(&self, passphrase: &str) -> Result<(), VaultError> {
        let mut key = self.key();
        if key.is_none() {
            *key = self.known_key(Some(passphrase))?;
        }
        Ok(())
    }

    /// Has the data key kept in another way, or makes one. What was sealed stays as it is.
    ///
    /// # Errors
    /// [`VaultError`]; the key is kept as before.
    pub fn keep(&self, keeping: &Keeping<'_>) -> Result<(), VaultError> {
        let mut key = self.key();
        if key.is_none() {
            *key = self.known_key(None)?;
        }
        match key.as_ref() {
            Some(known) => self.move_to(known, keeping),
            None => {
                *key = Some(self.make(keeping)?);
                Ok(())
            }
        }
    }

    /// Forgets the key, as when the window is locked. The next use looks for it anew.
    pub fn close(&self) {
        *self.key() = None;
    }

    /// Remembers a few bytes in the keyring, where no program that only edits files reaches them. They belong to the
    /// data folder by its path.
    ///
    /// # Errors
    /// The keyring's.
    pub fn remember(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        Ok(self.keyring.write(&self.remembered(name), bytes)?)
    }

    /// What [`Vault::remember`] was last given by this name; `None` where it never was.
    ///
    /// # Errors
    /// The keyring's.
    pub fn recall(&self, name: &str) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self
            .keyring
            .read(&self.remembered(name))?
            .map(|bytes| bytes.to_vec()))
    }

    fn remembered(&self, name: &str) -> String {
        let folder = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
        format!("{name} of {}", folder.display())
    }

    fn file(&self) -> PathBuf {
        self.folder.join("vault.json")
    }

    fn key_file(&self, id: &str) -> PathBuf {
        self.folder.join(format!("vault-{id}.key"))
    }

    fn key(&self) -> MutexGuard<'_, Option<DataKey>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_generator<T>(&self, work: impl FnOnce(&mut dyn CryptoRng) -> T) -> T {
        work(&mut *self.generator.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The key that the file tells of; `None` where there is no file.
    fn known_key(&self, passphrase: Option<&str>) -> Result<Option<DataKey>, VaultError> {
        let path = self.file();
        let Some(file) = VaultFile::read(&path)? else {
            return Ok(None);
        };
        let key = match (&file.kept, passphrase) {
            (Kept::Keyring, _) => {
                let bytes = self.keyring.read(&file.name_in_keyring())?;
                let bytes = bytes.ok_or_else(|| unusable(&path, "its key is not in the keyring any more"))?;
                DataKey::from_bytes(&bytes)
                    .ok_or_else(|| unusable(&path, "what the keyring holds is no key"))?
            }
            (Kept::KeyFile, _) => file::read_key(&self.key_file(&file.id))?,
            (Kept::Passphrase(_), None) => return Err(VaultError::Closed),
            (Kept::Passphrase(wrapped), Some(passphrase)) => wrapped.open(&file.id, passphrase, &path)?,
        };
        if file.is_of(&key) {
            Ok(Some(key))
        } else {
            Err(unusable(&path, "the key that was found is another vault’s"))
        }
    }

    /// Makes the vault. Of two programs that make it at the same moment, the first one's stands for both.
    fn make(&self, keeping: &Keeping<'_>) -> Result<DataKey, VaultError> {
        let key = self.with_generator(DataKey::generate);
        let id = self.with_generator(file::new_id);
        let file = self.put(&key, id, keeping)?;
        if file.write_first(&self.file())? {
            return Ok(key);
        }
        self.take_away(&file);
        let passphrase = match keeping {
            Keeping::Passphrase(passphrase) => Some(*passphrase),
            Keeping::Keyring | Keeping::KeyFile => None,
        };
        self.known_key(passphrase)?
            .ok_or_else(|| unusable(&self.file(), "it came and went"))
    }

    /// Keeps the key in its new place, then says so in the file, then takes it away from the old one.
    fn move_to(&self, key: &DataKey, keeping: &Keeping<'_>) -> Result<(), VaultError> {
        let path = self.file();
        let before = VaultFile::read(&path)?.ok_or_else(|| unusable(&path, "it is gone"))?;
        let file = self.put(key, before.id.clone(), keeping)?;
        file.write(&path)?;
        if before.kept_in() != file.kept_in() {
            self.take_away(&before);
        }
        Ok(())
    }

    /// Puts the key where it is to be kept, and answers the file that tells of it.
    fn put(&self, key: &DataKey, id: String, keeping: &Keeping<'_>) -> Result<VaultFile, VaultError> {
        let kept = match keeping {
            Keeping::Keyring => Kept::Keyring,
            Keeping::KeyFile => Kept::KeyFile,
            Keeping::Passphrase(passphrase) => {
                Kept::Passphrase(self.with_generator(|rng| file::Wrapped::new(key, &id, passphrase, rng))?)
            }
        };
        let file = self.with_generator(|rng| VaultFile::new(id, kept, key, rng))?;
        match keeping {
            Keeping::Keyring => self.keyring.write(&file.name_in_keyring(), key.expose())?,
            Keeping::KeyFile => file::write_key(&self.key_file(&file.id), key)?,
            Keeping::Passphrase(_) => {}
        }
        Ok(file)
    }

    fn take_away(&self, before: &VaultFile) {
        let gone = match before.kept {
            Kept::Keyring => self
                .keyring
                .remove(&before.name_in_keyring())
                .map_err(VaultError::from),
            Kept::KeyFile => file::remove_key(&self.key_file(&before.id)),
            Kept::Passphrase(_) => Ok(()),
        };
        if let Err(error) = gone {
            tracing::warn!(%error, "the vault’s key is left where it was kept before");
        }
    }
}

fn unusable(path: &Path, detail: &str) -> VaultError {
    VaultError::Unusable {
        path: path.to_owned(),
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests;
