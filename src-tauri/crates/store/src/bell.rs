//! How programs tell each other that something was committed, at the price of reading one number.
//!
//! Whoever commits then writes eight bytes, others each time, into a file beside the store, and on Linux knocks at every
//! verifier ([`calls`]); it answers only when they have taken note. So a verifier has in memory whether any Token Desk
//! has acknowledged a change; elsewhere it reads the eight bytes for every request. `PRAGMA data_version` tells the same
//! of every program, and the verifier asks for it five times a second; for every request it is too dear: it takes and
//! gives back locks on the store's index, one thread at a time.
//!
//! The bytes need no lock. They say nothing but "not what they were", so it does not matter whose come last: all who
//! wrote before had committed before. They are read and not mapped into memory: whoever cut the file short would end
//! every process that has it mapped.

#[cfg(target_os = "linux")]
mod calls;

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::folder;

/// After so long a verifier knows of a change at the latest, whoever made it.
pub const LATEST: Duration = Duration::from_millis(250);

/// The end at which it is rung.
#[derive(Debug)]
pub(crate) struct Bell {
    folder: PathBuf,
    file: Option<File>,
}

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
        Self {
            folder: folder.to_owned(),
            file: file.ok(),
        }
    }

    /// Says that something was committed. When this returns, every request that begins from now on is judged by it.
    pub(crate) fn ring(&self) {
        // By then every verifier has looked for itself.
        let until = Instant::now() + LATEST;
        let rung = self
            .file
            .as_ref()
            .map(|file| write(file, different().to_le_bytes()));
        calls::tell(&self.folder, until);
        if !matches!(rung, Some(Ok(()))) {
            thread::sleep(until.saturating_duration_since(Instant::now()));
        }
    }
}

/// Drawn anew each time.
fn different() -> u64 {
    RandomState::new().hash_one(())
}

/// The end at which it is heard.
#[derive(Debug)]
pub struct Heard {
    file: Option<File>,
    calls: Option<calls::Calls>,
}

impl Heard {
    /// Listens for changes of the store in `folder`.
    pub fn of(folder: &Path) -> Self {
        Self {
            file: File::open(path(folder)).ok(),
            calls: calls::Calls::of(folder),
        }
    }

    /// A number that differs from the one before as soon as a Token Desk has acknowledged a change. `None` where it
    /// cannot be told: then [`crate::Reader::version`] has to be asked.
    pub fn last(&self) -> Option<u64> {
        let taken = self.calls.as_ref().and_then(calls::Calls::taken);
        taken.or_else(|| self.in_file())
    }

    /// Looks whether those who commit can still find who listens; to be asked as often as SQLite is.
    pub fn look(&self) {
        if let Some(calls) = &self.calls {
            calls.look();
        }
    }

    fn in_file(&self) -> Option<u64> {
        let mut bytes = [0; 8];
        let length = read(self.file.as_ref()?, &mut bytes).ok()?;
        // Nobody has rung yet, and everybody who will finds the file as it is.
        (length == 8 || length == 0).then(|| u64::from_le_bytes(bytes))
    }
}

/// Elsewhere everybody reads the file.
#[cfg(not(target_os = "linux"))]
mod calls {
    use std::path::Path;
    use std::time::Instant;

    #[derive(Debug)]
    pub(super) enum Calls {}

    impl Calls {
        pub(super) fn of(_: &Path) -> Option<Self> {
            None
        }

        pub(super) fn taken(&self) -> Option<u64> {
            match *self {}
        }

        pub(super) fn look(&self) {
            match *self {}
        }
    }

    pub(super) fn tell(_: &Path, _: Instant) {}
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
