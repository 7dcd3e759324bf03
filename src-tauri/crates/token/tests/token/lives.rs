use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use token::{Days, DaysError, Expiry, Grace, Policy, PolicyError, Status, status};

/// From 1677 to 2262, at nanoseconds.
fn usual_instants() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(|ns| {
        Timestamp::from_nanosecond(i128::from(ns)).expect("64 bits of nanoseconds are in range")
    })
}

fn instants() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        8 => usual_instants(),
        1 => Just(Timestamp::UNIX_EPOCH),
        1 => Just(Timestamp::MAX),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn zero_days_never_end_at_any_clock(made in instants(), asked in instants()) {
        let expiry = "0".parse::<Days>().unwrap().from(made);
        prop_assert_eq!(expiry, Expiry::Never);
        prop_assert_eq!(status(false, false, expiry, asked), Status::Active);
    }

    #[test]
    fn n_days_end_n_times_24_hours_later_to_the_second(made in usual_instants(), n in 1u32..=3_650) {
        let end = Days::new(n).unwrap().from(made).instant().unwrap();
        prop_assert_eq!(end.as_second(), made.as_second() + i64::from(n) * 86_400);
        prop_assert_eq!(end.subsec_nanosecond(), 0);
        let second = SignedDuration::from_secs(1);
        prop_assert_eq!(status(false, false, Expiry::At(end), end - second), Status::Active);
        prop_assert_eq!(status(false, false, Expiry::At(end), end), Status::Expired);
    }

    #[test]
    fn days_are_read_as_whole_numbers_or_refused(typed in any::<String>()) {
        if let Ok(days) = typed.parse::<Days>() {
            prop_assert!(days <= Days::MOST);
            prop_assert!(typed.trim().bytes().all(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn an_old_secret_never_gains_life_by_a_grace(now in instants(), own in proptest::option::of(instants()), which in 0..5usize) {
        let own = Expiry::from(own);
        let end = Grace::ALL[which].end(now, own);
        prop_assert!(own.instant().is_none_or(|own| end <= own));
        prop_assert!(end.as_second() <= now.as_second() + 30 * 86_400);
    }
}

#[test]
fn days_that_are_none_are_told_apart() {
    let read = str::parse::<Days>;
    assert_eq!(read("").unwrap_err(), DaysError::Empty);
    assert_eq!(read("  ").unwrap_err(), DaysError::Empty);
    for wrong in [
        "-1", "1.5", "٣", "１２", "1e3", "+5", "0x10", "ten", "1 000", "1,000",
    ] {
        assert_eq!(read(wrong), Err(DaysError::NotWhole), "{wrong}");
    }
    for over in ["3651", "99999", "18446744073709551616", &"9".repeat(400)] {
        assert_eq!(read(over), Err(DaysError::OverCap), "{over:.30}");
    }
    assert_eq!(read(" 90 ").unwrap().count(), 90);
    assert_eq!(read("3650"), Ok(Days::MOST));
    assert_eq!(read("000"), Ok(Days::NEVER));
}

#[test]
fn a_policy_says_what_it_allows() {
    let policy = Policy::new(90, false).unwrap();
    let max = Days::new(90).unwrap();
    assert_eq!(policy.check(Days::new(90).unwrap()), Ok(()));
    assert_eq!(
        policy.check(Days::new(91).unwrap()),
        Err(PolicyError::OverCap { max })
    );
    assert_eq!(
        policy.check(Days::NEVER),
        Err(PolicyError::NeverNotAllowed { max })
    );
    assert_eq!(Policy::default().check(Days::NEVER), Ok(()));
    assert_eq!(Policy::default().check(Days::MOST), Ok(()));
    assert_eq!(Policy::new(0, true), Err(DaysError::Empty));
    assert_eq!(Policy::new(3_651, true), Err(DaysError::OverCap));
}

#[test]
fn graces_are_those_five_and_last_as_long_as_they_say() {
    let now: Timestamp = "2026-11-22T12:00:00.9Z".parse().unwrap();
    let ends = Grace::ALL.map(|grace| format!("{grace} {}", grace.end(now, Expiry::Never)));
    assert_eq!(
        ends,
        [
            "now 2026-11-22T12:00:00Z",
            "1h 2026-11-22T13:00:00Z",
            "24h 2026-11-23T12:00:00Z",
            "7d 2026-11-29T12:00:00Z",
            "30d 2026-12-22T12:00:00Z",
        ]
    );
    assert!(
        Grace::ALL
            .iter()
            .all(|grace| grace.to_string().parse() == Ok(*grace))
    );
    assert!("2h".parse::<Grace>().is_err());
}

#[test]
fn what_is_final_is_said_first() {
    let now = Timestamp::UNIX_EPOCH;
    let over = Expiry::At(now);
    assert_eq!(status(true, true, over, now), Status::Revoked);
    assert_eq!(status(false, true, over, now), Status::Expired);
    assert_eq!(status(false, true, Expiry::Never, now), Status::Paused);
    assert!(Status::Expired.is_dead() && !Status::Paused.is_dead());
}
