//! *Regenerate* that finishes itself, in the real window with its verifier, and asked by curl.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use tests::curl::{Curl, free_port};
use tests::journey::{self, VARIABLE};
use tests::shells::what_new_programs_see;
use tests::traces::{secret_part, text_holds};
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// What every program that is started now has in the variable.
fn in_new_programs(desktop: &Desktop) -> String {
    let mut seen = what_new_programs_see(desktop, VARIABLE).into_iter();
    let (_, first) = seen.next().unwrap();
    let first = first.unwrap();
    for (program, value) in seen {
        assert_eq!(value.as_ref(), Some(&first), "{program}");
    }
    first
}

#[test]
fn the_new_value_goes_where_the_old_one_was_and_its_first_use_ends_the_old_one() {
    let desktop = Desktop::new(Bus::None);
    let port = free_port();
    let Some(curl) = Curl::of(&desktop, port) else {
        return;
    };
    desktop.wish(&format!(r#"{{"verifierPort":{port}}}"#));
    desktop.terminal(&["generate", "--name", "Scanner", "--days", "30", "--env", VARIABLE]);
    let old = in_new_programs(&desktop);
    let window = Window::open(&desktop);
    window.click("button", "Verifier stopped");
    window.click("button", "Start");
    window.see("button", "Verifier running");
    assert_eq!(curl.status(&old), "200");

    journey::open_tab(&window, "API tokens");
    window.click("button", "Actions for Scanner");
    window.click("menuitem", "Regenerate…");
    window.see("heading", "Regenerate “Scanner”?");
    window.read("Put the new value where the old one is");
    window.click("button", "Regenerate token");
    window.see("heading", "“Scanner” has a new value");
    window.read("Has the new value");
    let new = in_new_programs(&desktop);
    assert_ne!(new, old);
    assert!(
        !text_holds(&window.markup(), secret_part(&new)),
        "the page never gets the value"
    );
    assert_eq!(
        curl.statuses(&old, 3),
        "200 200 200",
        "who still has it is let in"
    );
    window.read("The old value is still used by:");
    // The system names a program as long as it is connected; one that is quick is gone before it was asked for.
    until("the program is named", || {
        curl.statuses(&old, 3);
        window.markup().contains("curl").then_some(())
    });

    assert_eq!(curl.status(&new), "200");
    until("the old value is refused", || {
        (curl.status(&old) == "401").then_some(())
    });
    window.read("The old value has stopped working.");
    window.click("button", "Close");
    assert_eq!(curl.status(&new), "200");
    let told = desktop.terminal(&["show", "Scanner"]);
    assert_eq!(told.matches("token.finished").count(), 1, "{told}");
}
