//! The vault's key: where it is kept, and giving its passphrase.

use serde::{Deserialize, Serialize};

use crate::vault::KeptIn;

/// How the vault stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VaultState {
    /// Where its key is kept; none: nothing was sealed yet.
    pub kept_in: Option<KeptIn>,
    /// Whether its passphrase has to be given before anything is sealed or opened.
    pub is_closed: bool,
}

/// The passphrase that the vault's key is kept under.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnlockVault {
    /// What was typed.
    pub passphrase: String,
}

impl std::fmt::Debug for UnlockVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnlockVault([redacted])")
    }
}

/// A passphrase that the vault's key is to be kept under from now on.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeepVault {
    /// What was typed.
    pub passphrase: String,
}

impl std::fmt::Debug for KeepVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeepVault([redacted])")
    }
}
