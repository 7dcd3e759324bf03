//! The log of a whole day of work: ids and yes or no, never a secret.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use desk::wire::{Grace, Regenerate, TokenRefs};
use testkit::{TestDesk, draft, leaks, reveal};

#[test]
fn a_log_that_was_asked_for_is_json_names_tokens_by_id_and_holds_no_secret() {
    let test = TestDesk::new();
    let file = desk::log::start(&test.places(), true).unwrap().unwrap();
    let issued = test.desk.create_token(draft("PI", "30")).unwrap();
    test.desk.copy_secret(reveal(&issued.reveal)).unwrap();
    let first = test.clipboard.text();
    let again = test
        .desk
        .regenerate_token(Regenerate {
            id: issued.token.id.clone(),
            days: String::new(),
            grace: Grace::Day,
        })
        .unwrap();
    let second = test
        .desk
        .reveal_secret(reveal(&again.reveal))
        .unwrap()
        .text
        .clone();
    test.desk
        .revoke_tokens(TokenRefs {
            ids: vec![issued.token.id.clone()],
        })
        .unwrap();

    let log = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of_the_token = lines
        .iter()
        .filter(|line| line["fields"]["token"] == issued.token.id.as_str());
    assert!(
        of_the_token.count() >= 4,
        "created, delivered, regenerated, revoked: {log}"
    );
    for secret in [first, second] {
        assert_eq!(leaks(test.folder(), &secret[21..64]), []);
    }
}
