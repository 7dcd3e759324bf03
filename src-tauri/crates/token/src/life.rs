//! How long a token lives: days as a person types them, the end they lead to, what the organisation
//! allows, and how long an old secret outlives its successor.
//!
//! Instants are whole seconds: what is stored, shown and compared is the same number.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

/// Whole days to live, 0 to 3,650. 0 never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(u16);

impl Days {
    /// No end.
    pub const NEVER: Self = Self(0);
    /// The most that anybody may ask for: ten years.
    pub const MOST: Self = Self(3_650);

    /// Takes a count of days.
    ///
    /// # Errors
    /// [`DaysError::OverCap`] beyond [`Days::MOST`].
    pub fn new(days: u32) -> Result<Self, DaysError> {
        match u16::try_from(days) {
            Ok(days) if days <= Self::MOST.0 => Ok(Self(days)),
            Ok(_) | Err(_) => Err(DaysError::OverCap),
        }
    }

    /// How many. 0 stands for "never ends".
    pub fn count(self) -> u32 {
        u32::from(self.0)
    }

    /// Whether a token of so many days never ends.
    pub fn is_never(self) -> bool {
        self == Self::NEVER
    }

    /// The end of a token that is made at `now`: exactly as many times 24 hours later, to the second,
    /// whatever the time zone does in between.
    pub fn from(self, now: Timestamp) -> Expiry {
        if self.is_never() {
            return Expiry::Never;
        }
        Expiry::At(later(now, SignedDuration::from_hours(24 * i64::from(self.0))))
    }
}

/// Reads days as a person types them: ASCII digits, spaces around them forgiven.
impl FromStr for Days {
    type Err = DaysError;

    fn from_str(typed: &str) -> Result<Self, DaysError> {
        let digits = typed.trim();
        if digits.is_empty() {
            return Err(DaysError::Empty);
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DaysError::NotWhole);
        }
        digits.parse().map_err(|_| DaysError::OverCap).and_then(Self::new)
    }
}

/// Why a text is no count of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DaysError {
    /// Nothing was typed.
    #[error("no days were given")]
    Empty,
    /// It is not a whole number from 0 up, in digits 0 to 9.
    #[error("days are a whole number, or 0 for no end")]
    NotWhole,
    /// It is more than ten years.
    #[error("days are 3,650 at most")]
    OverCap,
}

/// When a secret ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// It does not.
    Never,
    /// At this second: it is refused from then on.
    At(Timestamp),
}

impl Expiry {
    /// Whether it is over at `now`.
    pub fn is_over(self, now: Timestamp) -> bool {
        match self {
            Self::Never => false,
            Self::At(end) => now >= end,
        }
    }

    /// The instant, if there is one.
    pub fn instant(self) -> Option<Timestamp> {
        match self {
            Self::Never => None,
            Self::At(end) => Some(end),
        }
    }
}

impl From<Option<Timestamp>> for Expiry {
    fn from(instant: Option<Timestamp>) -> Self {
        instant.map_or(Self::Never, Self::At)
    }
}

/// How long the old secret lives on after *Regenerate*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grace {
    /// Not at all.
    Now,
    /// One hour.
    Hour,
    /// 24 hours.
    Day,
    /// 7 × 24 hours.
    Week,
    /// 30 × 24 hours.
    Month,
}

impl Grace {
    /// Every grace, shortest first.
    pub const ALL: [Self; 5] = [Self::Now, Self::Hour, Self::Day, Self::Week, Self::Month];

    /// The old secret's end, when its successor is delivered at `now`: the earlier of the grace's end
    /// and its own.
    pub fn end(self, now: Timestamp, own: Expiry) -> Timestamp {
        let end = later(now, SignedDuration::from_hours(self.hours()));
        own.instant().map_or(end, |own| own.min(end))
    }

    fn hours(self) -> i64 {
        match self {
            Self::Now => 0,
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
        }
    }
}

impl fmt::Display for Grace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Now => "now",
            Self::Hour => "1h",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        })
    }
}

impl FromStr for Grace {
    type Err = UnknownGrace;

    fn from_str(text: &str) -> Result<Self, UnknownGrace> {
        Self::ALL
            .into_iter()
            .find(|grace| grace.to_string() == text)
            .ok_or(UnknownGrace)
    }
}

/// The text is none of `now`, `1h`, `24h`, `7d`, `30d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a grace is one of now, 1h, 24h, 7d, 30d")]
pub struct UnknownGrace;

/// What the organisation allows new tokens. It never shortens one that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    max_days: Days,
    never_allowed: bool,
}

impl Policy {
    /// A policy with a longest life of 1 to 3,650 days.
    ///
    /// # Errors
    /// [`DaysError::Empty`] for 0 days, [`DaysError::OverCap`] beyond 3,650.
    pub fn new(max_days: u32, never_allowed: bool) -> Result<Self, DaysError> {
        let max_days = Days::new(max_days)?;
        if max_days.is_never() {
            return Err(DaysError::Empty);
        }
        Ok(Self {
            max_days,
            never_allowed,
        })
    }

    /// The longest life of a new token, 1 to 3,650 days.
    pub fn max_days(&self) -> Days {
        self.max_days
    }

    /// Whether a new token may never end.
    pub fn never_allowed(&self) -> bool {
        self.never_allowed
    }

    /// Whether a token of so many days may be made.
    ///
    /// # Errors
    /// [`PolicyError`], which names the most that is allowed.
    pub fn check(&self, days: Days) -> Result<(), PolicyError> {
        if days.is_never() && !self.never_allowed {
            return Err(PolicyError::NeverNotAllowed { max: self.max_days });
        }
        if days > self.max_days {
            return Err(PolicyError::OverCap { max: self.max_days });
        }
        Ok(())
    }
}

/// Ten years, or for ever: what holds until somebody sets a policy.
impl Default for Policy {
    fn default() -> Self {
        Self {
            max_days: Days::MOST,
            never_allowed: true,
        }
    }
}

/// Why the policy refuses a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Too long.
    #[error("the policy allows {} days at most", max.count())]
    OverCap {
        /// The most days that are allowed.
        max: Days,
    },
    /// It would never end.
    #[error("the policy asks for an end within {} days", max.count())]
    NeverNotAllowed {
        /// The most days that are allowed.
        max: Days,
    },
}

/// `now` in whole seconds and so much later. Beyond the year 9999 time stands still.
fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    let second = Timestamp::from_second(now.as_second().min(Timestamp::MAX.as_second()))
        .expect("a timestamp's own second is in range");
    second.saturating_add(by).expect("a duration in hours is exact")
}
