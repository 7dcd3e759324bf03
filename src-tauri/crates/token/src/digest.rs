//! What is kept of a secret: an Argon2id digest (RFC 9106) as a PHC string.

use std::fmt;

use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use crate::text::TokenSecret;

/// What one digest costs, in time and memory. `p` is always 1 in what we make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// For the secret of a token: the smallest of OWASP's settings for Argon2id, about 13 ms.
    pub const TOKEN: Self = Self {
        memory: 7_168,
        passes: 5,
    };
    /// For a passphrase that a person chose: RFC 9106's second recommendation with one lane.
    pub const PASSPHRASE: Self = Self {
        memory: 65_536,
        passes: 3,
    };
}

/// The most that a stored digest may ask for. A file that someone else wrote must not make this
/// program fill the memory or compute for minutes.
const MOST_MEMORY: u32 = 64 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 4;

/// Longer stored text is refused unread; ours have 96 characters.
const LONGEST_PHC: usize = 256;

/// An Argon2id digest, its parameters known to be within bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// Digests a token's secret with a new salt at [`Cost::TOKEN`].
    pub fn of(secret: &TokenSecret, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::with_cost(secret.expose(), Cost::TOKEN, rng)
    }

    /// Digests anything of up to 4 GiB, such as a passphrase, with a new salt.
    ///
    /// # Panics
    /// When `cost` is beyond what a stored digest may ask for, or there is no memory for it.
    pub fn with_cost(input: &[u8], cost: Cost, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let params =
            Params::new(cost.memory, cost.passes, 1, None).expect("the costs are constants within bounds");
        let digest = Argon2::default()
            .hash_password_customized(
                input,
                &salt,
                Some(Algorithm::Argon2id.ident().as_str()),
                None,
                params,
            )
            .expect("the parameters are valid and the input is short");
        Self::from_phc(&digest.to_string()).expect("our own costs are within our own bounds")
    }

    /// Takes a stored PHC string whose parameters are safe to compute with.
    ///
    /// # Errors
    /// [`DigestError`], before anything is hashed.
    pub fn from_phc(phc: &str) -> Result<Self, DigestError> {
        if phc.len() > LONGEST_PHC {
            return Err(DigestError::Malformed);
        }
        let parsed = PasswordHash::new(phc).map_err(|_| DigestError::Malformed)?;
        if parsed.algorithm != Algorithm::Argon2id.ident() || parsed.version != Some(Version::V0x13.into()) {
            return Err(DigestError::Algorithm);
        }
        if parsed
            .salt
            .as_ref()
            .is_none_or(|salt| salt.as_ref().len() < Salt::RECOMMENDED_LENGTH)
            || parsed.hash.as_ref().is_none_or(|hash| hash.len() < 32)
        {
            return Err(DigestError::Malformed);
        }
        let params = Params::try_from(&parsed).map_err(|_| DigestError::Malformed)?;
        if params.m_cost() > MOST_MEMORY || params.t_cost() > MOST_PASSES || params.p_cost() > MOST_LANES {
            return Err(DigestError::TooCostly);
        }
        Ok(Self(phc.to_owned()))
    }

    /// The digest as it is stored.
    pub fn as_phc(&self) -> &str {
        &self.0
    }

    /// Whether this is the digest of `secret`. Takes one Argon2 run.
    pub fn verifies(&self, secret: &TokenSecret) -> bool {
        self.matches(secret.expose())
    }

    /// The same in memory that is kept for the next run: to be given some by the system takes a tenth of the time.
    pub fn verifies_in(&self, secret: &TokenSecret, room: &mut Workspace) -> bool {
        let Ok(parsed) = PasswordHash::new(&self.0) else {
            return false;
        };
        let (Some(salt), Some(stored), Ok(params)) = (&parsed.salt, &parsed.hash, Params::try_from(&parsed))
        else {
            return false;
        };
        let blocks = room.of(params.block_count());
        let mut found = Zeroizing::new(vec![0; stored.len()]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hashed =
            argon2.hash_password_into_with_memory(secret.expose(), salt.as_ref(), &mut found, blocks);
        hashed.is_ok() && found.ct_eq(stored.as_ref()).into()
    }

    /// Whether this is the digest of `input`, compared in constant time. Takes one Argon2 run.
    pub fn matches(&self, input: &[u8]) -> bool {
        PasswordHash::new(&self.0)
            .is_ok_and(|parsed| Argon2::default().verify_password(input, &parsed).is_ok())
    }
}

/// Memory for Argon2 runs, one after the other. Wiped when it is dropped.
#[derive(Default)]
pub struct Workspace(Vec<Block>);

impl Workspace {
    fn of(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            // Not grown: what was in it would be copied.
            *self = Self(vec![Block::default(); count]);
        }
        &mut self.0[..count]
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace([{} KiB])", self.0.len())
    }
}

/// Why a stored digest is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DigestError {
    /// It is not a PHC string with salt and digest.
    #[error("the stored digest is not a PHC string")]
    Malformed,
    /// It was made by something else than Argon2id version 19.
    #[error("the stored digest is not Argon2id version 19")]
    Algorithm,
    /// It asks for more memory, passes or lanes than this program gives.
    #[error("the stored digest asks for more memory or time than a digest may take")]
    TooCostly,
}
