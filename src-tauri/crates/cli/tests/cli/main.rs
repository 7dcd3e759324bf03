//! The program itself, run as a person runs it, each time with a home of its own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says why")]

mod audit;
mod bad_input;
mod canary;
mod clients;
mod clipboard;
mod database;
mod edges;
mod finish;
mod gateways;
mod help;
mod identify;
mod in_the_way;
mod json;
mod json_of_changes;
mod json_of_people;
mod lifecycle;
mod limits;
mod network;
mod one_program;
mod personal;
mod resources;
mod service;
mod settings_file;
mod setup;
mod switch;
mod systems;
mod templates;
mod users;
mod uses;
mod variable;
mod vault;
mod verifier;
mod verifier_changes;
mod verifier_trouble;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A person with an empty home.
struct Person {
    folder: TempDir,
}

/// What the program answered.
struct Answer {
    exit: i32,
    out: String,
    err: String,
}

impl Person {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        Self { folder }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Where `TOKEN_DESK_HOME` points.
    fn desk(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    fn store(&self) -> PathBuf {
        self.desk().join("data/tokens.db")
    }

    /// The program with nothing of the tester's surroundings but the search path.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("HOME", self.home())
            .env("USER", "ann")
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .env("TOKEN_DESK_HOME", self.desk())
            // Without it the tester's own session, and the keyring in it, would be found.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    fn tokendesk(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_tokendesk"));
        command.args(arguments);
        command
    }

    fn runs(&self, arguments: &[&str]) -> Answer {
        Answer::from(self.tokendesk(arguments).output().unwrap())
    }

    /// Runs with `input` at standard input.
    fn runs_with(&self, arguments: &[&str], input: &[u8]) -> Answer {
        let mut child = self
            .tokendesk(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments does not read; that is no failure of the test.
        let _ = child.stdin.take().unwrap().write_all(input);
        Answer::from(child.wait_with_output().unwrap())
    }

    /// The token that `generate` writes.
    fn generates(&self, name: &str) -> String {
        let answer = self.runs(&["generate", "--name", name]).done();
        answer.out.strip_suffix('\n').unwrap().to_owned()
    }

    fn list(&self) -> serde_json::Value {
        serde_json::from_str(&self.runs(&["list", "--json"]).done().out).unwrap()
    }

    fn status_of(&self, name: &str) -> String {
        let list = self.list();
        let row = list["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["name"] == name)
            .unwrap();
        row["status"].as_str().unwrap().to_owned()
    }

    fn count(&self) -> usize {
        self.list()["tokens"].as_array().unwrap().len()
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Answer {
    #[track_caller]
    fn done(self) -> Self {
        assert_eq!(self.exit, 0, "{}{}", self.out, self.err);
        self
    }

    /// Refused with this exit code and this sentence; standard output stays empty.
    #[track_caller]
    fn refused(&self, exit: i32, sentence: &str) {
        assert_eq!((self.exit, self.out.as_str()), (exit, ""), "{}", self.err);
        let (what, next) = self.err.split_once('\n').unwrap();
        assert_eq!(what, format!("tokendesk: {sentence}"));
        assert!(next.len() > 10, "no next step after: {what}");
    }
}

/// Every file below a folder, with its bytes.
fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return files;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// What is shown until it ends with `end`.
fn read_to(shown: &mut impl std::io::Read, end: &[u8]) -> Vec<u8> {
    let mut seen = Vec::new();
    while !seen.ends_with(end) {
        let mut byte = [0];
        assert_eq!(
            shown.read(&mut byte).unwrap(),
            1,
            "{}",
            String::from_utf8_lossy(&seen)
        );
        seen.extend(byte);
    }
    seen
}
