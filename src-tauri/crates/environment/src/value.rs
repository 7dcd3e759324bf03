//! What a variable may hold, and how its text is kept in memory.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Over this many characters some programs cut a variable off; a plan warns.
pub(crate) const LONG_VALUE: usize = 2_000;

/// The most characters that are written.
pub(crate) const LONGEST_VALUE: usize = 8_000;

/// Text that must not be seen: no `Display`, a redacted `Debug`, wiped on drop.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Keeps `bytes`, which need not be UTF-8 or printable: a variable may hold what others wrote.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, for writing, hashing or handing to the token parser.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The text, where it is UTF-8.
    #[must_use]
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// First and last four characters with bullets between; bullets alone for anything under 20 characters.
    #[must_use]
    pub fn masked(&self) -> String {
        const BULLETS: &str = "••••••••••••";
        match self.expose_text() {
            Some(text) if text.is_ascii() && text.len() >= 20 => {
                format!("{}{BULLETS}{}", &text[..4], &text[text.len() - 4..])
            }
            Some(_) | None => BULLETS.to_owned(),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A value that every writer and reader carries unharmed: printable ASCII without blanks (0x21 to 0x7E), 1 to
/// 8,000 characters. Blanks have broken whole log-ins, and one byte that is not UTF-8 makes systemd drop
/// every other variable.
#[derive(Clone, PartialEq, Eq)]
pub struct VariableValue(Secret);

impl VariableValue {
    /// Checks `text` after taking pasted blanks and one pair of quotes off its ends; [`Trimmed`] says whether
    /// there were any, for the person to be told.
    ///
    /// # Errors
    /// [`BadValue`] says which rule it breaks, without the value.
    pub fn new(text: &str) -> Result<(Self, Trimmed), BadValue> {
        let (core, trimmed) = without_paste_leftovers(text);
        if core.is_empty() {
            return Err(BadValue::Empty);
        }
        if core.len() > LONGEST_VALUE {
            return Err(BadValue::TooLong { max: LONGEST_VALUE });
        }
        if looks_like_a_header(core) {
            return Err(BadValue::LooksLikeHeader);
        }
        if looks_like_a_reference(core) {
            return Err(BadValue::LooksLikeReference);
        }
        if !core.bytes().all(|byte| (0x21..=0x7e).contains(&byte)) {
            return Err(BadValue::Characters);
        }
        if looks_like_an_assignment(core) {
            return Err(BadValue::LooksLikeAssignment);
        }
        Ok((Self(Secret::new(core.as_bytes().to_vec())), trimmed))
    }

    /// The text, for writing it where it belongs.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_text().expect("`new` lets only ASCII pass")
    }

    /// First and last four characters with bullets between.
    #[must_use]
    pub fn masked(&self) -> String {
        self.0.masked()
    }

    /// How many characters it has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.expose().len()
    }
}

impl fmt::Debug for VariableValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VariableValue(…)")
    }
}

/// What was taken off the ends of a pasted value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trimmed {
    /// Blanks, tabs or line ends.
    pub blanks: bool,
    /// One pair of quotes.
    pub quotes: bool,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    /// Nothing was given. An empty variable is not the same as none.
    #[error("there is no value; to take a variable away, remove it")]
    Empty,
    /// Over `max` characters.
    #[error("a value may have at most {max} characters")]
    TooLong {
        /// The most characters that are allowed.
        max: usize,
    },
    /// A blank, a line end, a control character or one outside ASCII.
    #[error("a value may hold only printable ASCII characters without blanks")]
    Characters,
    /// It starts like an HTTP header: `Bearer …`.
    #[error("this looks like a whole header; give the token alone, without the word before it")]
    LooksLikeHeader,
    /// It looks like `NAME=value`.
    #[error("this looks like NAME=value; give the value alone")]
    LooksLikeAssignment,
    /// It looks like `${NAME}`, `%NAME%` or `$NAME`.
    #[error("this is the name of a variable, not a value")]
    LooksLikeReference,
}

