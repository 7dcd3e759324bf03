//! An hour that stands still until it is moved.

use std::sync::Mutex;
use std::time::Duration;

use desk::Clock;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A clock for tests. Clones of the `Arc` around it tell the same hour.
#[derive(Debug)]
pub struct FixedClock(Mutex<(Timestamp, Duration)>);

impl FixedClock {
    /// A clock that stands at `now`, such as `2026-11-22T20:30:00Z`.
    ///
    /// # Panics
    /// When the text is no instant.
    pub fn at(now: &str) -> Self {
        Self(Mutex::new((instant(now), Duration::ZERO)))
    }

    /// Lets time pass: both the hour and the span since any moment grow.
    ///
    /// # Panics
    /// Beyond the year 9999.
    pub fn pass(&self, span: Duration) {
        let mut clock = self.lock();
        clock.0 = clock
            .0
            .checked_add(span)
            .expect("tests stay before the year 9999");
        clock.1 += span;
    }

    /// Sets the hour, as a person may: the span since any moment stays.
    ///
    /// # Panics
    /// When the text is no instant.
    pub fn set(&self, now: &str) {
        self.lock().0 = instant(now);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (Timestamp, Duration)> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.lock().0
    }

    fn elapsed(&self) -> Duration {
        self.lock().1
    }

    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant such as 2026-11-22T20:30:00Z")
}
