//! What the person is reminded of, and that it is told once.

use desk::wire::{AppError, Reminder, SetPassphrase, SettingsChange, Unlock};
use desk::{DeskEvent, Source};

use super::users::user;
use super::*;

fn fresh(test: &TestDesk) -> Vec<(String, u32)> {
    let told = test.desk.reminders().unwrap().unread;
    told.into_iter()
        .filter(|reminder| reminder.fresh)
        .map(|Reminder { token, days, .. }| (token.name, days))
        .collect()
}

fn unread(test: &TestDesk) -> Vec<String> {
    let told = test.desk.reminders().unwrap().unread;
    told.into_iter().map(|reminder| reminder.token.name).collect()
}

fn one(name: &str, days: u32) -> Vec<(String, u32)> {
    vec![(name.to_owned(), days)]
}

#[test]
fn a_token_is_told_of_30_7_and_1_day_before_once_each_and_never_again() {
    let test = TestDesk::new();
    delivered(&test, "PI Scanner", "90");
    delivered(&test, "for ever", "0");
    assert_eq!(fresh(&test), []);
    for (days_on, days) in [(60, 30), (23, 7), (6, 1)] {
        test.clock.pass(DAY * days_on - HOUR);
        assert_eq!(fresh(&test), [], "{days} days before, an hour early");
        test.clock.pass(HOUR);
        assert_eq!(fresh(&test), one("PI Scanner", days));
        assert_eq!(fresh(&test), [], "{days} days before, a second time");
        assert_eq!(
            fresh(&test.beside(Source::Window)),
            [],
            "{days} days before, after a restart"
        );
        assert_eq!(unread(&test), ["PI Scanner"], "it stands until it is read");
    }
    test.clock.pass(DAY);
    assert_eq!(unread(&test), Vec::<String>::new(), "it has ended");
}

#[test]
fn whoever_was_away_is_told_once_and_of_the_nearest_only() {
    let test = TestDesk::new();
    delivered(&test, "away", "90");
    let test = test.after_a_crash();
    test.clock.pass(DAY * 85);
    assert_eq!(fresh(&test), one("away", 7));
    test.clock.pass(DAY);
    assert_eq!(fresh(&test), []);
}

#[test]
fn of_two_windows_one_tells() {
    let test = TestDesk::new();
    let other = test.beside(Source::Window);
    delivered(&test, "PI Scanner", "90");
    for days in [60, 23, 6] {
        test.clock.pass(DAY * days);
        assert_eq!(fresh(&other).len(), 1);
        assert_eq!(fresh(&test), []);
        assert_eq!(unread(&test), ["PI Scanner"]);
    }
    test.desk.read_reminders().unwrap();
    assert_eq!(unread(&other), Vec::<String>::new());
}

#[test]
fn of_many_that_were_made_one_after_the_other_the_person_hears_together() {
    let test = TestDesk::new();
    let minute = Duration::from_secs(60);
    for nth in 0..40 {
        delivered(&test, &format!("scanner {nth}"), "90");
        test.clock.pass(minute);
    }
    assert_eq!(fresh(&test), []);
    test.clock.pass(DAY * 60 - minute * 45);
    let mut told = Vec::new();
    for _ in 0..120 {
        test.clock.pass(minute);
        test.desk.tick();
        if test.events().contains(&DeskEvent::RemindersDue(())) {
            told.push(fresh(&test).len());
        }
    }
    told.retain(|count| *count > 0);
    assert_eq!(told, [1, 39]);
}

#[test]
fn a_clock_that_was_ahead_takes_no_reminder_away() {
    let test = TestDesk::new();
    delivered(&test, "PI Scanner", "90"); // ends on 20 February 2027 at 20:30
    test.clock.set("2027-02-20T10:00:00Z");
    assert_eq!(fresh(&test), one("PI Scanner", 1));
    test.clock.set("2027-01-23T10:00:00Z");
    assert_eq!(
        fresh(&test),
        [],
        "nothing is told twice by a clock that is behind"
    );
    test.desk.tick();
    test.events();
    test.clock.pass(HOUR);
    test.desk.tick();
    assert!(test.events().contains(&DeskEvent::RemindersDue(())));
    test.desk.trust_clock().unwrap();
    assert_eq!(fresh(&test), [], "30 days before was told with it");
    test.clock.set("2027-02-13T21:00:00Z");
    assert_eq!(fresh(&test), one("PI Scanner", 7));
    test.clock.set("2027-02-19T21:00:00Z");
    assert_eq!(fresh(&test), one("PI Scanner", 1));
}

#[test]
fn what_is_read_goes_and_comes_back_only_when_the_next_hour_comes() {
    let test = TestDesk::new();
    delivered(&test, "PI Scanner", "90");
    test.clock.pass(DAY * 60);
    assert_eq!(unread(&test), ["PI Scanner"]);
    test.desk.read_reminders().unwrap();
    let other = test.beside(Source::Window);
    assert_eq!(unread(&other), Vec::<String>::new(), "after a restart too");
    test.clock.pass(DAY * 23);
    assert_eq!(fresh(&test), one("PI Scanner", 7));
}

