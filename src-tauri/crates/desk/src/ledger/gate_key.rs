//! The key of the gate: 32 bytes in a file beside the store, never in it.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::PoisonError;

use token::{Gate, GateKey};
use zeroize::Zeroizing;

use crate::files;
use crate::ports::Generator;
use crate::wire::AppError;

const NAME: &str = "gate.key";

/// Reads the key, or makes one at first start. Where an old key was lost, no token that was made under it is
/// recognised any more: each has to be regenerated.
pub(crate) fn read_or_make(folder: &Path, generator: &Generator) -> Result<Gate, AppError> {
    let file = folder.join(NAME);
    match fs::read(&file).map(Zeroizing::new) {
        Ok(bytes) => {
            let bytes: &[u8; GateKey::LENGTH] =
                bytes.as_slice().try_into().map_err(|_| AppError::StoreCorrupt {
                    path: file.display().to_string(),
                    copy_from: None,
                })?;
            Ok(Gate::new(GateKey::from_bytes(bytes)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(folder, generator),
        Err(error) => Err(AppError::StoreUnavailable {
            reason: files::reason(&file, &error),
        }),
    }
}

fn make(folder: &Path, generator: &Generator) -> Result<Gate, AppError> {
    let file = folder.join(NAME);
    let key = GateKey::generate(&mut *generator.lock().unwrap_or_else(PoisonError::into_inner));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut beside| {
        beside.write_all(key.expose())?;
        beside.as_file().sync_all()?;
        beside.persist_noclobber(&file).map_err(|error| error.error)
    });
    match written {
        Ok(_) => Ok(Gate::new(key)),
        // Another program made it at the same moment: theirs is the key.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read_or_make(folder, generator),
        Err(error) => Err(AppError::StoreUnavailable {
            reason: files::reason(&file, &error),
        }),
    }
}
