//! Whether the store's files are still the ones that were opened. A person or a program that keeps folders alike may
//! delete or replace them under an open connection: what is written after that reaches no file that anybody opens again.

use std::fs;
use std::path::{Path, PathBuf};

/// Tells a file from another of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileMark {
    device: u64,
    number: u64,
}

impl FileMark {
    #[cfg(unix)]
    pub(crate) fn of(file: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let found = fs::metadata(file).ok()?;
        Some(Self {
            device: found.dev(),
            number: found.ino(),
        })
    }

    /// Elsewhere a file that is open cannot be replaced, so it is enough that there is one.
    #[cfg(not(unix))]
    pub(crate) fn of(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().map(|_| Self { device: 0, number: 0 })
    }
}

/// The store's file and its log as they were when they were last looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    file: FileMark,
    size: u64,
    /// SQLite makes it at the first look at the file and keeps it as long as anybody has the store open.
    log: Option<FileMark>,
}

impl Marks {
    /// `None` where there is no file.
    pub(crate) fn of(file: &Path) -> Option<Self> {
        Some(Self {
            file: FileMark::of(file)?,
            size: fs::metadata(file).ok()?.len(),
            log: FileMark::of(&beside(file, LOG)),
        })
    }

    /// Whether `later` can be what became of these files by SQLite's doing: it gives no page back to the system.
    pub(crate) fn become_of(&self, later: &Self) -> bool {
        later.file == self.file && later.size >= self.size && (self.log.is_none() || later.log == self.log)
    }
}

/// What SQLite lays `beside` a file that is open: its log (<https://sqlite.org/walformat.html>, 1.1).
pub(crate) const LOG: &str = "-wal";
/// And the index of that log.
pub(crate) const LOG_INDEX: &str = "-shm";

/// The path of what lies beside `file`.
pub(crate) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(ending);
    path.into()
}
