//! Tokens: rows, drafts and what happens to them.

use serde::{Deserialize, Serialize};

use super::{AppError, FieldProblem, RevealId};

/// Where a token stands. *Expires soon* and *Expires today* are derived by the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TokenStatus {
    /// Accepted.
    Active,
    /// Refused until resumed.
    Paused,
    /// Its time is over.
    Expired,
    /// Ended for good.
    Revoked,
}

/// Whom a new token acts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The person at the keyboard.
    Me,
    /// Nobody: a company token. Administrators only.
    Company,
    /// The user with this user name. Administrators only, unless it is the person at the keyboard.
    User(String),
}

/// One row of the token list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenRow {
    /// The record's id: 16 characters of base62. It stays the same when the token is regenerated.
    pub id: String,
    /// What the person called it.
    pub name: String,
    /// The public beginning of the present secret's text form, `tdk_` and 16 characters.
    pub prefix: String,
    /// The last four characters of the present secret's text form (they belong to its tag, not its secret).
    pub last4: String,
    /// Where it stands.
    pub status: TokenStatus,
    /// The owner's name; null for a company token.
    pub user: Option<String>,
    /// The owner's user name; null for a company token.
    pub owner: Option<String>,
    /// Whether its owner is disabled: it is refused until they are enabled.
    pub blocked: bool,
    /// Its groups, in the fixed order of the group list.
    pub groups: Vec<&'static str>,
    /// Its scopes; empty: everything that its groups may do.
    pub scopes: Vec<String>,
    /// When the record was made.
    pub created_at: String,
    /// Who made it.
    pub created_by: String,
    /// When the present secret was made: *Expires soon* is a share of its own life, not of the record's.
    pub issued_at: String,
    /// When the present secret ends; null: never.
    pub expires_at: Option<String>,
    /// When it was last accepted; null: never.
    pub last_used_at: Option<String>,
    /// From where: the address, and the program where it is known.
    pub last_used_from: Option<String>,
    /// How many attempts to use it were refused.
    #[cfg_attr(test, ts(type = "number"))]
    pub refused: u64,
    /// When the present secret last came unencrypted, so that whoever listened on the way has it; null: it did not.
    pub exposed_at: Option<String>,
    /// An older secret that still lives on after *Regenerate*.
    pub retiring: Option<RetiringSecret>,
    /// The variable that Token Desk last put it into, if it did.
    pub variable: Option<String>,
    /// Counts every change of the row; give it back with a change to notice a conflict.
    #[cfg_attr(test, ts(type = "number"))]
    pub rev: i64,
}

/// The old secret after *Regenerate*, until its grace ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RetiringSecret {
    /// Its public beginning.
    pub prefix: String,
    /// Its last four characters.
    pub last4: String,
    /// When it ends, at the latest.
    pub ends_at: String,
    /// Whether it ends as soon as the new secret is seen.
    pub until_seen: bool,
    /// Who has used it since it was replaced, the latest first.
    pub used_by: Vec<super::Presentation>,
}

/// All tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenList {
    /// Every record that has not been deleted.
    pub tokens: Vec<TokenRow>,
    /// The hour that the statuses were judged at.
    pub now: String,
}

/// What the details panel shows besides the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenDetails {
    /// The row.
    pub token: TokenRow,
    /// When the present secret was made.
    pub issued_at: String,
    /// When the record was paused or revoked, if it was.
    pub ended_at: Option<String>,
    /// Its uses.
    pub uses: super::TokenUses,
    /// What it is limited to.
    pub limits: TokenLimits,
    /// What it is for, where that was said: a company token's purpose.
    pub description: Option<String>,
    /// How many of its counted uses are spent.
    pub spent: u32,
    /// What happened to it, newest first, at most 50.
    pub history: Vec<super::AuditRow>,
}

/// What *Generate* begins with for a copy of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenLike {
    /// Its settings.
    pub draft: TokenDraft,
    /// The one resource that it is for, by its name; null: it is for none in particular.
    pub resource: Option<String>,
}

