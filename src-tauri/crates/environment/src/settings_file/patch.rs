//! Which bytes change: pure planning, from a file's bytes and what is wished for.

use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

use super::diff::{self, Hunk};
use super::lines::{LineEnds, Lines};
use super::planning::Planning;
use super::recipe::{Piece, Recipe, Reverse};
use super::spelling::Holds;
use super::text::Text;
use super::{Encoding, Key, Notice, readers};
use crate::{Secret, VariableName};

/// What the file is to say.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// The key.
    pub key: &'a Key,
    /// The variable that it is to name.
    pub variable: &'a VariableName,
    /// Which section, where that is not clear.
    pub section: Option<Section>,
    /// Whether a reference to another variable may be replaced.
    pub replace_other: bool,
    /// Whether all lines of the key in its section but the first are commented out.
    pub comment_out_extras: bool,
    /// Whether commented-out lines that hold a secret are changed too.
    pub clean_comments: bool,
}

impl<'a> Wish<'a> {
    /// That `key` names `variable`, and nothing beyond: whatever is not clear is asked.
    #[must_use]
    pub fn of(key: &'a Key, variable: &'a VariableName) -> Self {
        Self {
            key,
            variable,
            section: None,
            replace_other: false,
            comment_out_extras: false,
            clean_comments: false,
        }
    }
}

/// A choice among a file's sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section {
    /// The one of this name, compared without case; the empty name stands for the lines before the first.
    Named(String),
    /// Every one that has the key.
    Every,
}

/// What would be changed, or asked.
pub struct FilePlan {
    /// How the file is written.
    pub encoding: Encoding,
    /// How its lines end.
    pub line_ends: LineEnds,
    /// Every line that has the key, commented out or not.
    pub found: Vec<Found>,
    /// What must be known.
    pub notices: Vec<Notice>,
    /// What has to be answered first. While there are questions nothing is changed.
    pub questions: Vec<Question>,
    /// The changed lines, masked.
    pub hunks: Vec<Hunk>,
    /// The line for somebody who changes the file by hand.
    pub by_hand: String,
    pub(super) text: Text,
    pub(super) lines: Lines,
    /// In the file's order, none touching another.
    pub(super) edits: Vec<Edit>,
}

/// A line that has the key.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its number, from 1.
    pub line: usize,
    /// Its section, empty before the first.
    pub section: String,
    /// Whether it is commented out.
    pub commented_out: bool,
    /// What it holds.
    pub holds: Holds,
    /// The text without quotes, where it is a literal.
    pub literal: Option<Secret>,
}

/// What has to be answered first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Which section?
    Section {
        /// Whether several have the key; else none has.
        several: bool,
        /// The names to choose from.
        choices: Vec<String>,
    },
    /// The key names another variable: replace it?
    Other {
        /// The line.
        line: usize,
        /// That variable.
        names: String,
    },
}

/// Why a file's text cannot be patched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Over 1 MiB.
    #[error("it has {bytes} bytes, too many for a settings file")]
    TooLarge {
        /// How many bytes.
        bytes: u64,
    },
    /// UTF-16 without a byte order mark.
    #[error("it is UTF-16 without the mark that says so")]
    Utf16WithoutMark,
    /// UTF-32.
    #[error("it is UTF-32")]
    Utf32,
    /// NUL bytes, or half a character of UTF-16.
    #[error("it is not text")]
    NotText,
    /// The key is written `key : value`.
    #[error("line {line} is written with a colon")]
    ColonLine {
        /// The line.
        line: usize,
    },
    /// The section that was chosen is not there.
    #[error("there is no such section")]
    NoSuchSection,
    /// Two readers would not agree on what the changed file says.
    #[error("programs would not agree on what the changed file says")]
    Unclear,
}

