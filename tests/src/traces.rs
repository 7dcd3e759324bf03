//! Looking for a secret where it must not be.

use std::fs;
use std::path::{Path, PathBuf};

/// So many characters of a secret give it away.
const PIECE: usize = 12;

/// The part of a token's text that nobody can guess: `tdk_<id 16>_<secret 43><tag 9>`.
///
/// # Panics
/// The text is not a token.
pub fn secret_part(token: &str) -> &str {
    assert!(
        token.len() == 73 && token.starts_with("tdk_"),
        "this is no token (its length is {})",
        token.len()
    );
    &token[21..64]
}

/// Every file below `folder` that holds a piece of the secret, as UTF-8 or UTF-16.
pub fn files_with(folder: &Path, secret: &str) -> Vec<PathBuf> {
    let pieces: Vec<Vec<u8>> = secret
        .as_bytes()
        .windows(PIECE)
        .flat_map(|piece| [piece.to_vec(), piece.iter().flat_map(|byte| [*byte, 0]).collect()])
        .collect();
    files_below(folder)
        .into_iter()
        .filter(|file| {
            let bytes = fs::read(file).unwrap_or_default();
            pieces.iter().any(|piece| holds(&bytes, piece))
        })
        .collect()
}

/// Whether a text holds a piece of the secret.
pub fn text_holds(text: &str, secret: &str) -> bool {
    secret
        .as_bytes()
        .windows(PIECE)
        .any(|piece| holds(text.as_bytes(), piece))
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            Ok(_) | Err(_) => {}
        }
    }
    files
}

fn holds(bytes: &[u8], piece: &[u8]) -> bool {
    let Some(first) = piece.first() else { return false };
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        if bytes[from + at..].starts_with(piece) {
            return true;
        }
        from += at + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_a_secret_is_found_in_either_spelling_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let secret = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(folder.path().join("clean"), "abcdefghijk and lmnopqrstuv").unwrap();
        fs::write(folder.path().join("deep/utf8"), "...mnopqrstuvwx...").unwrap();
        let wide: Vec<u8> = "klmnopqrstuv".bytes().flat_map(|byte| [byte, 0]).collect();
        fs::write(folder.path().join("wide"), wide).unwrap();
        let mut found = files_with(folder.path(), secret);
        found.sort();
        assert_eq!(
            found,
            [folder.path().join("deep/utf8"), folder.path().join("wide")]
        );
        assert!(text_holds("xxABCDEFGHIJKLxx", secret) && !text_holds("xxABCDEFGHIJKxx", secret));
    }
}
