//! The public part of a token.

use std::fmt;
use std::str::FromStr;

use rand::CryptoRng;
use thiserror::Error;

use crate::base62;

/// A public id: 16 letters and digits, 95 random bits. It names a record, or one of its secrets; it is
/// shown in lists and logs and opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId([u8; Self::LENGTH]);

impl TokenId {
    /// Characters in an id.
    pub const LENGTH: usize = 16;

    /// Draws a new id.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut id = [0; Self::LENGTH];
        base62::draw(&mut id, rng);
        Self(id)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ids are ASCII: both constructors see to it")
    }

    /// The public beginning of a token with this id: `tdk_` and the id.
    pub fn prefix(&self) -> String {
        format!("{}{}", crate::PREFIX, self.as_str())
    }

    pub(crate) fn from_base62(id: [u8; Self::LENGTH]) -> Self {
        debug_assert!(base62::is_base62(&id));
        Self(id)
    }
}

impl FromStr for TokenId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match <[u8; Self::LENGTH]>::try_from(text.as_bytes()) {
            Ok(id) if base62::is_base62(&id) => Ok(Self(id)),
            Ok(_) | Err(_) => Err(NotAnId),
        }
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenId({self})")
    }
}

/// The text is not 16 letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an id has 16 letters and digits")]
pub struct NotAnId;
