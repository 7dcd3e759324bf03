//! The shapes that scripts rely on, of the commands about people, resources and what was done. What differs from run to
//! run is replaced. Those of `list`, `add`, `status` and the audit trail lie with their commands' own tests.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::Person;
use crate::json::shape;
use crate::resources::{PASSWORD, adds, token_for};
use crate::verifier::Serving;

impl Person {
    fn shapes(&self, arguments: &[&str]) -> String {
        self.shapes_with(arguments, b"")
    }

    /// The shape of an answer, and nothing beside it: a script that merges the streams still reads JSON.
    fn shapes_with(&self, arguments: &[&str], input: &[u8]) -> String {
        let answer = self.runs_with(&[arguments, &["--json"]].concat(), input).done();
        assert_eq!(answer.err, "", "{arguments:?}");
        shape(&answer.out)
    }
}

#[test]
fn users_that_change() {
    let ann = Person::new();
    ann.runs(&["users", "add", "datahub", "--group", "Synchronizer"])
        .done();
    let edit = [
        "users", "edit", "datahub", "--name", "Data Hub", "--group", "User",
    ];
    insta::assert_snapshot!("users_edit", ann.shapes(&edit));
    insta::assert_snapshot!("users_disable", ann.shapes(&["users", "disable", "datahub"]));
    insta::assert_snapshot!("users_enable", ann.shapes(&["users", "enable", "datahub"]));
    // Whoever runs the tests is called something else.
    let me: Value = serde_json::from_str(&ann.shapes(&["users", "add", "--me"])).unwrap();
    assert_eq!(
        (&me["isYou"], &me["groups"][4]),
        (&true.into(), &"SiteAdmin".into())
    );
    let groups: Value = serde_json::from_str(&ann.runs(&["groups", "--json"]).done().out).unwrap();
    insta::assert_snapshot!("groups_one", format!("{:#}", with_one_right(&groups[0])));
}

/// The table of rights is pinned as such in `users.rs`.
fn with_one_right(group: &Value) -> Value {
    let mut group = group.clone();
    group["may"].as_array_mut().unwrap().truncate(1);
    group
}

#[test]
fn resources_that_change() {
    let ann = Person::new();
    ann.runs(&["vault", "key-file"]).done();
    let program = ann.folder.path().join("rotate");
    fs::write(&program, "#!/bin/sh\nexec cat >/dev/null\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let program = program.to_str().unwrap();
    let add = [
        "resources",
        "add",
        "plant-db",
        "--type",
        "database",
        "--address",
        "db.plant7:5432",
        "--account",
        "scanner",
        "--group",
        "User",
        "--rotate-with",
        program,
    ];
    let shown = |shape: String| shape.replace(program, "[program]");
    insta::assert_snapshot!("resources_add", shown(ann.shapes_with(&add, PASSWORD.as_bytes())));
    let edit = ["resources", "edit", "plant-db", "--address", "db.plant8:5432"];
    insta::assert_snapshot!("resources_edit", shown(ann.shapes(&edit)));
    insta::assert_snapshot!(
        "resources_rotate",
        shown(ann.shapes(&["resources", "rotate", "plant-db"]))
    );
    token_for(&ann, "plant-db", "night job");
    insta::assert_snapshot!(
        "resources_remove",
        ann.shapes(&["resources", "remove", "plant-db"])
    );
}

#[test]
fn check_outs() {
    let ann = Person::new();
    ann.runs(&["vault", "key-file"]).done();
    adds(&ann, "plant-db", &[]).done();
    let out = [
        "checkout",
        "plant-db",
        "--reason",
        "night job",
        "--minutes",
        "30",
        "--json",
    ];
    // What the person has to know besides goes to the other stream, as without --json.
    let out = ann.runs(&out).done().out;
    insta::assert_snapshot!("checkout", shape(&out));
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["account"], "scanner");
    let id = out["id"].as_str().unwrap();
    insta::assert_snapshot!("checkin", ann.shapes(&["checkin", id]));
}

#[test]
fn samples_of_a_resource() {
    let ann = Person::new();
    ann.runs(&["vault", "key-file"]).done();
    adds(&ann, "plant-db", &[]).done();
    ann.runs(&["resources", "sample", "plant-db"])
        .refused(1, "There is no certificate yet.");
    let _serving = Serving::of(&ann);
    let samples = ann.shapes(&["resources", "sample", "plant-db", "--env", "DB_TOKEN"]);
    insta::assert_snapshot!(
        "resources_sample",
        samples.replace(&ann.authority(), "[certificate]")
    );
}

#[test]
fn a_personal_token() {
    let ann = Person::new();
    let status = ["personal-token", "status"];
    insta::assert_snapshot!("personal_token_none", ann.shapes(&status));
    ann.runs(&["vault", "key-file"]).done();
    insta::assert_snapshot!("personal_token_new", ann.shapes(&["personal-token", "new"]));
    insta::assert_snapshot!("personal_token_show", ann.shapes(&["personal-token", "show"]));
    let kept = ann.runs(&["personal-token", "new", "--json"]);
    assert_eq!(kept.out, "");
    insta::assert_snapshot!("personal_token_would_replace", shape(&kept.err));
}

#[test]
fn rows_of_the_audit_trail_in_a_file() {
    let ann = Person::new();
    ann.generates("PI Scanner");
    let file = ann.home().join("rows.json");
    let path = file.to_str().unwrap();
    let told = ann.shapes(&["audit", "export", path, "--event", "token.created"]);
    insta::assert_snapshot!("audit_export", told.replace(path, "[path]"));
    insta::assert_snapshot!("audit_export_file", shape(&fs::read_to_string(&file).unwrap()));
}

#[test]
fn templates_one_by_one() {
    let ann = Person::new();
    insta::assert_snapshot!(
        "templates_show",
        ann.shapes(&["templates", "show", "database credential"])
    );
    let save = ["templates", "save", "Alarms", "--from", "Ratings API"];
    insta::assert_snapshot!("templates_save", ann.shapes(&save));
    let left: Value = serde_json::from_str(&ann.shapes(&["templates", "remove", "alarms"])).unwrap();
    assert_eq!(left["own"], serde_json::json!([]));
    assert_eq!(
        left["given"].as_array().unwrap().len(),
        4,
        "as `templates list` tells them"
    );
}

#[test]
fn identified_tokens() {
    let ann = Person::new();
    let token = ann.generates("Gateway");
    let text = format!("{token} tdk_0123456789abcdef tdk_01");
    insta::assert_snapshot!("identify", ann.shapes_with(&["identify"], text.as_bytes()));
    insta::assert_snapshot!(
        "identify_revoke",
        ann.shapes_with(&["identify", "--revoke"], token.as_bytes())
    );
}
