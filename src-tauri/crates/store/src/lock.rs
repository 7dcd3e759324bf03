//! Who has the store open. Every program shares a lock on a file beside it; putting another file in the store's
//! place needs that lock alone. The system lets go of it when a program ends, however that happens.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Obstacle};
use crate::folder;

const STEP: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(5);

/// Says that this program has the store open, until the answer is dropped. `None` where no such file can be
/// made or locked: SQLite keeps programs apart then too, and only [`alone`] is refused.
pub(crate) fn share(folder: &Path) -> Result<Option<File>, Error> {
    let path = path(folder);
    let file = match open(&path) {
        Ok(file) => file,
        Err(error) => {
            tracing::warn!(%error, "other programs cannot be told that the store is open");
            return Ok(None);
        }
    };
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock_shared() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "this file system has no locks");
                return Ok(None);
            }
            Err(TryLockError::WouldBlock) if waited < PATIENCE => {
                std::thread::sleep(STEP);
                waited += STEP;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Unavailable {
                    path: folder.join(crate::FILE_NAME),
                    obstacle: Obstacle::Busy,
                });
            }
        }
    }
}

/// Makes sure that no program has the store open, until the answer is dropped.
///
/// # Errors
/// [`Error::Unavailable`], with [`Obstacle::InUse`] when one has.
pub(crate) fn alone(folder: &Path) -> Result<File, Error> {
    let path = path(folder);
    let file = open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Unavailable {
            path: folder.join(crate::FILE_NAME),
            obstacle: Obstacle::InUse,
        }),
        Err(TryLockError::Error(error)) => Err(Error::io(&path, &error)),
    }
}

fn open(path: &Path) -> Result<File, Error> {
    folder::create_file(path)?;
    File::open(path).map_err(|error| Error::io(path, &error))
}

fn path(folder: &Path) -> PathBuf {
    folder.join("tokens.lock")
}
