//! A parent for the clipboard keeper, so that tests can give it a display of its own and kill it.
//!
//! `desk-clipboard-probe SECONDS|never|panic [outlive]`: panics with, or holds the first line of its input, says `holding`, then
//! obeys further lines: `extend N`, `clear`, `plain TEXT`, `end`. Says `gone cleared` or `gone replaced`.

use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use desk::SecretText;
use desk::clipboard::{Clipboard as _, Hold, SystemClipboard, keeper};

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn main() -> ExitCode {
    desk::hardening::harden();
    if let Some(code) = keeper::run_if_asked() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().collect();
    let mut lines = std::io::stdin().lock().lines().map_while(Result::ok);
    let secret = SecretText::new(lines.next().unwrap_or_default());
    if arguments.get(1).is_some_and(|word| word == "panic") {
        panic!("{}", secret.expose());
    }
    let hold = Hold {
        clear_after: arguments
            .get(1)
            .and_then(|seconds| seconds.parse().ok())
            .map(Duration::from_secs),
        outlives_us: arguments.get(2).is_some(),
        told: Box::new(|gone| say(&format!("gone {}", format!("{gone:?}").to_lowercase()))),
    };
    let clipboard = SystemClipboard::default();
    let held = match clipboard.hold(&secret, hold) {
        Ok(held) => held,
        Err(refused) => {
            say(&format!("refused {refused}"));
            return ExitCode::FAILURE;
        }
    };
    say("holding");
    for line in lines {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("extend", seconds) => held.extend(Duration::from_secs(seconds.parse().unwrap_or(0))),
            ("clear", _) => say(&format!("answered {:?}", held.clear()).to_lowercase()),
            ("plain", text) => say(if clipboard.put(text).is_ok() {
                "put"
            } else {
                "not put"
            }),
            _ => break,
        }
    }
    ExitCode::SUCCESS
}
