//! The one token meant by what a person types in a terminal.

use token::{PREFIX, TokenId, TokenText, fold};

use crate::Desk;
use crate::wire::{AppError, TokenRow};

/// The beginning of an id must be this long to stand for the whole.
const SHORTEST: usize = 8;

impl Desk {
    /// The one token meant by an id, a prefix, the beginning of either (8 characters or more), or a name that
    /// only one token has.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if none is meant, [`AppError::Unknown`] naming them if several are, and those of
    /// the store.
    pub fn resolve_token(&self, text: &str) -> Result<TokenRow, AppError> {
        let mut rows = self.list_tokens()?.tokens;
        let text = text.trim();
        let ways: [&dyn Fn(&TokenRow) -> bool; 3] =
            [&|row| is_id(row, text), &|row| has_name(row, text), &|row| {
                begins(row, text)
            }];
        for is_meant in ways {
            let mut meant: Vec<TokenRow> = rows.extract_if(.., |row| is_meant(row)).collect();
            match meant.len() {
                0 => {}
                1 => return Ok(meant.remove(0)),
                _ => return Err(several(&meant)),
            }
        }
        Err(AppError::NotFound)
    }
}

fn is_id(row: &TokenRow, text: &str) -> bool {
    // A whole token names the one that it belongs to; only its public part is looked at.
    let presented = TokenText::of_shape(text).map(|token| token.id().prefix());
    row.id == text || row.prefix == presented.as_deref().unwrap_or(text)
}

fn has_name(row: &TokenRow, text: &str) -> bool {
    fold(&row.name) == fold(text)
}

fn begins(row: &TokenRow, text: &str) -> bool {
    let bare = text.strip_prefix(PREFIX).unwrap_or(text);
    (SHORTEST..=TokenId::LENGTH).contains(&bare.len())
        && (row.id.starts_with(text) || row.prefix[PREFIX.len()..].starts_with(bare))
}

fn several(meant: &[TokenRow]) -> AppError {
    let names: Vec<String> = meant
        .iter()
        .map(|row| format!("{} ({})", row.id, row.name))
        .collect();
    AppError::Unknown {
        detail: format!(
            "this means several tokens: {}; give the id of one",
            names.join(", ")
        ),
    }
}
