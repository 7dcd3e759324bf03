//! Two-step minting: a secret counts once somebody received it, and only then does its predecessor end.

use desk::wire::{AppError, Grace, TokenStatus};
use desk::{DeskEvent, Source};

use super::*;

/// What a verifier would say of a token: its status at this hour, by the store that the desk wrote.
fn accepted(test: &TestDesk, text: &str) -> bool {
    let store = store::Store::open(&test.places().data, desk::Clock::now(&*test.clock)).unwrap();
    let presented = token::TokenText::of_shape(text).unwrap();
    let Some(stored) = store.read().digest(&presented.id()).unwrap() else {
        return false;
    };
    let record = store.read().token(&stored.token_id).unwrap().unwrap();
    let now = desk::Clock::now(&*test.clock);
    let living = matches!(
        stored.state,
        store::SecretState::Active | store::SecretState::Retiring
    );
    living
        && !stored.expiry.is_over(now)
        && record.revoked_at.is_none()
        && record.paused_at.is_none()
        && token::Digest::from_phc(&stored.phc)
            .unwrap()
            .verifies(&presented.secret())
}

#[test]
fn what_is_shown_is_what_the_digest_verifies() {
    let test = TestDesk::new();
    let (row, text) = delivered(&test, "PI", "1");
    assert!(accepted(&test, &text));
    assert!(text.starts_with(&row.prefix) && text.ends_with(&row.last4));
}

#[test]
fn a_new_token_that_nobody_received_is_revoked_when_the_dialog_closes() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.desk.discard_secret(held(&issued)).unwrap();
    assert_eq!(row(&test, &issued.token.id).status, TokenStatus::Revoked);
    assert_eq!(
        history(&test, &issued.token.id),
        ["token.undelivered", "token.created"]
    );
    assert_eq!(test.desk.copy_secret(held(&issued)), Err(AppError::RevealGone));
}

#[test]
fn each_way_of_receiving_it_delivers_it_once() {
    for how in ["copy", "show", "print", "snippet", "place"] {
        let test = TestDesk::new();
        let issued = create(&test, how, "1");
        let receive = || match how {
            "copy" => drop(test.desk.copy_secret(held(&issued)).unwrap()),
            "show" => drop(test.desk.reveal_secret(held(&issued)).unwrap()),
            "print" => drop(test.desk.deliver_to_stdout(held(&issued)).unwrap()),
            "snippet" => drop(
                test.desk
                    .copy_snippet(desk::wire::CopySnippet {
                        kind: desk::wire::SnippetKind::Curl,
                        variable: "A_TOKEN".to_owned(),
                        reveal: Some(issued.reveal.clone()),
                    })
                    .unwrap(),
            ),
            _ => drop(
                test.desk
                    .set_variable(desk::wire::PlanVariable {
                        name: "A_TOKEN".to_owned(),
                        reveal: issued.reveal.clone(),
                    })
                    .unwrap(),
            ),
        };
        receive();
        receive();
        test.desk.discard_secret(held(&issued)).unwrap();
        assert_eq!(row(&test, &issued.token.id).status, TokenStatus::Active, "{how}");
        let deliveries = history(&test, &issued.token.id)
            .iter()
            .filter(|event| *event == "token.delivered")
            .count();
        assert_eq!(deliveries, 1, "{how}");
    }
}

#[test]
fn a_snippet_without_the_token_delivers_nothing() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    for kind in [
        desk::wire::SnippetKind::Curl,
        desk::wire::SnippetKind::SettingsFile,
    ] {
        let request = desk::wire::CopySnippet {
            kind,
            variable: "A_TOKEN".to_owned(),
            reveal: None,
        };
        test.desk.copy_snippet(request).unwrap();
    }
    assert_eq!(test.clipboard.text(), "tychoDataAPIToken = ${A_TOKEN}");
    test.desk.discard_secret(held(&issued)).unwrap();
    assert_eq!(row(&test, &issued.token.id).status, TokenStatus::Revoked);
}

#[test]
fn the_old_secret_works_until_the_new_one_was_received() {
    let test = TestDesk::new();
    let (old, old_text) = delivered(&test, "PI", "30");
    let issued = regenerate(&test, &old.id, "30", Grace::Now).unwrap();
    assert!(accepted(&test, &old_text), "nothing has been received yet");
    assert_eq!(row(&test, &old.id).prefix, old.prefix);
    let new_text = test.desk.reveal_secret(held(&issued)).unwrap().text.clone();
    assert!(!accepted(&test, &old_text) && accepted(&test, &new_text));
    let new = row(&test, &old.id);
    assert_eq!((new.name, new.groups, new.user), (old.name, old.groups, old.user));
    assert!(new_text.starts_with(&new.prefix));
    assert_eq!(new.retiring, None);
}

#[test]
fn closing_an_unreceived_regenerate_leaves_the_old_secret_untouched() {
    let test = TestDesk::new();
    let (old, old_text) = delivered(&test, "PI", "30");
    let issued = regenerate(&test, &old.id, "30", Grace::Now).unwrap();
    test.desk.discard_secret(held(&issued)).unwrap();
    assert!(accepted(&test, &old_text));
    let now = row(&test, &old.id);
    assert_eq!(
        (now.prefix, now.expires_at, now.status),
        (old.prefix, old.expires_at, TokenStatus::Active)
    );
}

