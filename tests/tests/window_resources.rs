//! Resources in the real window: one is added, a token is made for it from the first view, and what a script has of it
//! is seen and ended; its program has replaced the password by then.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::Value;
use tests::curl::{Curl, free_port};
use tests::journey::{self, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// A program that replaces a password: it only writes down what it is told.
struct Program {
    folder: tempfile::TempDir,
}

impl Program {
    fn new() -> Self {
        let program = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::write(program.path(), "#!/bin/sh\ncat > \"${0%/*}/told\"\n").unwrap();
        fs::set_permissions(program.path(), fs::Permissions::from_mode(0o700)).unwrap();
        program
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("rotate")
    }

    /// The new password that it was told to set, once it was told of one in the place of `old`.
    fn told(&self, old: &str) -> String {
        until("the program is run", || {
            let told = fs::read_to_string(self.folder.path().join("told")).ok()?;
            let lines: Vec<&str> = told.lines().collect();
            let ["plant-db", "db.plant7:5432", "scanner", was, new] = lines[..] else {
                return None;
            };
            (was == old).then(|| new.to_owned())
        })
    }
}

/// The script's first call: what it is answered.
fn checked_out(curl: Curl<'_>, token: &str) -> Value {
    let request = r#"{"Request":{"type":"PasswordCheckout","runHost":"plant-db","reason":"night job","duration":"30","emailid":""}}"#;
    curl.posted("/rest/cmdctrl/Request", token, request)
}

fn adds_the_resource(window: &Window, program: &Program) {
    journey::open_tab(window, "Resources");
    window.read("No resources yet");
    window.click("button", "Add resource");
    window.see("heading", "Add resource");
    window.fill("textbox", "Name", "plant-db");
    window.fill("textbox", "Address", "db.plant7:5432");
    window.fill("textbox", "Account", "scanner");
    window.fill("textbox", "Password", FIRST);
    window.fill(
        "textbox",
        "Program that replaces the password (optional)",
        program.path().to_str().unwrap(),
    );
    window.click("button", "Add resource");
    wait_for_row(window, "plant-db", "Nobody");
}

fn checks_in_now(window: &Window) {
    window.click("button", "Actions for plant-db");
    window.click("menuitem", "Check in now");
    wait_for_row(window, "plant-db", "Nobody");
}

const FIRST: &str = "first-password-4Rt9w1mX";

#[test]
fn a_resource_is_added_and_what_the_terminal_has_of_it_is_ended_and_replaced() {
    let desktop = Desktop::new(Bus::None);
    // There is no keyring on this desktop.
    desktop.terminal(&["vault", "key-file"]);
    let program = Program::new();
    let window = Window::open(&desktop);
    adds_the_resource(&window, &program);

    let given = desktop.terminal(&["checkout", "plant-db", "--reason", "night job", "--minutes", "30"]);
    assert_eq!(given.trim_end(), FIRST);
    wait_for_row(&window, "plant-db", "left");
    checks_in_now(&window);
    let new = program.told(FIRST);
    let given = desktop.terminal(&["checkout", "plant-db", "--reason", "again", "--minutes", "5"]);
    assert_eq!(given.trim_end(), new);
}

#[test]
fn a_token_made_in_my_access_gets_the_password_until_it_is_checked_in_in_the_window() {
    let desktop = Desktop::new(Bus::None);
    let port = free_port();
    let Some(curl) = Curl::of(&desktop, port) else {
        return;
    };
    desktop.terminal(&["vault", "key-file"]);
    desktop.wish(&format!(r#"{{"verifierPort":{port}}}"#));
    let program = Program::new();
    let window = Window::open(&desktop);
    window.click("button", "Verifier stopped");
    window.see("heading", "Verifier service");
    window.click("button", "Start");
    window.see("button", "Verifier running");
    adds_the_resource(&window, &program);

    window.click("button", "Token Desk, home");
    window.see("heading", "My access");
    window.click("button", "Generate token for plant-db");
    window.see("heading", "Generate token for “plant-db”");
    window.fill("textbox", "Name", "Night job");
    window.click("button", "Generate token");
    window.see("heading", "Copy your token now");
    window.click("button", "Show token");
    let token = until("the token in the page", || {
        let text = window.all_text();
        let begin = text.find("tdk_")?;
        let token: String = text[begin..]
            .chars()
            .take_while(|&letter| letter == '_' || letter.is_ascii_alphanumeric())
            .collect();
        Some(token)
    });
    journey::copy_by_mouse(&window);
    window.click("button", "Done");

    let told = checked_out(curl, &token);
    assert_eq!(told["CheckOut"]["passwd"], FIRST, "{told}");
    journey::open_tab(&window, "Resources");
    wait_for_row(&window, "plant-db", "Night job");
    wait_for_row(&window, "plant-db", "left");
    checks_in_now(&window);
    let new = program.told(FIRST);
    let told = until("the new password is lent", || {
        let told = checked_out(curl, &token);
        told["CheckOut"].is_object().then_some(told)
    });
    assert_eq!(told["CheckOut"]["passwd"], new);
    wait_for_row(&window, "plant-db", "Night job");
    for secret in [FIRST, &new] {
        assert!(
            !window.markup().contains(secret),
            "nothing in the window shows a password"
        );
    }
}
