//! The first bytes of a store's file, read without SQLite.
//!
//! On POSIX systems closing any descriptor of a file drops every lock that the process has on it, SQLite's own too
//! (<https://sqlite.org/howtocorrupt.html>, 2.2). Another program would then take itself for the last one: it would
//! delete the log from under a connection that still reads it, and what is committed after that would never be seen
//! here. So a descriptor is kept, one per file, until its file is gone from the disk.

use std::fs::File;
use std::io;
use std::path::Path;

/// Bytes in a header (<https://sqlite.org/fileformat.html>, 1.3).
pub(crate) const LENGTH: usize = 100;

/// The header, shorter where the file is.
#[cfg(unix)]
pub(crate) fn of(path: &Path) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::{FileExt as _, MetadataExt as _};
    use std::sync::{Mutex, PoisonError};

    static KEPT: Mutex<Vec<File>> = Mutex::new(Vec::new());

    let there = std::fs::metadata(path)?;
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|file| file.metadata().is_ok_and(|found| found.nlink() > 0));
    let is_it = |file: &&File| {
        file.metadata()
            .is_ok_and(|found| (found.dev(), found.ino()) == (there.dev(), there.ino()))
    };
    let read = |file: &File| {
        let mut header = vec![0; LENGTH];
        let mut length = 0;
        while length < LENGTH {
            match file.read_at(&mut header[length..], length as u64)? {
                0 => break,
                more => length += more,
            }
        }
        header.truncate(length);
        Ok(header)
    };
    if let Some(file) = kept.iter().find(is_it) {
        return read(file);
    }
    let file = File::open(path)?;
    let header = read(&file);
    kept.push(file);
    header
}

/// The header, shorter where the file is.
#[cfg(not(unix))]
pub(crate) fn of(path: &Path) -> io::Result<Vec<u8>> {
    use std::io::Read as _;

    let mut header = Vec::with_capacity(LENGTH);
    File::open(path)?.take(LENGTH as u64).read_to_end(&mut header)?;
    Ok(header)
}
