//! Where a token stands, worked out and never stored.

use jiff::Timestamp;

use crate::Expiry;

/// Where a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Accepted.
    Active,
    /// Refused until resumed.
    Paused,
    /// Its time is over.
    Expired,
    /// Ended for good.
    Revoked,
}

impl Status {
    /// Whether it is over for good: no pause, no resume, no new name.
    pub fn is_dead(self) -> bool {
        match self {
            Self::Expired | Self::Revoked => true,
            Self::Active | Self::Paused => false,
        }
    }
}

/// Where a token stands at `now`. What is final is said first: revoked, then expired, then paused.
pub fn status(revoked: bool, paused: bool, expiry: Expiry, now: Timestamp) -> Status {
    if revoked {
        Status::Revoked
    } else if expiry.is_over(now) {
        Status::Expired
    } else if paused {
        Status::Paused
    } else {
        Status::Active
    }
}