#[test]
fn a_token_that_cannot_be_used_or_was_made_anew_is_not_reminded_of() {
    let test = TestDesk::new();
    let (paused, _) = delivered(&test, "paused", "60");
    let (revoked, _) = delivered(&test, "revoked", "60");
    let (renewed, _) = delivered(&test, "renewed", "60");
    test.clock.pass(DAY * 31);
    assert_eq!(unread(&test).len(), 3);
    test.desk.pause_token(id(&paused.id)).unwrap();
    test.desk.revoke_tokens(ids(&[&revoked])).unwrap();
    let issued = regenerate(&test, &renewed.id, "60", Grace::Now).unwrap();
    test.desk.reveal_secret(held(&issued)).unwrap();
    test.desk.discard_secret(held(&issued)).unwrap();
    let told = test.desk.reminders().unwrap();
    assert_eq!(told.unread, []);
    assert_eq!(
        told.next.map(|next| next.name).as_deref(),
        Some("renewed"),
        "the next end of all, however far away"
    );
}

#[test]
fn the_days_are_the_persons_own() {
    let test = TestDesk::new();
    delivered(&test, "PI Scanner", "365");
    let days = |days: &[u32]| SettingsChange {
        remind_days: Some(days.to_vec()),
        ..SettingsChange::default()
    };
    let settings = test.desk.change_settings(days(&[2, 60, 2])).unwrap();
    assert_eq!(settings.remind_days, [60, 2], "most first, and none twice");
    test.clock.pass(DAY * 305);
    assert_eq!(fresh(&test), one("PI Scanner", 60));
    test.clock.pass(DAY * 30);
    assert_eq!(fresh(&test), [], "30 was taken away");
    assert_eq!(test.desk.home().unwrap().ends_soon, 1);
    test.desk.change_settings(days(&[])).unwrap();
    assert_eq!(test.desk.home().unwrap().ends_soon, 0);
    test.clock.pass(DAY * 29);
    assert_eq!(fresh(&test), [], "nobody wants to be told");
    assert_eq!(
        test.desk.home().unwrap().ends_soon,
        1,
        "it ends soon all the same"
    );
    for wrong in [&[0][..], &[366], &[1, 2, 3, 4, 5, 6]] {
        assert!(matches!(
            test.desk.change_settings(days(wrong)),
            Err(AppError::Unknown { .. })
        ));
    }
}

#[test]
fn the_window_is_told_at_the_hour_and_nobody_while_it_is_locked() {
    let test = TestDesk::new();
    test.desk
        .set_passphrase(SetPassphrase {
            current: None,
            new: Some("a long passphrase".to_owned()),
        })
        .unwrap();
    delivered(&test, "PI Scanner", "2");
    let is_told = |test: &TestDesk| {
        test.desk.tick();
        test.events().contains(&DeskEvent::RemindersDue(()))
    };
    test.clock.pass(DAY);
    assert!(!is_told(&test), "nobody has asked yet");
    assert_eq!(fresh(&test), one("PI Scanner", 1));
    delivered(&test, "next", "2");
    assert_eq!(fresh(&test), []);
    assert!(!is_told(&test));

    test.clock.pass(HOUR * 23);
    test.desk.lock().unwrap();
    assert!(!is_told(&test));
    assert_eq!(test.desk.reminders(), Err(AppError::StoreLocked));
    assert_eq!(test.desk.read_reminders(), Err(AppError::StoreLocked));
    assert!(
        test.desk.next_deadline() > Some(Duration::ZERO),
        "a locked window is not asked again and again"
    );
    test.desk
        .unlock(Unlock {
            passphrase: Some("a long passphrase".to_owned()),
        })
        .unwrap();
    assert!(is_told(&test));
    assert!(!is_told(&test), "once, until it is asked");
    test.clock.pass(HOUR);
    assert_eq!(fresh(&test), one("next", 1));
}

#[test]
fn a_person_is_reminded_of_what_they_may_see_and_not_of_a_disabled_users() {
    let test = TestDesk::new();
    test.desk
        .add_user(user("bob", &["Synchronizer", "User"]))
        .unwrap();
    let own = |account: &str, name: &str| {
        let mut draft = draft(name, "60");
        draft.owner = desk::wire::Owner::User(account.to_owned());
        let issued = test.desk.create_token(draft).unwrap();
        test.desk.reveal_secret(held(&issued)).unwrap();
        test.desk.discard_secret(held(&issued)).unwrap();
    };
    own("bob", "Bob's");
    delivered(&test, "Ann's", "60");
    test.clock.pass(DAY * 40);
    assert_eq!(unread(&test.of_person("bob")), ["Bob's"]);
    test.clock.pass(HOUR);
    assert_eq!(unread(&test).len(), 2, "an administrator is told of all");
    test.desk
        .disable_user(desk::wire::UserRef {
            account: "bob".to_owned(),
        })
        .unwrap();
    assert_eq!(unread(&test), ["Ann's"]);
}
