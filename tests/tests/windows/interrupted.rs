//! Work on the registry that was cut off. There are three steps: the journal says what is under way, the registry gets
//! its value, the journal says that it is done. Each is one write of the system's, so a program that dies leaves one of
//! four states, for either direction; all are laid here by hand, and settled by the next start.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use super::{Answer, KEY, Windows};

const NAME: &str = "INTERRUPTED";
const VALUE: &str = "the-value-of-a-work-that-was-cut-off";

pub(super) fn all(windows: &Windows) {
    setting_is_finished_where_the_registry_has_the_value_and_forgotten_where_not(windows);
    removing_is_finished_where_the_value_is_gone_and_forgotten_where_not(windows);
    a_full_disk_leaves_the_registry_and_the_journal_as_they_were(windows);
}

fn setting_is_finished_where_the_registry_has_the_value_and_forgotten_where_not(windows: &Windows) {
    variable(windows, "set", VALUE).worked();
    let done = journal(windows);
    let mut begun = done.clone();
    let placed = begun["variables"].as_array_mut().and_then(Vec::pop);
    begun["pending"] = json!({ "goal": "set", "name": NAME, "placed": placed });

    lay(windows, &begun);
    variable(windows, "settle", "").worked();
    assert_eq!(journal(windows), done, "the value is there: the work is done");
    assert!(placements(windows).contains("INTERRUPTED Installed"));

    windows.reg(&["delete", KEY, "/v", NAME, "/f"]);
    lay(windows, &begun);
    variable(windows, "settle", "").worked();
    assert!(!path(windows).exists(), "nothing was written: nothing is noted");
    assert_eq!(windows.query(NAME), "");

    // Whatever comes next settles it, too.
    lay(windows, &begun);
    variable(windows, "set", "another-value").worked();
    assert!(windows.query(NAME).contains("REG_SZ    another-value"));
    variable(windows, "remove", "").worked();
    assert_eq!(
        (windows.query(NAME), path(windows).exists()),
        (String::new(), false)
    );
}

fn removing_is_finished_where_the_value_is_gone_and_forgotten_where_not(windows: &Windows) {
    variable(windows, "set", VALUE).worked();
    let placed = journal(windows);
    let mut begun = placed.clone();
    begun["pending"] = json!({ "goal": "remove", "name": NAME, "placed": null });

    lay(windows, &begun);
    variable(windows, "settle", "").worked();
    assert_eq!(
        journal(windows),
        placed,
        "the value is still there, and still ours"
    );
    assert!(windows.query(NAME).contains(VALUE));

    windows.reg(&["delete", KEY, "/v", NAME, "/f"]);
    lay(windows, &begun);
    variable(windows, "settle", "").worked();
    assert!(!path(windows).exists(), "the value is gone, and so is its note");
}

/// The journal comes first, so nothing has happened yet when there is no room for it.
fn a_full_disk_leaves_the_registry_and_the_journal_as_they_were(windows: &Windows) {
    if Command::new("prlimit").arg("--version").output().is_err() {
        eprintln!("SKIPPED because prlimit is not installed: a full disk under Windows");
        return;
    }
    let before = windows.reg(&["query", KEY]);
    // What it says and how it ends fits; the journal does not.
    let full = ["prlimit", "--fsize=200", "env", "--ignore-signal=XFSZ"];
    let refused = windows.under(&full, &words(windows, "set"), VALUE);
    assert!(!refused.success() && !refused.ended.is_empty(), "{refused:?}");
    assert_eq!(windows.reg(&["query", KEY]), before);
    assert!(!path(windows).exists());
    let left = fs::read_dir(windows.drive().join("interrupted")).expect("the journal's folder");
    let left: Vec<_> = left.flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["placements.lock"]);
}

/// The crate's test program, with a journal of its own.
fn variable(windows: &Windows, action: &str, input: &str) -> Answer {
    windows.run(&words(windows, action).each_ref().map(String::as_str), input)
}

fn words(windows: &Windows, action: &str) -> [String; 5] {
    let program = windows.program("examples/variable.exe");
    [&program, action, "-", r"C:\interrupted", NAME].map(str::to_owned)
}

fn path(windows: &Windows) -> PathBuf {
    windows.drive().join("interrupted/placements.json")
}

fn journal(windows: &Windows) -> Value {
    let text = fs::read(path(windows)).expect("the journal is there");
    serde_json::from_slice(&text).expect("JSON")
}

fn lay(windows: &Windows, journal: &Value) {
    fs::write(path(windows), journal.to_string()).expect("the journal is written");
}

fn placements(windows: &Windows) -> String {
    variable(windows, "placements", "").stdout
}
