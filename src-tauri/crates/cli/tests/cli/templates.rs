//! Templates, scopes and copies from a terminal.

use serde_json::Value;

use crate::Person;
use crate::json::shape;

fn first(list: &Value) -> &Value {
    &list["tokens"][0]
}

#[test]
fn the_json_of_templates() {
    let ann = Person::new();
    insta::assert_snapshot!(shape(&ann.runs(&["templates", "list", "--json"]).done().out));
    let saved = ann.runs(&[
        "templates",
        "save",
        "Alarms",
        "--from",
        "Ratings API",
        "--days",
        "0",
        "--scope",
        "alarms:ack",
        "--env",
        "ALARMS_TOKEN",
        "--key",
        "token",
        "--file",
        "/etc/alarms.ini",
        "--auth",
        "token",
        "--sample",
        "python",
        "--json",
    ]);
    insta::assert_snapshot!(shape(&saved.done().out));
    let shown = ann.runs(&["templates", "show", "alarms", "--json"]).done().out;
    let removed = ann.runs(&["templates", "remove", "Alarms", "--json"]).done().out;
    assert!(shown.contains("ALARMS_TOKEN") && !removed.contains("ALARMS_TOKEN"));
}

#[test]
fn a_template_gives_what_is_not_said_and_tells_what_comes_next() {
    let ann = Person::new();
    let answer = ann
        .runs(&["generate", "--template", "ratings api", "--name", "Ratings"])
        .done();
    assert!(
        answer.err.contains("tokendesk env set RATINGS_API_TOKEN"),
        "{}",
        answer.err
    );
    assert!(
        answer
            .err
            .contains("tokendesk sample curl --auth basic --env RATINGS_API_TOKEN"),
        "{}",
        answer.err
    );
    assert_eq!(first(&ann.list())["scopes"], serde_json::json!(["read"]));
    let said = [
        "generate",
        "--template",
        "Ratings API",
        "--name",
        "Other",
        "--scope",
        "write",
    ];
    ann.runs(&said).done();
    let list = ann.list();
    let other = list["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "Other");
    assert_eq!(other.unwrap()["scopes"], serde_json::json!(["write"]));
}

#[test]
fn the_variable_of_a_template_is_the_one_that_is_set() {
    let ann = Person::new();
    let answer = ann
        .runs(&["generate", "--template", "Data Hub key", "--name", "Hub", "--env"])
        .done();
    assert!(answer.err.contains("DATA_HUB_API_KEY is set"), "{}", answer.err);
    assert_eq!(first(&ann.list())["variable"], "DATA_HUB_API_KEY");
}

#[test]
fn a_copy_has_the_next_name_and_the_same_settings() {
    let ann = Person::new();
    let named = ["--scope", "reports:read", "--rate", "5/s", "--days", "7"];
    ann.runs(&[&["generate", "--name", "PI Scanner"], &named[..]].concat())
        .done();
    let copy = ann
        .runs(&["generate", "--like", "PI Scanner", "--json"])
        .done()
        .out;
    let copy: Value = serde_json::from_str(&copy).unwrap();
    assert_eq!(copy["token"]["name"], "PI Scanner 2");
    assert_eq!(copy["token"]["scopes"], serde_json::json!(["reports:read"]));
    let shown = ann.runs(&["show", "PI Scanner 2"]).done().out;
    assert!(shown.contains("5/s") && shown.contains("reports:read"), "{shown}");
    assert_eq!(
        ann.runs(&["generate", "--like", "nobody"]).exit,
        3,
        "as any token that is not there"
    );
}
