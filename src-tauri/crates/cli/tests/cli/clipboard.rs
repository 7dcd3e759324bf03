use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::{Answer, Person};

/// A display of its own, gone when dropped.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn start() -> Option<Self> {
        let server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "320x200x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut server) = server else {
            eprintln!("SKIPPED because Xvfb is not installed");
            return None;
        };
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        Some(Self {
            server,
            name: format!(":{}", number.trim()),
        })
    }

    fn clipboard(&self, selection: &str) -> String {
        let mut command = Command::new("xclip");
        let output = command
            .args(["-selection", selection, "-o"])
            .env("DISPLAY", &self.name)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn a_copied_token_is_on_the_clipboard_after_the_program_has_ended() {
    let Some(display) = Display::start() else { return };
    let ann = Person::new();
    let mut command = ann.tokendesk(&["generate", "--name", "scanner", "--copy"]);
    let answer = Answer::from(command.env("DISPLAY", &display.name).output().unwrap()).done();
    assert_eq!(answer.out, "", "with --copy it is not printed");
    assert!(
        answer.err.contains("The clipboard is cleared in 60 seconds."),
        "{}",
        answer.err
    );
    let token = display.clipboard("clipboard");
    assert_eq!(ann.list()["tokens"][0]["prefix"], &token[..20]);
    assert!(!answer.err.contains(&token[21..33]));
    assert_eq!(
        display.clipboard("primary"),
        "",
        "only the clipboard that is meant holds it"
    );
}

#[test]
fn without_a_clipboard_the_new_token_is_taken_back() {
    let ann = Person::new();
    let answer = ann.runs(&["generate", "--name", "scanner", "--copy"]);
    assert_eq!((answer.exit, answer.out.as_str()), (6, ""), "{}", answer.err);
    assert!(
        answer
            .err
            .contains("The new token was revoked, since nobody has it."),
        "{}",
        answer.err
    );
    assert_eq!(ann.status_of("scanner"), "revoked");
}

#[test]
fn without_a_clipboard_a_regenerated_token_keeps_its_old_value() {
    let ann = Person::new();
    let old = ann.generates("scanner");
    let answer = ann.runs(&["regenerate", "scanner", "--copy"]);
    assert_eq!(answer.exit, 6, "{}", answer.err);
    assert!(
        answer.err.contains("The old value stays as it was."),
        "{}",
        answer.err
    );
    let row = ann.list()["tokens"][0].clone();
    assert_eq!(
        (row["prefix"].as_str(), row["status"].as_str()),
        (Some(&old[..20]), Some("active"))
    );
}

#[test]
fn a_token_that_was_printed_stays_though_the_clipboard_refused() {
    let ann = Person::new();
    let answer = ann.runs(&["generate", "--name", "scanner", "--copy", "--print"]);
    assert_eq!((answer.exit, answer.out.len()), (6, 74), "{}", answer.err);
    assert_eq!(ann.status_of("scanner"), "active");
}
