//! The gate: a keyed tag in every token, so that what we never minted is refused at the price of one
//! fast hash, without a look-up and without Argon2.
//!
//! The tag is no verifier. Whoever knows the key can make text that passes the gate, and then meets the
//! digest.

use std::fmt;
use std::hash::{Hash, Hasher};

use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::base62;

/// Characters in a tag.
pub(crate) const TAG_LENGTH: usize = 9;

/// Bits of the keyed hash in a tag: as many as nine base62 digits always hold.
const TAG_BITS: u32 = 53;

/// Separates fingerprints from tags: the same key must never answer for both.
const FINGERPRINT_CONTEXT: &str = "app.tokendesk 2026-11 fingerprint of a placed value";

/// The 32 secret bytes behind the tags. Kept beside the store, never in it.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct GateKey(Box<[u8; Self::LENGTH]>);

impl GateKey {
    /// Bytes in a key.
    pub const LENGTH: usize = 32;

    /// Draws a new key.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut key = Box::new([0; Self::LENGTH]);
        rng.fill_bytes(&mut *key);
        Self(key)
    }

    /// Takes a key that was read from its file.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
        // On the heap before it is filled: a moved value leaves its bytes on the stack.
        let mut key = Box::new([0; Self::LENGTH]);
        key.copy_from_slice(bytes);
        Self(key)
    }

    /// The bytes, to be written to the key's file and nowhere else.
    pub fn expose(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl fmt::Debug for GateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GateKey([redacted])")
    }
}

/// What admits a token's text: the present key, and the one before it while tokens minted under that
/// are about.
#[derive(Debug)]
pub struct Gate {
    present: GateKey,
    previous: Option<GateKey>,
    /// Tokens are about whose key is gone.
    open: bool,
}

impl Gate {
    /// A gate with one key.
    pub fn new(present: GateKey) -> Self {
        Self {
            present,
            previous: None,
            open: false,
        }
    }

    /// A gate whose earlier key was lost: it mints under `present`, and what was minted before cannot be told from
    /// what is made up. [`crate::recognise`] lets the shape of a token through and says so.
    pub fn after_loss(present: GateKey) -> Self {
        Self {
            open: true,
            ..Self::new(present)
        }
    }

    /// Whether tokens are about whose key was lost.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// A gate that mints under `present` and still admits what `previous` minted.
    pub fn rotated(present: GateKey, previous: GateKey) -> Self {
        Self {
            present,
            previous: Some(previous),
            open: false,
        }
    }

    /// The tag that the present key gives to `tdk_<id>_<secret>`.
    pub(crate) fn tag(&self, tagged: &[u8]) -> [u8; TAG_LENGTH] {
        tag(&self.present, tagged)
    }

    /// Whether any key gives `presented` to `tagged`. Takes the same time wherever they differ.
    pub(crate) fn admits(&self, tagged: &[u8], presented: &[u8]) -> bool {
        self.keys()
            .fold(subtle::Choice::from(0), |admitted, key| {
                admitted | tag(key, tagged).ct_eq(presented)
            })
            .into()
    }

    /// The print under which a verifier remembers `tdk_<id>_<secret>`, if any key gives `presented` to it. Tag
    /// and print are two halves of one hash, so asking for both costs no more than asking for one.
    pub(crate) fn print_if_admitted(&self, tagged: &[u8], presented: &[u8]) -> Option<Print> {
        self.keys().find_map(|key| {
            let hash = blake3::keyed_hash(key.expose(), tagged);
            let admitted: bool = tag_of(&hash).ct_eq(presented).into();
            admitted.then(|| print_of(&hash))
        })
    }

    /// The print of what no key admits, where a key was lost.
    pub(crate) fn print_if_open(&self, tagged: &[u8]) -> Option<Print> {
        self.open
            .then(|| print_of(&blake3::keyed_hash(self.present.expose(), tagged)))
    }

    /// Recognises a placed value later without keeping it: a hash under the present key.
    pub fn fingerprint(&self, value: &[u8]) -> Fingerprint {
        fingerprint(&self.present, value)
    }

