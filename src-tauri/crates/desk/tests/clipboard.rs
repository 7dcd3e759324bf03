//! The keeper on a real X11 clipboard: a display of its own (Xvfb), read by another program (xclip).
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail by panic, and says why it skips"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const SECRET: &str = "tdk_0123456789abcdef_clipboardtestsecretclipboardtestsecret00000000000";
const PATIENCE: Duration = Duration::from_secs(20);

/// A screen that only this test sees.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// `None`, with the reason printed, where there is no Xvfb or xclip.
    fn open() -> Option<Self> {
        for program in ["Xvfb", "xclip"] {
            if Command::new("which")
                .arg(program)
                .stdout(Stdio::null())
                .status()
                .is_ok_and(|s| !s.success())
            {
                println!("SKIPPED: {program} is not installed");
                return None;
            }
        }
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "320x240x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        Some(Self {
            server,
            name: format!(":{}", number.trim()),
        })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY");
        command
    }

    /// What another program pastes; empty where there is nothing.
    fn paste(&self, selection: &str, target: &str) -> String {
        let output = self
            .command("xclip")
            .args(["-o", "-selection", selection, "-t", target])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn copy_elsewhere(&self, text: &str) {
        let mut xclip = self
            .command("xclip")
            .args(["-i", "-selection", "clipboard"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(xclip.wait().unwrap().success());
    }

    fn await_paste(&self, wanted: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.paste("clipboard", "UTF8_STRING") != wanted {
            assert!(Instant::now() < deadline, "the clipboard never became {wanted:?}");
            std::thread::yield_now();
        }
    }

    fn holder(&self, arguments: &[&str]) -> Holder {
        let mut program = self
            .command(env!("CARGO_BIN_EXE_desk-clipboard-probe"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, words) = channel();
        let output = program.stdout.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        let mut holder = Holder {
            input: program.stdin.take(),
            program,
            words,
        };
        holder.say(SECRET);
        holder
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A program that holds the secret.
struct Holder {
    program: Child,
    input: Option<ChildStdin>,
    words: Receiver<String>,
}

impl Holder {
    fn say(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    fn hear(&self) -> String {
        self.words
            .recv_timeout(PATIENCE)
            .expect("the program says something in time")
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn a_held_secret_can_be_pasted_is_marked_and_never_reaches_the_primary_selection() {
    let Some(display) = Display::open() else { return };
    let holder = display.holder(&["60"]);
    assert_eq!(holder.hear(), "holding");
    assert_eq!(
        display.paste("clipboard", "UTF8_STRING"),
        SECRET,
        "what was said to be copied can be pasted"
    );
    assert_eq!(
        display.paste("clipboard", "x-kde-passwordManagerHint"),
        "secret",
        "histories are asked to skip it"
    );
    assert!(
        !display.paste("clipboard", "TARGETS").contains("SAVE_TARGETS"),
        "no clipboard manager is asked to keep it"
    );
    assert_eq!(
        display.paste("primary", "UTF8_STRING"),
        "",
        "a middle click must not paste a secret"
    );
}

#[test]
fn a_secret_is_cleared_when_its_time_is_over() {
    let Some(display) = Display::open() else { return };
    let holder = display.holder(&["2"]);
    assert_eq!(holder.hear(), "holding");
    assert_eq!(holder.hear(), "gone cleared");
    assert_eq!(display.paste("clipboard", "UTF8_STRING"), "");
}

#[test]
fn more_time_keeps_it_and_clear_now_ends_it() {
    let Some(display) = Display::open() else { return };
    let mut holder = display.holder(&["3"]);
    assert_eq!(holder.hear(), "holding");
    holder.say("extend 600");
    let past_the_first_end = Instant::now() + Duration::from_secs(4);
    while Instant::now() < past_the_first_end {
        assert_eq!(display.paste("clipboard", "UTF8_STRING"), SECRET);
    }
    holder.say("clear");
    assert_eq!(
        [holder.hear(), holder.hear()]
            .iter()
            .filter(|word| word.ends_with("cleared"))
            .count(),
        2
    );
    assert_eq!(display.paste("clipboard", "UTF8_STRING"), "");
}

#[test]
fn what_another_program_copied_since_is_left_alone() {
    let Some(display) = Display::open() else { return };
    let mut holder = display.holder(&["2"]);
    assert_eq!(holder.hear(), "holding");
    display.copy_elsewhere("a shopping list");
    assert_eq!(holder.hear(), "gone replaced");
    holder.say("clear");
    assert_eq!(holder.hear(), "answered replaced");
    assert_eq!(display.paste("clipboard", "UTF8_STRING"), "a shopping list");
}

#[test]
fn killing_the_program_that_copied_clears_the_clipboard() {
    let Some(display) = Display::open() else { return };
    let mut holder = display.holder(&["600"]);
    assert_eq!(holder.hear(), "holding");
    holder.program.kill().unwrap(); // SIGKILL: nothing in the parent can run any more
    display.await_paste("");
}

#[test]
fn ending_the_program_that_copied_clears_the_clipboard() {
    let Some(display) = Display::open() else { return };
    let mut holder = display.holder(&["never"]);
    assert_eq!(holder.hear(), "holding");
    holder.say("end");
    display.await_paste("");
}

#[test]
fn a_terminal_s_copy_outlives_the_program_until_its_time() {
    let Some(display) = Display::open() else { return };
    let mut holder = display.holder(&["4", "outlive"]);
    assert_eq!(holder.hear(), "holding");
    holder.say("end");
    assert!(holder.program.wait().unwrap().success());
    assert_eq!(
        display.paste("clipboard", "UTF8_STRING"),
        SECRET,
        "the program has ended, its copy has not"
    );
    display.await_paste("");
}

#[test]
fn text_without_a_secret_is_copied_without_a_mark() {
    let Some(display) = Display::open() else { return };
    let mut holder = display.holder(&["600"]);
    assert_eq!(holder.hear(), "holding");
    holder.say("plain PI Scanner Token");
    let words = [holder.hear(), holder.hear()];
    assert!(
        words.contains(&"put".to_owned()) && words.contains(&"gone replaced".to_owned()),
        "{words:?}"
    );
    assert_eq!(display.paste("clipboard", "UTF8_STRING"), "PI Scanner Token");
    assert_eq!(display.paste("clipboard", "x-kde-passwordManagerHint"), "");
}

#[test]
fn without_a_display_the_answer_says_so() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_desk-clipboard-probe"))
        .arg("60")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(program.stdin.take().unwrap(), "{SECRET}").unwrap();
    let output = program.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("refused ") && !said.contains(SECRET), "{said}");
    assert!(!output.status.success());
}

#[test]
fn killing_the_keeper_clears_the_clipboard_and_is_told() {
    let Some(display) = Display::open() else {
        return;
    };
    let holder = display.holder(&["600"]);
    assert_eq!(holder.hear(), "holding");
    let id = holder.program.id();
    // The keeper may have been started by any thread of the program.
    let keeper = std::fs::read_dir(format!("/proc/{id}/task"))
        .unwrap()
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .find_map(|children| children.split_whitespace().next().map(str::to_owned))
        .expect("the program has one child: the keeper");
    let killed = Command::new("kill").args(["-9", &keeper]).status().unwrap();
    assert!(killed.success());
    assert_eq!(holder.hear(), "gone cleared");
    assert_eq!(display.paste("clipboard", "UTF8_STRING"), "");
}
