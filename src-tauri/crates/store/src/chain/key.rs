//! The key of the chains: 32 random bytes in a file beside the store, never in it. For each use another key is
//! derived from them.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use blake3::Hasher;
use rand::TryRng as _;
use rand::rngs::SysRng;
use rusqlite::types::ValueRef;
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

use super::{Chained, End, Link};
use crate::error::Error;
use crate::folder;

const NAME: &str = "audit.key";
const LENGTH: usize = 32;

/// The bytes in the file.
#[derive(ZeroizeOnDrop)]
pub(crate) struct ChainKey {
    bytes: Box<[u8; LENGTH]>,
    /// The keys of the table that was asked for first: whoever has this key open writes to one.
    #[zeroize(skip)]
    derived: OnceLock<(&'static str, Arc<Keys>)>,
}

impl ChainKey {
    /// Reads the key, or makes one where there is none: at the first start, and after the file was lost. What was
    /// chained under a lost key cannot be judged any more, which a check tells.
    pub(crate) fn read_or_make(folder: &Path) -> Result<Self, Error> {
        let file = folder.join(NAME);
        folder::claim(&file)?;
        match Self::read(folder)? {
            Some(key) => Ok(key),
            None => make(folder).map_err(|error| Error::io(&file, &error)),
        }
    }

    /// The key, if there is one.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let file = folder.join(NAME);
        match fs::read(&file).map(Zeroizing::new) {
            // A file of another length is no key, so the key is lost.
            Ok(bytes) => Ok(Self::from_bytes(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(&file, &error)),
        }
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        // On the heap before it is filled: a moved value leaves its bytes on the stack.
        let mut key = Box::new([0; LENGTH]);
        (bytes.len() == LENGTH).then(|| {
            key.copy_from_slice(bytes);
            Self {
                bytes: key,
                derived: OnceLock::new(),
            }
        })
    }

    /// The keys of one table.
    pub(super) fn keys_of(&self, chained: &Chained) -> Arc<Keys> {
        let derived = || (chained.context, Arc::new(self.derive(chained)));
        match self.derived.get_or_init(derived) {
            (context, keys) if *context == chained.context => Arc::clone(keys),
            _ => Arc::new(self.derive(chained)),
        }
    }

    fn derive(&self, chained: &Chained) -> Keys {
        let derive = |what: &str| {
            let mut deriving = Hasher::new_derive_key(&format!("{}, {what}", chained.context));
            deriving.update(&*self.bytes);
            *deriving.finalize().as_bytes()
        };
        Keys {
            rows: derive("rows"),
            seals: derive("seals"),
            name: derive("name of the key")[..8].to_vec(),
        }
    }
}

impl fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChainKey([redacted])")
    }
}

/// The keys of one table, one for each use.
pub(super) struct Keys {
    rows: [u8; LENGTH],
    seals: [u8; LENGTH],
    /// Tells this key from another.
    pub(super) name: Vec<u8>,
}

impl Keys {
    /// The hash of a row's columns, `seq` first, after a row with the hash `before`. Each column counts with its
    /// kind and length, so that nothing can be moved from one to the next.
    pub(super) fn link<'v>(&self, before: &Link, columns: impl Iterator<Item = ValueRef<'v>>) -> Link {
        let mut hasher = Hasher::new_keyed(&self.rows);
        hasher.update(before);
        for column in columns {
            match column {
                ValueRef::Null => hasher.update(b"n"),
                ValueRef::Integer(number) => hasher.update(b"i").update(&number.to_le_bytes()),
                ValueRef::Real(number) => hasher.update(b"r").update(&number.to_bits().to_le_bytes()),
                ValueRef::Text(text) => measured(&mut hasher, b"t", text),
                ValueRef::Blob(bytes) => measured(&mut hasher, b"b", bytes),
            };
        }
        *hasher.finalize().as_bytes()
    }

    /// What only who has the key can write beside the last row.
    pub(super) fn seal(&self, end: End, since: i64, cut: i64) -> Link {
        let mut hasher = Hasher::new_keyed(&self.seals);
        hasher.update(&end.link);
        for number in [end.seq, since, cut] {
            hasher.update(&number.to_le_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.rows.zeroize();
        self.seals.zeroize();
    }
}

fn measured<'h>(hasher: &'h mut Hasher, kind: &[u8], bytes: &[u8]) -> &'h mut Hasher {
    hasher
        .update(kind)
        .update(&(bytes.len() as u64).to_le_bytes())
        .update(bytes)
}

fn make(folder: &Path) -> io::Result<ChainKey> {
    let mut bytes = Zeroizing::new([0; LENGTH]);
    SysRng.try_fill_bytes(&mut *bytes).map_err(io::Error::other)?;
    // No two that make one at the same moment, in one program or several, write into one file.
    let mut number = [0; 8];
    SysRng.try_fill_bytes(&mut number).map_err(io::Error::other)?;
    let beside = folder.join(format!("{NAME}.{:016x}", u64::from_le_bytes(number)));
    let file = folder.join(NAME);
    let mut written = folder::new_file(&beside)?;
    written.write_all(&*bytes)?;
    written.sync_all()?;
    drop(written);
    // A link is refused where there is a file, so of two programs one makes the key; a lost key's remains are not.
    let linked = fs::hard_link(&beside, &file);
    let answer = match linked {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && has_key(&file) => Ok(()),
        // What is there is no key, or this file system has no links.
        Err(_) => fs::rename(&beside, &file),
    };
    // After a rename it is gone already.
    let _ = fs::remove_file(&beside);
    answer?;
    folder::sync(folder)?;
    // The one that is there by now, whoever made it.
    let made = fs::read(&file).map(Zeroizing::new)?;
    ChainKey::from_bytes(&made).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn has_key(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.len() == LENGTH as u64)
}
