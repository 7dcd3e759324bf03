//! What a person should know about a file's text.

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
    pub(super) fn place(&self) -> usize {
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
