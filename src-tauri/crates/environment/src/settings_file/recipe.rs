//! How to get a file's old bytes back from its new ones, written down without a secret.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Secret;

/// Goes into the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipe {
    /// For UTF-16, whether the high byte comes first.
    pub(super) wide: Option<bool>,
    pub(super) reverses: Vec<Reverse>,
}

/// The pieces that stood where `length` bytes at `at` of the new file stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reverse {
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) old: Vec<Piece>,
}

/// A stretch of old bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Piece {
    /// This text: a reference, quotes, blanks. Never a secret.
    Plain(String),
    /// Bytes of the new file.
    Copy { at: usize, length: usize },
    /// The secret of this number; equal ones share it.
    Secret(usize),
}

/// The secrets that a recipe leaves out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Given<'a> {
    /// None is at hand.
    Nothing,
    /// The one that stood there, given again by the person.
    Value(&'a Secret),
}

impl Recipe {
    /// How many different secrets it leaves out.
    pub(crate) fn secrets(&self) -> usize {
        let pieces = self.reverses.iter().flat_map(|reverse| &reverse.old);
        let numbers = pieces.filter_map(|piece| match piece {
            Piece::Secret(number) => Some(number + 1),
            Piece::Plain(_) | Piece::Copy { .. } => None,
        });
        numbers.max().unwrap_or_default()
    }

    /// The old bytes, or `None` if a secret is missing or `new` is no file of this recipe.
    pub(crate) fn undone(&self, new: &[u8], given: Given<'_>) -> Option<Secret> {
        let mut old = Zeroizing::new(Vec::with_capacity(new.len() + 1024));
        let mut from = 0;
        for reverse in &self.reverses {
            old.extend(new.get(from..reverse.at)?);
            for piece in &reverse.old {
                match (piece, given) {
                    (Piece::Plain(text), _) => self.write(text, &mut old),
                    (Piece::Copy { at, length }, _) => old.extend(new.get(*at..at + length)?),
                    (Piece::Secret(0), Given::Value(value)) if self.secrets() == 1 => {
                        self.write(value.expose_text()?, &mut old);
                    }
                    (Piece::Secret(_), _) => return None,
                }
            }
            from = reverse.at + reverse.length;
        }
        old.extend(new.get(from..)?);
        Some(Secret::new(std::mem::take(&mut *old)))
    }

    fn write(&self, text: &str, bytes: &mut Vec<u8>) {
        match self.wide {
            None => bytes.extend(text.as_bytes()),
            Some(high_first) => bytes.extend(text.encode_utf16().flat_map(|unit| {
                if high_first {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })),
        }
    }
}
