//! *Regenerate* that finishes itself, in the real window with its verifier, and asked by curl.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use tests::journey::{self, VARIABLE};
use tests::shells::what_new_programs_see;
use tests::traces::{secret_part, text_holds};
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// The status that curl is answered, the certificate checked. The token goes in by standard input.
fn asked(desktop: &Desktop, port: u16, token: &str) -> String {
    asked_times(desktop, port, token, 1)
}

/// The same for several requests of one connection, a second apart: long enough for the system to tell who is at its
/// other end.
fn asked_times(desktop: &Desktop, port: u16, token: &str, times: usize) -> String {
    let mut curl = desktop.command("curl");
    for _ in 0..times {
        curl.args(["--output", "/dev/null"])
            .arg(format!("https://localhost:{port}/v1/whoami"));
    }
    let mut curl = curl
        .args(["--silent", "--show-error", "--rate", "1/s"])
        .args(["--write-out", "%{http_code} ", "--header", "@-", "--cacert"])
        .arg(desktop.data().join("verifier").join("ca.pem"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = curl.stdin.take().unwrap();
    write!(input, "Authorization: Bearer {token}").unwrap();
    drop(input);
    let answers = String::from_utf8(curl.wait_with_output().unwrap().stdout).unwrap();
    answers.trim_end().to_owned()
}

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
    let curl = Command::new("curl")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if curl.is_err() {
        eprintln!("SKIPPED because curl is not installed");
        return;
    }
    let desktop = Desktop::new(Bus::None);
    // The system has just given it out, and gives others to those who ask next.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let config = desktop.desk().join("config");
    fs::create_dir_all(&config).unwrap();
    fs::write(
        config.join("settings.json"),
        format!(r#"{{"verifierPort":{port}}}"#),
    )
    .unwrap();
    desktop.terminal(&["generate", "--name", "Scanner", "--days", "30", "--env", VARIABLE]);
    let old = in_new_programs(&desktop);
    let window = Window::open(&desktop);
    window.click("button", "Verifier stopped");
    window.click("button", "Start");
    window.see("button", "Verifier running");
    assert_eq!(asked(&desktop, port, &old), "200");

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
        asked_times(&desktop, port, &old, 3),
        "200 200 200",
        "who still has it is let in"
    );
    window.read("The old value is still used by:");
    // The system names a program as long as it is connected; one that is quick is gone before it was asked for.
    until("the program is named", || {
        asked_times(&desktop, port, &old, 3);
        window.markup().contains("curl").then_some(())
    });

    assert_eq!(asked(&desktop, port, &new), "200");
    until("the old value is refused", || {
        (asked(&desktop, port, &old) == "401").then_some(())
    });
    window.read("The old value has stopped working.");
    window.click("button", "Close");
    assert_eq!(asked(&desktop, port, &new), "200");
    let told = desktop.terminal(&["show", "Scanner"]);
    assert_eq!(told.matches("token.finished").count(), 1, "{told}");
}
