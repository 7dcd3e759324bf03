//! Scopes: how far a token's groups reach.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// One scope that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Look.
    Read,
    /// Change.
    Write,
}

impl Scope {
    /// Every scope, in order.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];

    /// The scope's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.name() == text)
            .ok_or_else(|| UnknownScope(text.to_owned()))
    }
}

/// There is no scope of this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no scope {0:?}")]
pub struct UnknownScope(pub String);

/// A set of scopes. Empty stands for everything that the groups may do. As text: names in order, with
/// commas between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scopes {
    read: bool,
    write: bool,
}

impl Scopes {
    /// The scopes, in order.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| match scope {
            Scope::Read => self.read,
            Scope::Write => self.write,
        })
    }

    /// Whether nothing narrows the token.
    pub fn is_everything(self) -> bool {
        self == Self::default()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut chosen = Self::default();
        for scope in scopes {
            match scope {
                Scope::Read => chosen.read = true,
                Scope::Write => chosen.write = true,
            }
        }
        chosen
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Scope::name).collect();
        f.write_str(&names.join(","))
    }
}

impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        text.split(',')
            .filter(|name| !name.is_empty())
            .map(str::parse)
            .collect()
    }
}
