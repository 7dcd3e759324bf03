//! The passphrase of *Unlock*. It guards the window of a person who walked away; it encrypts nothing, and
//! its digest lies in a file of its own, never in the store.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rand::CryptoRng;
use token::{Cost, Digest};
use zeroize::Zeroizing;

use crate::files;
use crate::wire::{AppError, Field, FieldProblem};

const SHORTEST: u32 = 8;
const LONGEST: u32 = 1_000;

/// Only one is tried at a time: each takes 64 MiB and a third of a second.
static TURN: Mutex<()> = Mutex::new(());

/// The file with the digest.
pub(crate) fn file_in(config: &Path) -> PathBuf {
    config.join("passphrase")
}

/// Whether one is set. A file that cannot be read counts: a lock must not open by damage.
pub(crate) fn is_set(file: &Path) -> bool {
    !matches!(fs::symlink_metadata(file), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// Whether `typed` opens the lock.
///
/// # Errors
/// The file is damaged or cannot be read; the answer says which file.
pub(crate) fn opens(file: &Path, typed: Option<&str>) -> Result<bool, AppError> {
    if !is_set(file) {
        return Ok(true);
    }
    let Some(typed) = typed else { return Ok(false) };
    let phc = fs::read_to_string(file).map_err(|error| unreadable(file, &error.to_string()))?;
    let digest = Digest::from_phc(phc.trim()).map_err(|error| unreadable(file, &error.to_string()))?;
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(digest.matches(typed.as_bytes()))
}

/// Sets a new one, or none.
///
/// # Errors
/// It is too short or too long, or the file cannot be written.
pub(crate) fn change(
    file: &Path,
    new: Option<&Zeroizing<String>>,
    rng: &mut dyn CryptoRng,
) -> Result<(), AppError> {
    let written = match new {
        None => match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
        Some(new) => {
            check(new)?;
            let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let digest = Digest::with_cost(new.as_bytes(), Cost::PASSPHRASE, rng);
            files::replace(file, digest.as_phc().as_bytes())
        }
    };
    written.map_err(|error| files::unavailable(file, &error))
}

/// Whether a passphrase may be set.
///
/// # Errors
/// It is empty, too short or too long.
pub(crate) fn check(new: &str) -> Result<(), AppError> {
    let length = u32::try_from(new.chars().count()).unwrap_or(u32::MAX);
    let problem = match length {
        0 => FieldProblem::Empty,
        1..SHORTEST => FieldProblem::TooShort { min: SHORTEST },
        SHORTEST..=LONGEST => return Ok(()),
        _ => FieldProblem::TooLong { max: LONGEST },
    };
    Err(AppError::InvalidField {
        field: Field::Passphrase,
        problem,
    })
}

fn unreadable(file: &Path, why: &str) -> AppError {
    AppError::Unknown {
        detail: format!(
            "The passphrase file {} cannot be used ({why}). Delete it to unlock.",
            file.display()
        ),
    }
}
