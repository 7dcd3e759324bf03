//! The audit trail from a terminal.

use std::fs;

use serde_json::Value;

use crate::Person;
use crate::json::shape;

#[test]
fn what_happened_is_listed_filtered_shown_and_verified() {
    let ann = Person::new();
    ann.generates("PI Scanner");
    ann.runs(&["users", "add", "datahub", "--group", "Synchronizer"])
        .done();
    let list = ann.runs(&["audit", "list"]).done().out;
    let events: Vec<_> = list
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().nth(3).unwrap())
        .collect();
    assert_eq!(
        events,
        ["user.added", "token.delivered", "token.created", "user.added"]
    );
    let tokens = ann
        .runs(&[
            "audit", "list", "--event", "token", "--text", "scanner", "--count", "1",
        ])
        .done()
        .out;
    assert_eq!(tokens.lines().count(), 2, "{tokens}");
    assert!(tokens.contains("token.delivered"), "{tokens}");
    let none = ann.runs(&["audit", "list", "--since", "2999-01-01"]).done().out;
    assert_eq!(none.lines().count(), 1, "{none}");
    let shown = ann.runs(&["audit", "show", "4"]).done().out;
    assert!(
        shown.contains("user.added") && shown.contains("datahub"),
        "{shown}"
    );
    assert_eq!(ann.runs(&["audit", "show", "99"]).exit, 3);
    assert_eq!(ann.runs(&["audit", "list", "--since", "yesterday"]).exit, 2);
    let verified = ann.runs(&["audit", "verify"]).done().out;
    assert_eq!(verified, "The audit trail is as it was written: 4 rows.\n");
}

#[test]
fn the_json_of_the_audit_trail() {
    let ann = Person::new();
    ann.generates("PI Scanner");
    let list = ann
        .runs(&["audit", "list", "--event", "token.delivered", "--json"])
        .done()
        .out;
    insta::assert_snapshot!("audit_list", shape(&list));
    let row = ann.runs(&["audit", "show", "3", "--json"]).done().out;
    insta::assert_snapshot!("audit_show", shape(&row));
    let mut verified: Value =
        serde_json::from_str(&ann.runs(&["audit", "verify", "--json"]).done().out).unwrap();
    verified["checkedAt"] = "[checkedAt]".into();
    let end = verified["end"].take();
    insta::assert_snapshot!("audit_verify", shape(&verified.to_string()));
    ann.runs(&["audit", "verify", "--against", end.as_str().unwrap()])
        .done();
}

#[test]
fn rows_are_written_into_a_file_that_is_never_replaced_unasked() {
    let ann = Person::new();
    ann.generates("=1+2");
    let file = ann.home().join("rows.csv");
    let path = file.to_str().unwrap();
    let written = ann.runs(&["audit", "export", path]).done();
    assert!(written.err.contains("Wrote 3 rows"), "{}", written.err);
    let csv = fs::read_to_string(&file).unwrap();
    assert!(csv.contains("\"'=1+2\""), "{csv}");
    let before = ann.runs(&["audit", "list", "--json"]).done().out;
    let refused = ann.runs(&["audit", "export", path]);
    assert_eq!(refused.exit, 4, "{}", refused.err);
    assert!(refused.err.contains("--replace"), "{}", refused.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), csv);
    assert_eq!(
        ann.runs(&["audit", "list", "--json"]).done().out,
        before,
        "nothing was taken away"
    );
    let replaced = ann
        .runs(&["audit", "export", path, "--replace", "--form", "json", "--json"])
        .done();
    let told: Value = serde_json::from_str(&replaced.out).unwrap();
    assert_eq!(told["rows"], 4);
    let rows: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 4);
    let streamed = ann.runs(&["audit", "export", "-", "--event", "token"]).done().out;
    assert_eq!(streamed.lines().count(), 3, "{streamed}");
    let nowhere = ann.runs(&["audit", "export", "no/such/folder/rows.csv"]);
    assert_eq!(nowhere.exit, 1, "{}", nowhere.err);
}

#[test]
fn a_trail_that_was_meddled_with_is_named_with_what_to_do() {
    let ann = Person::new();
    ann.runs(&["users", "add", "quixotic", "--group", "User"]).done();
    let mut bytes = fs::read(ann.store()).unwrap();
    let (from, to) = (b"{\"account\":\"quixotic\"", b"{\"account\":\"harmless\"");
    let at = bytes.windows(from.len()).position(|bytes| bytes == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    fs::write(ann.store(), bytes).unwrap();
    let found = ann.runs(&["audit", "verify"]);
    assert_eq!(found.exit, 1);
    assert_eq!(
        found.out,
        "The audit trail was changed outside Token Desk: row 2 was edited.\n"
    );
    assert!(found.err.contains("compare with an export"), "{}", found.err);
    let doctor = ann.runs(&["doctor"]);
    assert_eq!(doctor.exit, 1);
    assert!(doctor.out.contains("BROKEN  audit"), "{}", doctor.out);
}
