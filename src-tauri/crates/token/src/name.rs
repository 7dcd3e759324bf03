//! Names: what a person calls a token. A name is shown to others and uploads are tagged with it, so a
//! token, or a piece of one, must never become a name.

use std::fmt;

use thiserror::Error;

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
        let name = typed.trim();
        if name.chars().all(is_blank) {
            return Err(NameError::Empty);
        }
        // Before the length, since a pasted token with a word in front is better told as what it is.
        if looks_like_token(name) {
            return Err(NameError::LooksLikeToken);
        }
        if name.chars().any(is_control) {
            return Err(NameError::ControlCharacter);
        }
        if name.chars().count() > Self::LONGEST {
            return Err(NameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    /// Makes sure that the name gives away nothing of `token`.
    ///
    /// # Errors
    /// [`NameError::LooksLikeToken`] when it holds any 12 characters of the token in a row.
    pub fn check_against(&self, token: &TokenText) -> Result<(), NameError> {
        let given_away = token
            .expose()
            .as_bytes()
            .windows(PIECE)
            .any(|piece| holds(self.0.as_bytes(), piece));
        if given_away {
            Err(NameError::LooksLikeToken)
        } else {
            Ok(())
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in the form that two names are compared in: `PI Scanner` and `pi scanner` are the same.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing that shows.
    #[error("a name has at least one character")]
    Empty,
    /// More than 80 characters.
    #[error("a name has 80 characters at most")]
    TooLong,
    /// A line break, a control character, or one that turns the text around it.
    #[error("a name has no line breaks and no control characters")]
    ControlCharacter,
    /// A token, a piece of one, or something as random as one.
    #[error("the name looks like a token")]
    LooksLikeToken,
}

/// So many characters of a token in a row are a piece of it.
const PIECE: usize = 12;

/// So many characters without a space can be a secret.
const SECRET_LENGTH: usize = 24;

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

/// Whether the text holds something of a token's form, or any word as random as a secret.
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
    after_prefix || text.split_whitespace().any(is_random)
}

/// Whether a word without spaces is as random as a secret.
///
/// Names are made of words and numbers, however cryptic; in random text letters and digits, small and
/// capital, take turns, and hardly four letters in a row could be said aloud. Both are measured, since
/// entropy alone takes a long host name for a secret.
fn is_random(word: &str) -> bool {
    if word.bytes().any(|byte| !byte.is_ascii()) || word.len() < SECRET_LENGTH {
        // Secrets are ASCII. What is not may still have one glued to it: look at the ASCII parts.
        return word
            .split(|character: char| !character.is_ascii())
            .any(|part| part.len() < word.len() && is_random(part));
    }
    let unbroken = word.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
    unbroken
        .filter(|run| run.len() >= SECRET_LENGTH)
        .any(|run| Texture::of(run).wordiness() < 0.5)
        || {
            let texture = Texture::of(word.as_bytes());
            texture.characters >= SECRET_LENGTH - 4
                && texture.wordiness() < 0.35
                && texture.restlessness() > 0.35
        }
}

/// How a text is made up, ignoring all that is not a letter or digit.
struct Texture {
    /// Letters and digits.
    characters: usize,
    /// Those of them in pronounceable runs of letters or long numbers.
    in_words: usize,
    /// Letters and digits that follow another one directly.
    pairs: usize,
    /// Those that are of another class than the one before, a capital at a word's start aside.
    turns: usize,
}

impl Texture {
    fn of(text: &[u8]) -> Self {
        let mut texture = Self {
            characters: 0,
            in_words: 0,
            pairs: 0,
            turns: 0,
        };
        for run in text.split(|byte| !byte.is_ascii_alphanumeric()) {
            texture.add_run(run);
        }
        texture
    }

    fn add_run(&mut self, run: &[u8]) {
        self.characters += run.len();
        self.pairs += run.len().saturating_sub(1);
        let mut segments = run
            .chunk_by(|left, right| Class::of(*left) == Class::of(*right))
            .peekable();
        let mut segment_count = 0;
        while let Some(segment) = segments.next() {
            segment_count += 1;
            let (first, rest) = (segment[0], segments.peek().copied());
            // One capital before small letters belongs to their word.
            let capitalised =
                rest.filter(|rest| Class::of(first) == Class::Capital && Class::of(rest[0]) == Class::Small);
            if let Some(small) = capitalised {
                segments.next();
                let word = [&segment[segment.len() - 1..], small].concat();
                self.in_words += if is_pronounceable(&word) { word.len() } else { 0 };
                let before = &segment[..segment.len() - 1];
                self.in_words += if is_pronounceable(before) { before.len() } else { 0 };
                segment_count += usize::from(!before.is_empty());
            } else {
                self.in_words += if is_pronounceable(segment) {
                    segment.len()
                } else {
                    0
                };
            }
        }
        self.turns += usize::saturating_sub(segment_count, 1);
    }

    fn wordiness(&self) -> f64 {
        self.in_words as f64 / self.characters.max(1) as f64
    }

    fn restlessness(&self) -> f64 {
        self.turns as f64 / self.pairs.max(1) as f64
    }
}

/// Three letters or more in a row with a vowel among them, or a number of four digits or more.
fn is_pronounceable(segment: &[u8]) -> bool {
    let is_vowel = |byte: &u8| matches!(byte.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    if segment.first().is_some_and(u8::is_ascii_digit) {
        segment.len() >= 4
    } else {
        segment.len() >= 3 && segment.iter().any(is_vowel)
    }
}

#[derive(PartialEq, Eq)]
enum Class {
    Small,
    Capital,
    Digit,
}

impl Class {
    fn of(byte: u8) -> Self {
        if byte.is_ascii_digit() {
            Self::Digit
        } else if byte.is_ascii_uppercase() {
            Self::Capital
        } else {
            Self::Small
        }
    }
}