/// `new` in place of the units in `old`.
pub(super) struct Edit {
    pub(super) old: Range<usize>,
    pub(super) new: Vec<u16>,
    /// How the old units can be told again without keeping a secret.
    pub(super) pieces: Vec<OldPiece>,
    /// The line it belongs to; of an insertion the line before it, if there is one.
    pub(super) line: Option<usize>,
    pub(super) kind: EditKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EditKind {
    /// Within a line.
    Within,
    /// Whole lines that are added.
    Lines,
}

/// A stretch of old units.
pub(super) enum OldPiece {
    /// Units that cannot be secret.
    Plain(Range<usize>),
    /// They stand in the edit before this one, from this unit of its new text on.
    InPrevious(usize, usize),
    Secret(Range<usize>),
}

/// Plans to make the key of `wish` name its variable in a file of these bytes. Changes nothing.
///
/// # Errors
/// [`Refusal`].
pub fn plan(bytes: &[u8], wish: &Wish<'_>) -> Result<FilePlan, Refusal> {
    let text = Text::of(bytes)?;
    let lines = Lines::of(&text);
    if lines.has_a_return_within(&text) {
        return Err(Refusal::Unclear);
    }
    let mut planning = Planning::new(wish, text, lines)?;
    planning.look()?;
    planning.decide()?;
    let plan = planning.finish();
    if !plan.edits.is_empty() && !readers::agree(&plan, wish, &plan.carried_out()) {
        return Err(Refusal::Unclear);
    }
    Ok(plan)
}

impl fmt::Debug for FilePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePlan")
            .field("hunks", &self.hunks)
            .field("questions", &self.questions)
            .finish_non_exhaustive()
    }
}

impl FilePlan {
    /// Whether nothing has to be written.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.edits.is_empty() && self.questions.is_empty()
    }

    /// The file's new bytes.
    #[must_use]
    pub fn carried_out(&self) -> Secret {
        let units = &self.text.units;
        let mut bytes = Vec::with_capacity(self.text.encoding.offset(units.len() + 512));
        let mark = self.text.encoding.mark();
        bytes.extend(mark);
        let mut from = 0;
        for edit in &self.edits {
            self.text.encoding.write(&units[from..edit.old.start], &mut bytes);
            self.text.encoding.write(&edit.new, &mut bytes);
            from = edit.old.end;
        }
        self.text.encoding.write(&units[from..], &mut bytes);
        Secret::new(bytes)
    }

    /// The numbers of the changed lines in the new file.
    #[must_use]
    pub fn new_lines(&self) -> Vec<usize> {
        let added = self.hunks.iter().flat_map(|hunk| &hunk.lines);
        added
            .filter(|line| line.mark == diff::Mark::Added)
            .map(|line| line.number)
            .collect()
    }

    /// How to get the old bytes back from the new ones; what was secret is left out.
    pub(crate) fn recipe(&self) -> Recipe {
        let encoding = self.text.encoding;
        let mut reverses: Vec<Reverse> = Vec::new();
        let mut secrets: Vec<Zeroizing<Vec<u16>>> = Vec::new();
        let mut shift = 0_isize;
        let mut previous_at = 0;
        for edit in &self.edits {
            let at = encoding.offset(edit.old.start.saturating_add_signed(shift));
            let pieces = edit.pieces.iter().map(|piece| match piece {
                OldPiece::Plain(range) => Piece::Plain(self.text.shown(&self.text.units[range.clone()])),
                OldPiece::InPrevious(from, length) => Piece::Copy {
                    at: previous_at + from * encoding.width(),
                    length: length * encoding.width(),
                },
                OldPiece::Secret(range) => {
                    let secret = Zeroizing::new(self.text.units[range.clone()].to_vec());
                    let known = secrets.iter().position(|known| *known == secret);
                    Piece::Secret(known.unwrap_or_else(|| {
                        secrets.push(secret);
                        secrets.len() - 1
                    }))
                }
            });
            reverses.push(Reverse {
                at,
                length: edit.new.len() * encoding.width(),
                old: pieces.collect(),
            });
            previous_at = at;
            shift += edit.new.len() as isize - edit.old.len() as isize;
        }
        Recipe {
            wide: match encoding {
                Encoding::Plain | Encoding::Utf8Bom => None,
                Encoding::Utf16Le => Some(false),
                Encoding::Utf16Be => Some(true),
            },
            reverses,
        }
    }
}

pub(super) fn is_key(units: &[u16], key: &Key) -> bool {
    let key = key.as_str().as_bytes();
    units.len() == key.len()
        && units
            .iter()
            .zip(key)
            .all(|(unit, byte)| u8::try_from(*unit).is_ok_and(|unit| unit.eq_ignore_ascii_case(byte)))
}

pub(super) fn ascii(text: &str) -> Vec<u16> {
    text.bytes().map(u16::from).collect()
}
