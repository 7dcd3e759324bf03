//! Uses of a token, as the verifier told them.

use serde::Serialize;

/// When, from where and by what a token was presented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Presentation {
    /// When.
    pub at: String,
    /// From which address.
    pub address: String,
    /// In which form: `bearer`, `basic`, `token`, `api-key`, `dataverse-key` or `query`.
    pub scheme: String,
    /// By which program of this computer; null where the system could not tell.
    pub program: Option<String>,
}

/// Attempts that named a token and were refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RefusedAttempts {
    /// Why, as a word: `expired`, `revoked`, `paused`, `owner-disabled`, `replaced`, `wrong-secret`, `forbidden`,
    /// `used-up`, `wrong-place`, `too-often` or `exposed`: it came unencrypted.
    pub why: String,
    /// The last of them.
    pub last: Presentation,
    /// How many.
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
}

/// A request that was recorded before it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RecordedUse {
    /// When, from where and by what.
    pub seen: Presentation,
    /// What it came to, as a word: `accepted`.
    pub outcome: String,
}

/// Everything that is known of a token's uses. At most five seconds late.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenUses {
    /// How often it was accepted.
    #[cfg_attr(test, ts(type = "number"))]
    pub count: u64,
    /// The last time that it was.
    pub last: Option<Presentation>,
    /// Attempts that were refused, the latest first.
    pub refused: Vec<RefusedAttempts>,
    /// The newest 50 uses that were recorded one by one, newest first; empty unless that is switched on.
    pub recorded: Vec<RecordedUse>,
}
