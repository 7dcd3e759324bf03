//! The shapes of what `env` and `settings-file` plan, did and took back. Of the places only those are kept that
//! every machine has.

use std::fs;

use serde_json::Value;

use crate::Person;
use crate::json::shape;

const VALUE: &[u8] = b"some-other-secret-value";
const LITERAL: &str = "a-secret-of-others-0123456789";

/// The answer's JSON without what differs from machine to machine: the home's path, marks of time, other shells.
fn steady(ann: &Person, text: &str) -> String {
    assert!(
        !text.contains("some-other-secret-value") && !text.contains(LITERAL),
        "{text}"
    );
    let mut value: Value = serde_json::from_str(text).unwrap();
    for list in ["places", "steps"] {
        if let Some(items) = value.get_mut(list).and_then(Value::as_array_mut) {
            items.retain(|item| {
                ["env.sh\"", "/.profile\"", "\"sh -l\""]
                    .iter()
                    .any(|end| item.to_string().contains(end))
            });
            assert!(!items.is_empty(), "every machine has these: {text}");
        }
    }
    for warnings in ["/warnings", "/now/warnings", "/status/warnings"] {
        if let Some(warnings) = value.pointer_mut(warnings) {
            *warnings = Value::Array(Vec::new());
        }
    }
    for seen in ["/seen", "/plan/seen"] {
        // It stands for the content within one run only.
        if let Some(seen) = value.pointer_mut(seen) {
            *seen = Value::from("[seen]");
        }
    }
    let shown = shape(&value.to_string()).replace(&ann.home().display().to_string(), "[home]");
    let mut steady = String::new();
    let mut digits = String::new();
    for letter in shown.chars().chain(['\n']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        steady.push_str(if digits.len() > 11 { "[serial]" } else { &digits });
        digits.clear();
        steady.push(letter);
    }
    steady
}

#[test]
fn env_plan() {
    let ann = Person::new();
    let answer = ann.runs_with(&["env", "plan", "--json"], VALUE).done();
    insta::assert_snapshot!(steady(&ann, &answer.out));
}

#[test]
fn env_status_of_a_placement() {
    let ann = Person::new();
    ann.runs_with(&["env", "set"], VALUE).done();
    let answer = ann.runs(&["env", "status", "--json"]).done();
    insta::assert_snapshot!(steady(&ann, &answer.out));
}

#[test]
fn env_set_verify_and_remove() {
    let ann = Person::new();
    let set = ann.runs_with(&["env", "set", "--json"], VALUE).done();
    insta::assert_snapshot!("env_set", steady(&ann, &set.out));
    let verified = ann.runs(&["env", "verify", "--json"]).done();
    insta::assert_snapshot!("env_verify", steady(&ann, &verified.out));
    let removed = ann.runs(&["env", "remove", "--json"]).done();
    insta::assert_snapshot!("env_remove", steady(&ann, &removed.out));
}

#[test]
fn env_undo() {
    let ann = Person::new();
    ann.runs_with(&["env", "set"], VALUE).done();
    let answer = ann.runs(&["env", "undo", "--json"]).done();
    insta::assert_snapshot!(steady(&ann, &answer.out));
    let nothing = ann.runs(&["env", "undo", "--json"]).done();
    insta::assert_snapshot!("env_undo_of_nothing", shape(&nothing.out));
}

#[test]
fn env_undo_that_is_refused() {
    let ann = Person::new();
    ann.runs_with(&["env", "set"], b"first").done();
    ann.runs_with(&["env", "set"], VALUE).done();
    let refused = ann.runs(&["env", "undo", "--json"]);
    assert_eq!(refused.exit, 6, "{}", refused.err);
    insta::assert_snapshot!(shape(&refused.out));
}

fn settings_file(ann: &Person) -> String {
    let path = ann.home().join("scanner.ini");
    fs::write(
        &path,
        format!("[osprey]\r\nother = hidden\r\ntychoDataAPIToken = {LITERAL} ; prod\r\n"),
    )
    .unwrap();
    path.display().to_string()
}

#[test]
fn settings_file_plan() {
    let ann = Person::new();
    let path = settings_file(&ann);
    let answer = ann.runs(&["settings-file", "plan", &path, "--json"]).done();
    insta::assert_snapshot!(steady(&ann, &answer.out));
}

#[test]
fn settings_file_plan_with_a_question() {
    let ann = Person::new();
    let path = ann.home().join("two.ini");
    fs::write(&path, "[a]\nx=1\n[b]\ny=2\n").unwrap();
    let asked = ann.runs(&["settings-file", "plan", &path.display().to_string(), "--json"]);
    assert_eq!(asked.exit, 4, "{}", asked.err);
    insta::assert_snapshot!(steady(&ann, &asked.out));
}

#[test]
fn settings_file_apply_and_undo() {
    let ann = Person::new();
    let path = settings_file(&ann);
    let applied = ann.runs(&["settings-file", "apply", &path, "--json"]).done();
    insta::assert_snapshot!("settings_file_apply", steady(&ann, &applied.out));
    let refused = ann.runs(&["settings-file", "undo", &path, "--json"]);
    assert_eq!(refused.exit, 4, "{}", refused.err);
    insta::assert_snapshot!("settings_file_undo_that_is_refused", steady(&ann, &refused.err));
    let old = ["settings-file", "undo", &path, "--old-value", "--json"];
    let undone = ann.runs_with(&old, LITERAL.as_bytes()).done();
    insta::assert_snapshot!("settings_file_undo", steady(&ann, &undone.out));
}

#[test]
fn settings_file_status_and_forget() {
    let ann = Person::new();
    let path = settings_file(&ann);
    ann.runs(&["settings-file", "apply", &path]).done();
    let status = ann.runs(&["settings-file", "status", "--json"]).done();
    insta::assert_snapshot!("settings_file_status", steady(&ann, &status.out));
    fs::remove_file(&path).unwrap();
    let forgotten = ann.runs(&["settings-file", "forget", &path, "--json"]).done();
    insta::assert_snapshot!("settings_file_forget", steady(&ann, &forgotten.out));
}

/// The program's own output is the program's; what is said instead of starting it is one object, as everywhere.
#[test]
fn run_that_starts_nothing() {
    let ann = Person::new();
    for (arguments, input, code) in [
        (
            &["run", "--token-from", "stdin", "--", "true"][..],
            "",
            "invalid_field",
        ),
        (
            &["run", "--token-from", "nowhere", "--", "true"],
            "x",
            "no_source",
        ),
        (
            &["run", "--token-from", "stdin", "--", "/nonexistent"],
            "some-value",
            "not_started",
        ),
    ] {
        let answer = ann.runs_with(&[arguments, &[]].concat(), input.as_bytes());
        assert_ne!(answer.exit, 0);
        let told = ann.runs_with(&[&["--json"], arguments].concat(), input.as_bytes());
        assert_eq!((told.exit, told.out.as_str()), (answer.exit, ""), "{arguments:?}");
        let error: Value = serde_json::from_str(&told.err).expect("one object of JSON");
        assert_eq!(error["error"]["code"], code, "{}", told.err);
    }
}
