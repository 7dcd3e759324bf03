use crate::{Person, files_below};

#[test]
fn the_token_goes_to_standard_output_alone() {
    let ann = Person::new();
    let answer = ann
        .runs(&["generate", "--name", "PI Scanner Token", "--days", "30"])
        .done();
    let token = answer.out.strip_suffix('\n').unwrap();
    assert_eq!(
        token.len(),
        73,
        "the token and a line break, nothing else: {:?}",
        answer.out
    );
    assert!(token.starts_with("tdk_"));
    assert!(
        !answer.err.contains(&token[20..32]),
        "no piece of it goes elsewhere: {}",
        answer.err
    );
    assert!(answer.err.contains(&format!("tdk_••••••••••••{}", &token[69..])));
}

#[test]
fn a_secret_is_nowhere_in_the_home_or_the_data_folder() {
    let ann = Person::new();
    let token = ann.generates("PI Scanner");
    ann.runs(&["regenerate", "PI Scanner", "--log"]).done();
    let files = files_below(ann.folder.path());
    assert!(files.iter().any(|(path, _)| path.ends_with("tokens.db")));
    for (path, bytes) in files {
        for piece in token.as_bytes()[21..].windows(12) {
            assert!(
                !bytes.windows(12).any(|window| window == piece),
                "{} holds a piece of the secret",
                path.display()
            );
        }
    }
}

#[test]
fn zero_days_never_expire() {
    let ann = Person::new();
    let answer = ann
        .runs(&["generate", "--name", "for ever", "--days", "0"])
        .done();
    assert!(answer.err.contains("never expires"), "{}", answer.err);
    assert_eq!(ann.list()["tokens"][0]["expiresAt"], serde_json::Value::Null);
}

#[test]
fn what_ends_soon_is_listed_alone() {
    let ann = Person::new();
    for (name, days) in [("today", "1"), ("later", "90"), ("for ever", "0")] {
        ann.runs(&["generate", "--name", name, "--days", days]).done();
    }
    let listed = ann.runs(&["list", "--ends-soon"]).done().out;
    assert!(listed.contains("today"), "{listed}");
    assert!(
        !listed.contains("later") && !listed.contains("for ever"),
        "{listed}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&ann.runs(&["list", "--ends-soon", "--json"]).done().out).unwrap();
    assert_eq!(json["tokens"].as_array().unwrap().len(), 1);
    assert_eq!(ann.runs(&["list", "--ends-soon", "--ics"]).exit, 2);
}

#[test]
fn a_token_is_paused_resumed_renamed_and_revoked() {
    let ann = Person::new();
    ann.generates("first");
    ann.runs(&["pause", "first"]).done();
    assert_eq!(ann.status_of("first"), "paused");
    ann.runs(&["resume", "first"]).done();
    assert_eq!(ann.status_of("first"), "active");
    ann.runs(&["rename", "first", "Werk Süd 🏭"]).done();
    assert_eq!(ann.status_of("Werk Süd 🏭"), "active");
    ann.runs(&["revoke", "Werk Süd 🏭"]).done();
    assert_eq!(ann.status_of("Werk Süd 🏭"), "revoked");
    ann.runs(&["resume", "Werk Süd 🏭"])
        .refused(4, "That can’t be done: the token is revoked.");
}

#[test]
fn a_regenerated_token_keeps_its_record_and_its_old_value_for_the_grace() {
    let ann = Person::new();
    let old = ann.generates("scanner");
    let before = ann.list()["tokens"][0].clone();
    let new = ann.runs(&["regenerate", "scanner", "--grace", "24h"]).done().out;
    let after = ann.list()["tokens"][0].clone();
    for kept in ["id", "name", "groups", "scopes", "createdAt"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    assert_eq!(after["prefix"], &new[..20]);
    assert_eq!(after["retiring"]["prefix"], &old[..20]);
}

#[test]
fn several_are_revoked_at_once_and_a_mistyped_one_ends_nothing() {
    let ann = Person::new();
    for name in ["one", "two", "three"] {
        ann.generates(name);
    }
    ann.runs(&["revoke", "one", "tow"])
        .refused(3, "There is no such token.");
    assert_eq!(ann.status_of("one"), "active");
    ann.runs(&["revoke", "one", "two"]).done();
    let partly = ann.runs(&["revoke", "two", "three"]);
    assert_eq!(partly.exit, 7, "{}", partly.err);
    assert_eq!(ann.status_of("three"), "revoked");
    assert_eq!(ann.runs(&["revoke", "three"]).exit, 4);
}

#[test]
fn the_list_can_be_narrowed_to_a_state() {
    let ann = Person::new();
    ann.generates("kept");
    ann.generates("ended");
    ann.runs(&["revoke", "ended"]).done();
    let narrowed = ann.runs(&["list", "--status", "revoked"]).done().out;
    assert!(
        narrowed.contains("ended") && !narrowed.contains("kept"),
        "{narrowed}"
    );
    assert!(
        ann.runs(&["revoke", "--expired"])
            .done()
            .err
            .contains("nothing to revoke")
    );
}

#[test]
fn groups_and_scopes_are_those_that_were_asked_for() {
    let ann = Person::new();
    let wish = [
        "generate",
        "--name",
        "x",
        "--group",
        "recognizer",
        "--group",
        "Synchronizer",
        "--scope",
        "read",
    ];
    ann.runs(&wish).done();
    let row = ann.list()["tokens"][0].clone();
    assert_eq!(row["groups"], serde_json::json!(["Synchronizer", "Recognizer"]));
    assert_eq!(row["scopes"], serde_json::json!(["read"]));
}

#[test]
fn programs_that_generate_at_the_same_time_all_get_their_token() {
    let ann = Person::new();
    let children: Vec<_> = (0..6)
        .map(|n| {
            let name = format!("token {n}");
            let mut command = ann.tokendesk(&["generate", "--name", &name]);
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        crate::Answer::from(child.wait_with_output().unwrap()).done();
    }
    assert_eq!(ann.count(), 6);
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure_to_speak_of() {
    let ann = Person::new();
    ann.generates("first");
    let mut child = ann
        .tokendesk(&["list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(crate::Answer::from(child.wait_with_output().unwrap()).err, "");
}
