//! Names: what a person calls a token. A name is shown to others and uploads are tagged with it, so a
//! token, or a piece of one, must never become a name.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

mod writing;

use crate::{PREFIX, TokenText};

/// A name of 1 to 80 characters that is not a token and shows on one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenName(String);

impl TokenName {
    /// The most characters.
    pub const LONGEST: usize = 80;

    /// Takes a name as typed; white space around it is dropped.
    ///
    /// # Errors
    /// [`NameError`], the first that applies.
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        on_one_line(typed, Self::LONGEST).map(|name| Self(name.to_owned()))
    }

    /// Makes sure that the name gives away nothing of `token`.
    ///
    /// # Errors
    /// [`NameError::LooksLikeToken`] when it holds any 12 characters of the token in a row.
    pub fn check_against(&self, token: &TokenText) -> Result<(), NameError> {
        if gives_away(&self.0, token) {
            Err(NameError::LooksLikeToken)
        } else {
            Ok(())
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in the form that two names are compared in: see [`fold`].
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether `text` holds any 12 characters of a token in a row.
pub fn gives_away(text: &str, token: &TokenText) -> bool {
    token
        .expose()
        .as_bytes()
        .windows(PIECE)
        .any(|piece| holds(text.as_bytes(), piece))
}

/// The form that two names are compared in: `PI Scanner` and `pi scanner` are the same, and so are an `é` in one
/// character and an `e` with an accent after it, which look alike (canonical equivalence: UAX #15).
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // Composed once more at the end: a small letter may compose where its capital does not.
    name.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Why a text is no name, or no description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing that shows.
    #[error("there is not one character")]
    Empty,
    /// More characters than it may have.
    #[error("too many characters")]
    TooLong,
    /// A line break, a control character, or one that turns the text around it.
    #[error("it has a line break or a control character")]
    ControlCharacter,
    /// A token, a piece of one, or something as random as one.
    #[error("it looks like a token")]
    LooksLikeToken,
}

/// A text that shows, is no token and fits on one line, without the white space around it.
pub(crate) fn on_one_line(typed: &str, longest: usize) -> Result<&str, NameError> {
    let text = typed.trim();
    if text.chars().all(is_blank) {
        return Err(NameError::Empty);
    }
    // Before the length, since a pasted token with a word in front is better told as what it is.
    if looks_like_token(text) {
        return Err(NameError::LooksLikeToken);
    }
    if text.chars().any(is_control) {
        return Err(NameError::ControlCharacter);
    }
    if text.chars().count() > longest {
        return Err(NameError::TooLong);
    }
    Ok(text)
}

/// So many characters of a token in a row are a piece of it.
const PIECE: usize = 12;

fn holds(text: &[u8], piece: &[u8]) -> bool {
    text.windows(piece.len()).any(|window| window == piece)
}

/// Control characters, line separators, and the marks that turn the text around them (a name could
/// show as another with them). The plain direction marks of right-to-left writing are not among them.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// White space, and characters that show nothing of their own.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{AD}' | '\u{115F}' | '\u{1160}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        )
}

/// Whether the text holds something of a token's form, or a word as random as a secret.
fn looks_like_token(text: &str) -> bool {
    if text
        .get(..PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
    {
        return true;
    }
    let after_prefix = text.match_indices(PREFIX).any(|(start, _)| {
        text[start + PREFIX.len()..]
            .bytes()
            .take_while(u8::is_ascii_alphanumeric)
            .count()
            >= PIECE - PREFIX.len()
    });
    after_prefix || text.split_whitespace().any(writing::is_random)
}
