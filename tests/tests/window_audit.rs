//! The tab Audit in the real window: what the terminal did is there by itself, is searched, filtered, opened, copied,
//! exported and checked; a row that was edited in the file is named.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;

use serde_json::Value;
use tests::journey::{self, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// Waits until the list has no row with this sentence any more.
fn wait_for_no_row(window: &Window, sentence: &str) {
    until(&format!("no row “{sentence}”"), || {
        window.row(sentence).is_none().then_some(())
    });
}

#[test]
fn what_happened_is_found_filtered_opened_exported_and_checked() {
    let desktop = Desktop::new(Bus::None);
    desktop.terminal(&["users", "add", "datahub", "--group", "Synchronizer"]);
    let token = desktop.terminal(&["generate", "--name", "nightly-scan"]);
    let (added, made) = ("“datahub” was added", "“nightly-scan” was generated");
    let window = Window::open(&desktop);
    journey::open_tab(&window, "Audit");
    wait_for_row(&window, added, "datahub");
    wait_for_row(&window, made, "nightly-scan");
    window.click("button", "Check now");
    window.read("The trail is as it was written: ");

    // What somebody does elsewhere comes by itself.
    desktop.terminal(&["users", "disable", "datahub"]);
    let disabled = "“datahub” was disabled";
    wait_for_row(&window, disabled, "datahub");

    window.fill("searchbox", "Search events", "DATAHUB");
    wait_for_no_row(&window, made);
    wait_for_row(&window, added, "datahub");
    window.click("button", "Clear filters");
    wait_for_row(&window, made, "nightly-scan");
    window.click("combobox", "Kind of event, …*");
    window.click("option", "One token");
    wait_for_no_row(&window, added);
    wait_for_row(&window, made, "nightly-scan");

    window.click("button", "Export");
    window.click("menuitem", "For programs (JSON)");
    window.read(" events exported to ");
    let exported = fs::read_to_string(desktop.desk().join("downloads/token-desk-audit.json")).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&exported).unwrap();
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row["tokenName"] == "nightly-scan"),
        "what the filter shows and nothing else: {exported}"
    );
    assert!(!exported.contains(&token.trim_end()[21..]), "never a secret");

    window.click("button", "Clear filters");
    wait_for_row(&window, "The audit log was exported", "exported");
    let newest: Value =
        serde_json::from_str(&desktop.terminal(&["audit", "list", "--json", "--count", "1"])).unwrap();
    assert_eq!(newest[0]["event"], "audit.exported");
    window.tab_to("gridcell", "The audit log was exported audit.exported");
    window.press("Enter");
    window.see("heading", "The audit log was exported");
    window.click("button", "Copy as JSON");
    let copied = until("the event on the clipboard", || {
        serde_json::from_str::<Value>(&desktop.clipboard()?).ok()
    });
    assert_eq!(copied, newest[0]);
}

#[test]
fn a_row_that_was_edited_in_the_file_is_told_with_what_to_do() {
    let desktop = Desktop::new(Bus::None);
    desktop.terminal(&["users", "add", "quixotic", "--group", "User"]);
    let file = desktop.data().join(store::FILE_NAME);
    let mut bytes = fs::read(&file).unwrap();
    let (from, to) = (b"{\"account\":\"quixotic\"", b"{\"account\":\"harmless\"");
    let at = bytes.windows(from.len()).position(|bytes| bytes == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    fs::write(&file, bytes).unwrap();

    let window = Window::open(&desktop);
    journey::open_tab(&window, "Audit");
    window.read("The audit log was changed outside Token Desk.");
    window.click("button", "Show details");
    window.see("heading", "The audit log was changed");
    window.read("Event 2 was edited.");
    window.read("compare with an export that you kept elsewhere");
}
