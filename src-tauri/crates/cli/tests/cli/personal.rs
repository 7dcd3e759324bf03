//! `personal-token`: kept, shown again, replaced only when that was said.

use serde_json::Value;

use crate::Person;
use crate::json::shape;

#[test]
fn a_personal_token_is_shown_again_and_replaced_only_on_demand() {
    let ann = Person::new();
    ann.runs(&["personal-token", "show"])
        .refused(3, "There is no such token.");
    ann.runs(&["vault", "key-file"]).done();
    ann.runs(&["personal-token", "new"]).done();
    let first = ann.runs(&["personal-token", "show"]).done().out;
    assert_eq!(first.trim_end().len(), 73);
    assert_eq!(
        ann.runs(&["personal-token", "show"]).done().out,
        first,
        "later too"
    );
    let kept = ann.runs(&["personal-token", "new"]);
    assert!(
        kept.err.contains("never used") && kept.err.contains("--replace"),
        "{}",
        kept.err
    );
    assert_eq!(ann.runs(&["personal-token", "show"]).done().out, first);
    ann.runs(&["personal-token", "new", "--replace"]).done();
    assert_ne!(ann.runs(&["personal-token", "show"]).done().out, first);
    let answer = ann.runs(&["personal-token", "show", "--json"]).done().out;
    let json: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(json["secret"].as_str().unwrap().len(), 73);
    insta::assert_snapshot!(shape(
        &ann.runs(&["personal-token", "status", "--json"]).done().out
    ));
}

#[test]
fn without_a_keyring_it_is_said_what_to_do() {
    let ann = Person::new();
    let answer = ann.runs(&["personal-token", "new"]);
    assert!(
        answer.err.contains("keyring") && answer.err.contains("passphrase"),
        "{}",
        answer.err
    );
    let status = ann.runs(&["personal-token", "status"]).done();
    assert!(status.err.contains("no personal token"), "{}", status.err);
}
