//! Settings files: making one key of an ini file name the variable, with every other byte as it was.
//!
//! [`plan`] is pure: bytes and a [`Wish`] in, a [`FilePlan`] or a [`Refusal`] out, and [`FilePlan::carried_out`]
//! gives the new bytes. Reading, writing and undoing are calls of [`Machine`](crate::Machine).
//!
//! The file is never parsed and written anew. Its lines are looked at, the few bytes that must change are
//! replaced, and before anything is written the result is read in two ways, as a strict reader (.NET) and as a
//! lenient one does, to see that the key names the variable and that no other key changed.

mod diff;
mod lines;
mod machine;
mod patch;
#[cfg_attr(windows, path = "place_windows.rs")]
mod place;
mod planning;
mod readers;
mod recipe;
mod seen;
mod spelling;
mod standing;
mod text;
mod usual;

pub use diff::{Hunk, HunkLine, Mark};
pub use lines::LineEnds;
pub use patch::{FilePlan, Found, Question, Refusal, Section, Wish, plan};
pub(crate) use recipe::{Given, Recipe};
pub use spelling::Holds;
pub use standing::{FileSight, FileStanding, Problem};
pub use text::Encoding;
pub(crate) use text::LARGEST;

/// The key by which a Tycho Data scanner finds its token.
pub const USUAL_KEY: &str = "tychoDataAPIToken";

/// A key that can stand in an ini file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Checks `text`, without the blanks around it: 1 to 200 printable ASCII characters, without `=`, and not
    /// starting like a section or a remark.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=200).contains(&text.len())
            && text
                .bytes()
                .all(|byte| (0x20..=0x7e).contains(&byte) && byte != b'=')
            && !text.starts_with(['[', ';', '#', '/']);
        fits.then(|| Self(text.to_owned()))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Something to tell the person about a file's text. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// An active line holds a secret in plain text.
    LiteralSecret {
        /// The line.
        line: usize,
    },
    /// A commented-out line holds a secret.
    CommentedSecret {
        /// The line.
        line: usize,
    },
    /// Another spelling of the same variable is put right.
    Repaired {
        /// The line.
        line: usize,
    },
    /// A remark behind the value moves to a line of its own.
    RemarkMoved {
        /// The line.
        line: usize,
    },
    /// The key is in one section more than once.
    Duplicate {
        /// The section.
        section: String,
        /// The lines.
        lines: Vec<usize>,
    },
    /// A line that means nothing to an ini reader.
    Junk {
        /// The line.
        line: usize,
    },
}

impl Notice {
    fn place(&self) -> usize {
        match self {
            Self::LiteralSecret { line }
            | Self::CommentedSecret { line }
            | Self::Repaired { line }
            | Self::RemarkMoved { line }
            | Self::Junk { line } => *line,
            Self::Duplicate { lines, .. } => lines.first().copied().unwrap_or_default(),
        }
    }
}
