//! A clock that somebody set.

use desk::DeskEvent;
use desk::wire::{AppError, Grace, TokenStatus};

use super::*;

#[test]
fn a_clock_that_is_set_back_revives_nothing() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "short", "1");
    test.clock.pass(DAY * 2);
    delivered(&test, "later", "9"); // the store has seen this hour
    test.clock.set("2026-11-22T21:00:00Z");
    assert_eq!(super::row(&test, &row.id).status, TokenStatus::Expired);
}

#[test]
fn the_person_is_told_once_that_the_clock_is_behind() {
    let test = TestDesk::new();
    delivered(&test, "PI", "9");
    assert_eq!(test.desk.session().unwrap().clock_behind_minutes, None);
    test.clock.set("2026-11-22T19:30:00Z");
    test.events();
    test.desk.tick();
    test.desk.tick();
    let told = test.events();
    assert_eq!(told, [DeskEvent::ClockJumped(desk::ClockJumped { minutes: 60 })]);
    assert_eq!(test.desk.session().unwrap().clock_behind_minutes, Some(60));
}

#[test]
fn in_1970_no_expiry_is_promised() {
    let test = TestDesk::new();
    test.clock.set("1970-01-01T00:10:00Z");
    let skewed = test.desk.create_token(draft("PI", "30"));
    assert!(
        matches!(skewed, Err(AppError::ClockSkew { minutes }) if minutes > 29_000_000),
        "{skewed:?}"
    );
    assert!(
        test.desk.list_tokens().unwrap().tokens.is_empty(),
        "nothing was made"
    );
}

#[test]
fn a_day_behind_nothing_new_is_made_but_all_can_be_seen_and_revoked() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "30");
    test.clock.set("2026-11-20T20:30:00Z");
    assert!(matches!(
        test.desk.create_token(draft("new", "30")),
        Err(AppError::ClockSkew { minutes: 2880 })
    ));
    assert!(matches!(
        regenerate(&test, &row.id, "30", Grace::Now),
        Err(AppError::ClockSkew { .. })
    ));
    assert_eq!(test.desk.revoke_tokens(ids(&[&row])).unwrap().done.len(), 1);
}

#[test]
fn a_clock_that_is_a_little_behind_counts_from_the_latest_hour_seen() {
    let test = TestDesk::new();
    delivered(&test, "PI", "30");
    test.clock.set("2026-11-22T19:30:00Z");
    let issued = create(&test, "new", "1");
    assert_eq!(issued.token.expires_at.as_deref(), Some("2026-11-23T20:30:00Z"));
}
