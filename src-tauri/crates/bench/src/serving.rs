//! A server in a process of its own, so that its CPU time and memory are nobody else's: it answers questions about
//! itself on its standard output, and ends with its standard input.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::str::FromStr;
use std::time::Duration;

use crate::others::{Prefixed, Simplified};
use crate::plain_server::{self, Nothing};
use crate::{clocks, product};

/// What is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The verifier.
    Product,
    /// The verifier over a change counter that costs nothing.
    Still,
    /// The plain server, which checks nothing.
    Nothing,
    /// The plain server with `prefixed-api-key`.
    Prefixed,
    /// The plain server with `api-keys-simplified`.
    Simplified,
}

const WORDS: [(&str, Kind); 5] = [
    ("product", Kind::Product),
    ("still", Kind::Still),
    ("nothing", Kind::Nothing),
    ("prefixed", Kind::Prefixed),
    ("simplified", Kind::Simplified),
];

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = WORDS.iter().find(|(own, _)| *own == word);
        found
            .map(|(_, kind)| *kind)
            .ok_or_else(|| format!("no server is called {word}"))
    }
}

/// Serves until standard input ends.
pub(crate) fn serve(kind: Kind, folder: &Path) {
    match kind {
        Kind::Product => {
            let service = product::serve(folder);
            answer_about_myself(service.address());
            service.stop();
        }
        Kind::Still => {
            let service = product::serve_a_still_store(folder);
            answer_about_myself(service.address());
            service.stop();
        }
        Kind::Nothing => answer_about_myself(plain_server::start(folder, Nothing)),
        Kind::Prefixed => answer_about_myself(plain_server::start(folder, Prefixed::read(folder))),
        Kind::Simplified => answer_about_myself(plain_server::start(folder, Simplified::read(folder))),
    }
}

fn answer_about_myself(address: SocketAddr) {
    println!("{address}");
    for line in std::io::stdin().lines() {
        match line.unwrap().as_str() {
            "cpu" => println!("{}", clocks::of_process().as_nanos()),
            "memory" => println!("{}", clocks::memory()),
            other => panic!("asked for {other}"),
        }
    }
}

/// A server, seen from outside.
pub(crate) struct Served {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Served {
    pub(crate) fn start(kind: Kind, folder: &Path) -> Self {
        let word = WORDS
            .iter()
            .find(|(_, own)| *own == kind)
            .map(|(word, _)| word)
            .unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["serve", word])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let address = line(&mut answers).parse().unwrap();
        Self {
            ask: child.stdin.take(),
            child,
            answers,
            address,
        }
    }

    pub(crate) fn cpu(&mut self) -> Duration {
        Duration::from_nanos(self.asked("cpu"))
    }

    /// In MiB.
    pub(crate) fn memory(&mut self) -> f64 {
        self.asked("memory") as f64 / 1024.0
    }

    fn asked(&mut self, what: &str) -> u64 {
        writeln!(self.ask.as_mut().unwrap(), "{what}").unwrap();
        line(&mut self.answers).parse().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.ask.take());
        // Told to end by the end of its input; how it did is of no interest.
        let _ = self.child.wait();
    }
}

fn line(from: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    from.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
