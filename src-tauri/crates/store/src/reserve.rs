//! Space that is kept for a full disk. A token must be revocable then too, and every change takes room: so a
//! file without meaning lies beside the store and is let go when nothing else is left.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::folder;

/// A revocation takes about 100 KiB while it is written, most of it given back when the store is closed.
const SIZE: u64 = 1024 * 1024;
const PIECE: usize = 16 * 1024;

/// Fills the reserve up, as far as the disk goes: what is left of a full one belongs to revoking.
pub(crate) fn fill(folder: &Path) {
    match try_fill(&path(folder)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::StorageFull => {
            tracing::debug!("the disk is full: the reserve is smaller than it should be");
        }
        Err(error) => tracing::warn!(%error, "no space can be kept for a full disk"),
    }
}

/// Lets the reserve go, and answers whether there was one.
pub(crate) fn release(folder: &Path) -> bool {
    let path = path(folder);
    let size = fs::metadata(&path).map_or(0, |found| found.len());
    size > 0 && fs::remove_file(&path).is_ok()
}

fn try_fill(path: &Path) -> io::Result<()> {
    let mut left = SIZE.saturating_sub(fs::metadata(path).map_or(0, |found| found.len()));
    if left == 0 {
        return Ok(());
    }
    folder::create_file(path).map_err(io::Error::other)?;
    let mut file = OpenOptions::new().append(true).open(path)?;
    let piece = incompressible();
    while left > 0 {
        let length = left.min(PIECE as u64);
        let bytes = &piece[..usize::try_from(length).unwrap_or(PIECE)];
        file.write_all(bytes)?;
        left -= length;
    }
    Ok(())
}

/// Bytes that a file system which compresses cannot make smaller.
fn incompressible() -> [u8; PIECE] {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = [0; PIECE];
    for byte in &mut bytes {
        // xorshift64 (Marsaglia, 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *byte = state.to_le_bytes()[0];
    }
    bytes
}

fn path(folder: &Path) -> PathBuf {
    folder.join("reserve")
}