/// What the Generate dialog sends, and begins with for a copy of a token. Also `tokendesk generate`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenDraft {
    /// The name, not yet checked.
    pub name: String,
    /// Days to live as typed; `0` never expires. Or the last day of its life: `2027-11-23`.
    pub days: String,
    /// Whom it acts for.
    pub owner: Owner,
    /// Groups by name.
    pub groups: Vec<String>,
    /// Scopes by name; empty: all.
    pub scopes: Vec<String>,
    /// What it is limited to.
    #[serde(default)]
    pub limits: TokenLimits,
    /// What a company token is for; empty for any other.
    #[serde(default)]
    pub description: String,
}

/// What a token is limited to, as it is typed and shown; an empty text: no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TokenLimits {
    /// How often: `100/min`, also `/s`, `/h` and `/d`. Kept by each verifier for itself.
    pub rate: String,
    /// How many times in all, counted for each value anew.
    pub uses: String,
    /// From where: addresses and networks (`10.20.0.0/16`) with commas between.
    pub networks: String,
}

/// The answer to "would this draft be accepted?", asked while the person types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DraftCheck {
    /// When the token would end; null when it never would, or when `days` is wrong.
    pub expires_at: Option<String>,
    /// Whether it would never end.
    pub never: bool,
    /// What is wrong, by field.
    pub problems: Vec<FieldNote>,
}

/// One field's problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FieldNote {
    /// Which field.
    pub field: super::Field,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

/// A token just made. The secret stays in Rust, behind `reveal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Issued {
    /// Its row.
    pub token: TokenRow,
    /// The handle to copy, show, place and discard the secret with.
    pub reveal: RevealId,
    /// The secret with its unguessable part masked, for the secret field: `tdk_••••••••••••g2Vp`.
    pub masked: String,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenRef {
    /// The record's id.
    pub id: String,
}

/// Several tokens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenRefs {
    /// The records' ids.
    pub ids: Vec<String>,
}

/// A new name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rename {
    /// The record's id.
    pub id: String,
    /// The name, not yet checked.
    pub name: String,
    /// The `rev` of the row that the person saw; null: whatever it is now.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub rev: Option<i64>,
}

/// How long the old secret lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Grace {
    /// Ends as soon as the new secret has been copied, shown or placed.
    #[serde(rename = "now")]
    Now,
    /// One hour.
    #[serde(rename = "1h")]
    Hour,
    /// 24 hours.
    #[serde(rename = "24h")]
    Day,
    /// 7 × 24 hours.
    #[serde(rename = "7d")]
    Week,
    /// 30 × 24 hours.
    #[serde(rename = "30d")]
    Month,
}

/// A new secret for a token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Regenerate {
    /// The record's id.
    pub id: String,
    /// Days to live as typed; `0` never expires.
    pub days: String,
    /// How long the old secret lives on.
    pub grace: Grace,
}

/// What became of several tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BulkOutcome {
    /// The rows that were changed.
    pub done: Vec<TokenRow>,
    /// Those that were not.
    pub failed: Vec<BulkFailure>,
}

/// One token that was not changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BulkFailure {
    /// The record's id.
    pub id: String,
    /// Why.
    pub error: AppError,
}

/// Event `bulk_progress`: how far a bulk revoke is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BulkProgress {
    /// So many are done.
    pub done: u32,
    /// Out of so many.
    pub total: u32,
}

/// Event `tokens_used`: tokens that a verifier let in or refused. Nothing else of them is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokensUsed {
    /// Their rows.
    pub rows: Vec<TokenRow>,
}

/// Event `tokens_changed`: what any Token Desk process changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokensChanged {
    /// Rows that are new or different.
    pub upsert: Vec<TokenRow>,
    /// Ids of records that are gone.
    pub remove: Vec<String>,
}
