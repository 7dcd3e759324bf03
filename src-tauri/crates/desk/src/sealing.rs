//! The vault's key: where it is kept, and giving its passphrase.

use store::Event;

use crate::authority::{Operation, Whose};
use crate::vault::{Keeping, VaultError};
use crate::wire::{AppError, Field, FieldProblem, VaultState};
use crate::{Desk, SecretText, passphrase};

/// How the vault's key is to be kept.
#[derive(Debug)]
pub enum VaultWish {
    /// In the system's keyring.
    Keyring,
    /// Under this passphrase, in the data folder.
    Passphrase(SecretText),
    /// In a file of the data folder that only this account may read.
    KeyFile,
}

impl Desk {
    /// How the vault stands.
    ///
    /// # Errors
    /// Its file cannot be read.
    pub fn vault_state(&self) -> Result<VaultState, AppError> {
        let vault = &self.inner.vault;
        Ok(VaultState {
            kept_in: vault.kept_in()?,
            is_closed: vault.is_closed()?,
        })
    }

    /// Gives the vault's passphrase to this process.
    ///
    /// # Errors
    /// [`AppError::WrongPassphrase`], and those of its file.
    pub fn unlock_vault(&self, passphrase: &SecretText) -> Result<(), AppError> {
        self.unlocked(|_| Ok(()))?;
        self.inner.vault.unlock(passphrase.expose())?;
        // A verifier in this process lends from now on.
        self.tell_verifier();
        Ok(())
    }

    /// Has the vault's key kept in another way. What is sealed stays as it is.
    ///
    /// # Errors
    /// [`AppError::Forbidden`]; a passphrase that is too short or too long; those of the keyring and the store. The key
    /// is kept as before.
    pub fn keep_vault(&self, wish: &VaultWish) -> Result<VaultState, AppError> {
        let (keeping, word) = match wish {
            VaultWish::Keyring => (Keeping::Keyring, "keyring"),
            VaultWish::Passphrase(text) => {
                passphrase::check(text.expose())?;
                (Keeping::Passphrase(text.expose()), "passphrase")
            }
            VaultWish::KeyFile => (Keeping::KeyFile, "key_file"),
        };
        let by = self.by_now();
        let vault = &self.inner.vault;
        self.with_ledger(|ledger, _| {
            ledger.acting()?.check(Operation::KeepVault, Whose::Other)?;
            ledger.store.change(&by, |change| {
                change.note(Event::named("vault.kept").fact("in", word))?;
                Ok(vault.keep(&keeping)?)
            })
        })?;
        self.tell_verifier();
        self.vault_state()
    }
}

impl From<VaultError> for AppError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Keyring(problem) => Self::Keyring { problem },
            VaultError::Closed => Self::VaultClosed,
            VaultError::WrongPassphrase => Self::WrongPassphrase,
            VaultError::Unusable { .. } => Self::VaultUnusable {
                detail: error.to_string(),
            },
            VaultError::File { reason } => Self::StoreUnavailable { reason },
            VaultError::Broken { table } => Self::SealBroken {
                table: table.to_owned(),
            },
            VaultError::TooLong => Self::InvalidField {
                field: Field::Value,
                problem: FieldProblem::TooLong {
                    max: u32::try_from(crate::vault::LONGEST).unwrap_or(u32::MAX),
                },
            },
        }
    }
}
