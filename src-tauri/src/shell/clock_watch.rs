//! Notices that the computer's clock was set while the program runs.

use std::time::Duration;

type Hour = jiff::Timestamp;

/// Smaller corrections are a time server's daily work.
const WORTH_TELLING: Duration = Duration::from_secs(5 * 60);

/// Compares the clock that can be set with one that cannot.
pub(super) struct ClockWatch {
    hour: Hour,
    span: Duration,
}

impl ClockWatch {
    /// Starts at `hour`, when the unsettable clock shows `span`.
    pub(super) fn new(hour: Hour, span: Duration) -> Self {
        Self { hour, span }
    }

    /// By how many minutes the clock was set since the last call, either way, if by more than five.
    pub(super) fn jumped(&mut self, hour: Hour, span: Duration) -> Option<u32> {
        let by_the_clock = hour.duration_since(self.hour).as_millis();
        let in_truth = i128::try_from(span.saturating_sub(self.span).as_millis()).ok()?;
        *self = Self::new(hour, span);
        let set_by = u64::try_from((by_the_clock - in_truth).unsigned_abs()).unwrap_or(u64::MAX);
        let set_by = Duration::from_millis(set_by);
        (set_by > WORTH_TELLING).then(|| u32::try_from(set_by.as_secs() / 60).unwrap_or(u32::MAX))
    }
}

/// How long the computer runs, sleep included: waking up is not a jump.
#[cfg(target_os = "linux")]
pub(super) fn since_boot() -> Duration {
    let at = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(
        u64::try_from(at.tv_sec).unwrap_or(0),
        u32::try_from(at.tv_nsec).unwrap_or(0),
    )
}

/// How long this program runs by a clock that cannot be set.
#[cfg(not(target_os = "linux"))]
pub(super) fn since_boot() -> Duration {
    desk::Clock::elapsed(&desk::SystemClock)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Hour {
        Hour::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn minutes(count: u64) -> Duration {
        Duration::from_secs(count * 60)
    }

    #[test]
    fn time_that_passes_is_no_jump() {
        let mut watch = ClockWatch::new(at(0), minutes(100));
        assert_eq!(
            watch.jumped(at(600), minutes(700)),
            None,
            "ten hours of sleep are ten hours"
        );
        assert_eq!(
            watch.jumped(at(604), minutes(700)),
            None,
            "four minutes are a correction"
        );
    }

    #[test]
    fn a_clock_set_either_way_is_told_once() {
        let mut watch = ClockWatch::new(at(0), minutes(0));
        assert_eq!(watch.jumped(at(61), minutes(1)), Some(60));
        assert_eq!(watch.jumped(at(62), minutes(2)), None);
        assert_eq!(watch.jumped(at(0), minutes(3)), Some(63));
    }
}
