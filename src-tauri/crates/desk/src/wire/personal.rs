//! The personal token, which is shown again.

use serde::Serialize;

use super::TokenRow;

/// Where a person stands with their personal token. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonalToken {
    /// Its row; null: there is none.
    pub token: Option<TokenRow>,
    /// Whether its text can be shown: not once it was regenerated as any other token.
    pub is_kept: bool,
}
