//! `vault`: where the key of sealed secrets is kept, on a machine without a keyring.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::resources::{PASSWORD, adds, curls, headers, out_body, token_for};
use crate::verifier::Serving;
use crate::{Person, files_below, read_to};

const PASSPHRASE: &str = "correct horse battery";

#[test]
fn where_there_is_no_keyring_the_key_goes_under_a_passphrase_or_into_a_file() {
    let ann = Person::new();
    let status =
        |arguments: &[&str]| -> Value { serde_json::from_str(&ann.runs(arguments).done().out).unwrap() };
    let now = status(&["vault", "status", "--json"]);
    assert_eq!(now, json!({ "keptIn": null, "isClosed": false }));
    ann.runs(&["vault", "keyring"]).refused(
        1,
        "There is no keyring in this session, so there is nowhere to keep the key of sealed secrets.",
    );

    ann.runs_with(&["vault", "passphrase"], b"short\n")
        .refused(2, "The passphrase is too short.");
    ann.runs_with(&["vault", "passphrase"], format!("{PASSPHRASE}\n").as_bytes())
        .done();
    let now = status(&["vault", "status", "--json"]);
    assert_eq!(now, json!({ "keptIn": "passphrase", "isClosed": true }));
    ann.runs(&["vault", "key-file"]).refused(
        5,
        "Sealed secrets are kept under a passphrase, which nobody has given yet.",
    );
    for (path, bytes) in files_below(ann.folder.path()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(PASSPHRASE), "{}", path.display());
    }
}

#[test]
fn a_key_file_is_made_only_when_asked_for_and_for_this_account_alone() {
    let ann = Person::new();
    let answer = ann.runs(&["vault", "key-file", "--json"]).done();
    let state: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(state, json!({ "keptIn": "key_file", "isClosed": false }));
    let keys: Vec<_> = files_below(&ann.desk())
        .into_iter()
        .filter(|(path, _)| path.to_string_lossy().contains("data/vault-"))
        .collect();
    assert_eq!(keys.len(), 1);
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(&keys[0].0).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_verifier_that_nobody_gave_the_passphrase_lends_nothing_and_says_so_until_it_is_given() {
    let ann = Person::new();
    if ann.command("curl").arg("--version").output().is_err() {
        return eprintln!("SKIPPED because curl cannot be run");
    }
    ann.runs(&["vault", "key-file"]).done();
    adds(&ann, "plant-db", &[]).done();
    let token = token_for(&ann, "plant-db", "night job");
    ann.runs_with(&["vault", "passphrase"], format!("{PASSPHRASE}\n").as_bytes())
        .done();
    let ask = |serving: &Serving| {
        let body = out_body("plant-db", "nightly", "30");
        curls(&ann, serving, "POST", "", &headers(&token), &body)
    };

    let serving = Serving::of(&ann);
    let (status, told) = ask(&serving);
    assert_eq!(status, "503", "{told}");
    assert_eq!(told["title"], "Passwords are sealed");
    let bearer = format!("Authorization: Bearer {token}");
    assert_eq!(
        ann.curls(&serving, "/v1/whoami", &["--header", &bearer])
            .as_deref(),
        Some("200"),
        "tokens are checked as always"
    );
    assert!(serving.ends_saying().contains("No resource is lent"));

    let mut terminal = ann.command("script");
    let typing = format!("'{}' serve --port 0", env!("CARGO_BIN_EXE_tokendesk"));
    terminal.args(["--quiet", "--return", "--command", &typing, "/dev/null"]);
    let Ok(serving) = Serving::at_a_terminal(terminal, PASSPHRASE) else {
        return eprintln!("SKIPPED because script is not installed");
    };
    let (status, told) = ask(&serving);
    assert_eq!(status, "200", "{told}");
    assert_eq!(told["CheckOut"]["passwd"], PASSWORD);
}

/// What a person is told who types a passphrase at a terminal: of a wrong one nothing is lent, of the right one the
/// password.
#[test]
fn a_wrong_passphrase_at_a_terminal_is_told_and_lends_nothing() {
    let ann = Person::new();
    ann.runs(&["vault", "key-file"]).done();
    adds(&ann, "plant-db", &[]).done();
    ann.runs_with(&["vault", "passphrase"], format!("{PASSPHRASE}\n").as_bytes())
        .done();
    let line = format!(
        "'{}' checkout plant-db --reason 'night job' --minutes 5",
        env!("CARGO_BIN_EXE_tokendesk")
    );
    let types = |passphrase: &str| {
        let mut terminal = ann.command("script");
        terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        let mut child = terminal
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut shown = child.stdout.take().unwrap();
        read_to(&mut shown, b"Passphrase of sealed secrets: ");
        writeln!(child.stdin.take().unwrap(), "{passphrase}").unwrap();
        let mut rest = String::new();
        shown.read_to_string(&mut rest).unwrap();
        Some((child.wait().unwrap().code(), rest))
    };
    let Some((exit, told)) = types("wrong horse battery") else {
        return eprintln!("SKIPPED because script is not installed");
    };
    assert_eq!(exit, Some(1), "{told}");
    assert!(told.contains("That isn’t the passphrase."), "{told}");
    assert!(
        !told.contains(PASSWORD) && !told.contains("wrong horse"),
        "{told}"
    );
    let list: Value = serde_json::from_str(&ann.runs(&["resources", "list", "--json"]).done().out).unwrap();
    assert_eq!(list[0]["held"], json!([]), "nobody has it");
    let (exit, told) = types(PASSPHRASE).unwrap();
    assert_eq!(exit, Some(0), "{told}");
    assert!(told.contains(PASSWORD) && !told.contains(PASSPHRASE), "{told}");
}
