//! `vault.json`: where the data key is kept, and, where that is under a passphrase, the wrapped key itself.

use std::fs;
use std::io;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::cell::{Cell, DataKey};
use super::{KeptIn, VaultError, unusable};
use crate::files;

const SALT: usize = 16;

/// What a passphrase costs: RFC 9106's second recommendation with one lane.
const COST: Cost = Cost {
    memory: 65_536,
    passes: 3,
    lanes: 1,
};
/// A file that someone else wrote must not make this program fill the memory, compute for minutes, or take a
/// passphrase for strong that is cheap to guess.
const MEMORY: std::ops::RangeInclusive<u32> = 19_456..=262_144;
const PASSES: std::ops::RangeInclusive<u32> = 1..=10;
const LANES: std::ops::RangeInclusive<u32> = 1..=4;

/// The whole file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct VaultFile {
    /// Of this form.
    version: u32,
    /// Names this vault's key in a keyring that holds several.
    pub(super) id: String,
    pub(super) kept: Kept,
    /// Something known, sealed: tells this vault's key from another.
    check: Bytes,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "snake_case")]
pub(super) enum Kept {
    Keyring,
    KeyFile,
    Passphrase(Wrapped),
}

/// The data key under a passphrase.
#[derive(Serialize, Deserialize)]
pub(super) struct Wrapped {
    #[serde(flatten)]
    cost: Cost,
    salt: Bytes,
    key: Bytes,
}

/// Argon2id's parameters: KiB, passes, lanes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// Bytes as hexadecimal digits.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct Bytes(Vec<u8>);

impl VaultFile {
    pub(super) fn new(
        id: String,
        kept: Kept,
        key: &DataKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, VaultError> {
        let check = Bytes(key.seal(&cell(&id, "check"), b"", rng)?);
        Ok(Self {
            version: 1,
            id,
            kept,
            check,
        })
    }

    /// `None` where there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, VaultError> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| failed(path, &error))?,
        };
        let file: Self =
            serde_json::from_slice(&bytes).map_err(|error| unusable(path, &error.to_string()))?;
        if file.version == 1 {
            Ok(Some(file))
        } else {
            Err(unusable(path, "a newer Token Desk wrote it"))
        }
    }

    /// Writes it in place of the one before.
    pub(super) fn write(&self, path: &Path) -> Result<(), VaultError> {
        files::replace(path, &self.bytes(path)?).map_err(|error| failed(path, &error))
    }

    /// Writes it where there is none, and answers whether there was none.
    pub(super) fn write_first(&self, path: &Path) -> Result<bool, VaultError> {
        match files::write_first(path, &self.bytes(path)?) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            written => written.map(|()| true).map_err(|error| failed(path, &error)),
        }
    }

    fn bytes(&self, path: &Path) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec_pretty(self).map_err(|error| unusable(path, &error.to_string()))
    }

    pub(super) fn kept_in(&self) -> KeptIn {
        match self.kept {
            Kept::Keyring => KeptIn::Keyring,
            Kept::KeyFile => KeptIn::KeyFile,
            Kept::Passphrase(_) => KeptIn::Passphrase,
        }
    }

    pub(super) fn name_in_keyring(&self) -> String {
        format!("data key {}", self.id)
    }

    pub(super) fn is_of(&self, key: &DataKey) -> bool {
        key.open(&cell(&self.id, "check"), &self.check.0).is_ok()
    }
}

impl Wrapped {
    pub(super) fn new(
        key: &DataKey,
        id: &str,
        passphrase: &str,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, VaultError> {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        let wrapping = wrapping_key(passphrase, &salt, COST).ok_or(VaultError::WrongPassphrase)?;
        Ok(Self {
            cost: COST,
            salt: Bytes(salt.to_vec()),
            key: Bytes(wrapping.seal(&cell(id, "key"), key.expose(), rng)?),
        })
    }

    pub(super) fn open(&self, id: &str, passphrase: &str, path: &Path) -> Result<DataKey, VaultError> {
        let bounded = MEMORY.contains(&self.cost.memory)
            && PASSES.contains(&self.cost.passes)
            && LANES.contains(&self.cost.lanes)
            && self.salt.0.len() == SALT;
        if !bounded {
            return Err(unusable(path, "what it asks of Argon2id is out of bounds"));
        }
        wrapping_key(passphrase, &self.salt.0, self.cost)
            .and_then(|wrapping| wrapping.open(&cell(id, "key"), &self.key.0).ok())
            .and_then(|bytes| DataKey::from_bytes(&bytes))
            .ok_or(VaultError::WrongPassphrase)
    }
}

fn wrapping_key(passphrase: &str, salt: &[u8], cost: Cost) -> Option<DataKey> {
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32)).ok()?;
    let mut bytes = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *bytes)
        .ok()?;
    DataKey::from_bytes(&*bytes)
}

fn cell<'a>(id: &'a str, column: &'static str) -> Cell<'a> {
    Cell {
        table: "vault",
        row: id,
        version: 1,
        column,
    }
}

pub(super) fn new_id(rng: &mut dyn CryptoRng) -> String {
    let mut bytes = [0; 8];
    rng.fill_bytes(&mut bytes);
    hexadecimal(&bytes)
}

/// Reads the key that a person chose to keep in plain. Others must not be able to.
pub(super) fn read_key(path: &Path) -> Result<DataKey, VaultError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path)
            .map_err(|error| failed(path, &error))?
            .permissions()
            .mode();
        if mode & 0o077 != 0 {
            return Err(unusable(path, "other accounts may read it: chmod 600"));
        }
    }
    let bytes = fs::read(path)
        .map(Zeroizing::new)
        .map_err(|error| failed(path, &error))?;
    DataKey::from_bytes(&bytes).ok_or_else(|| unusable(path, "it is no key"))
}

pub(super) fn write_key(path: &Path, key: &DataKey) -> Result<(), VaultError> {
    files::replace(path, key.expose()).map_err(|error| failed(path, &error))
}

pub(super) fn remove_key(path: &Path) -> Result<(), VaultError> {
    fs::remove_file(path).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &io::Error) -> VaultError {
    VaultError::File {
        reason: files::reason(path, error),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl From<Bytes> for String {
    fn from(bytes: Bytes) -> Self {
        hexadecimal(&bytes.0)
    }
}

impl TryFrom<String> for Bytes {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.as_bytes();
        if !digits.len().is_multiple_of(2) || digits.len() > 4_096 {
            return Err("not hexadecimal");
        }
        digits
            .chunks_exact(2)
            .map(|pair| {
                let digit = |byte: u8| (byte as char).to_digit(16);
                let (high, low) = (digit(pair[0])?, digit(pair[1])?);
                u8::try_from(high * 16 + low).ok()
            })
            .collect::<Option<Vec<u8>>>()
            .map(Self)
            .ok_or("not hexadecimal")
    }
}