fn without_paste_leftovers(text: &str) -> (&str, Trimmed) {
    let outer = text.trim();
    let unquoted = ['"', '\'', '`']
        .iter()
        .find_map(|quote| outer.strip_prefix(*quote)?.strip_suffix(*quote))
        .filter(|inner| !inner.is_empty());
    let core = unquoted.unwrap_or(outer).trim();
    (
        core,
        Trimmed {
            blanks: outer.len() != text.len(),
            quotes: unquoted.is_some(),
        },
    )
}

fn looks_like_a_header(text: &str) -> bool {
    let word = text.split([' ', ':', '\t']).next().unwrap_or_default();
    word.len() < text.len()
        && ["bearer", "token", "basic", "apikey", "authorization"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

fn looks_like_a_reference(text: &str) -> bool {
    let text = text.strip_prefix('\\').unwrap_or(text);
    let braced = text.starts_with("${") && text.ends_with('}');
    let percent = text.len() > 2
        && text
            .strip_prefix('%')
            .and_then(|rest| rest.strip_suffix('%'))
            .is_some_and(is_a_name);
    let plain = text.strip_prefix('$').is_some_and(is_a_name);
    braced || percent || plain
}

/// `NAME=rest` where `NAME` is spelled like a variable; `abc==` (padding at the end) is not.
fn looks_like_an_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, rest)| {
        is_a_name(name)
            && name.bytes().any(|byte| byte.is_ascii_uppercase())
            && !name.bytes().any(|byte| byte.is_ascii_lowercase())
            && !rest.trim_start_matches('=').is_empty()
    })
}

fn is_a_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> BadValue {
        VariableValue::new(text).expect_err("this value must be refused")
    }

    #[test]
    fn a_token_is_taken_as_it_is_and_pasted_leftovers_are_reported() {
        let (value, trimmed) = VariableValue::new("tdk_abc$%'\"`\\!#x").unwrap();
        assert_eq!(value.expose(), "tdk_abc$%'\"`\\!#x");
        assert_eq!(trimmed, Trimmed::default());

        let (value, trimmed) = VariableValue::new("  \"tdk_abc\"\r\n").unwrap();
        assert_eq!(value.expose(), "tdk_abc");
        assert_eq!(
            trimmed,
            Trimmed {
                blanks: true,
                quotes: true
            }
        );
    }

    #[test]
    fn what_a_reader_would_mangle_is_refused() {
        for text in [
            "a b",
            "a\0b",
            "a\nb",
            "a\tb",
            "a\u{7f}b",
            "schlüssel",
            "a\u{a0}b",
            "🔑",
        ] {
            assert_eq!(refused(text), BadValue::Characters, "{text:?}");
        }
        assert_eq!(refused(" \n"), BadValue::Empty);
        assert_eq!(refused(&"x".repeat(8_001)), BadValue::TooLong { max: 8_000 });
        assert!(VariableValue::new(&"x".repeat(8_000)).is_ok());
    }

    #[test]
    fn paste_accidents_are_named() {
        for text in ["Bearer tdk_abc", "authorization: x", "Token tdk_abc", "Bearer:x"] {
            assert_eq!(refused(text), BadValue::LooksLikeHeader, "{text}");
        }
        for text in ["${X}", "\\${X}", "%X%", "$X", "${env:X}"] {
            assert_eq!(refused(text), BadValue::LooksLikeReference, "{text}");
        }
        assert_eq!(refused("API_TOKEN=tdk_abc"), BadValue::LooksLikeAssignment);
        for text in ["YWJj==", "abc=def", "ABC=", "$", "%", "100%", "$5.00"] {
            assert!(VariableValue::new(text).is_ok(), "{text} is an ordinary value");
        }
    }

    #[test]
    fn no_debug_text_shows_the_value() {
        let (value, _) = VariableValue::new("tdk_0123456789abcdefghij").unwrap();
        assert_eq!(format!("{value:?}"), "VariableValue(…)");
        assert_eq!(value.masked(), "tdk_••••••••••••ghij");
        assert_eq!(Secret::new(b"short".to_vec()).masked(), "••••••••••••");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn every_accepted_value_is_printable_ascii_without_blanks(text in "\\PC{0,20}") {
            if let Ok((value, _)) = VariableValue::new(&text) {
                prop_assert!(value.expose().bytes().all(|b| (0x21..=0x7e).contains(&b)));
            }
        }
    }
}
