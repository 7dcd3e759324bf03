//! The audit trail: which rows, and whether they are as they were written.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::AuditRow;

/// Which rows. What is left out excludes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct AuditQuery {
    /// From this day on, where the person is: `2026-11-22`.
    #[cfg_attr(test, ts(type = "string | null"))]
    pub since: Option<Date>,
    /// Up to the end of this day.
    #[cfg_attr(test, ts(type = "string | null"))]
    pub until: Option<Date>,
    /// The event's word, or its first part: `token` for all of tokens.
    pub event: Option<String>,
    /// A part of the account of who did it.
    pub actor: Option<String>,
    /// A token's id, or a part of its name.
    pub token: Option<String>,
    /// By what: `window`, `terminal` or `program`.
    pub source: Option<String>,
    /// What is anywhere in the row.
    pub text: Option<String>,
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditAsk {
    /// Which rows.
    pub query: AuditQuery,
    /// From before this row on; `null` for the newest.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub before: Option<i64>,
    /// At most so many, up to 1,000.
    pub count: u32,
}

/// Rows, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditRow>,
    /// Ask on from here; `null` when that was all. There may be more even where there are no rows here.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub next: Option<i64>,
    /// Whether the person sees what others did too.
    pub sees_all: bool,
}

/// A row by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub seq: i64,
}

/// Rows as a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExportAudit {
    /// Which rows.
    pub query: AuditQuery,
    /// In which form.
    pub form: AuditForm,
}

/// The form of a file of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AuditForm {
    /// For a spreadsheet (RFC 4180), without anything that it would run.
    Csv,
    /// A list of rows as `tokendesk audit list --json` has them.
    Json,
}

/// Whether the audit trail, and the recorded requests to verifiers, are as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditIntegrity {
    /// How much was looked at.
    pub extent: AuditExtent,
    /// When; `null` before the first look.
    pub checked_at: Option<String>,
    /// How many rows of the audit trail were looked at.
    #[cfg_attr(test, ts(type = "number"))]
    pub rows: u64,
    /// How many recorded requests were looked at.
    #[cfg_attr(test, ts(type = "number"))]
    pub requests: u64,
    /// The first damage of the audit trail.
    pub damage: Option<AuditDamage>,
    /// The first damage of the recorded requests.
    pub request_damage: Option<AuditDamage>,
    /// The last row, as text to keep elsewhere: `tokendesk audit verify --against` finds out with it whether rows
    /// were cut off since.
    pub end: Option<String>,
}

/// How much of the trail was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AuditExtent {
    /// Nothing yet.
    None,
    /// The newest 1,000 rows.
    Newest,
    /// Every row.
    Whole,
}

/// What is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditDamage {
    /// The first row that is concerned.
    #[cfg_attr(test, ts(type = "number"))]
    pub seq: i64,
    /// What was done.
    pub kind: AuditTampering,
}

/// What was done to the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AuditTampering {
    /// The row is another than it was.
    Edited,
    /// The row is gone, from between others.
    Missing,
    /// The row was put in by somebody else.
    Inserted,
    /// The row is not in its place.
    Reordered,
    /// From this row on the last rows are gone.
    CutShort,
    /// The row is from another copy of the file.
    Replaced,
    /// The key was lost or changed: rows before this one cannot be judged.
    KeyLost,
}

impl AuditTampering {
    /// Its word, as it travels.
    pub fn word(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Missing => "missing",
            Self::Inserted => "inserted",
            Self::Reordered => "reordered",
            Self::CutShort => "cut_short",
            Self::Replaced => "replaced",
            Self::KeyLost => "key_lost",
        }
    }
}
