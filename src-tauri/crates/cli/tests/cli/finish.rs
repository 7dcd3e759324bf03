//! `regenerate --finish` beside real verifiers: the one that sees the new value ends the old one for all.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Person;
use crate::json::shape;
use crate::verifier::Serving;

/// A busy machine has so long.
const PATIENCE: Duration = Duration::from_secs(60);

impl Person {
    /// What the variable has for the next program.
    fn placed(&self, variable: &str) -> String {
        let file = fs::read_to_string(self.home().join(".config/token-desk/env.sh")).unwrap();
        let line = file.lines().find(|line| line.contains(variable)).unwrap();
        let start = line.find("tdk_").unwrap();
        line[start..start + 73].to_owned()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.runs(arguments).done().out).unwrap()
    }
}

#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        std::thread::yield_now();
    }
}

#[test]
fn the_verifier_that_sees_the_new_value_ends_the_old_one_for_every_verifier() {
    let ann = Person::new();
    ann.runs(&["generate", "--name", "scanner", "--env", "SCANNER_TOKEN"])
        .done();
    let old = ann.placed("SCANNER_TOKEN");
    let (one, other) = (Serving::of(&ann), Serving::of(&ann));
    let asks = |serving: &Serving, token: &str| ann.curls(serving, "/v1/verify", &["--oauth2-bearer", token]);
    let Some(first) = asks(&one, &old) else { return };
    assert_eq!(first, "204");

    let renewed = ann.json(&["regenerate", "scanner", "--finish", "--json"]);
    assert_eq!(renewed["waits"], true, "{renewed}");
    let new = ann.placed("SCANNER_TOKEN");
    assert_ne!(new, old);
    assert!(
        !renewed.to_string().contains(&new[21..]),
        "it is in the variable alone"
    );

    // Told while it is still used, by which program and from where.
    assert_eq!(asks(&other, &old).unwrap(), "204");
    until("the old value's use is told", || {
        let used_by = &ann.json(&["show", "scanner", "--json"])["token"]["retiring"]["usedBy"];
        used_by[0]["address"] == "127.0.0.1"
    });
    let words = ann.runs(&["show", "scanner"]).done().out;
    assert!(words.contains("OLD VALUE STILL USED FROM"), "{words}");
    assert!(ann.runs(&["list"]).done().out.contains("old value still used"));

    // No program but the verifiers runs from here on until it is over.
    assert_eq!(asks(&one, &new).unwrap(), "204");
    until("the old value is refused", || asks(&one, &old).unwrap() == "401");
    assert_eq!(asks(&other, &old).unwrap(), "401", "and by the other too");
    for serving in [&one, &other] {
        assert_eq!(asks(serving, &new).unwrap(), "204");
    }
    assert_eq!((one.ends(), other.ends()), (0, 0));
    let shown = ann.json(&["show", "scanner", "--json"]);
    assert_eq!(shown["token"]["retiring"], Value::Null);
    let finished: Vec<&Value> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["event"] == "token.finished")
        .collect();
    assert_eq!(finished.len(), 1, "two verifiers, one row: {finished:?}");
    assert_eq!(finished[0]["facts"]["how"], "seen");
    assert_eq!(finished[0]["source"], "program");
}

#[test]
fn a_value_that_lies_nowhere_has_no_place_to_be_renewed_in() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    ann.runs(&["regenerate", "scanner", "--finish"]).refused(
        4,
        "No variable that Token Desk set has this token, so there is no place for a new value.",
    );
    assert_eq!(ann.list()["tokens"][0]["prefix"], &token[..20], "it is as it was");
    for with in [&["--copy"][..], &["--env"], &["--print"]] {
        let refused = ann.runs(&[&["regenerate", "scanner", "--finish"], with].concat());
        assert_eq!(refused.exit, 2, "{with:?}");
    }
}

#[test]
fn the_answer_in_words_and_as_json() {
    let ann = Person::new();
    ann.runs(&["generate", "--name", "scanner", "--env", "SCANNER_TOKEN"])
        .done();
    let answer = ann
        .runs(&["regenerate", "scanner", "--finish", "--grace", "24h"])
        .done();
    assert_eq!(answer.out, "", "the value is printed nowhere");
    for sentence in [
        "SCANNER_TOKEN has the new value.",
        "The old value works until a verifier sees the new one, at the latest until ",
    ] {
        assert!(answer.err.contains(sentence), "{}", answer.err);
    }
    let json = ann.runs(&["regenerate", "scanner", "--finish", "--json"]).done();
    insta::assert_snapshot!(shape(&json.out));
    let at_once = ann
        .runs(&["regenerate", "scanner", "--finish", "--grace", "now"])
        .done();
    // The one before it waits still.
    assert!(
        at_once.err.contains("SCANNER_TOKEN has the new value."),
        "{}",
        at_once.err
    );
}
