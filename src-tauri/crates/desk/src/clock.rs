//! The one door to time.

mod watch;

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(crate) use watch::{ClockWatch, Jump};

/// Tells the time. Handed in, so that tests set the hour instead of waiting for it.
pub trait Clock: Send + Sync {
    /// The hour by the computer's clock, which a person may set to anything.
    fn now(&self) -> Timestamp;

    /// How long some fixed moment ago was, by a clock that nobody can set, sleep included. For spans such as
    /// idling.
    fn elapsed(&self) -> Duration;

    /// The same up to ten milliseconds late, and without what the computer slept: for whoever asks a million times a
    /// second whether a moment has passed in which others were awake too.
    fn elapsed_about(&self) -> Duration {
        self.elapsed()
    }

    /// Where the person is: a date that they name is a day there.
    fn zone(&self) -> TimeZone;
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
        span()
    }

    #[cfg(target_os = "linux")]
    fn elapsed_about(&self) -> Duration {
        of_system(rustix::time::ClockId::MonotonicCoarse)
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
}

/// Linux counts sleep only by this clock.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn span() -> Duration {
    of_system(rustix::time::ClockId::Boottime)
}

/// On macOS this is the clock that counts sleep; the standard library asks another.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn span() -> Duration {
    of_system(rustix::time::ClockId::Monotonic)
}

#[cfg(unix)]
fn of_system(clock: rustix::time::ClockId) -> Duration {
    Duration::try_from(rustix::time::clock_gettime(clock)).unwrap_or_default()
}

/// Windows counts sleep by the standard library's clock.
#[cfg(not(unix))]
fn span() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;

    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
