//! The store itself: its copies, and the clock that it judges by.

use serde::{Deserialize, Serialize};

/// A copy of the store that was sound when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StoreCopy {
    /// When it was made.
    pub made_at: String,
    /// Its size.
    pub bytes: u64,
}

/// Put a copy in the place of the store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreStore {
    /// When the copy was made; none: the newest sound one, for a damaged store.
    pub made_at: Option<String>,
}

/// A copy is the store now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StoreRestored {
    /// When the copy was made. What changed since is lost.
    pub copy_from: String,
    /// The folder that the damaged file is kept in; null when it was lost.
    pub kept_as: Option<String>,
    /// How many tokens had been revoked or paused since, and are again.
    pub ended_again: u32,
}

/// The clock is taken for right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClockTrusted {
    /// The hour by the clock.
    pub now: String,
    /// The latest hour that had been seen.
    pub latest_seen: String,
    /// Whether that was later than the clock, so that something changed.
    pub was_behind: bool,
}
