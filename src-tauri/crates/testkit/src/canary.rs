//! Looks for a secret in files, however it was written down.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// Shorter pieces than this are found by chance.
const WINDOW: usize = 12;
/// So many bytes of a piece are looked up; only where they are known the rest is compared.
const START: usize = 8;

/// A secret where none belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The file.
    pub file: PathBuf,
    /// How it was written down.
    pub form: &'static str,
}

/// Every file below `folder` that holds any 12 characters in a row of `secret`: as UTF-8, UTF-16 (both byte
/// orders), hexadecimal (both cases) or base64 (at all three offsets, both alphabets).
///
/// # Panics
/// When a file cannot be read: an unread file proves nothing.
pub fn leaks(folder: &Path, secret: &str) -> Vec<Leak> {
    let needles = needles(secret.as_bytes());
    files_below(folder)
        .into_iter()
        .flat_map(|file| {
            let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            found(&bytes, &needles).into_iter().map(move |form| Leak {
                file: file.clone(),
                form,
            })
        })
        .collect()
}

/// The forms in which `bytes` hold any 12 characters in a row of `secret`.
pub fn leaks_in(bytes: &[u8], secret: &str) -> Vec<&'static str> {
    found(bytes, &needles(secret.as_bytes()))
}

type Needles = HashMap<[u8; START], Vec<(&'static str, Vec<u8>)>>;

/// One pass over the bytes, however many pieces are looked for.
fn found(bytes: &[u8], needles: &Needles) -> Vec<&'static str> {
    let mut forms = BTreeSet::new();
    for (at, start) in bytes.windows(START).enumerate() {
        let candidates = <[u8; START]>::try_from(start)
            .ok()
            .and_then(|start| needles.get(&start));
        for (form, needle) in candidates.into_iter().flatten() {
            if bytes[at..].starts_with(needle) {
                forms.insert(*form);
            }
        }
    }
    forms.into_iter().collect()
}

fn needles(secret: &[u8]) -> Needles {
    let mut needles = Needles::new();
    let mut add = |form, needle: Vec<u8>| {
        let start = *needle.first_chunk().expect("a needle is longer than its start");
        needles.entry(start).or_default().push((form, needle));
    };
    for piece in secret.windows(WINDOW) {
        add("utf-8", piece.to_vec());
        // What lies between the zeros is the same for both byte orders.
        add(
            "utf-16",
            piece.iter().flat_map(|byte| [0, *byte]).skip(1).collect(),
        );
        let hex: String = piece.iter().map(|byte| format!("{byte:02x}")).collect();
        add("hexadecimal", hex.to_uppercase().into_bytes());
        add("hexadecimal", hex.into_bytes());
        add("base64", base64(piece));
    }
    needles
}

/// Of 12 bytes, at a multiple of three from the start of what is encoded. Every offset of the secret is a
/// piece of its own, so one of any three neighbours lies so.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks_exact(3)
        .flat_map(|three| {
            let number = three
                .iter()
                .fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
            [18, 12, 6, 0].map(|shift| ALPHABET[number >> shift & 63])
        })
        .collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .flat_map(|entry| {
            let path = entry.path();
            // A link's target is somebody else's file, or is walked by itself.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => files_below(&path),
                Ok(kind) if kind.is_file() => vec![path],
                Ok(_) | Err(_) => Vec::new(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "tdk_0123456789abcdef_The5ecretPartOfAToken";

    #[test]
    fn a_piece_is_found_in_every_form_and_at_every_offset() {
        let piece = &SECRET[21..39];
        let hex: String = piece.bytes().map(|byte| format!("{byte:02X}")).collect();
        let wide: Vec<u8> = piece.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(
            leaks_in(format!("a log line {piece} goes on").as_bytes(), SECRET),
            ["utf-8"]
        );
        assert_eq!(leaks_in(hex.as_bytes(), SECRET), ["hexadecimal"]);
        assert_eq!(leaks_in(&wide, SECRET), ["utf-16"]);
        for offset in 0..3 {
            let text = format!("{}{piece}--", &"xyz"[..offset]);
            let padded = &text.as_bytes()[..text.len() - text.len() % 3];
            assert_eq!(
                leaks_in(&base64(padded), SECRET),
                ["base64"],
                "at offset {offset}"
            );
        }
    }

    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        assert!(leaks_in(b"tdk_ 0123456789 The5ecretPa", SECRET).is_empty());
    }

    #[test]
    fn files_below_a_folder_are_searched() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a").join("b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("log"), format!("token={SECRET}")).unwrap();
        assert_eq!(
            leaks(folder.path(), SECRET),
            [Leak {
                file: deep.join("log"),
                form: "utf-8"
            }]
        );
    }
}
