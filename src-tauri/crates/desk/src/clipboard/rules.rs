//! When the keeper clears: a state machine without a clipboard or a clock in it.

use std::time::Duration;

/// What the keeper hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// The parent asks for more time.
    Extend(Duration),
    /// The parent asks to clear now.
    Clear,
    /// The parent closed our input, or died.
    ParentGone,
    /// Another program took the clipboard.
    Replaced,
    /// Nothing, until the time was over.
    Silence,
}

/// What the keeper does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Listen on, for so long; `None`: for ever.
    Listen(Option<Duration>),
    /// Clear the clipboard if it is still ours, and end.
    Clear,
    /// Another program's text is there: leave it alone, and end.
    LeaveAlone,
}

/// One secret's stay on the clipboard. Hours are spans since any fixed moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    ends_at: Option<Duration>,
    outlives_parent: bool,
}

impl Stay {
    /// A stay that begins `now`.
    pub(super) fn begin(now: Duration, clear_after: Option<Duration>, outlives_parent: bool) -> Self {
        Self {
            ends_at: clear_after.map(|span| now.saturating_add(span)),
            outlives_parent,
        }
    }

    /// What to do about `heard` at `now`.
    pub(super) fn hear(&mut self, now: Duration, heard: Heard) -> Next {
        match heard {
            Heard::Replaced => return Next::LeaveAlone,
            Heard::Clear => return Next::Clear,
            Heard::ParentGone if !self.outlives_parent => return Next::Clear,
            Heard::Extend(by) => self.ends_at = self.ends_at.map(|end| end.saturating_add(by)),
            Heard::ParentGone | Heard::Silence => {}
        }
        match self.ends_at {
            Some(end) if now >= end => Next::Clear,
            end => Next::Listen(end.map(|end| end.saturating_sub(now))),
        }
    }
}

/// A line from the parent. Unknown words are no reason to stop holding.
pub(super) fn understand(line: &str) -> Option<Heard> {
    match line.trim().split_once(' ') {
        None if line.trim() == "clear" => Some(Heard::Clear),
        Some(("extend", seconds)) => seconds
            .parse()
            .ok()
            .map(|s| Heard::Extend(Duration::from_secs(s))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_secret_stays_for_its_time_and_is_then_cleared() {
        let mut stay = Stay::begin(s(100), Some(s(60)), false);
        assert_eq!(stay.hear(s(100), Heard::Silence), Next::Listen(Some(s(60))));
        assert_eq!(stay.hear(s(159), Heard::Silence), Next::Listen(Some(s(1))));
        assert_eq!(stay.hear(s(160), Heard::Silence), Next::Clear);
    }

    #[test]
    fn each_extension_adds_to_the_time_that_was_left() {
        let mut stay = Stay::begin(s(0), Some(s(60)), false);
        assert_eq!(stay.hear(s(50), Heard::Extend(s(60))), Next::Listen(Some(s(70))));
        assert_eq!(stay.hear(s(60), Heard::Extend(s(60))), Next::Listen(Some(s(120))));
        assert_eq!(stay.hear(s(180), Heard::Silence), Next::Clear);
    }

    #[test]
    fn never_means_until_told_replaced_or_the_parent_is_gone() {
        let mut stay = Stay::begin(s(0), None, false);
        assert_eq!(stay.hear(s(1_000_000), Heard::Silence), Next::Listen(None));
        assert_eq!(stay.hear(s(1_000_000), Heard::Extend(s(60))), Next::Listen(None));
        assert_eq!(stay.hear(s(1_000_001), Heard::ParentGone), Next::Clear);
    }

    #[test]
    fn what_another_program_put_there_is_left_alone_even_at_the_last_second() {
        let mut stay = Stay::begin(s(0), Some(s(60)), false);
        assert_eq!(stay.hear(s(60), Heard::Replaced), Next::LeaveAlone);
    }

    #[test]
    fn a_dead_parent_clears_at_once_unless_the_secret_was_to_outlive_it() {
        assert_eq!(
            Stay::begin(s(0), Some(s(60)), false).hear(s(1), Heard::ParentGone),
            Next::Clear
        );
        let mut outliving = Stay::begin(s(0), Some(s(60)), true);
        assert_eq!(outliving.hear(s(1), Heard::ParentGone), Next::Listen(Some(s(59))));
        assert_eq!(outliving.hear(s(60), Heard::Silence), Next::Clear);
    }

    #[test]
    fn lines_are_understood_and_nonsense_is_passed_over() {
        assert_eq!(understand("clear\n"), Some(Heard::Clear));
        assert_eq!(understand("extend 60"), Some(Heard::Extend(s(60))));
        assert_eq!(understand("extend -1"), None);
        assert_eq!(understand("clear now"), None);
        assert_eq!(understand(""), None);
    }
}
