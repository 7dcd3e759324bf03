//! The keeper: a child process that owns the clipboard while a secret of ours is on it.
//!
//! What the parent writes to its input: one JSON line (`Order`), the secret's bytes, then lines
//! `extend SECONDS` and `clear`. What it answers: `holding` or `refused WHY`, and at its end `cleared` or
//! `replaced`. Nothing secret is in its arguments, its answers or its environment.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::rules::{Heard, Next, Stay, understand};
use super::system::Selection;
use super::{ClipboardRefused, Gone};

/// The first argument that makes a program of ours a keeper.
pub(super) const ARGUMENT: &str = "clipboard-keeper";
/// No token or sample is longer; more is a mistake, not a secret.
const LONGEST: usize = 64 * 1024;

/// What a keeper is told first.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    /// How many bytes of secret follow.
    pub(super) bytes: usize,
    /// Milliseconds until it is cleared; null: never.
    pub(super) clear_after_ms: Option<u64>,
    /// Whether it stays until its time when the parent is gone.
    pub(super) outlives_parent: bool,
}

/// Runs the keeper if this process was started as one. Call it first thing in `main`, after
/// [`crate::hardening::harden`]; `Some` is the exit code to leave with.
pub fn run_if_asked() -> Option<ExitCode> {
    if std::env::args_os().nth(1).as_deref() != Some(OsStr::new(ARGUMENT)) {
        return None;
    }
    leave_the_terminal();
    Some(match keep() {
        Ok(()) => ExitCode::SUCCESS,
        Err(refused) => {
            say(&format!("refused {}", refused.detail.replace('\n', " ")));
            ExitCode::FAILURE
        }
    })
}

/// Ctrl-C or a closed terminal must not end the keeper before it has cleared.
fn leave_the_terminal() {
    #[cfg(unix)]
    // It fails only for a process that leads its group already, which then is out of the terminal's reach.
    let _ = rustix::process::setsid();
}

fn keep() -> Result<(), ClipboardRefused> {
    let mut input = BufReader::new(io::stdin());
    let (order, secret) = read_order(&mut input)?;
    let (speaker, heard) = mpsc::channel();
    let selection = Selection::take(&secret, replaced_teller(&speaker))?;
    say("holding");
    std::thread::spawn(move || listen(input, &speaker));

    let start = Instant::now();
    let mut stay = Stay::begin(
        Duration::ZERO,
        order.clear_after_ms.map(Duration::from_millis),
        order.outlives_parent,
    );
    let mut next = stay.hear(Duration::ZERO, Heard::Silence);
    loop {
        let word = match next {
            Next::Listen(None) => heard.recv().unwrap_or(Heard::ParentGone),
            Next::Listen(Some(span)) => match heard.recv_timeout(span) {
                Ok(word) => word,
                Err(RecvTimeoutError::Timeout) => Heard::Silence,
                // Both speakers are gone; only the timer is left.
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(span);
                    Heard::Silence
                }
            },
            Next::Clear => return end(selection.clear_if_ours(&secret)),
            Next::LeaveAlone => return end(Ok(Gone::Replaced)),
        };
        next = stay.hear(start.elapsed(), word);
    }
}

fn end(how: Result<Gone, ClipboardRefused>) -> Result<(), ClipboardRefused> {
    say(match how? {
        Gone::Cleared => "cleared",
        Gone::Replaced => "replaced",
        Gone::Unknown => "unknown",
    });
    Ok(())
}

fn read_order(input: &mut impl BufRead) -> Result<(Order, Zeroizing<String>), ClipboardRefused> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(ClipboardRefused::new)?;
    let order: Order = serde_json::from_str(&line).map_err(ClipboardRefused::new)?;
    if order.bytes > LONGEST {
        return Err(ClipboardRefused::new("too much text"));
    }
    let mut bytes = Zeroizing::new(vec![0; order.bytes]);
    input.read_exact(&mut bytes).map_err(ClipboardRefused::new)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| ClipboardRefused::new("not text"))?;
    Ok((order, Zeroizing::new(text.to_owned())))
}

fn replaced_teller(speaker: &Sender<Heard>) -> impl Fn() + Send + 'static {
    let speaker = speaker.clone();
    // If nobody listens any more, the keeper is ending anyway.
    move || {
        let _ = speaker.send(Heard::Replaced);
    }
}

fn listen(input: impl BufRead, speaker: &Sender<Heard>) {
    for line in input.lines().map_while(Result::ok) {
        if let Some(word) = understand(&line)
            && speaker.send(word).is_err()
        {
            return;
        }
    }
    // If nobody listens any more, the keeper is ending anyway.
    let _ = speaker.send(Heard::ParentGone);
}

/// The parent may be gone: then nobody needs to know.
fn say(word: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{word}").and_then(|()| out.flush());
}
