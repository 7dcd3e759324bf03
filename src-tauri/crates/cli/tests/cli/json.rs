//! The shapes that scripts rely on. What differs from run to run is replaced.

use serde_json::{Value, json};

use crate::{Answer, Person};

/// The answer's JSON with everything that differs from run to run replaced.
pub(crate) fn shape(text: &str) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    blank(&mut value);
    format!("{value:#}")
}

fn blank(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                let differs = [
                    "id",
                    "prefix",
                    "last4",
                    "tokenId",
                    "at",
                    "now",
                    "createdAt",
                    "createdBy",
                    "issuedAt",
                    "expiresAt",
                    "endsAt",
                    "endedAt",
                    "user",
                    "actor",
                    "rev",
                    "seq",
                    "secret",
                    "account",
                    "placedAt",
                    "expires",
                    "owner",
                    "lastActiveAt",
                    "disabledAt",
                ];
                if differs.contains(&name.as_str()) && !field.is_null() {
                    *field = json!(format!("[{name}]"));
                } else {
                    blank(field);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn generate() {
    let ann = Person::new();
    let answer = ann.runs(&["generate", "--name", "PI Scanner", "--json"]).done();
    insta::assert_snapshot!(shape(&answer.out));
    assert_eq!(
        answer.err, "",
        "a script that merges the streams still reads JSON"
    );
    let secret: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(secret["secret"].as_str().unwrap().len(), 73);
}

#[test]
fn list() {
    let ann = Person::new();
    ann.generates("first");
    ann.runs(&[
        "generate",
        "--name",
        "company",
        "--company",
        "--description",
        "For everybody",
        "--days",
        "0",
        "--scope",
        "read",
    ])
    .done();
    ann.runs(&["regenerate", "first", "--grace", "7d"]).done();
    insta::assert_snapshot!(shape(&ann.runs(&["list", "--json"]).done().out));
}

#[test]
fn show() {
    let ann = Person::new();
    ann.generates("first");
    ann.runs(&["pause", "first"]).done();
    insta::assert_snapshot!(shape(&ann.runs(&["show", "first", "--json"]).done().out));
}

#[test]
fn a_company_token_says_what_it_is_for() {
    let ann = Person::new();
    let purpose = "Ratings for the weekly report";
    let arguments = [
        "generate",
        "--name",
        "ratings",
        "--company",
        "--description",
        purpose,
    ];
    assert_eq!(ann.runs(&arguments).done().out.trim_end().len(), 73, "shown once");
    let shown = ann.runs(&["show", "ratings"]).done().out;
    assert!(
        shown.contains(purpose) && shown.contains("Company (no user)"),
        "{shown}"
    );
    let json: Value = serde_json::from_str(&ann.runs(&["show", "ratings", "--json"]).done().out).unwrap();
    assert_eq!(json["description"], purpose);
    assert_eq!(json["token"]["owner"], Value::Null);
}

#[test]
fn revoke() {
    let ann = Person::new();
    ann.generates("first");
    ann.generates("second");
    ann.runs(&["revoke", "first"]).done();
    let answer = ann.runs(&["revoke", "first", "second", "--json"]);
    assert_eq!(answer.exit, 7);
    insta::assert_snapshot!(shape(&answer.out));
}

#[test]
fn what_a_token_is_after_a_change() {
    let ann = Person::new();
    ann.generates("first");
    let changed = |arguments: &[&str]| shape(&ann.runs(&[arguments, &["--json"]].concat()).done().out);
    insta::assert_snapshot!("rename", changed(&["rename", "first", "scanner"]));
    let paused = changed(&["pause", "scanner"]);
    let resumed = changed(&["resume", "scanner"]);
    assert_eq!(
        paused.replace("\"paused\"", "\"active\""),
        resumed,
        "one shape for all three"
    );
    assert_eq!(resumed, changed(&["rename", "scanner", "scanner"]));
    let regenerated = ann
        .runs(&["regenerate", "scanner", "--grace", "1h", "--json"])
        .done();
    insta::assert_snapshot!("regenerate", shape(&regenerated.out));
    assert_eq!(
        regenerated.err, "",
        "a script that merges the streams still reads JSON"
    );
    let none = changed(&["revoke", "--expired"]);
    assert_eq!(none, shape(r#"{"done": [], "failed": []}"#));
}

#[test]
fn doctor() {
    let ann = Person::new();
    ann.generates("first");
    let mut findings: Value = serde_json::from_str(&ann.runs(&["doctor", "--json"]).done().out).unwrap();
    for finding in findings.as_array_mut().unwrap() {
        finding["detail"] = json!("[detail]");
    }
    insta::assert_snapshot!(shape(&findings.to_string()));
}

#[test]
fn env_status() {
    let ann = Person::new();
    let mut value: Value = serde_json::from_str(&ann.runs(&["env", "status", "--json"]).done().out).unwrap();
    // What the machine of the tester has running is not part of the shape.
    value["warnings"] = json!([]);
    insta::assert_snapshot!(shape(&value.to_string()));
}

#[test]
fn an_error_goes_to_standard_error_with_its_code() {
    let ann = Person::new();
    let answer: Answer = ann.runs(&["generate", "--name", "x", "--days", "4000", "--json"]);
    assert_eq!((answer.exit, answer.out.as_str()), (2, ""));
    insta::assert_snapshot!(shape(&answer.err));
}
