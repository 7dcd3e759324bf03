//! Why a variable could not be read, written or removed.

use std::io;
use std::path::{Path, PathBuf};

/// Why the work could not be done. Unless [`Error::undone`] says otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The account has no home folder: `HOME` is not set, or not an absolute path.
    #[error("the home folder is not known: HOME is not set to an absolute path")]
    NoHome,
    /// The home folder does not exist.
    #[error("the home folder {path} does not exist")]
    HomeMissing {
        /// The folder.
        path: PathBuf,
    },
    /// The home folder belongs to another account, as under `sudo`: what is written there would be that
    /// person's variable and root's file.
    #[error("the home folder {path} belongs to {owner}; start Token Desk as that account, not with sudo")]
    NotOurHome {
        /// The folder.
        path: PathBuf,
        /// Who owns it: a name, else a number.
        owner: String,
    },
    /// A folder or file that must be written cannot be.
    #[error("{path} cannot be written: {why}")]
    NotWritable {
        /// The file or folder.
        path: PathBuf,
        /// What keeps it from being written.
        why: &'static str,
    },
    /// Something other than a file lies where a file belongs, or a file is far too large to be ours.
    #[error("{path} is not an ordinary file of an ordinary size; it was left alone")]
    NotAFile {
        /// What lies there.
        path: PathBuf,
    },
    /// A file was changed between the plan and the writing of it. Plan again.
    #[error("{path} was changed by another program in the meantime")]
    ChangedMeanwhile {
        /// The file.
        path: PathBuf,
    },
    /// The registry value is of a kind that does not hold text; it was left alone.
    #[error(
        "the value {name} in the registry is of the kind {kind}, which does not hold text; it was left alone"
    )]
    OtherKind {
        /// The variable's name.
        name: String,
        /// The registry's word for the kind.
        kind: String,
    },
    /// Another Token Desk is writing variables at this moment.
    #[error("another Token Desk is writing variables; try again in a moment")]
    Busy,
    /// The journal of placements cannot be read as one. It was left alone.
    #[error("the list of placements {path} is damaged: {detail}")]
    JournalDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A newer Token Desk wrote the journal. It was left alone.
    #[error("the list of placements {path} was written by a newer Token Desk")]
    JournalNewer {
        /// The file.
        path: PathBuf,
    },
    /// A step failed; the steps before it were taken back if `undone` says so.
    #[error("{path}: {source}")]
    Failed {
        /// What was being read or written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
        /// Whether everything done before was taken back.
        undone: bool,
    },
    /// Token Desk runs as another account than the one that is signed in, as after *Run as administrator* with
    /// another's password: the variable would be written for that account.
    #[error(
        "Token Desk runs as {account}, which is not the account that is signed in; start it without “Run as administrator”"
    )]
    OtherAccount {
        /// As whom it runs.
        account: String,
    },
    /// Token Desk was started from a package (MSIX): Windows would keep its variables from every other program.
    #[error(
        "this copy of Token Desk was installed as a package, and Windows keeps its variables from every other program; install it with the ordinary installer"
    )]
    Packaged,
}

impl Error {
    /// Whether the machine is as it was before: nothing was done, or all of it was taken back.
    #[must_use]
    pub fn undone(&self) -> bool {
        !matches!(self, Self::Failed { undone: false, .. })
    }

    /// The same, for when the steps before it could not all be taken back.
    pub(crate) fn not_undone(self, journal: &Path) -> Self {
        if let Self::Failed { path, source, .. } = self {
            return Self::Failed {
                path,
                source,
                undone: false,
            };
        }
        Self::Failed {
            path: journal.to_owned(),
            source: io::Error::other(self),
            undone: false,
        }
    }

    pub(crate) fn failed(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Failed {
            path: path.into(),
            source,
            undone: true,
        }
    }
}
