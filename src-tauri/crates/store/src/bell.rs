//! How programs tell each other that something was committed, at the price of reading eight bytes.
//!
//! Whoever commits then writes eight bytes, others each time, into a file beside the store, and answers only after
//! that. A verifier reads them for every request: as long as they are what they were, no Token Desk has acknowledged
//! a change. `PRAGMA data_version` tells the same of every program, and the verifier asks for it four times a second;
//! for every request it is too dear: it takes and gives back locks on the store's index, one thread at a time.
//!
//! The bytes need no lock. They say nothing but "not what they were", so it does not matter whose come last: all who
//! wrote before had committed before.

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::folder;

/// After so long a verifier knows of a change at the latest, whoever made it.
pub const LATEST: Duration = Duration::from_millis(250);

/// The end at which it is rung.
#[derive(Debug)]
pub(crate) struct Bell(Option<File>);

impl Bell {
    /// Makes the file where there is none. Without one verifiers notice later.
    pub(crate) fn of(folder: &Path) -> Self {
        let path = path(folder);
        let file = folder::create_file(&path)
            .map_err(|error| error.to_string())
            .and_then(|()| {
                OpenOptions::new()
                    .write(true)
                    .open(&path)
                    .map_err(|error| error.to_string())
            });
        if let Err(error) = &file {
            tracing::warn!(error, "verifiers cannot be told of changes at once");
        }
        Self(file.ok())
    }

    /// Says that something was committed. When this returns, every request that begins from now on is judged by it.
    pub(crate) fn ring(&self) {
        let different = RandomState::new().hash_one(());
        let rung = self.0.as_ref().map(|file| write(file, different.to_le_bytes()));
        if !matches!(rung, Some(Ok(()))) {
            // By then every verifier has looked for itself.
            thread::sleep(LATEST);
        }
    }
}

/// The end at which it is heard.
#[derive(Debug)]
pub struct Heard(Option<File>);

impl Heard {
    /// Listens for changes of the store in `folder`.
    pub fn of(folder: &Path) -> Self {
        Self(File::open(path(folder)).ok())
    }

    /// A number that differs from the one before as soon as a Token Desk has acknowledged a change. `None` where it
    /// cannot be told: then [`crate::Reader::version`] has to be asked.
    pub fn last(&self) -> Option<u64> {
        let mut bytes = [0; 8];
        let length = read(self.0.as_ref()?, &mut bytes).ok()?;
        // Nobody has rung yet, and everybody who will finds the file as it is.
        (length == 8 || length == 0).then(|| u64::from_le_bytes(bytes))
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("changed")
}

#[cfg(unix)]
fn read(file: &File, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, 0)
}

#[cfg(unix)]
fn write(file: &File, bytes: [u8; 8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, &bytes, 0)
}

#[cfg(windows)]
fn read(file: &File, bytes: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, 0)
}

#[cfg(windows)]
fn write(file: &File, bytes: [u8; 8]) -> io::Result<()> {
    let written = std::os::windows::fs::FileExt::seek_write(file, &bytes, 0)?;
    if written == bytes.len() {
        Ok(())
    } else {
        Err(io::ErrorKind::WriteZero.into())
    }
}
