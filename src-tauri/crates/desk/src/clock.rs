//! The one door to time.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells the time. Handed in, so that tests set the hour instead of waiting for it.
pub trait Clock: Send + Sync {
    /// The hour by the computer's clock, which a person may set to anything.
    fn now(&self) -> Timestamp;

    /// How long some fixed moment ago was, by a clock that nobody can set. For spans such as idling.
    fn elapsed(&self) -> Duration;
}

/// The computer's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one door to the hour")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}
