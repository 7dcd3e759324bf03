//! Uses of tokens, as the terminal tells them after real requests.

use serde_json::Value;

use crate::Person;
use crate::verifier::Serving;

impl Person {
    fn shown(&self, name: &str) -> Value {
        serde_json::from_str(&self.runs(&["show", name, "--json"]).done().out).unwrap()
    }
}

#[test]
fn the_last_use_is_told_with_its_place_and_survives_the_verifiers_that_saw_it() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    let (one, other) = (Serving::of(&ann), Serving::of(&ann));
    let asks = |serving: &Serving| ann.curls(serving, "/v1/verify", &["--oauth2-bearer", &token]);
    assert_eq!(ann.list()["tokens"][0]["lastUsedAt"], Value::Null);
    let Some(first) = asks(&one) else { return };
    assert_eq!(first, "204");
    for serving in [&one, &other, &other] {
        assert_eq!(asks(serving).unwrap(), "204");
    }
    assert_eq!(
        ann.curls(&one, "/v1/verify?group=Admin", &["--oauth2-bearer", &token])
            .unwrap(),
        "403"
    );
    ann.runs(&["revoke", "scanner"]).done();
    for _ in 0..2 {
        assert_eq!(asks(&other).unwrap(), "401");
    }
    assert_eq!((one.ends(), other.ends()), (0, 0));

    let row = &ann.list()["tokens"][0];
    assert!(row["lastUsedAt"].is_string(), "{row}");
    let from = row["lastUsedFrom"].as_str().unwrap();
    assert!(from.starts_with("127.0.0.1"), "{from}");
    assert_eq!(row["refused"], 3);
    assert_eq!(row["status"], "revoked", "telling of uses changes no token");

    let uses = &ann.shown("scanner")["uses"];
    assert_eq!(uses["count"], 4, "{uses}");
    assert_eq!(uses["last"]["scheme"], "bearer");
    let refused: Vec<(&str, u64)> = uses["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|refused| {
            (
                refused["why"].as_str().unwrap(),
                refused["count"].as_u64().unwrap(),
            )
        })
        .collect();
    assert!(
        refused.contains(&("revoked", 2)) && refused.contains(&("forbidden", 1)),
        "{refused:?}"
    );
    assert_eq!(uses["recorded"], serde_json::json!([]));
    let words = ann.runs(&["show", "scanner"]).done().out;
    assert!(
        words.contains("Last used") && words.contains("(bearer)"),
        "{words}"
    );
    assert!(
        ann.runs(&["list"]).done().out.contains(", 3 refused"),
        "the list says so too"
    );
}

#[test]
fn every_use_is_on_disk_before_its_answer_where_that_is_wished_for() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    let config = ann.desk().join("config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("settings.json"), r#"{ "recordEveryUse": true }"#).unwrap();
    let serving = Serving::of(&ann);
    for _ in 0..3 {
        let Some(status) = ann.curls(&serving, "/v1/verify", &["--oauth2-bearer", &token]) else {
            return;
        };
        assert_eq!(status, "204");
    }
    drop(serving); // killed, without a moment to finish anything
    let recorded = ann.shown("scanner")["uses"]["recorded"].clone();
    let recorded = recorded.as_array().unwrap();
    assert_eq!(recorded.len(), 3);
    assert_eq!(recorded[0]["outcome"], "accepted");
    assert_eq!(recorded[0]["seen"]["address"], "127.0.0.1");
}
