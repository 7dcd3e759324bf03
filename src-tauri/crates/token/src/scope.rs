//! Scopes: how far a token's groups reach. `read` and `write` are given; any other is a name that whoever asks the
//! verifier has agreed on, such as `reports:read`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::{NameError, TokenName};

/// One scope: 1 to 48 lower-case letters, digits and `. _ : / -`, beginning with a letter. All of these may stand in
/// RFC 6749 §3.3 `scope`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope(Cow<'static, str>);

impl Scope {
    /// Look.
    pub const READ: Self = Self(Cow::Borrowed("read"));
    /// Change.
    pub const WRITE: Self = Self(Cow::Borrowed("write"));
    /// The scopes that are there without anybody naming them, in order.
    pub const GIVEN: [Self; 2] = [Self::READ, Self::WRITE];
    /// The most characters.
    pub const LONGEST: usize = 48;
    /// The form of a scope, as a regular expression of JSON Schema.
    pub const PATTERN: &str = "^[a-z][a-z0-9._:/-]{0,47}$";

    /// The scope's name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The given ones come first, in their order.
    fn rank(&self) -> usize {
        Self::GIVEN
            .iter()
            .position(|given| given == self)
            .unwrap_or(Self::GIVEN.len())
    }
}

impl Ord for Scope {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.rank(), self.name()).cmp(&(other.rank(), other.name()))
    }
}

impl PartialOrd for Scope {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        if let Some(given) = Self::GIVEN.into_iter().find(|given| given.name() == text) {
            return Ok(given);
        }
        if TokenName::parse(text) == Err(NameError::LooksLikeToken) {
            return Err(ScopeError::LooksLikeToken);
        }
        let is_inside =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._:/-".contains(&byte);
        let is_name = (1..=Self::LONGEST).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(is_inside);
        if is_name {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(ScopeError::NoName(text.to_owned()))
        }
    }
}

/// Why a text is no scope, or no set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScopeError {
    /// It does not have the form of one.
    #[error("{0:?} is no name of a scope")]
    NoName(String),
    /// A token, a piece of one, or something as random as one. It is not repeated.
    #[error("the name of the scope looks like a token")]
    LooksLikeToken,
    /// More than 16.
    #[error("a token has 16 scopes at most")]
    TooMany,
}

/// A set of scopes. Empty stands for everything that the groups may do. As text: names in order, with
/// commas between.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scopes(Box<[Scope]>);

impl Scopes {
    /// The most scopes of one token.
    pub const MOST: usize = 16;

    /// The set of these scopes, each once.
    ///
    /// # Errors
    /// [`ScopeError::TooMany`].
    pub fn of(mut scopes: Vec<Scope>) -> Result<Self, ScopeError> {
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.len() > Self::MOST {
            return Err(ScopeError::TooMany);
        }
        Ok(Self(scopes.into_boxed_slice()))
    }

    /// The scopes, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// Whether nothing narrows the token.
    pub fn is_everything(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a token with these may do what `scope` stands for.
    pub fn allow(&self, scope: &Scope) -> bool {
        self.is_everything() || self.0.contains(scope)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Scope::name).collect();
        f.write_str(&names.join(","))
    }
}

impl FromStr for Scopes {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let named = text.split(',').filter(|name| !name.is_empty());
        Self::of(named.map(str::parse).collect::<Result<_, _>>()?)
    }
}
