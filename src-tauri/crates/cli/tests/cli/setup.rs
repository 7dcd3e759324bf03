//! `test-setup` over a real variable, a real settings file and a running verifier.

use std::fs;

use crate::clients::VARIABLE;
use crate::verifier::Serving;
use crate::{Answer, Person};

impl Person {
    fn setup(&self, arguments: &[&str]) -> (i32, Vec<String>, String) {
        let json = self.runs(&[&["test-setup", "--json"], arguments].concat());
        let told: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        let states = told["links"].as_array().unwrap().iter().map(|link| {
            let code = link["problem"]["code"].as_str();
            code.unwrap_or_else(|| link["state"].as_str().unwrap()).to_owned()
        });
        let words = self.runs(&[&["test-setup"], arguments].concat());
        assert_eq!(words.exit, json.exit);
        (json.exit, states.collect(), words.out)
    }
}

#[test]
fn every_link_is_told_broken_with_what_to_do_until_all_of_them_hold() {
    let ann = Person::new();
    let file = ann.folder.path().join("appsettings.ini");
    fs::write(&file, "[PI]\ntychoDataAPIToken = secret-of-another-day\n").unwrap();
    let file = file.to_str().unwrap();

    let (exit, links, words) = ann.setup(&["--file", file]);
    assert_eq!(exit, 1);
    assert_eq!(
        links,
        [
            "not_set",
            "wrong_line",
            "no_certificate",
            "skipped",
            "skipped",
            "skipped",
            "skipped"
        ]
    );
    for next in [
        "tokendesk generate --name",
        "settings-file apply",
        "tokendesk service install",
    ] {
        assert!(words.contains(next), "{next}: {words}");
    }
    assert!(!words.contains("secret-of-another-day"));

    ann.runs(&["generate", "--name", "PI Scanner", "--env"]);
    ann.runs(&["settings-file", "apply", file]).done();
    let serving = Serving::of(&ann);
    let address = serving.as_localhost();
    let asked = ["--file", file, "--address", &address];
    let (exit, links, words) = ann.setup(&asked);
    assert_eq!(
        (exit, links.join(" ").as_str()),
        (0, "good good good good good good good"),
        "{words}"
    );
    assert!(words.contains(VARIABLE) && !words.contains("tdk_"), "{words}");

    ann.runs(&["pause", "PI Scanner"]).done();
    let (exit, links, words) = ann.setup(&asked);
    assert_eq!(
        (exit, &links[5..]),
        (1, ["good", "refused"].map(str::to_owned).as_slice())
    );
    assert!(
        words.contains("“PI Scanner” is paused") && words.contains("tokendesk resume"),
        "{words}"
    );
    ann.runs(&["resume", "PI Scanner"]).done();
    for auth in ["token", "basic"] {
        let (exit, _, words) = ann.setup(&[&asked[..], &["--auth", auth]].concat());
        assert_eq!(exit, 0, "{auth}: {words}");
    }

    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = elsewhere.local_addr().unwrap().to_string();
    drop(elsewhere);
    let (_, links, words) = ann.setup(&["--address", &nobody]);
    assert_eq!(
        links[3..],
        ["good", "not_reached", "skipped", "skipped"],
        "{words}"
    );
    let (_, links, words) = ann.setup(&["--address", "no-such-computer.invalid"]);
    assert_eq!(
        links[3..],
        ["unresolved", "skipped", "skipped", "skipped"],
        "{words}"
    );
    let plain = ann.runs(&["test-setup", "--address", "http://localhost:7443"]);
    assert!(
        plain.exit == 2 && plain.err.contains("never sent over http"),
        "{}",
        plain.err
    );
    // Of another person's verifier this person was given no certificate.
    let other = Person::new();
    let others = Serving::of(&other);
    let (_, links, _) = ann.setup(&["--address", &others.as_localhost()]);
    assert_eq!(links[3..], ["good", "good", "other_certificate", "skipped"]);

    let set = ann.runs_with(&["env", "set"], b"somebody-elses-secret");
    assert!(set.exit == 0 || set.exit == 6, "{}", set.err);
    let (_, links, words) = ann.setup(&asked);
    assert_eq!(
        [&links[0], &links[5], &links[6]],
        ["foreign", "good", "skipped"],
        "the way is looked at without a token, too"
    );
    assert!(!words.contains("somebody-elses-secret"));
    assert_eq!(
        Answer::from(
            ann.tokendesk(&["test-setup", "--env", "no name"])
                .output()
                .unwrap()
        )
        .exit,
        2
    );
}
