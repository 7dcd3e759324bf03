//! The personal token: one per user, sealed, shown again, and replaced at once.

use desk::vault::{KeptIn, KeyringError};
use desk::wire::{AppError, ClipboardWord, FoundValue, PastedValue, TokenRefs, TokenStatus};
use desk::{SecretText, Source, VaultWish};
use testkit::TestDesk;

/// Whether the store takes a text for a living token.
fn is_alive(test: &TestDesk, text: &str) -> bool {
    let pasted = PastedValue {
        text: text.to_owned(),
    };
    let found = test.desk.identify_tokens(pasted).unwrap();
    let mut present = found
        .tokens
        .iter()
        .filter(|found| found.value == FoundValue::Present);
    present.any(|found| found.token.as_ref().unwrap().status == TokenStatus::Active)
}

#[test]
fn it_is_made_once_shown_again_by_another_program_and_replaced_at_once() {
    let test = TestDesk::new();
    let none = test.desk.personal_token().unwrap();
    assert!(none.token.is_none() && !none.is_kept);

    let first = test.desk.new_personal_token().unwrap().token.unwrap();
    let old = test.desk.open_personal_token("shown").unwrap();
    assert_eq!(first.status, TokenStatus::Active);
    assert!(is_alive(&test, old.expose()));

    let test = test.beside(Source::Window);
    let again = test.desk.open_personal_token("copied").unwrap();
    assert_eq!(again.expose(), old.expose(), "it is shown later too");

    let second = test.desk.new_personal_token().unwrap().token.unwrap();
    assert_eq!(second.id, first.id, "one per user");
    let new = test.desk.open_personal_token("shown").unwrap();
    assert_ne!(new.expose(), old.expose());
    assert!(is_alive(&test, new.expose()) && !is_alive(&test, old.expose()));
    assert_eq!(test.desk.list_tokens().unwrap().tokens.len(), 1);
}

#[test]
fn without_a_keyring_the_old_one_stays_and_it_is_said_why() {
    let test = TestDesk::new();
    test.desk.new_personal_token().unwrap();
    let old = test.desk.open_personal_token("shown").unwrap();
    let test = test.beside(Source::Window);
    for problem in [KeyringError::Locked, KeyringError::Absent, KeyringError::Denied] {
        test.keyring.refuse(Some(problem));
        let refused = AppError::Keyring { problem };
        assert_eq!(test.desk.new_personal_token().unwrap_err(), refused);
        assert_eq!(test.desk.open_personal_token("shown").unwrap_err(), refused);
        assert!(is_alive(&test, old.expose()), "nothing was changed");
    }
    test.keyring.refuse(None);
    assert_eq!(
        test.desk.open_personal_token("shown").unwrap().expose(),
        old.expose()
    );
}

#[test]
fn one_that_was_regenerated_as_any_other_is_not_kept_and_a_revoked_one_is_made_anew() {
    let test = TestDesk::new();
    let first = test.desk.new_personal_token().unwrap().token.unwrap();
    let issued = crate::regenerate(&test, &first.id, "7", desk::wire::Grace::Now).unwrap();
    test.desk.reveal_secret(crate::held(&issued)).unwrap();
    assert!(!test.desk.personal_token().unwrap().is_kept);
    assert_eq!(
        test.desk.open_personal_token("shown").unwrap_err(),
        AppError::NotFound
    );

    let ids = vec![first.id.clone()];
    test.desk.revoke_tokens(TokenRefs { ids }).unwrap();
    let fresh = test.desk.new_personal_token().unwrap();
    assert!(fresh.is_kept);
    assert_ne!(fresh.token.unwrap().id, first.id);
}

#[test]
fn the_window_shows_and_copies_it_and_the_trail_tells_which() {
    let test = TestDesk::new();
    assert_eq!(test.desk.show_personal_token().unwrap_err(), AppError::NotFound);
    let made = test.desk.new_personal_token().unwrap().token.unwrap();
    let shown = test.desk.show_personal_token().unwrap();
    assert!(is_alive(&test, &shown.text));
    assert_eq!(
        shown.hides_after_seconds,
        test.desk.settings().unwrap().reveal_seconds
    );
    let state = test.desk.copy_personal_token().unwrap();
    assert_eq!(state.state, ClipboardWord::Holding);
    assert_eq!(test.clipboard.text(), shown.text);
    let history = crate::history(&test, &made.id);
    assert_eq!(
        history.iter().filter(|event| *event == "personal.opened").count(),
        2
    );

    test.desk.lock().unwrap();
    assert_eq!(
        test.desk.show_personal_token().unwrap_err(),
        AppError::StoreLocked
    );
    assert_eq!(
        test.desk.copy_personal_token().unwrap_err(),
        AppError::StoreLocked
    );
}

#[test]
fn under_a_passphrase_it_waits_until_that_is_given_once() {
    let passphrase = || SecretText::new("correct horse battery".to_owned());
    let test = TestDesk::new();
    test.desk
        .keep_vault(&VaultWish::Passphrase(passphrase()))
        .unwrap();
    let made = test.desk.new_personal_token().unwrap().token.unwrap();

    let test = test.beside(Source::Window);
    let state = test.desk.vault_state().unwrap();
    assert_eq!((state.kept_in, state.is_closed), (Some(KeptIn::Passphrase), true));
    assert_eq!(
        test.desk.show_personal_token().unwrap_err(),
        AppError::VaultClosed
    );
    assert_eq!(test.desk.new_personal_token().unwrap_err(), AppError::VaultClosed);
    assert_eq!(
        test.desk.personal_token().unwrap().token.unwrap().last4,
        made.last4,
        "the old one stays"
    );
    let wrong = SecretText::new("wrong horse battery".to_owned());
    assert_eq!(
        test.desk.unlock_vault(&wrong).unwrap_err(),
        AppError::WrongPassphrase
    );
    test.desk.unlock_vault(&passphrase()).unwrap();
    assert!(
        test.desk
            .show_personal_token()
            .unwrap()
            .text
            .ends_with(&made.last4)
    );
    assert!(!test.desk.vault_state().unwrap().is_closed);
}
