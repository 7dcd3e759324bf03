//! What can go wrong with the store, told apart by codes and never by words.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use rusqlite::ErrorCode;
use rusqlite::ffi;
use thiserror::Error;

use crate::copies;

/// Why the store did not do what was asked. Nothing was changed then.
#[derive(Debug, Error)]
pub enum Error {
    /// The folder or file cannot be used just now. Trying again after the obstacle is gone works, with a
    /// newly opened store.
    #[error("{}: {obstacle}", path.display())]
    Unavailable {
        /// The folder or file.
        path: PathBuf,
        /// What is in the way.
        obstacle: Obstacle,
    },
    /// The folder or file belongs to another user of this computer.
    #[error("{} belongs to {owner}", path.display())]
    NotOurs {
        /// The folder or file.
        path: PathBuf,
        /// Who owns it: a name, or `user 1001`.
        owner: String,
    },
    /// The file is damaged, or lost while a copy of it exists. It was left as it is.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// When the newest good copy was made, if there is one.
        copy_from: Option<Timestamp>,
    },
    /// A newer program wrote the file. It was not touched.
    #[error("the store has version {found}; this program knows versions up to {known}")]
    Newer {
        /// The version in the file.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// What should be changed is not there, or not in a state to be changed so.
    #[error("there is nothing to change")]
    Missing,
}

/// What is in the way of using the folder or file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// No space is left.
    DiskFull,
    /// The file system is read-only.
    ReadOnly,
    /// The system does not let this person at it.
    NoPermission,
    /// A folder on the way does not exist and cannot be made, or is a file.
    NoFolder,
    /// Another program has held the file for over five seconds.
    Busy,
    /// Another program has the store open, and what was asked takes its place.
    InUse,
    /// Its files are no longer those that were opened: somebody deleted, replaced or cut them.
    Replaced,
    /// The disk failed, or something else that the system has no better word for.
    Failed,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DiskFull => "the disk is full",
            Self::ReadOnly => "the file system is read-only",
            Self::NoPermission => "permission denied",
            Self::NoFolder => "the folder does not exist and cannot be made",
            Self::Busy => "another program has been using it for over five seconds",
            Self::InUse => "another Token Desk program has it open",
            Self::Replaced => "its files were deleted or replaced while it was open",
            Self::Failed => "reading or writing it failed",
        })
    }
}

impl Obstacle {
    fn of_io(kind: io::ErrorKind) -> Self {
        if kind == io::ErrorKind::StorageFull || kind == io::ErrorKind::QuotaExceeded {
            Self::DiskFull
        } else if kind == io::ErrorKind::ReadOnlyFilesystem {
            Self::ReadOnly
        } else if kind == io::ErrorKind::PermissionDenied {
            Self::NoPermission
        } else if kind == io::ErrorKind::NotFound || kind == io::ErrorKind::NotADirectory {
            Self::NoFolder
        } else {
            Self::Failed
        }
    }
}

impl Error {
    /// Whether no space is left for it.
    pub(crate) fn is_full_disk(&self) -> bool {
        matches!(
            self,
            Self::Unavailable {
                obstacle: Obstacle::DiskFull,
                ..
            }
        )
    }

    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        Self::Unavailable {
            path: path.to_owned(),
            obstacle: Obstacle::of_io(error.kind()),
        }
    }
}

/// Where the store lies: turns SQLite's answers into errors that name it.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) folder: PathBuf,
    pub(crate) file: PathBuf,
    pub(crate) copies: PathBuf,
    /// Whether an answer since this was last asked was that no space is left.
    pub(crate) met_full_disk: AtomicBool,
}

impl Site {
    pub(crate) fn of(folder: &Path) -> Self {
        Self::of_file(folder, crate::FILE_NAME)
    }

    pub(crate) fn of_file(folder: &Path, name: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            file: folder.join(name),
            copies: folder.join("copies"),
            met_full_disk: AtomicBool::new(false),
        }
    }

    /// Whether no space was left for something since this was last asked, whatever its asker made of that.
    pub(crate) fn has_met_full_disk(&self) -> bool {
        self.met_full_disk.swap(false, Ordering::Relaxed)
    }

    pub(crate) fn told<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Error> {
        answer.map_err(|error| match obstacle(&error) {
            Some(obstacle) => {
                if obstacle == Obstacle::DiskFull {
                    self.met_full_disk.store(true, Ordering::Relaxed);
                }
                Error::Unavailable {
                    path: self.file.clone(),
                    obstacle,
                }
            }
            None => self.damaged(),
        })
    }

    pub(crate) fn damaged(&self) -> Error {
        Error::Damaged {
            path: self.file.clone(),
            copy_from: copies::newest(&self.copies),
        }
    }
}

/// What is in the way, or `None` when the file holds what no program of ours wrote.
fn obstacle(error: &rusqlite::Error) -> Option<Obstacle> {
    // Without a code of SQLite's: a column of the wrong type, an id or a set that does not parse.
    let answer = error.sqlite_error()?;
    // The codes are many and only these mean something to a person.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "every other code is a failure like the next"
    )]
    match answer.code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TypeMismatch => None,
        // "No such table", "no such column": the schema is not what the version promises.
        ErrorCode::Unknown => None,
        ErrorCode::DiskFull => Some(Obstacle::DiskFull),
        // The index of the log could not be made as long as it has to be.
        ErrorCode::SystemIoFailure if answer.extended_code == ffi::SQLITE_IOERR_SHMSIZE => {
            Some(Obstacle::DiskFull)
        }
        ErrorCode::ReadOnly => Some(Obstacle::ReadOnly),
        ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Some(Obstacle::NoPermission),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(Obstacle::Busy),
        _ => Some(Obstacle::Failed),
    }
}
