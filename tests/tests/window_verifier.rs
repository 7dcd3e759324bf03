//! The verifier that runs inside the real window: started, asked by curl, told apart from others, and stopped.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use tests::journey::{self, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// A port that nobody listens on: the system has just given it out, and gives others to those who ask next.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn settings(desktop: &Desktop, json: &str) {
    let config = desktop.desk().join("config");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("settings.json"), json).unwrap();
}

fn has_curl() -> bool {
    let there = Command::new("curl")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if there.is_err() {
        eprintln!("SKIPPED because curl is not installed");
    }
    there.is_ok()
}

/// The status that curl is answered, the certificate checked. The token goes in by standard input.
fn asked(desktop: &Desktop, port: u16, token: &str) -> String {
    let mut curl = desktop
        .command("curl")
        .args(["--silent", "--show-error", "--output", "/dev/null"])
        .args(["--write-out", "%{http_code}", "--header", "@-", "--cacert"])
        .arg(desktop.data().join("verifier").join("ca.pem"))
        .arg(format!("https://localhost:{port}/v1/whoami"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = curl.stdin.take().unwrap();
    write!(input, "Authorization: Bearer {token}").unwrap();
    drop(input);
    String::from_utf8(curl.wait_with_output().unwrap().stdout).unwrap()
}

/// A token made in the window, as the person copies it.
fn token_made_in(desktop: &Desktop, window: &Window, name: &str) -> String {
    journey::open_tokens_by_mouse(window);
    journey::generate_by_mouse(window, name, "30");
    journey::copy_by_mouse(window);
    let token = until("a token on the clipboard", || {
        desktop.clipboard().filter(|text| text.starts_with("tdk_"))
    });
    journey::finish_by_mouse(window, name);
    token
}

#[test]
fn a_token_made_in_the_window_opens_until_it_is_revoked_there() {
    if !has_curl() {
        return;
    }
    let desktop = Desktop::new(Bus::None);
    let port = free_port();
    settings(&desktop, &format!(r#"{{"verifierPort":{port}}}"#));
    let window = Window::open(&desktop);
    let token = token_made_in(&desktop, &window, "Scanner");

    window.click("button", "Verifier stopped");
    window.see("heading", "Verifier service");
    window.read("Tokens can’t be checked until it runs.");
    window.click("button", "Start");
    window.see("button", "Verifier running");
    window.read(&format!("Answers at https://127.0.0.1:{port}"));
    assert_eq!(asked(&desktop, port, &token), "200");
    window.read("the verifier answers");

    window.press("Ctrl+t");
    wait_for_row(&window, "Scanner", "Active");
    journey::revoke_by_mouse(&window, "Scanner");
    assert_eq!(asked(&desktop, port, &token), "401", "on the very next request");

    window.click("button", "Verifier running");
    window.read("Accepted 1 Rejected 1");
    assert!(
        !window.markup().contains(&token[21..64]),
        "the log holds no secret"
    );
    window.click("button", "Stop");
    window.see("button", "Verifier stopped");
    assert!(
        TcpStream::connect(("127.0.0.1", port)).is_err(),
        "nobody listens any more"
    );
}

#[test]
fn a_taken_port_is_told_and_the_one_that_is_offered_works() {
    let desktop = Desktop::new(Bus::None);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    settings(&desktop, &format!(r#"{{"verifierPort":{port}}}"#));
    let window = Window::open(&desktop);
    window.click("button", "Verifier stopped");
    window.click("button", "Start");
    window.read("Port in use");
    window.read(&format!("(process {})", std::process::id()));
    window.see("button", "Verifier problem");
    let offered = until("an offer of another port", || {
        let offers = window.names("button").into_iter();
        offers
            .filter_map(|name| name.strip_prefix("Use port ")?.parse::<u16>().ok())
            .next()
    });
    assert_ne!(offered, port);
    window.click("button", &format!("Use port {offered}"));
    window.see("button", "Verifier running");
    window.read(&format!("https://127.0.0.1:{offered}"));
    assert!(TcpStream::connect(("127.0.0.1", offered)).is_ok());
    window.quit();
    assert!(
        TcpStream::connect(("127.0.0.1", offered)).is_err(),
        "it ends with the window"
    );
}

#[test]
fn it_starts_with_the_window_and_one_in_a_terminal_is_told_of() {
    let desktop = Desktop::new(Bus::None);
    let port = free_port();
    let wish = format!(r#"{{"verifierPort":{port},"verifierWithWindow":true}}"#);
    settings(&desktop, &wish);
    let window = Window::open(&desktop);
    window.see("button", "Verifier running");
    window.click("button", "Verifier running");
    window.read(&format!("https://127.0.0.1:{port}"));

    let other = desktop
        .command(tests::programs::terminal())
        .args(["serve", "--port", "0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut other = other.unwrap();
    window.read(&format!("“tokendesk serve”, process {}", other.id()));
    window.click("button", "Stop");
    // The tokens are still checked, though not by this window.
    window.read("It runs in another process over the same tokens");
    window.see("button", "Verifier running");
    // Killed: nobody takes its announcement away but the system, which lets go of the lock.
    other.kill().unwrap();
    other.wait().unwrap();
    desktop.focus_elsewhere();
    until("the page to know that it has no focus", || {
        (window.run("return document.hasFocus()", vec![]) == false).then_some(())
    });
    desktop.focus_window();
    window.see("button", "Verifier stopped");
}
