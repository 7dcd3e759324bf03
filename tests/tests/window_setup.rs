//! *Test this setup* in the real window, over a real variable, a real settings file and a verifier that runs.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;

use tests::journey::{self, VARIABLE};
use tests::traces::{secret_part, text_holds};
use tests::until::until;
use tests::{Bus, Desktop, Running, Window, programs};

#[test]
fn a_setup_is_tested_link_by_link_until_it_holds_and_again_when_its_token_is_revoked() {
    let desktop = Desktop::new(Bus::None);
    fs::write(desktop.home().join(".profile"), "umask 022\n").unwrap();
    let token = desktop.terminal(&[
        "generate", "--name", "scanner", "--days", "30", "--print", "--env",
    ]);
    let token = token.trim();
    let file = desktop.home().join("scanner.ini");
    fs::write(&file, "[osprey]\ntychoDataAPIToken = ${ANOTHER_TOKEN}\n").unwrap();
    let window = Window::open(&desktop);
    journey::open_tab(&window, "Connections");
    window.read("then come back");
    window.fill("textbox", "File", &file.display().to_string());

    // Nothing has run yet: there is not even a certificate.
    window.click("button", "Test this setup");
    window.read("2 links are broken");
    window.read(&format!("Line 2 of {} names ANOTHER_TOKEN.", file.display()));
    window.read("None was made yet");

    let (verifier, port) = serve(&desktop);
    desktop.terminal(&[
        "settings-file",
        "apply",
        file.to_str().unwrap(),
        "--replace-other",
    ]);
    window.fill("textbox", "Host", &format!("https://localhost:{port}"));
    window.press("Enter");
    window.click("button", "Test again");
    window.read("Everything holds");
    window.read("“scanner”, ends in");
    window.read(&format!("Line 2 of {} becomes the value", file.display()));
    assert_eq!(
        window.value("textbox", "Port").as_deref(),
        Some(port.as_str()),
        "the pasted address was taken apart"
    );

    desktop.terminal(&["revoke", "scanner"]);
    window.click("button", "Test again");
    window.read("1 link is broken");
    window.read("“scanner” was revoked. Generate a token and put it into the variable.");
    window.see("button", "Generate token…");

    drop(verifier);
    window.click("button", "Test again");
    window.read(&format!("Nothing answers at localhost:{port}."));
    assert!(
        !text_holds(&window.markup(), secret_part(token)),
        "the page never gets the token"
    );
}

#[test]
fn a_sample_is_copied_as_the_terminal_prints_it() {
    let desktop = Desktop::new(Bus::None);
    let (_verifier, _) = serve(&desktop);
    let window = Window::open(&desktop);
    journey::open_tab(&window, "Connections");
    window.see("tab", "curl");
    window.tab_to("tab", "curl");
    copied_as_printed(&desktop, &window, "curl");
    window.tab_to("tab", "curl");
    window.press("End");
    window.see("tabpanel", "Caddy");
    copied_as_printed(&desktop, &window, "caddy");
}

fn copied_as_printed(desktop: &Desktop, window: &Window, kind: &str) {
    window.tab_to("button", "Copy");
    window.press("Enter");
    let printed = desktop.terminal(&["sample", kind]);
    assert!(
        printed.contains(VARIABLE) && printed.contains("ca.pem"),
        "{printed}"
    );
    until("the sample to be on the clipboard", || {
        (desktop.clipboard().as_deref() == Some(printed.as_str())).then_some(())
    });
}

/// A verifier on a port of its own, and the port.
fn serve(desktop: &Desktop) -> (Running, String) {
    let mut command = desktop.command(programs::terminal());
    let (running, line) = Running::start_and_hear(command.args(["serve", "--port", "0"]));
    let port = line.rsplit(':').next().unwrap().to_owned();
    assert!(port.parse::<u16>().is_ok(), "{line}");
    (running, port)
}
