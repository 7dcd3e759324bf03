//! Sealing: XChaCha20-Poly1305 with a random nonce, bound to one place in the store.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::VaultError;

/// The form of what is sealed: this byte, the nonce, the sealed text with its tag.
const FORM: u8 = 1;
const NONCE: usize = 24;
const KEY: usize = 32;

/// The most bytes that are sealed: passwords and keys, no documents.
pub const LONGEST: usize = 64 * 1024;

/// A place in the store. What was sealed for one opens for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The table.
    pub table: &'static str,
    /// The row, by an id that is never given out again.
    pub row: &'a str,
    /// Counts the changes of the value, so that an older one of the same row is refused.
    pub version: u32,
    /// The column.
    pub column: &'static str,
}

impl Cell<'_> {
    /// Every part after its length: no two places are written alike.
    fn bound(&self) -> Vec<u8> {
        let mut bound = vec![FORM];
        for part in [self.table, self.row, self.column] {
            bound.extend((part.len() as u64).to_le_bytes());
            bound.extend(part.as_bytes());
        }
        bound.extend(self.version.to_le_bytes());
        bound
    }
}

/// The key of one vault. Wiped on drop.
pub(super) struct DataKey(Zeroizing<[u8; KEY]>);

impl DataKey {
    pub(super) fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; KEY]);
        rng.fill_bytes(&mut *bytes);
        Self(bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY]);
        (bytes.len() == KEY).then(|| key.copy_from_slice(bytes))?;
        Some(Self(key))
    }

    pub(super) fn expose(&self) -> &[u8] {
        &*self.0
    }

    pub(super) fn seal(
        &self,
        cell: &Cell<'_>,
        plain: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, VaultError> {
        if plain.len() > LONGEST {
            return Err(VaultError::TooLong);
        }
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: &cell.bound(),
        };
        let text = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| VaultError::TooLong)?;
        Ok([&[FORM][..], &nonce, &text].concat())
    }

    pub(super) fn open(&self, cell: &Cell<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let opened = || {
            let (form, rest) = sealed.split_first()?;
            let (nonce, text) = rest.split_first_chunk::<NONCE>()?;
            let payload = Payload {
                msg: text,
                aad: &cell.bound(),
            };
            (*form == FORM)
                .then(|| self.cipher().decrypt(&XNonce::from(*nonce), payload).ok())
                .flatten()
        };
        opened()
            .map(Zeroizing::new)
            .ok_or(VaultError::Broken { table: cell.table })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}
