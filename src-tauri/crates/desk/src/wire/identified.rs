//! Whose a found token is. Never a value.

use serde::Serialize;

use super::TokenRow;

/// What was found in a text. Nothing of the text is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Identified {
    /// The tokens, each once, in the order of the text; at most 100.
    pub tokens: Vec<FoundToken>,
    /// How many more there are.
    pub more: u32,
    /// Something begins as a token and is cut off before it could be told whose it is.
    pub cut: bool,
}

/// A token that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FoundToken {
    /// Its public beginning.
    pub prefix: String,
    /// Its last four characters; null where only the beginning was found.
    pub last4: Option<String>,
    /// What the found text is to its record.
    pub value: FoundValue,
    /// The record as it stands, unless it was deleted or is none of ours.
    pub token: Option<TokenRow>,
}

/// What a found text is to the record that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum FoundValue {
    /// Its present value: accepted as long as the record is active.
    Present,
    /// A replaced value that is still accepted as long as the record is active.
    Older {
        /// When that ends.
        ends_at: String,
    },
    /// A replaced value that is no longer accepted, or one that was never handed out.
    Over,
    /// Only the public beginning was found: whose it is can be told, and nobody gets in with it.
    PublicPart,
    /// It was made here, and its record is deleted. It is not accepted.
    Forgotten,
    /// It was not made by this Token Desk, or a character of it is wrong.
    Stranger,
}
