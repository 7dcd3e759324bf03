//! The token in a request, in whichever of the accepted forms it came.
//!
//! - `Authorization: Bearer T` (RFC 6750 §2.1), `T` also as `secret-token:T` (RFC 8959)
//! - `Authorization: Basic base64(T:)`, the token as user name and an empty password (RFC 7617)
//! - `Authorization: Token token=T`, quotes optional
//! - `X-API-Key: T` and `X-Dataverse-key: T`
//! - `?key=T` and `?api_key=T`, only where switched on: addresses end up in logs

use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hyper::header::HeaderMap;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::headers::{Said, said};

/// The form in which a token came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Token token=`.
    Token,
    /// `X-API-Key`.
    ApiKey,
    /// `X-Dataverse-key`.
    DataverseKey,
    /// The query of the address.
    Query,
}

impl Scheme {
    /// The scheme's word in lists and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Basic => "basic",
            Self::Token => "token",
            Self::ApiKey => "api-key",
            Self::DataverseKey => "dataverse-key",
            Self::Query => "query",
        }
    }
}

/// What somebody presented. It may be a token, or anything else.
pub struct Credential<'a> {
    /// The form in which it came.
    pub scheme: Scheme,
    text: Text<'a>,
}

enum Text<'a> {
    InPlace(&'a [u8]),
    Decoded(Zeroizing<Vec<u8>>),
}

impl Credential<'_> {
    /// What was presented, as it came.
    pub fn expose(&self) -> &[u8] {
        match &self.text {
            Text::InPlace(bytes) => bytes,
            Text::Decoded(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({:?}, [redacted])", self.scheme)
    }
}

/// Why a request's credentials are not even looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// A header that may come once came twice.
    Repeated,
    /// Two forms name two tokens.
    Disagreeing,
    /// A form came without a token in it.
    Empty,
    /// Basic's base64 is none, or has no colon.
    Undecodable,
    /// A token came in the address where that is not allowed (RFC 6750 §2.3 calls it bad practice).
    InAddress,
}

impl Malformed {
    /// What is wrong, for `error_description`.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Repeated => "a credentials header is repeated",
            Self::Disagreeing => "two forms of credentials name different tokens",
            Self::Empty => "the credentials are empty",
            Self::Undecodable => "the Basic credentials are not base64 of user:password",
            Self::InAddress => "credentials in the address are not accepted here",
        }
    }
}

/// Basic with a password: well formed, and no token of ours.
const WITH_PASSWORD: &[u8] = b"\0password";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// Names under which a token in the address is recognised; `access_token` is RFC 6750's and never accepted.
const QUERY_KEYS: [&str; 2] = ["key", "api_key"];
const NEVER_IN_ADDRESS: &str = "access_token";

/// The token in a request, if there is one. `keys_in_query` says whether the address may hold it.
///
/// # Errors
/// [`Malformed`]: answer 400 and look at nothing.
pub fn presented<'a>(
    headers: &'a HeaderMap,
    query: Option<&'a str>,
    keys_in_query: bool,
) -> Result<Option<Credential<'a>>, Malformed> {
    let mut found: Option<Credential<'a>> = None;
    let [first, api_key, dataverse_key] = said(headers, ["authorization", "x-api-key", "x-dataverse-key"]);
    if let Some(value) = only(first)? {
        agree(&mut found, authorization(value)?)?;
    }
    for (said, scheme) in [(api_key, Scheme::ApiKey), (dataverse_key, Scheme::DataverseKey)] {
        if let Some(value) = only(said)? {
            agree(&mut found, Some(in_place(scheme, value)?))?;
        }
    }
    if let Some(query) = query {
        agree(&mut found, in_query(query, keys_in_query)?)?;
    }
    Ok(found)
}

fn only(said: Said<'_>) -> Result<Option<&[u8]>, Malformed> {
    if said.is_repeated {
        return Err(Malformed::Repeated);
    }
    Ok(said.first.map(|value| value.as_bytes()))
}

fn agree<'a>(found: &mut Option<Credential<'a>>, another: Option<Credential<'a>>) -> Result<(), Malformed> {
    match (&found, another) {
        (_, None) => Ok(()),
        (None, another) => {
            *found = another;
            Ok(())
        }
        (Some(first), Some(second)) if first.expose() == second.expose() => Ok(()),
        (Some(_), Some(_)) => Err(Malformed::Disagreeing),
    }
}

/// A scheme that is none of ours is no credential of ours: the answer is a challenge, as without any.
fn authorization(value: &[u8]) -> Result<Option<Credential<'_>>, Malformed> {
    let (scheme, rest) = match value.iter().position(|byte| *byte == b' ' || *byte == b'\t') {
        Some(end) => value.split_at(end),
        None => (value, &[][..]),
    };
    let is = |name: &str| scheme.eq_ignore_ascii_case(name.as_bytes());
    if is("bearer") {
        let text = rest.trim_ascii();
        in_place(
            Scheme::Bearer,
            strip_prefix(text, b"secret-token:").unwrap_or(text),
        )
        .map(Some)
    } else if is("basic") {
        basic(rest.trim_ascii()).map(Some)
    } else if is("token") {
        let rest = rest.trim_ascii();
        let text = strip_prefix(rest, b"token=").unwrap_or(rest).trim_ascii();
        let unquoted = text
            .strip_prefix(b"\"")
            .and_then(|text| text.strip_suffix(b"\""))
            .unwrap_or(text);
        in_place(Scheme::Token, unquoted).map(Some)
    } else {
        Ok(None)
    }
}

fn basic(encoded: &[u8]) -> Result<Credential<'static>, Malformed> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(encoded.len()));
    BASE64
        .decode_vec(encoded, &mut decoded)
        .map_err(|_| Malformed::Undecodable)?;
    let colon = decoded
        .iter()
        .position(|byte| *byte == b':')
        .ok_or(Malformed::Undecodable)?;
    let text = if colon + 1 == decoded.len() {
        Zeroizing::new(decoded[..colon].trim_ascii().to_vec())
    } else {
        Zeroizing::new(WITH_PASSWORD.to_vec())
    };
    if text.is_empty() {
        return Err(Malformed::Empty);
    }
    Ok(Credential {
        scheme: Scheme::Basic,
        text: Text::Decoded(text),
    })
}

/// Percent signs are not decoded: a token has none.
fn in_query(query: &str, allowed: bool) -> Result<Option<Credential<'_>>, Malformed> {
    let mut found = None;
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if name == NEVER_IN_ADDRESS || QUERY_KEYS.contains(&name) && !allowed {
            return Err(Malformed::InAddress);
        }
        if QUERY_KEYS.contains(&name) {
            let another = in_place(Scheme::Query, value.as_bytes())?;
            agree(&mut found, Some(another))?;
        }
    }
    Ok(found)
}

fn in_place(scheme: Scheme, text: &[u8]) -> Result<Credential<'_>, Malformed> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Err(Malformed::Empty);
    }
    Ok(Credential {
        scheme,
        text: Text::InPlace(text),
    })
}

fn strip_prefix<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
#[path = "credential_tests.rs"]
mod tests;
