//! `tokendesk identify`: a token that somebody found.

use crate::Person;

#[test]
fn a_token_in_a_log_is_named_with_where_it_lies_and_can_be_revoked_at_once() {
    let ann = Person::new();
    ann.runs(&["generate", "--name", "PI Scanner", "--env", "FOUND", "--print"])
        .done();
    let other = ann.generates("Gateway");
    let placed = ann.runs(&["env", "status", "FOUND"]).done();
    assert!(placed.out.contains("PI Scanner"), "{}", placed.out);

    let log = [b"\xff\xfe GET /x Bearer ", other.as_bytes(), b"\r\n"].concat();
    let answer = ann.runs_with(&["identify"], &log).done();
    assert!(answer.out.contains("“Gateway”"), "{}", answer.out);
    assert!(answer.out.contains("its present value"), "{}", answer.out);
    assert!(answer.out.contains("Who has it gets in."), "{}", answer.out);
    assert!(!answer.out.contains(&other[21..60]), "the value is not shown");

    let revoked = ann.runs_with(&["identify", "--revoke"], &log).done();
    assert!(revoked.out.contains("Revoked “Gateway”"), "{}", revoked.out);
    assert_eq!(ann.status_of("Gateway"), "revoked");
    assert_eq!(
        ann.status_of("PI Scanner"),
        "active",
        "what was not in the text is left alone"
    );
    let again = ann.runs_with(&["identify", "--revoke"], &log).done();
    assert!(
        again.out.contains("There was nothing to revoke."),
        "{}",
        again.out
    );
}

#[test]
fn where_a_found_token_lies_is_told_for_people_and_for_scripts() {
    let ann = Person::new();
    let made = ann
        .runs(&["generate", "--name", "PI Scanner", "--env", "FOUND", "--print"])
        .done();
    let answer = ann.runs_with(&["identify"], made.out.as_bytes()).done();
    assert!(
        answer.out.contains("Placed in the variable FOUND."),
        "{}",
        answer.out
    );
    let json = ann.runs_with(&["identify", "--json"], made.out.as_bytes()).done();
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["tokens"][0]["value"]["is"], "present");
    assert_eq!(json["tokens"][0]["token"]["name"], "PI Scanner");
    assert_eq!(json["placements"][0]["variable"], "FOUND");
    assert_eq!(json["revoked"], serde_json::Value::Null);
}

#[test]
fn what_is_no_token_of_ours_is_told_apart_and_is_no_success() {
    let ann = Person::new();
    let token = Person::new().generates("Elsewhere");
    for (text, said) in [
        ("nothing here", "There is no token in it."),
        (token.as_str(), "was not made by this Token Desk"),
        ("tdk_012", "cut off"),
    ] {
        let answer = ann.runs_with(&["identify"], text.as_bytes());
        assert_eq!(answer.exit, 3, "{}", answer.err);
        assert!(answer.out.contains(said), "{}", answer.out);
    }
}
