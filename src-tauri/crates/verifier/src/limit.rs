//! The limits of a token, kept by this process: how often, and from where.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use token::Rate;

/// The present window of a token's rate: its number above, the requests in it below.
#[derive(Debug, Default)]
pub(crate) struct Window(AtomicU64);

impl Window {
    /// Counts a request at `now`, or answers for how many seconds the window is full.
    ///
    /// Windows begin when the clock's minute, hour, … does, so at the turn of two windows twice as many may come.
    pub(crate) fn take(&self, rate: Rate, now: Timestamp) -> Result<(), u32> {
        let (second, length) = (now.as_second(), i64::from(rate.per().seconds()));
        // 32 bits are enough to tell one window from those around it.
        let number = second.div_euclid(length) as u32;
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |window| {
                let (present, count) = ((window >> 32) as u32, window as u32);
                let count = if present == number { count } else { 0 };
                (count < rate.count()).then(|| u64::from(number) << 32 | u64::from(count + 1))
            });
        match taken {
            Ok(_) => Ok(()),
            Err(_) => Err((length - second.rem_euclid(length)).unsigned_abs() as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_takes_as_many_as_it_may_and_the_next_begins_empty() {
        let rate: Rate = "3/min".parse().unwrap();
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        let window = Window::default();
        for _ in 0..3 {
            assert_eq!(window.take(rate, at(20)), Ok(()));
        }
        assert_eq!(window.take(rate, at(25)), Err(35));
        assert_eq!(window.take(rate, at(59)), Err(1));
        assert_eq!(window.take(rate, at(60)), Ok(()));
        assert_eq!(
            window.take(rate, at(20)),
            Ok(()),
            "a clock that is set back begins another window"
        );
    }

    #[test]
    fn of_many_threads_no_more_than_the_rate_get_through() {
        let rate: Rate = "1000/h".parse().unwrap();
        let (window, now) = (Window::default(), Timestamp::from_second(1_800_000_000).unwrap());
        let through: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..500).filter(|_| window.take(rate, now).is_ok()).count()))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(through, 1_000);
    }
}
