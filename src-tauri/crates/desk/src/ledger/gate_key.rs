//! The key of the gate: 32 bytes in a file beside the store, never in it.
//!
//! Where it was lost, or the store alone was moved, another is made, and a second file says that tokens are about whose
//! key is gone. They are still told by their digests, at a price that the verifier bounds; what is minted from then on
//! is told at the gate again.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::PoisonError;

use store::Store;
use token::{Gate, GateKey};
use zeroize::Zeroizing;

use crate::files;
use crate::ports::Generator;
use crate::wire::AppError;

const NAME: &str = "gate.key";
/// Empty; that it is there says that an earlier key was lost.
const LOST: &str = "gate.lost";

/// Reads the key, or makes one. `store` says whether there are tokens already: then a key that is not there was lost.
pub(crate) fn read_or_make(folder: &Path, store: &Store, generator: &Generator) -> Result<Gate, AppError> {
    match read(folder)? {
        Some(gate) => Ok(gate),
        None => {
            if store.read().has_secrets()? {
                note_loss(folder)?;
            }
            make(folder, store, generator)
        }
    }
}

/// The gate whose key is there.
pub(crate) fn read(folder: &Path) -> Result<Option<Gate>, AppError> {
    let file = folder.join(NAME);
    match fs::read(&file).map(Zeroizing::new) {
        Ok(bytes) => {
            let bytes: &[u8; GateKey::LENGTH] =
                bytes.as_slice().try_into().map_err(|_| AppError::StoreCorrupt {
                    path: file.display().to_string(),
                    copy_from: None,
                })?;
            Ok(Some(gate(folder, GateKey::from_bytes(bytes))))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(files::unavailable(&file, &error)),
    }
}

fn gate(folder: &Path, key: GateKey) -> Gate {
    if folder.join(LOST).exists() {
        Gate::after_loss(key)
    } else {
        Gate::new(key)
    }
}

/// Before the new key is there: a program that died in between would take it for the first.
fn note_loss(folder: &Path) -> Result<(), AppError> {
    let file = folder.join(LOST);
    tracing::warn!("the key of the gate is gone; tokens from before are told by their digests alone");
    files::private_file(&file)
        .and_then(|noted| noted.sync_all())
        .map_err(|error| files::unavailable(&file, &error))
}

fn make(folder: &Path, store: &Store, generator: &Generator) -> Result<Gate, AppError> {
    let file = folder.join(NAME);
    let key = GateKey::generate(&mut *generator.lock().unwrap_or_else(PoisonError::into_inner));
    match files::write_first(&file, key.expose()) {
        Ok(()) => Ok(gate(folder, key)),
        // Another program made it at the same moment: theirs is the key.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read_or_make(folder, store, generator),
        Err(error) => Err(files::unavailable(&file, &error)),
    }
}
