//! The clipboard of Windows: wine hands it to the screen with the names of its formats, so that a program of the screen's sees
//! the marks by which histories leave a secret alone.

use std::fs;
use std::io::Write as _;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::Duration;

use tests::until::until;
use tests::xclip;

use super::{Screen, Windows};

const SECRET: &str = "tdk_0123456789abcdef_clipboardtestsecretclipboardtestsecret00000000000";

pub(super) fn all(windows: &Windows) {
    let Some(screen) = &windows.screen else {
        eprintln!("SKIPPED because Xvfb is not installed: the clipboard of Windows");
        return;
    };
    if Command::new("xclip").arg("-version").output().is_err() {
        eprintln!("SKIPPED because xclip is not installed: the clipboard of Windows");
        return;
    }
    a_secret_is_marked_and_cleared_and_what_others_copied_since_is_left(windows, screen);
    a_terminals_copy_is_there_after_its_end(windows, screen);
}

fn a_secret_is_marked_and_cleared_and_what_others_copied_since_is_left(windows: &Windows, screen: &Screen) {
    let mut holder = Holder::start(windows, "first");
    assert_eq!(holder.hear(1), "holding");
    assert_eq!(pasted(screen, "UTF8_STRING"), SECRET);
    let formats = pasted(screen, "TARGETS");
    for mark in [
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    ] {
        assert!(formats.lines().any(|format| format == mark), "{mark}: {formats}");
    }
    holder.say("clear");
    until("an empty clipboard", || {
        pasted(screen, "UTF8_STRING").is_empty().then_some(())
    });
    holder.end();

    let mut holder = Holder::start(windows, "second");
    assert_eq!(holder.hear(1), "holding");
    assert_eq!(pasted(screen, "UTF8_STRING"), SECRET);
    copy(screen, "a shopping list");
    holder.say("clear");
    assert!(holder.hear(2).contains("replaced"), "{}", holder.hear(2));
    holder.end();
    assert_eq!(pasted(screen, "UTF8_STRING"), "a shopping list");
}

fn a_terminals_copy_is_there_after_its_end(windows: &Windows, screen: &Screen) {
    let made = windows.tokendesk(&["generate", "--name", "Copied", "--days", "1", "--copy"]);
    made.worked();
    assert_eq!(made.stdout.trim(), "", "with --copy the token is not printed");
    let token = pasted(screen, "UTF8_STRING");
    assert!(token.starts_with("tdk_") && token.len() == 73, "{made:?}");
    assert!(!made.stderr.contains(&token[21..33]));
    windows.tokendesk(&["revoke", "Copied"]).worked();
    copy(screen, "something else");
}

/// A program of Windows that holds the secret and does what it is told.
struct Holder<'a> {
    windows: &'a Windows,
    program: Child,
    input: Option<ChildStdin>,
    said: String,
}

impl<'a> Holder<'a> {
    fn start(windows: &'a Windows, said: &str) -> Self {
        let file = fs::File::create(windows.prefix.path().join(said)).expect("a file for the output");
        let mut program = windows
            .command(&[&windows.program("desk-clipboard-probe.exe"), "600"])
            .stdin(Stdio::piped())
            .stdout(file)
            .stderr(Stdio::null())
            .spawn()
            .expect("wine starts");
        let mut holder = Self {
            windows,
            input: program.stdin.take(),
            program,
            said: said.to_owned(),
        };
        holder.say(SECRET);
        holder
    }

    fn say(&mut self, line: &str) {
        let input = self.input.as_mut().expect("it was not ended yet");
        writeln!(input, "{line}").expect("it reads");
    }

    /// What it said first, second and so on.
    fn hear(&self, number: usize) -> String {
        let path = self.windows.prefix.path().join(&self.said);
        until("a word of the holder", || {
            let said = fs::read_to_string(&path).unwrap_or_default();
            let line = said.lines().nth(number - 1)?;
            said.ends_with('\n').then(|| line.to_owned())
        })
    }

    fn end(mut self) {
        self.input = None;
        let _ = self.program.wait();
    }
}

fn on_screen(screen: &Screen) -> impl Fn(&str) -> Command + '_ {
    move |program| {
        let mut command = Command::new(program);
        command.env("DISPLAY", &screen.name);
        command
    }
}

/// What a program of the screen pastes; nothing where nothing is.
fn pasted(screen: &Screen, target: &str) -> String {
    xclip::paste(on_screen(screen), Some(target)).unwrap_or_default()
}

/// Copies as a program of the screen does, and waits until Windows has taken note.
fn copy(screen: &Screen, text: &str) {
    xclip::copy(on_screen(screen), text);
    until("the other text", || {
        (pasted(screen, "UTF8_STRING") == text).then_some(())
    });
    // Windows is told of another owner by the screen, in its own time.
    thread::sleep(Duration::from_secs(2));
}
