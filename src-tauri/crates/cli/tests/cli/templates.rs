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
fn each_of_the_four_systems_is_told_what_comes_next_in_its_own_way() {
    let ann = Person::new();
    let scanner = ann
        .runs(&["generate", "--template", "PI scanner", "--name", "Scan", "--env"])
        .done();
    let next = scanner.err.split_once("Next:\n").unwrap().1;
    assert_eq!(
        next,
        "  tokendesk settings-file apply --key 'tychoDataAPIToken' --env TYCHODATA_OSPREY_APITOKEN\n  \
         tokendesk test-setup --env TYCHODATA_OSPREY_APITOKEN\n"
    );
    ann.runs(&["vault", "key-file"]).done();
    crate::resources::adds(&ann, "plant-db", &[]).done();
    let credential = [
        "generate",
        "--template",
        "Database credential",
        "--name",
        "Night job",
    ];
    ann.runs(&credential)
        .refused(2, "Nothing says which resource is meant.");
    let bound = ann
        .runs(&[&credential[..], &["--resource", "plant-db"]].concat())
        .done();
    assert!(
        bound
            .err
            .ends_with("  tokendesk resources sample 'plant-db' --env DATABASE_ACCESS_TOKEN\n"),
        "{}",
        bound.err
    );
    let save = [
        "templates",
        "save",
        "Alarms",
        "--from",
        "Ratings API",
        "--sample",
        "python",
    ];
    ann.runs(&save).done();
    let own = ann
        .runs(&["generate", "--template", "Alarms", "--name", "Alarms"])
        .done();
    assert!(
        own.err
            .ends_with("  tokendesk sample python --auth basic --env RATINGS_API_TOKEN\n"),
        "{}",
        own.err
    );
    for (name, days) in [("Scan", 365), ("Night job", 90), ("Alarms", 365)] {
        let list = ann.list();
        let rows = list["tokens"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        let instant = |name: &str| row[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let lives = instant("expiresAt").duration_since(instant("issuedAt"));
        assert_eq!(lives.as_hours(), 24 * days, "{name}");
    }
}

#[test]
fn the_variable_of_a_template_is_the_one_that_is_set() {
    let ann = Person::new();
    ann.runs(&["users", "add", "datahub", "--group", "Synchronizer"])
        .done();
    let key = ["generate", "--template", "Data Hub key", "--name", "Hub", "--env"];
    ann.runs(&key)
        .refused(2, "This template is for a token of a user.");
    let answer = ann.runs(&[&key[..], &["--owner", "datahub"]].concat()).done();
    assert_eq!(first(&ann.list())["owner"], "datahub");
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
