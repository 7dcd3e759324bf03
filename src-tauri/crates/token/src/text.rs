//! The text form: `tdk_<id 16>_<secret 43><tag 9>`, all letters and digits but the two underscores, so
//! that one double-click selects it and nothing has to be escaped.

use std::fmt;

use rand::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::base62;
use crate::gate::{Gate, Print, TAG_LENGTH};
use crate::id::TokenId;

/// What every token begins with.
pub const PREFIX: &str = "tdk_";

/// Characters in a token.
pub const TEXT_LENGTH: usize = TAG_START + TAG_LENGTH;

const ID_START: usize = PREFIX.len();
const ID_END: usize = ID_START + TokenId::LENGTH;
const SECRET_START: usize = ID_END + 1;
const TAG_START: usize = SECRET_START + TokenSecret::LENGTH;

/// Makes a new token: a new id, 256 random bits, and the gate's tag over both.
pub fn mint(gate: &Gate, rng: &mut (impl CryptoRng + ?Sized)) -> TokenText {
    let mut text = blank();
    text[..ID_START].copy_from_slice(PREFIX.as_bytes());
    base62::draw(&mut text[ID_START..ID_END], rng);
    text[ID_END] = b'_';
    base62::draw(&mut text[SECRET_START..TAG_START], rng);
    let tag = gate.tag(&text[..TAG_START]);
    text[TAG_START..].copy_from_slice(&tag);
    TokenText(text)
}

/// Recognises a token that this gate minted. Cheap for everything else: length, alphabet, shape, then
/// one keyed hash.
///
/// # Errors
/// [`ParseError::Shape`] when the text is no token at all, [`ParseError::Tag`] when it has the shape of
/// one that was not minted under this gate's keys: mistyped, made up, or from another installation.
pub fn parse(text: &str, gate: &Gate) -> Result<TokenText, ParseError> {
    let shaped = TokenText::of_shape(text).ok_or(ParseError::Shape)?;
    let (tagged, tag) = shaped.0.split_at(TAG_START);
    if gate.admits(tagged, tag) {
        Ok(shaped)
    } else {
        Err(ParseError::Tag)
    }
}

/// Recognises a token that this gate minted in text that stays where it is: nothing is copied or allocated.
/// For whoever verifies many a second. A gate whose earlier key was lost lets everything through that has the shape of
/// a token; see [`Presented::is_admitted`].
///
/// # Errors
/// As [`parse`].
pub fn recognise<'a>(text: &'a [u8], gate: &Gate) -> Result<Presented<'a>, ParseError> {
    let bytes = shaped(text).ok_or(ParseError::Shape)?;
    let (tagged, tag) = bytes.split_at(TAG_START);
    let admitted = gate.print_if_admitted(tagged, tag);
    let is_admitted = admitted.is_some();
    let print = admitted
        .or_else(|| gate.print_if_open(tagged))
        .ok_or(ParseError::Tag)?;
    Ok(Presented {
        bytes,
        print,
        is_admitted,
    })
}

/// A token of ours in somebody else's text, such as the head of a request. Whether its secret is right only a
/// digest can tell.
pub struct Presented<'a> {
    bytes: &'a [u8; TEXT_LENGTH],
    print: Print,
    is_admitted: bool,
}

impl Presented<'_> {
    /// Whether a key of the gate admits it. Where not, its key may have been lost ([`Gate::after_loss`]) or it was
    /// made up: whoever has it digested must bound how often.
    pub fn is_admitted(&self) -> bool {
        self.is_admitted
    }

    /// The public id of its secret.
    pub fn id(&self) -> TokenId {
        id_in(self.bytes)
    }

    /// What to remember the whole text by.
    pub fn print(&self) -> Print {
        self.print
    }

    /// The unguessable part, copied into memory that is wiped.
    pub fn secret(&self) -> TokenSecret {
        secret_in(self.bytes)
    }
}

impl fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented({}_[redacted])", self.id().prefix())
    }
}

/// Why a text is not a token of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseError {
    /// It has not the form of a token.
    #[error("this is not a token")]
    Shape,
    /// It has the form, and was not minted here.
    #[error("this token was not made by this Token Desk, or a character of it is wrong")]
    Tag,
}

/// A whole token. Wiped when dropped; its characters are reached through [`TokenText::expose`] alone.
///
/// ```compile_fail
/// fn shown(token: token::TokenText) -> String { token.to_string() }
/// ```
pub struct TokenText(Box<Zeroizing<[u8; TEXT_LENGTH]>>);

impl TokenText {
    /// Takes any text of a token's shape, without asking whether it was minted here.
    pub fn of_shape(text: &str) -> Option<Self> {
        let bytes = shaped(text.as_bytes())?;
        let mut text = blank();
        text.copy_from_slice(bytes);
        Some(Self(text))
    }

    /// The characters, for the one place that needs them: a clipboard, a variable, a screen that was
    /// told to show them.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0[..]).expect("tokens are ASCII: both constructors see to it")
    }

    /// The public id of this secret.
    pub fn id(&self) -> TokenId {
        id_in(&self.0)
    }

    /// The unguessable part, to be digested.
    pub fn secret(&self) -> TokenSecret {
        secret_in(&self.0)
    }

    /// The last four characters. They belong to the tag, so they tell nothing of the secret.
    pub fn last4(&self) -> String {
        self.expose()[TEXT_LENGTH - 4..].to_owned()
    }

    /// The token as it may be seen: `tdk_••••••••••••g2Vp`, always with twelve dots.
    pub fn masked(&self) -> String {
        masked(&self.last4())
    }
}

/// The text, if it has a token's shape.
fn shaped(text: &[u8]) -> Option<&[u8; TEXT_LENGTH]> {
    let bytes: &[u8; TEXT_LENGTH] = text.try_into().ok()?;
    let is_shaped = bytes.starts_with(PREFIX.as_bytes())
        && base62::is_base62(&bytes[ID_START..ID_END])
        && bytes[ID_END] == b'_'
        && base62::is_base62(&bytes[SECRET_START..]);
    is_shaped.then_some(bytes)
}

fn id_in(bytes: &[u8; TEXT_LENGTH]) -> TokenId {
    let id = bytes[ID_START..ID_END].first_chunk();
    TokenId::from_base62(*id.expect("the range has an id's length"))
}

fn secret_in(bytes: &[u8; TEXT_LENGTH]) -> TokenSecret {
    let mut secret = blank();
    secret.copy_from_slice(&bytes[SECRET_START..TAG_START]);
    TokenSecret(secret)
}

/// Room for a secret. It is on the heap before anything is written into it: a value that is moved there
/// later leaves its bytes on the stack.
fn blank<const N: usize>() -> Box<Zeroizing<[u8; N]>> {
    Box::new(Zeroizing::new([0; N]))
}

/// A token that ends in `last4`, as it may be seen.
fn masked(last4: &str) -> String {
    format!("{PREFIX}••••••••••••{last4}")
}

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenText({}_[redacted])", self.id().prefix())
    }
}

/// The unguessable part of a token: 43 characters, 256 random bits. Wiped when dropped.
pub struct TokenSecret(Box<Zeroizing<[u8; Self::LENGTH]>>);

impl TokenSecret {
    /// Characters in a secret.
    pub const LENGTH: usize = 43;

    /// The characters, for the digest.
    pub(crate) fn expose(&self) -> &[u8] {
        &self.0[..]
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret([redacted])")
    }
}
