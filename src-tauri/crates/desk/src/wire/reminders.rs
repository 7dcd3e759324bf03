//! Tokens that end soon, and what the person is reminded of.

use serde::Serialize;

/// A token with its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EndingToken {
    /// The record's id.
    pub id: String,
    /// What the person called it.
    pub name: String,
    /// The owner's name; null for a company token.
    pub user: Option<String>,
    /// When it ends.
    pub ends_at: String,
}

/// One token that the person is reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Reminder {
    /// Which.
    pub token: EndingToken,
    /// So many days before its end is the reminder.
    pub days: u32,
    /// Whether this answer is the first that has it: the desktop is told of these, once.
    pub fresh: bool,
}

/// What to remind of. Event `reminders_due` says that there may be something new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Reminders {
    /// What the person has not read yet, the earliest end first.
    pub unread: Vec<Reminder>,
    /// The token that ends next of all that are accepted now.
    pub next: Option<EndingToken>,
}
