//! An hour that stands still until it is moved.

use std::sync::Mutex;
use std::time::Duration;

use desk::Clock;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A clock for tests. Clones of the `Arc` around it tell the same hour.
pub struct FixedClock {
    hour: Mutex<(Timestamp, Duration)>,
    /// How often it may be looked at before whoever does dies.
    looks: Mutex<Option<u32>>,
    /// How often it may be looked at before something else comes between.
    between: Mutex<Option<(u32, Work)>>,
}

type Work = Box<dyn FnOnce() + Send>;

impl FixedClock {
    /// A clock that stands at `now`, such as `2026-11-22T20:30:00Z`.
    ///
    /// # Panics
    /// When the text is no instant.
    pub fn at(now: &str) -> Self {
        Self {
            hour: Mutex::new((instant(now), Duration::ZERO)),
            looks: Mutex::default(),
            between: Mutex::default(),
        }
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

    /// Has whoever looks at the clock after `looks` more looks panic, as a program dies in the middle of its work.
    pub fn kill_after(&self, looks: u32) {
        *self.looks() = Some(looks);
    }

    /// Lets everybody live on.
    pub fn spare(&self) {
        *self.looks() = None;
    }

    /// Has `work` done after `looks` more looks, as another program may in the middle of somebody's work.
    pub fn between(&self, looks: u32, work: impl FnOnce() + Send + 'static) {
        *self.waiting() = Some((looks, Box::new(work)));
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Option<(u32, Work)>> {
        self.between
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn come_between(&self) {
        let mut waiting = self.waiting();
        let now = match &mut *waiting {
            Some((0, _)) => waiting.take(),
            Some((left, _)) => {
                *left -= 1;
                None
            }
            None => None,
        };
        // It may look at the clock too.
        drop(waiting);
        if let Some((_, work)) = now {
            work();
        }
    }

    fn looked(&self) {
        self.come_between();
        let mut looks = self.looks();
        let is_last = *looks == Some(0);
        *looks = looks.map(|left| left.saturating_sub(1));
        drop(looks);
        assert!(!is_last, "killed by its clock");
    }

    fn looks(&self) -> std::sync::MutexGuard<'_, Option<u32>> {
        self.looks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (Timestamp, Duration)> {
        self.hour
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.looked();
        self.lock().0
    }

    fn elapsed(&self) -> Duration {
        self.looked();
        self.lock().1
    }

    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant such as 2026-11-22T20:30:00Z")
}
