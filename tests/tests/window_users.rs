//! Administering users in the real window: one is added, given a token that a verifier lets in, and disabled, which
//! stops it; the terminal sees the same.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use tests::curl::{Curl, free_port};
use tests::journey::{self, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

#[test]
fn a_user_is_added_given_a_token_and_disabled_and_everybody_is_told() {
    let desktop = Desktop::new(Bus::None);
    let port = free_port();
    desktop.wish(&format!(r#"{{"verifierPort":{port},"verifierWithWindow":true}}"#));
    let window = Window::open(&desktop);
    window.see("button", "Verifier running");
    let curl = Curl::of(&desktop, port);
    journey::open_tab(&window, "Users & groups");
    window.read("Only you use this computer.");

    window.click("button", "Add user");
    window.see("heading", "Add user");
    window.fill("textbox", "User name", "datahub");
    window.fill("textbox", "Name (optional)", "Data Hub");
    window.click("combobox", "Groups");
    window.click("option", "Synchronizer…*");
    window.press("Escape");
    window.click("button", "Add user");
    wait_for_row(&window, "Data Hub", "Enabled");

    window.click("button", "Actions for Data Hub");
    window.click("menuitem", "Add token");
    window.see("heading", "Add token for Data Hub");
    assert_eq!(
        window.value("textbox", "Expiration (days)").as_deref(),
        Some("365"),
        "a token for a user lives a year unless something else is said"
    );
    window.fill("textbox", "Name", "Data Hub upload");
    window.click("button", "Generate token");
    window.see("heading", "Copy your token now");
    journey::copy_by_mouse(&window);
    let key = desktop.copied_token();
    let is_answered = |status: &str| {
        if let Some(curl) = curl {
            assert_eq!(curl.status(&key), status);
        }
    };
    is_answered("200");
    window.click("button", "Done");
    until("the token is counted", || {
        window
            .row("Data Hub")
            .is_some_and(|row| row.contains('1'))
            .then_some(())
    });

    window.click("button", "Actions for Data Hub");
    window.click("menuitem", "Disable…");
    window.see("heading", "Disable “Data Hub”?");
    window.click("button", "Disable user");
    wait_for_row(&window, "Data Hub", "Disabled");
    is_answered("401");
    window.press("Ctrl+t");
    wait_for_row(&window, "Data Hub upload", "User disabled");

    let store = store::Store::open(&desktop.data(), jiff::Timestamp::UNIX_EPOCH).unwrap();
    let user = store.read().user("datahub").unwrap().unwrap();
    assert_eq!(
        (user.name.as_str(), user.disabled_at.is_some()),
        ("Data Hub", true)
    );
    let token = store.read().tokens().unwrap().remove(0);
    assert_eq!(token.owner_account.as_deref(), Some("datahub"));
    assert_eq!(token.groups.to_string(), "Synchronizer");
}
