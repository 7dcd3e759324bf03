//! The secret is nowhere but where the person put it.

use desk::wire::{Grace, TokenRefs};
use testkit::{leaks, leaks_in};

use super::*;

/// The secret and its tag without the public prefix, which may be anywhere.
fn unguessable(text: &str) -> &str {
    &text[21..64]
}

#[test]
fn nothing_that_is_written_holds_a_secret_that_was_copied_shown_or_printed() {
    let test = TestDesk::new();
    let mut secrets = Vec::new();
    for name in ["copied", "shown", "printed", "voided"] {
        let issued = create(&test, name, "30");
        match name {
            "copied" => drop(test.desk.copy_secret(held(&issued)).unwrap()),
            "shown" => drop(test.desk.reveal_secret(held(&issued)).unwrap()),
            "printed" => drop(test.desk.deliver_to_stdout(held(&issued)).unwrap()),
            _ => {}
        }
        secrets.push(test.clipboard.text());
        let again = regenerate(&test, &issued.token.id, "30", Grace::Day).unwrap();
        secrets.push(test.desk.reveal_secret(held(&again)).unwrap().text.clone());
    }
    test.desk.export_tokens(TokenRefs { ids: vec![] }).unwrap();
    test.desk.export_settings().unwrap();
    let wal = test.places().data;
    assert!(
        std::fs::read_dir(&wal).unwrap().count() >= 2,
        "the search must have files to look at"
    );
    for secret in secrets.iter().filter(|text| !text.is_empty()) {
        assert_eq!(
            leaks(test.folder(), unguessable(secret)),
            [],
            "while it runs, WAL included"
        );
    }
    let folder = test.folder().to_owned();
    test.desk.close();
    for secret in secrets.iter().filter(|text| !text.is_empty()) {
        assert_eq!(leaks(&folder, unguessable(secret)), [], "after it was closed");
    }
}

#[test]
fn the_search_finds_a_secret_that_was_put_somewhere() {
    let test = TestDesk::new();
    let (_, text) = delivered(&test, "PI", "1");
    std::fs::write(test.places().data.join("planted.log"), &text).unwrap();
    assert_eq!(leaks(test.folder(), unguessable(&text)).len(), 1);
}

#[test]
fn no_debug_text_event_or_answer_holds_a_secret() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    let shown = test.desk.reveal_secret(held(&issued)).unwrap();
    let printed = test.desk.deliver_to_stdout(held(&issued)).unwrap();
    let unlock = desk::wire::Unlock {
        passphrase: Some("correct horse battery".to_owned()),
    };
    let said = format!(
        "{shown:?} {printed:?} {issued:?} {:?} {:?} {unlock:?}",
        test.events(),
        test.desk.token_details(id(&issued.token.id)),
    );
    assert_eq!(leaks_in(said.as_bytes(), unguessable(&shown.text)), [""; 0]);
    assert!(!said.contains("correct horse"));
}
