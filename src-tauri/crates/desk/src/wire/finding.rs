//! What `doctor` finds.

use serde::Serialize;

/// One thing that was looked at. The sentence is the terminal's, by `check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What was looked at, as a word: `data_folder`, `store`, `store_integrity`, `gate_key`, `audit`,
    /// `settings`, `clock`, `clipboard`, `variable`.
    pub check: String,
    /// How it stands.
    pub state: FindingState,
    /// What was found, in plain English, never a secret.
    pub detail: String,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// As it should be.
    Fine,
    /// Works, but something should be known.
    Note,
    /// Does not work.
    Broken,
}