#[test]
fn a_grace_begins_at_delivery_and_ends_no_later_than_the_old_secret_itself() {
    for (days, grace, end) in [
        ("30", Grace::Hour, "2026-11-22T22:30:00Z"),
        ("30", Grace::Day, "2026-11-23T21:30:00Z"),
        ("30", Grace::Week, "2026-11-29T21:30:00Z"),
        ("90", Grace::Month, "2026-12-22T21:30:00Z"),
        ("2", Grace::Week, "2026-11-24T20:30:00Z"), // its own end is earlier
        ("0", Grace::Week, "2026-11-29T21:30:00Z"),
    ] {
        let test = TestDesk::new();
        let (old, old_text) = delivered(&test, "PI", days);
        test.clock.pass(HOUR);
        let issued = regenerate(&test, &old.id, "30", grace).unwrap();
        assert_eq!(
            row(&test, &old.id).retiring,
            None,
            "it does not begin before delivery"
        );
        test.desk.copy_secret(held(&issued)).unwrap();
        let retiring = row(&test, &old.id).retiring.unwrap();
        assert_eq!(
            (retiring.prefix.as_str(), retiring.ends_at.as_str()),
            (old.prefix.as_str(), end)
        );
        assert!(accepted(&test, &old_text));
        test.clock.set(end);
        assert!(
            !accepted(&test, &old_text),
            "{grace:?} of {days} days is over at {end}"
        );
        assert_eq!(row(&test, &old.id).retiring, None);
    }
}

#[test]
fn an_expired_token_can_be_regenerated_and_does_not_become_permanent_unasked() {
    let test = TestDesk::new();
    let (old, old_text) = delivered(&test, "PI", "7");
    test.clock.pass(DAY * 20);
    let issued = regenerate(&test, &old.id, "", Grace::Month).unwrap();
    test.desk.copy_secret(held(&issued)).unwrap();
    let now = row(&test, &old.id);
    assert_eq!(
        (now.status, now.expires_at.as_deref()),
        (TokenStatus::Active, Some("2026-12-19T20:30:00Z"))
    );
    assert!(
        !accepted(&test, &old_text),
        "a grace does not revive what had ended"
    );
    let issued = regenerate(&test, &old.id, "0", Grace::Now).unwrap();
    test.desk.copy_secret(held(&issued)).unwrap();
    assert_eq!(row(&test, &old.id).expires_at, None, "0 asks for it");
}

#[test]
fn a_crash_between_mint_and_delivery_leaves_the_old_secret_and_revokes_an_unreceived_new_token() {
    let test = TestDesk::new();
    let (old, old_text) = delivered(&test, "old", "30");
    regenerate(&test, &old.id, "30", Grace::Now).unwrap();
    let unreceived = create(&test, "new", "30");
    let received = create(&test, "received", "30");
    test.desk.copy_secret(held(&received)).unwrap();

    let test = test.after_a_crash();
    assert!(accepted(&test, &old_text));
    assert_eq!(row(&test, &old.id).prefix, old.prefix);
    assert_eq!(row(&test, &unreceived.token.id).status, TokenStatus::Revoked);
    assert_eq!(history(&test, &unreceived.token.id)[0], "token.undelivered");
    assert_eq!(row(&test, &received.token.id).status, TokenStatus::Active);
}

#[test]
fn another_program_starting_meanwhile_voids_nothing_that_is_still_held() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "30");
    let other = test.beside(Source::Terminal);
    assert_eq!(row(&other, &issued.token.id).status, TokenStatus::Active);
    test.desk.copy_secret(held(&issued)).unwrap();
    assert!(accepted(&test, &test.clipboard.text()));
}

#[test]
fn after_15_minutes_an_unreceived_secret_is_gone_and_the_screen_is_told() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "30");
    test.events();
    assert_eq!(test.desk.next_deadline(), Some(Duration::from_secs(15 * 60)));
    test.clock.pass(Duration::from_secs(15 * 60));
    assert_eq!(test.desk.copy_secret(held(&issued)), Err(AppError::RevealGone));
    test.desk.tick();
    assert!(
        test.events()
            .contains(&DeskEvent::SecretGone(issued.reveal.clone()))
    );
    assert_eq!(row(&test, &issued.token.id).status, TokenStatus::Revoked);
}

#[test]
fn locking_and_closing_void_what_nobody_received() {
    let test = TestDesk::new();
    let first = create(&test, "first", "30");
    test.desk.lock().unwrap();
    test.desk.unlock(desk::wire::Unlock { passphrase: None }).unwrap();
    assert_eq!(row(&test, &first.token.id).status, TokenStatus::Revoked);
    let second = create(&test, "second", "30");
    test.desk.close();
    assert_eq!(row(&test, &second.token.id).status, TokenStatus::Revoked);
}

#[test]
fn a_secret_whose_token_was_revoked_meanwhile_is_not_handed_out() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "30");
    let other = test.beside(Source::Terminal);
    other.desk.revoke_tokens(ids(&[&issued.token])).unwrap();
    assert_eq!(
        wrong_state(test.desk.reveal_secret(held(&issued)).map(drop)),
        Some(TokenStatus::Revoked)
    );
    assert_eq!(
        wrong_state(test.desk.copy_secret(held(&issued))),
        Some(TokenStatus::Revoked)
    );
    assert_eq!(
        test.clipboard.text(),
        "",
        "what nothing accepts is taken off the clipboard again"
    );
}

#[test]
fn a_second_regenerate_voids_the_first_one_s_unreceived_secret() {
    let test = TestDesk::new();
    let (old, _) = delivered(&test, "PI", "30");
    let first = regenerate(&test, &old.id, "30", Grace::Now).unwrap();
    let second = regenerate(&test, &old.id, "30", Grace::Now).unwrap();
    assert_eq!(test.desk.copy_secret(held(&first)), Err(AppError::RevealGone));
    test.desk.copy_secret(held(&second)).unwrap();
    assert!(accepted(&test, &test.clipboard.text()));
}
