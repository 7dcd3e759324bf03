//! What a check comes to.

use std::sync::Arc;

use jiff::Timestamp;
use token::TokenId;

use crate::lookup::{Standing, Unavailable};
use crate::verified::Entry;

/// What a check of some text came to.
#[derive(Debug)]
pub enum Verdict {
    /// A good token, and the hour that it was judged by.
    Good(Arc<Entry>, Timestamp),
    /// Not a good token. To the one who asks all refusals look alike.
    Refused(Refused),
    /// Nobody can tell just now.
    Unavailable(Unavailable),
    /// Too many wrong secrets were tried for this id; try again in so many seconds.
    TooMany(u32),
}

/// A refusal, with the token that it names where it names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Refusal,
    /// The record that was named.
    pub token: Option<TokenId>,
}

impl Refused {
    pub(crate) fn stranger(why: Refusal) -> Self {
        Self { why, token: None }
    }
}

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It was not made here: the gate refused it.
    NotOurs,
    /// It was made here, and nothing is known of it any more.
    Unknown,
    /// It names a token and has not its secret.
    WrongSecret,
    /// Its token is paused.
    Paused,
    /// Its token's owner is disabled.
    Blocked,
    /// Its token was revoked.
    Revoked,
    /// It was replaced, or never given to anybody.
    Void,
    /// Its time is over.
    Expired,
    /// It has been used as often as it may be.
    UsedUp,
    /// It came from where it may not come from.
    WrongPlace,
    /// It came more often than it may.
    TooOften,
}

impl Refusal {
    pub(crate) fn of(standing: Standing) -> Option<Self> {
        match standing {
            Standing::Good => None,
            Standing::Paused => Some(Self::Paused),
            Standing::Blocked => Some(Self::Blocked),
            Standing::Revoked => Some(Self::Revoked),
            Standing::Void => Some(Self::Void),
        }
    }

    /// The word in lists and logs. Nobody outside is told.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotOurs => "not-ours",
            Self::Unknown => "unknown",
            Self::WrongSecret => "wrong-secret",
            Self::Paused => "paused",
            Self::Blocked => "owner-disabled",
            Self::Revoked => "revoked",
            Self::Void => "replaced",
            Self::Expired => "expired",
            Self::UsedUp => "used-up",
            Self::WrongPlace => "wrong-place",
            Self::TooOften => "too-often",
        }
    }
}
