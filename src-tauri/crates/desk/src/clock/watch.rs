//! Notices that the computer's clock was set while the program runs.

use std::time::Duration;

use jiff::Timestamp;

/// Smaller corrections are a time server's daily work.
const WORTH_TELLING: Duration = Duration::from_secs(5 * 60);

/// Compares the clock that can be set with one that cannot.
pub(crate) struct ClockWatch {
    hour: Timestamp,
    span: Duration,
}

/// By how many minutes the clock was set, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jump {
    Back(u32),
    Ahead(u32),
}

impl Jump {
    pub(crate) fn minutes(self) -> u32 {
        match self {
            Self::Back(minutes) | Self::Ahead(minutes) => minutes,
        }
    }
}

impl ClockWatch {
    /// Starts at `hour`, when the unsettable clock shows `span`.
    pub(crate) fn new(hour: Timestamp, span: Duration) -> Self {
        Self { hour, span }
    }

    /// How the clock was set since the last call, if by more than five minutes.
    pub(crate) fn jumped(&mut self, hour: Timestamp, span: Duration) -> Option<Jump> {
        let by_the_clock = hour.duration_since(self.hour).as_millis();
        let in_truth = i128::try_from(span.saturating_sub(self.span).as_millis()).ok()?;
        *self = Self::new(hour, span);
        let set_by = by_the_clock - in_truth;
        let size = Duration::from_millis(u64::try_from(set_by.unsigned_abs()).unwrap_or(u64::MAX));
        let minutes = u32::try_from(size.as_secs() / 60).unwrap_or(u32::MAX);
        (size > WORTH_TELLING).then_some(if set_by < 0 {
            Jump::Back(minutes)
        } else {
            Jump::Ahead(minutes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
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
        assert_eq!(watch.jumped(at(61), minutes(1)), Some(Jump::Ahead(60)));
        assert_eq!(watch.jumped(at(62), minutes(2)), None);
        assert_eq!(watch.jumped(at(0), minutes(3)), Some(Jump::Back(63)));
    }
}
