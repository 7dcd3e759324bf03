//! Users and groups.

use serde::{Deserialize, Serialize};

/// Everybody whom tokens may act for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UserList {
    /// Everybody whom the person at the keyboard may see, oldest first. They themselves are always among them.
    pub users: Vec<UserRow>,
    /// The six groups in their fixed order.
    pub groups: Vec<GroupRow>,
    /// Whether the person at the keyboard may add users.
    pub may_add: bool,
}

/// One user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UserRow {
    /// The user name, such as `datahub`, `ann@plant7` or `PLANT7\ann`. It stays the same.
    pub account: String,
    /// What to call them.
    pub name: String,
    /// Their groups, in the fixed order of the group list.
    pub groups: Vec<&'static str>,
    /// Since when they are known; null for a person whom no change has written down yet.
    pub created_at: Option<String>,
    /// Since when they and all their tokens are refused; null: they are not.
    pub disabled_at: Option<String>,
    /// How many tokens of theirs there are.
    pub tokens: u32,
    /// How many of those are active, were the user not disabled.
    pub active_tokens: u32,
    /// When a token of theirs was last accepted; null: never.
    pub last_active_at: Option<String>,
    /// Whether this is the person at the keyboard.
    pub is_you: bool,
    /// Whether one of their groups may have tokens made.
    pub may_hold_tokens: bool,
    /// What the person at the keyboard may do with them.
    pub may: UserRights,
}

/// What the person at the keyboard may do with a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UserRights {
    /// Change name and groups.
    pub edit: bool,
    /// Disable and enable.
    pub disable: bool,
    /// Generate a token for them.
    pub generate: bool,
}

/// One of the six groups. What it means is said by the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GroupRow {
    /// Its name, the same in every language.
    pub name: &'static str,
    /// Whether somebody in it may have tokens made.
    pub may_hold_tokens: bool,
    /// Whether the person at the keyboard may put somebody into it.
    pub may_give: bool,
}

/// A user to add, or to be changed: the account says who.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserDraft {
    /// The user name, not yet checked.
    pub account: String,
    /// What to call them; empty: by the user name.
    pub name: String,
    /// Groups by name.
    pub groups: Vec<String>,
}

/// One user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserRef {
    /// The user name.
    pub account: String,
}
