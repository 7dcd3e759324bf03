//! What is due when. Nothing here asks the hour: it is handed in.
//!
//! *So many days before* counts for a secret that lives at least twice as long: one of seven days is not about to end
//! from birth, and one of three months is told of 30, 7 and 1 day before.

use jiff::{SignedDuration, Timestamp};

/// The last of these always count as soon.
const LAST_HOURS: SignedDuration = SignedDuration::from_hours(24);
/// So many days before its end a secret counts as ending soon, whatever the person is reminded of,
const SOON_DAYS: u32 = 14;
/// if so many times what is left is less than its whole life.
const SOON_SHARE: i32 = 5;

/// When a secret was made and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) issued_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

/// The fewest of these `days` whose hour has come by `now`; `None` before the first, and from the end on.
pub(crate) fn reached(life: Life, days: &[u32], now: Timestamp) -> Option<u32> {
    if now >= life.ends_at {
        return None;
    }
    hours(life, days)
        .filter(|(_, hour)| *hour <= now)
        .map(|(days, _)| days)
        .min()
}

/// The next hour after `now` at which [`reached`] answers a number that it did not answer before.
pub(crate) fn next(life: Life, days: &[u32], now: Timestamp) -> Option<Timestamp> {
    hours(life, days)
        .map(|(_, hour)| hour)
        .filter(|hour| *hour > now)
        .min()
}

/// So many days before its end is later than `now`: whoever told it then went by a clock that was ahead.
pub(crate) fn is_early(ends_at: Timestamp, days: u32, now: Timestamp) -> bool {
    ends_at.duration_since(now) > span(days)
}

/// Whether a secret ends soon: it is in its last 24 hours, or in its last 14 days and the last fifth of its life, or
/// one of its hours has come.
pub(crate) fn ends_soon(life: Life, days: &[u32], now: Timestamp) -> bool {
    let left = life.ends_at.duration_since(now);
    let whole = life.ends_at.duration_since(life.issued_at);
    left.is_positive()
        && (left < LAST_HOURS
            || left < span(SOON_DAYS) && left < whole / SOON_SHARE
            || reached(life, days, now).is_some())
}

/// No secret that ends later ends soon at `now`.
pub(crate) fn horizon(days: &[u32], now: Timestamp) -> Timestamp {
    let most = days.iter().copied().fold(SOON_DAYS, u32::max);
    now.saturating_add(span(most)).unwrap_or(Timestamp::MAX)
}

/// The hour of each number of days that counts for this life.
fn hours(life: Life, days: &[u32]) -> impl Iterator<Item = (u32, Timestamp)> {
    let half = life.ends_at.duration_since(life.issued_at) / 2;
    days.iter()
        .copied()
        .filter(move |days| *days > 0 && span(*days) <= half)
        .filter_map(move |days| Some((days, life.ends_at.checked_sub(span(days)).ok()?)))
}

fn span(days: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 86_400;
    const USUAL: [u32; 3] = [30, 7, 1];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn life(seconds: i64) -> Life {
        Life {
            issued_at: at(0),
            ends_at: at(seconds),
        }
    }

    /// A few numbers of days, in any order.
    fn any_days() -> impl Strategy<Value = Vec<u32>> {
        proptest::collection::btree_set(1_u32..=365, 0..=5)
            .prop_map(|days| days.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
    }

    #[test]
    fn a_token_of_three_months_is_reminded_of_three_times() {
        let life = life(90 * DAY);
        for (second, reached_days) in [
            (0, None),
            (60 * DAY - 1, None),
            (60 * DAY, Some(30)),
            (83 * DAY - 1, Some(30)),
            (83 * DAY, Some(7)),
            (89 * DAY, Some(1)),
            (90 * DAY - 1, Some(1)),
            (90 * DAY, None),
        ] {
            assert_eq!(reached(life, &USUAL, at(second)), reached_days, "{second}");
        }
        assert_eq!(next(life, &USUAL, at(60 * DAY)), Some(at(83 * DAY)));
        assert_eq!(next(life, &USUAL, at(89 * DAY)), None);
    }

    /// The same rows are in the page's own test of its badge.
    #[test]
    fn what_ends_soon_depends_on_how_long_it_lives() {
        for (whole, left, soon) in [
            (365 * DAY, 31 * DAY, false),
            (365 * DAY, 30 * DAY, true),
            (60 * DAY, 30 * DAY, true),
            (59 * DAY, 29 * DAY, false),
            (30 * DAY, 8 * DAY, false),
            (30 * DAY, 7 * DAY, true),
            (7 * DAY, 7 * DAY, false),
            (7 * DAY, 2 * DAY, false),
            (7 * DAY, DAY, true),
            (DAY, DAY, false),
            (DAY, DAY - 1, true),
            (DAY, 0, false),
        ] {
            let now = at(whole - left);
            assert_eq!(ends_soon(life(whole), &USUAL, now), soon, "{whole} {left}");
        }
        for (whole, left, soon) in [
            (365 * DAY, 14 * DAY, false),
            (365 * DAY, 13 * DAY, true),
            (30 * DAY, 7 * DAY, false),
            (30 * DAY, 5 * DAY, true),
            (7 * DAY, 2 * DAY, false),
        ] {
            let now = at(whole - left);
            assert_eq!(
                ends_soon(life(whole), &[], now),
                soon,
                "without reminders: {whole} {left}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_days_only_ever_get_fewer_until_the_end(
            whole in 1_i64..800 * DAY,
            days in any_days(),
            mut seconds in proptest::collection::vec(0_i64..900 * DAY, 1..40),
        ) {
            seconds.sort_unstable();
            let life = life(whole);
            let mut before: Option<u32> = None;
            for second in seconds {
                let now = reached(life, &days, at(second));
                if second >= whole {
                    prop_assert_eq!(now, None, "nothing is told of what has ended");
                    break;
                }
                prop_assert!(before.is_none_or(|before| now.is_some_and(|now| now <= before)));
                if let Some(now) = now {
                    prop_assert!(days.contains(&now));
                    prop_assert!(whole - second <= i64::from(now) * DAY, "it is never early");
                    prop_assert!(ends_soon(life, &days, at(second)));
                }
                before = now;
            }
        }

        #[test]
        fn nothing_changes_before_the_next_hour_and_something_does_at_it(
            whole in 1_i64..800 * DAY,
            days in any_days(),
            second in 0_i64..800 * DAY,
        ) {
            let (life, now) = (life(whole), at(second.min(whole - 1)));
            match next(life, &days, now) {
                None => {
                    let last = life.ends_at.checked_sub(SignedDuration::from_secs(1)).unwrap();
                    prop_assert_eq!(reached(life, &days, now), reached(life, &days, last.max(now)));
                }
                Some(hour) => {
                    prop_assert!(now < hour && hour < life.ends_at);
                    let before = hour.checked_sub(SignedDuration::from_secs(1)).unwrap();
                    prop_assert_eq!(reached(life, &days, before.max(now)), reached(life, &days, now));
                    prop_assert_ne!(reached(life, &days, hour), reached(life, &days, now));
                }
            }
        }

        #[test]
        fn what_ends_beyond_the_horizon_does_not_end_soon(
            whole in 1_i64..800 * DAY,
            days in any_days(),
            second in 0_i64..800 * DAY,
        ) {
            let (life, now) = (life(whole), at(second));
            prop_assert!(!ends_soon(life, &days, now) || life.ends_at <= horizon(&days, now));
        }
    }
}
