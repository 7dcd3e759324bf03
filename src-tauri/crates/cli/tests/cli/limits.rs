//! Limits of tokens, from the terminal to the verifier's answer.

use crate::Person;
use crate::verifier::Serving;

impl Person {
    fn generates_limited(&self, name: &str, limits: &[&str]) -> String {
        let arguments = [&["generate", "--name", name], limits].concat();
        self.runs(&arguments).done().out.trim_end().to_owned()
    }
}

#[test]
fn what_the_terminal_limits_the_verifiers_enforce_together() {
    let ann = Person::new();
    let thrice = ann.generates_limited("thrice", &["--uses", "3"]);
    let away = ann.generates_limited("away", &["--from", "10.0.0.0/8", "--from", "192.0.2.7"]);
    let slow = ann.generates_limited("slow", &["--rate", "1/d"]);
    let (one, other) = (Serving::of(&ann), Serving::of(&ann));
    let asks = |serving: &Serving, token: &str| ann.curls(serving, "/v1/verify", &["--oauth2-bearer", token]);
    let Some(first) = asks(&one, &thrice) else { return };
    assert_eq!(first, "204");
    assert_eq!(asks(&other, &thrice).unwrap(), "204");
    assert_eq!(asks(&one, &thrice).unwrap(), "204");
    assert_eq!(asks(&other, &thrice).unwrap(), "401");
    assert_eq!(asks(&one, &away).unwrap(), "403");
    assert_eq!(asks(&one, &slow).unwrap(), "204");
    // At midnight UTC a new window begins; then this asks twice within it.
    let mut answers = [asks(&one, &slow).unwrap(), asks(&one, &slow).unwrap()];
    answers.sort();
    assert_eq!(answers[1], "429", "{answers:?}");

    let shown = ann.runs(&["show", "thrice"]).done().out;
    assert!(shown.contains("3 of 3"), "{shown}");
    let new = ann.runs(&["regenerate", "thrice"]).done().out;
    assert_eq!(
        asks(&one, new.trim_end()).unwrap(),
        "204",
        "a new value counts anew"
    );
    let shown = ann.runs(&["show", "away"]).done().out;
    assert!(shown.contains("10.0.0.0/8,192.0.2.7/32"), "{shown}");
}

#[test]
fn limits_that_are_none_are_refused_with_the_form_they_have() {
    let ann = Person::new();
    for (wrong, example) in [
        (["--rate", "fast"], "100/min"),
        (["--uses", "0"], "1 to 1000000"),
        (["--from", "plant7"], "10.20.0.0/16"),
    ] {
        let refused = ann.runs(&["generate", "--name", "x", wrong[0], wrong[1]]);
        assert_eq!(refused.exit, 2, "{}", refused.err);
        assert!(refused.err.contains(example), "{}", refused.err);
    }
    assert_eq!(ann.list()["tokens"], serde_json::json!([]));
}
