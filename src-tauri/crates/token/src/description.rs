//! Descriptions: what a token is for, in a sentence. It is shown like a name, so the rules of a name hold for it.

use std::fmt;

use crate::name::{NameError, on_one_line};

/// A text of 1 to 200 characters that is not a token and shows on one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Description(String);

impl Description {
    /// The most characters.
    pub const LONGEST: usize = 200;

    /// Takes a description as typed; white space around it is dropped.
    ///
    /// # Errors
    /// [`NameError`], the first that applies.
    pub fn parse(typed: &str) -> Result<Self, NameError> {
        on_one_line(typed, Self::LONGEST).map(|text| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_a_longer_text_under_the_rules_of_a_name() {
        let purpose = "  Reads the ratings of our suppliers for the weekly report.  ";
        assert_eq!(Description::parse(purpose).unwrap().as_str(), purpose.trim());
        let longest = "word ".repeat(40);
        assert_eq!(Description::parse(&longest).unwrap().as_str().len(), 199);
        for (typed, problem) in [
            ("", NameError::Empty),
            (" \u{200b} ", NameError::Empty),
            ("two\nlines", NameError::ControlCharacter),
            (
                "the key is tdk_aZ09aZ09aZ09aZ09aZ09aZ09aZ09aZ09",
                NameError::LooksLikeToken,
            ),
        ] {
            assert_eq!(Description::parse(typed), Err(problem), "{typed:?}");
        }
        let too_long = "word ".repeat(41);
        assert_eq!(Description::parse(&too_long), Err(NameError::TooLong));
    }
}