    /// Whether `print` was taken of `value` under any of the keys.
    pub fn recognises(&self, print: &Fingerprint, value: &[u8]) -> bool {
        self.keys()
            .fold(subtle::Choice::from(0), |known, key| {
                known | fingerprint(key, value).0.ct_eq(&print.0)
            })
            .into()
    }

    fn keys(&self) -> impl Iterator<Item = &GateKey> {
        std::iter::once(&self.present).chain(&self.previous)
    }
}

/// What a verifier remembers a whole token by, so that it keeps no text: half of a keyed hash of it. The
/// other half is in the tag, and without the gate key neither tells anything of the secret.
#[derive(Debug, Clone, Copy)]
pub struct Print([u8; 16]);

impl Print {
    /// The first half of it.
    pub fn number(&self) -> u64 {
        u128::from_le_bytes(self.0) as u64
    }

    /// Whether both were taken of the same text under the same key. Takes the same time wherever they differ.
    pub fn is(&self, other: &Self) -> bool {
        // In one piece: byte by byte takes as long as a tenth of a verdict.
        u128::from_ne_bytes(self.0)
            .ct_eq(&u128::from_ne_bytes(other.0))
            .into()
    }
}

impl PartialEq for Print {
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
    }
}

impl Eq for Print {}

/// A print is a hash already: half of it is one of the whole, which nobody without the key can foresee.
impl Hash for Print {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.number());
    }
}

/// A keyed hash of a value that was put somewhere. Without the gate key it tells nothing of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

fn tag(key: &GateKey, tagged: &[u8]) -> [u8; TAG_LENGTH] {
    tag_of(&blake3::keyed_hash(key.expose(), tagged))
}

fn tag_of(hash: &blake3::Hash) -> [u8; TAG_LENGTH] {
    let first = hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes");
    let mut tag = [0; TAG_LENGTH];
    base62::write_number(u64::from_be_bytes(*first) >> (64 - TAG_BITS), &mut tag);
    tag
}

fn print_of(hash: &blake3::Hash) -> Print {
    let half = hash.as_bytes().last_chunk();
    Print(*half.expect("a BLAKE3 hash has 32 bytes"))
}

fn fingerprint(key: &GateKey, value: &[u8]) -> Fingerprint {
    let derived = Zeroizing::new(blake3::derive_key(FINGERPRINT_CONTEXT, key.expose()));
    Fingerprint(*blake3::keyed_hash(&derived, value).as_bytes())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn a_gate_whose_key_was_lost_lets_the_shape_of_a_token_through_and_tells_it_from_its_own() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(1);
        let lost = Gate::new(GateKey::from_bytes(&[1; 32]));
        let (open, shut) = (
            Gate::after_loss(GateKey::from_bytes(&[2; 32])),
            Gate::new(GateKey::from_bytes(&[2; 32])),
        );
        let (old, new) = (crate::mint(&lost, &mut rng), crate::mint(&open, &mut rng));
        let (old, new) = (old.expose().as_bytes(), new.expose().as_bytes());
        assert!(!crate::recognise(old, &open).unwrap().is_admitted());
        assert!(crate::recognise(new, &open).unwrap().is_admitted());
        assert!(crate::recognise(new, &shut).unwrap().is_admitted());
        assert!(crate::recognise(old, &shut).is_err());
        let prints = [old, new].map(|text| crate::recognise(text, &open).unwrap().print());
        assert!(!prints[0].is(&prints[1]));
        assert!(crate::recognise(b"tdk_0123", &open).is_err(), "no token at all");
    }

    #[test]
    fn a_fingerprint_is_recognised_under_either_key_and_only_for_its_value() {
        let old = Gate::new(GateKey::from_bytes(&[1; 32]));
        let rotated = Gate::rotated(GateKey::from_bytes(&[2; 32]), GateKey::from_bytes(&[1; 32]));
        let print = old.fingerprint(b"value");
        assert!(rotated.recognises(&print, b"value"));
        assert!(!rotated.recognises(&print, b"Value"));
        assert!(!Gate::new(GateKey::from_bytes(&[2; 32])).recognises(&print, b"value"));
    }

    #[test]
    fn a_key_does_not_show_itself_when_debugged() {
        assert_eq!(
            format!("{:?}", GateKey::from_bytes(&[7; 32])),
            "GateKey([redacted])"
        );
    }
}
