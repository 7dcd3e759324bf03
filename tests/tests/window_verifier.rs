//! The verifier that runs inside the real window: started, asked by curl, told apart from others, and stopped.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use tests::curl::{Curl, free_port};
use tests::journey::{self, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// A token made in the window, as the person copies it.
fn token_made_in(desktop: &Desktop, window: &Window, name: &str) -> String {
    journey::open_tokens_by_mouse(window);
    journey::generate_by_mouse(window, name, "30");
    journey::copy_by_mouse(window);
    let token = desktop.copied_token();
    journey::finish_by_mouse(window, name);
    token
}

#[test]
fn a_token_made_in_the_window_opens_until_it_is_revoked_there() {
    let desktop = Desktop::new(Bus::None);
    let port = free_port();
    let Some(curl) = Curl::of(&desktop, port) else {
        return;
    };
    desktop.wish(&format!(r#"{{"verifierPort":{port}}}"#));
    let window = Window::open(&desktop);
    let token = token_made_in(&desktop, &window, "Scanner");

    window.click("button", "Verifier stopped");
    window.see("heading", "Verifier service");
    window.read("Tokens can’t be checked until it runs.");
    window.click("button", "Start");
    window.see("button", "Verifier running");
    window.read(&format!("Answers at https://127.0.0.1:{port}"));
    assert_eq!(curl.status(&token), "200");
    window.read("the verifier answers");

    window.press("Ctrl+t");
    wait_for_row(&window, "Scanner", "Active");
    assert_eq!(curl.in_the_clear(&token), "400");
    wait_for_row(&window, "Scanner", "Exposed");
    journey::revoke_by_mouse(&window, "Scanner");
    assert_eq!(curl.status(&token), "401", "on the very next request");

    window.click("button", "Verifier running");
    window.read("Accepted 1 Rejected 2");
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
    desktop.wish(&format!(r#"{{"verifierPort":{port}}}"#));
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

/// Root may everything, unless it gives that up: then the test is run once more by one who did.
#[test]
fn certificates_that_this_account_may_not_use_are_told_as_no_permission() {
    let desktop = Desktop::new(Bus::None);
    let folder = desktop.data().join("verifier");
    fs::create_dir_all(&folder).unwrap();
    let may = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    may(0o000);
    if fs::read_dir(&folder).is_ok() {
        return testkit::once_more_bound_by_rights(
            "certificates_that_this_account_may_not_use_are_told_as_no_permission",
        );
    }
    desktop.wish(&format!(r#"{{"verifierPort":{}}}"#, free_port()));
    let window = Window::open(&desktop);
    window.click("button", "Verifier stopped");
    window.click("button", "Start");
    window.see("heading", "No permission");
    window.read(&folder.display().to_string());
    window.see("button", "Verifier problem");
    may(0o700);
    window.click("button", "Restart");
    window.see("button", "Verifier running");
}

#[test]
fn it_starts_with_the_window_and_one_in_a_terminal_is_told_of() {
    let desktop = Desktop::new(Bus::None);
    let port = free_port();
    let wish = format!(r#"{{"verifierPort":{port},"verifierWithWindow":true}}"#);
    desktop.wish(&wish);
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
