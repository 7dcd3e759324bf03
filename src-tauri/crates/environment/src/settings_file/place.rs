//! A settings file on disk: looking at it, and replacing it so that at every moment the old or the new one is
//! there, with its mode, owner, access list and link as they were.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::{LARGEST, Problem, Refusal};
use crate::Error;
use crate::Secret;
use crate::files::{self, Prepared, Snapshot};

/// How often, and how long apart, a file that another program has locked is tried.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(400);

/// A file as it was looked at.
pub(super) struct Place(Snapshot);

impl Place {
    pub(super) fn of(path: &Path) -> Result<Self, Problem> {
        if let Ok(metadata) = fs::metadata(path)
            && metadata.is_file()
            && metadata.len() > LARGEST
        {
            return Err(Problem::Text(Refusal::TooLarge {
                bytes: metadata.len(),
            }));
        }
        let seen = Snapshot::of(path).map_err(Problem::from)?;
        if seen.found.is_none() {
            return Err(Problem::Missing);
        }
        Ok(Self(seen))
    }

    pub(super) fn content(&self) -> &[u8] {
        self.0.content()
    }

    /// Where it really lies, if `path` is a link.
    pub(super) fn link_to(&self) -> Option<PathBuf> {
        let is_link = fs::symlink_metadata(&self.0.path).is_ok_and(|metadata| metadata.is_symlink());
        is_link.then(|| self.0.real.clone())
    }

    /// How many names the file has.
    pub(super) fn names(&self) -> u64 {
        self.0.names()
    }

    /// Why it cannot be replaced, if it cannot.
    pub(super) fn blocked(&self) -> Option<Problem> {
        if self.0.is_writable() {
            None
        } else if self.0.is_read_only() {
            Some(Problem::ReadOnly)
        } else {
            Some(Problem::NotPermitted {
                owner: self.0.owner(),
            })
        }
    }

    /// Replaces it, unless it is no longer as it was looked at.
    pub(super) fn replace(&self, new: &Secret) -> Result<(), Error> {
        let failed = |error| Error::failed(&self.0.path, error);
        let _lock = self.lock().map_err(failed)?;
        let prepared = Prepared::new(&self.0, new.expose(), 0o600).map_err(failed)?;
        prepared.publish(&self.0)
    }

    /// Waits for a program that has the file locked. A file system without locks is no obstacle.
    fn lock(&self) -> std::io::Result<Option<File>> {
        let file = File::open(&self.0.real)?;
        for nth in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Some(file)),
                Err(TryLockError::Error(_)) => return Ok(None),
                Err(TryLockError::WouldBlock) if nth + 1 < TRIES => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        Err(std::io::ErrorKind::ResourceBusy.into())
    }
}

/// Deletes what an interrupted replacement of `path` left beside it. A renaming is done or not, so nothing of the new
/// file has to be saved.
pub(super) fn sweep(path: &Path, _is_new: impl Fn(&[u8]) -> bool) {
    if let Some(folder) = fs::canonicalize(path).ok().as_deref().and_then(Path::parent) {
        files::sweep(folder);
    }
}

/// Whether a failure means that another program has the file.
pub(super) fn is_in_use(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::ResourceBusy
}
