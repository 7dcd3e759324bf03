//! A clock that somebody set.

use desk::wire::{AppError, Grace, TokenStatus};
use desk::{DeskEvent, Source};

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
fn what_was_seen_to_end_stays_ended_though_nothing_was_changed_since() {
    for year in ["2026-11-23T20:30:00Z", "2026-11-21T20:30:00Z"] {
        let test = TestDesk::new();
        test.clock.set("2026-11-21T20:00:00Z");
        let (row, _) = delivered(&test, "short", "1");
        test.clock.set("2027-11-22T20:30:00Z");
        assert_eq!(super::row(&test, &row.id).status, TokenStatus::Expired);
        test.clock.set(year);
        assert_eq!(super::row(&test, &row.id).status, TokenStatus::Expired);
    }
}

#[test]
fn a_clock_that_was_ahead_is_forgotten_when_the_person_says_so() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "30");
    let (revoked, _) = delivered(&test, "revoked", "30");
    test.clock.set("2050-01-01T00:00:00Z");
    test.desk.revoke_tokens(ids(&[&revoked])).unwrap();
    test.clock.set("2026-11-22T21:30:00Z");
    assert_eq!(super::row(&test, &row.id).status, TokenStatus::Expired);
    assert!(matches!(
        test.desk.create_token(draft("new", "30")),
        Err(AppError::ClockSkew { .. })
    ));
    test.events();
    assert!(test.desk.trust_clock().unwrap().was_behind);
    let told = test.events();
    assert!(
        told.iter()
            .any(|event| matches!(event, DeskEvent::TokensChanged(news) if news.upsert.len() == 2)),
        "{told:?}"
    );
    assert_eq!(super::row(&test, &row.id).status, TokenStatus::Active);
    assert_eq!(super::row(&test, &revoked.id).status, TokenStatus::Revoked);
    delivered(&test, "new", "30");
    assert!(!test.desk.trust_clock().unwrap().was_behind);
}

#[test]
fn a_clock_in_1970_is_not_to_be_trusted() {
    let test = TestDesk::new();
    test.clock.set("1970-01-01T00:10:00Z");
    assert!(matches!(test.desk.trust_clock(), Err(AppError::ClockSkew { .. })));
}

#[test]
fn a_clock_that_was_set_is_told_once_whichever_way_and_whether_the_store_is_open_or_not() {
    for (set_to, minutes) in [("2026-11-22T19:30:00Z", 60), ("2026-11-22T22:30:00Z", 120)] {
        let test = TestDesk::new();
        test.desk.tick();
        test.clock.set(set_to);
        test.desk.tick();
        delivered(&test, "PI", "9");
        test.desk.tick();
        test.desk.tick();
        let told: Vec<_> = test
            .events()
            .into_iter()
            .filter(|event| matches!(event, DeskEvent::ClockJumped(_)))
            .collect();
        assert_eq!(told, [DeskEvent::ClockJumped(desk::ClockJumped { minutes })]);
    }
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
fn a_desk_that_starts_with_the_clock_behind_tells_with_its_first_look_at_the_store() {
    let test = TestDesk::new();
    delivered(&test, "PI", "9");
    test.clock.set("2026-11-22T19:30:00Z");
    let later = test.beside(Source::Window);
    assert_eq!(later.desk.session().unwrap().clock_behind_minutes, None);
    later.desk.list_tokens().unwrap();
    later.desk.tick();
    assert_eq!(
        later.events(),
        [DeskEvent::ClockJumped(desk::ClockJumped { minutes: 60 })]
    );
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
