//! What the calls about settings files answer, and why they refuse.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{FilePlan, Refusal};
use crate::{Error, Secret, Truth, Undo, VariableName};

/// A settings file that was looked at, and what writing it would change.
#[derive(Debug)]
pub struct FileSight {
    /// The plan.
    pub plan: FilePlan,
    /// The file as it was named.
    pub path: PathBuf,
    /// Where it really lies, if that is a link.
    pub link_to: Option<PathBuf>,
    /// How many names (hard links) it has.
    pub names: u64,
    /// Why it cannot be written, if it cannot.
    pub blocked: Option<Problem>,
    /// Stands for the content that was seen, within this program.
    pub seen: String,
}

/// A settings file that was written, as it stands now.
#[derive(Debug)]
pub struct FileStanding {
    /// The file.
    pub path: PathBuf,
    /// The section that the key was changed in: empty before the first, `None` where every one was.
    pub section: Option<String>,
    /// The key.
    pub key: String,
    /// The line that tells the truth about it now, from 1; `None` if there is none.
    pub line: Option<usize>,
    /// The variable that it was made to name.
    pub variable: VariableName,
    /// When.
    pub at: Timestamp,
    /// Whether it still does.
    pub truth: Truth,
    /// The secret that stands there instead, if one does.
    pub held: Option<Secret>,
    /// Whether it can be put back.
    pub undo: Undo,
}

/// Why a settings file was not read, written or put back. Unless [`Problem::undone`] says otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is no file.
    #[error("there is no such file")]
    Missing,
    /// A folder, a device or a link that leads nowhere.
    #[error("it is not an ordinary file")]
    NotAFile,
    /// Nobody may write it.
    #[error("it is read-only")]
    ReadOnly,
    /// This account may not write it.
    #[error("this account may not write it")]
    NotPermitted {
        /// Who owns it: the number of the account.
        owner: Option<u32>,
    },
    /// Another program has it locked or open.
    #[error("another program has it open")]
    InUse,
    /// It is not what was planned on.
    #[error("it was changed in the meantime")]
    Changed,
    /// It was changed since it was written.
    #[error("it was changed since Token Desk wrote it")]
    ChangedSince(Truth),
    /// Questions are open.
    #[error("questions are open")]
    Unanswered,
    /// What was written there still stands, or something else does in its place.
    #[error("the file is still there")]
    StillThere,
    /// Nothing of ours is in it.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The old secret was kept in memory only.
    #[error("the old value is not kept any longer")]
    OldValueGone,
    /// The value that was given is not the one that stood there.
    #[error("that is not the old value")]
    NotTheOldValue,
    /// Its text cannot be patched.
    #[error(transparent)]
    Text(Refusal),
    /// The list of placements cannot be used.
    #[error("{0}")]
    Notes(Error),
    /// The system refused.
    #[error("{0}")]
    Failed(Error),
}

impl Problem {
    /// Whether the file and the list of placements are as they were before.
    #[must_use]
    pub fn undone(&self) -> bool {
        match self {
            Self::Notes(error) | Self::Failed(error) => error.undone(),
            Self::Missing
            | Self::NotAFile
            | Self::ReadOnly
            | Self::NotPermitted { .. }
            | Self::InUse
            | Self::Changed
            | Self::ChangedSince(_)
            | Self::StillThere
            | Self::Unanswered
            | Self::NothingToUndo
            | Self::OldValueGone
            | Self::NotTheOldValue
            | Self::Text(_) => true,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        use std::io::ErrorKind;
        if !error.undone() {
            // Whatever stood in the way: the other words would say that nothing was changed.
            return Self::Failed(error);
        }
        if let Error::Failed { source, .. } = &error {
            return if [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem].contains(&source.kind()) {
                Self::NotPermitted { owner: None }
            } else if super::place::is_in_use(source) {
                Self::InUse
            } else {
                Self::Failed(error)
            };
        }
        if matches!(error, Error::NotAFile { .. }) {
            Self::NotAFile
        } else if matches!(error, Error::ChangedMeanwhile { .. }) {
            Self::Changed
        } else {
            Self::Notes(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn what_could_not_be_taken_back_is_told_as_such_whatever_stood_in_the_way() {
        for kind in [
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
            io::ErrorKind::StorageFull,
        ] {
            let stuck = Error::failed("placements.json", kind.into()).not_undone(std::path::Path::new("x"));
            let problem = Problem::from(stuck);
            assert!(!problem.undone(), "{kind:?}: {problem:?}");
            assert!(
                Problem::from(Error::failed("x", kind.into())).undone(),
                "{kind:?}"
            );
        }
        let meanwhile = Error::ChangedMeanwhile { path: "x".into() };
        assert!(!Problem::from(meanwhile.not_undone(std::path::Path::new("x"))).undone());
    }
}
