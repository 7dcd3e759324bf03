//! What the verifier says of a token.

use serde::Serialize;

use super::TokenStatus;

/// Whether a text is a token that would be accepted now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenVerdict {
    /// Whether it would be accepted.
    pub accepted: bool,
    /// Where the token stands; null for a text that is no token of this store.
    pub status: Option<TokenStatus>,
    /// The record's id.
    pub id: Option<String>,
    /// The record's name.
    pub name: Option<String>,
    /// What it may do.
    pub groups: Vec<String>,
    /// When it ends; null: never.
    pub expires_at: Option<String>,
}

impl TokenVerdict {
    /// Of a text that is no token of this store.
    pub(crate) fn stranger() -> Self {
        Self {
            accepted: false,
            status: None,
            id: None,
            name: None,
            groups: Vec::new(),
            expires_at: None,
        }
    }
}
