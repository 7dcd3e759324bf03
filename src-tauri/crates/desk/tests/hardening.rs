//! What a program of ours gives away when it dies, or is looked at.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

const SECRET: &str = "tdk_0123456789abcdef_hardeningtestsecret";

/// A hardened program that waits for its first line.
fn program() -> Child {
    Command::new(env!("CARGO_BIN_EXE_desk-clipboard-probe"))
        .arg("60")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until the program has hardened itself, which is the first thing that it does.
fn core_limit(program: &Child) -> String {
    let file = format!("/proc/{}/limits", program.id());
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let limits = std::fs::read_to_string(&file).unwrap();
        let line = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"))
            .unwrap();
        let limit = line["Max core file size".len()..]
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ");
        if limit == "0 0" || std::time::Instant::now() > deadline {
            return limit;
        }
        std::thread::yield_now();
    }
}

#[test]
fn no_core_file_can_be_written() {
    let mut program = program();
    assert_eq!(core_limit(&program), "0 0");
    program.kill().unwrap();
    program.wait().unwrap();
}

#[test]
fn memory_is_closed_to_other_programs_of_the_same_account() {
    assert!(desk::hardening::harden().is_empty());
    assert_eq!(
        rustix::process::dumpable_behavior().unwrap(),
        rustix::process::DumpableBehavior::NotDumpable
    );
}

#[test]
fn a_panic_says_where_and_not_what() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_desk-clipboard-probe"))
        .arg("panic")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(program.stdin.take().unwrap(), "{SECRET}").unwrap();
    let output = program.stderr.take().unwrap();
    let said: String = BufReader::new(output).lines().map_while(Result::ok).collect();
    assert!(!program.wait().unwrap().success());
    assert!(
        said.contains("internal error at") && said.contains("clipboard_probe.rs:"),
        "{said}"
    );
    assert!(!said.contains(SECRET), "{said}");
}
