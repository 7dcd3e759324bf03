//! Who is at the keyboard, on what, and what the first view shows.

use serde::{Deserialize, Serialize};

use super::{EndingToken, Settings};

/// The system, as far as screens differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Linux and the like.
    Linux,
    /// Windows.
    Windows,
    /// macOS.
    Macos,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// What to call them.
    pub name: String,
    /// Their account on this computer, `DOMAIN\user` on Windows, `user@host` elsewhere.
    pub account: String,
    /// Their groups, in the fixed order of the group list.
    pub groups: Vec<String>,
}

/// Answers once at start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who.
    pub person: Person,
    /// On what.
    pub platform: Platform,
    /// The program's version.
    pub version: String,
    /// Where the data lies.
    pub data_folder: String,
    /// Every group there is, in order.
    pub groups: Vec<String>,
    /// The scopes that are there without anybody naming them.
    pub scopes: Vec<String>,
    /// The settings.
    pub settings: Settings,
    /// Whether the window is locked now.
    pub locked: bool,
    /// Whether unlocking asks for a passphrase.
    pub has_passphrase: bool,
    /// The person may generate tokens.
    pub may_generate: bool,
    /// The person may generate company tokens and change the policy.
    pub is_administrator: bool,
    /// The best locale for this person, BCP 47.
    pub locale: String,
    /// Minutes by which the clock is behind the latest hour seen, if over 5.
    pub clock_behind_minutes: Option<u32>,
    /// Where a damaged `settings.json` was put, if the settings started anew for that reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub settings_set_aside: Option<String>,
}

/// The passphrase, where one is set.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Unlock {
    /// What was typed; null where none is set.
    pub passphrase: Option<String>,
}

impl std::fmt::Debug for Unlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unlock([redacted])")
    }
}

/// The first view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HomeView {
    /// Records of any status.
    pub total: u32,
    /// Active ones.
    pub active: u32,
    /// Active ones that end soon.
    pub ends_soon: u32,
    /// The first five of these, the earliest end first.
    pub soon: Vec<EndingToken>,
    /// The last five audit rows, newest first.
    pub recent: Vec<AuditRow>,
}

/// One row of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// Counts up, without gaps.
    #[cfg_attr(test, ts(type = "number"))]
    pub seq: i64,
    /// When.
    pub at: String,
    /// What, as a word such as `token.created`; the sentence is the screen's.
    pub event: String,
    /// The token's record, if it concerns one.
    pub token_id: Option<String>,
    /// The token's name at the time.
    pub token_name: Option<String>,
    /// Who.
    pub actor: String,
    /// By what: `window` or `terminal`.
    pub source: String,
    /// Facts by name, never a secret: `{"grace":"24h"}`.
    #[cfg_attr(test, ts(type = "Record<string, string>"))]
    pub facts: std::collections::BTreeMap<String, String>,
}

/// A file that was written for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExportedFile {
    /// Where.
    pub path: String,
    /// Rows in it.
    pub rows: u32,
}
