//! Child processes that end with the test, and a look at the system's list of processes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::until::until;

/// A child process; dropping it ends it.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Starts `command`.
    ///
    /// # Panics
    /// The program cannot be started.
    pub fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_string_lossy().into_owned();
        Self(
            command
                .spawn()
                .unwrap_or_else(|error| panic!("{program} could not be started: {error}")),
        )
    }

    /// Starts `command` and reads the first line that it prints.
    ///
    /// # Panics
    /// The program cannot be started, or ends without a word.
    pub fn start_and_hear(command: &mut Command) -> (Self, String) {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut running = Self::start(command.stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut said = BufReader::new(
            running
                .0
                .stdout
                .take()
                .expect("standard output was piped just now"),
        );
        let mut line = String::new();
        let read = said.read_line(&mut line);
        assert!(
            read.is_ok_and(|length| length > 1),
            "{program} ended without saying where it can be reached"
        );
        // Kept open: a program that prints more must not find its pipe broken.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        (running, line.trim().to_owned())
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        send(self.id(), signal);
    }

    /// Waits until it has ended by itself.
    pub fn ended(&mut self) -> ExitStatus {
        until("the program to end", || self.0.try_wait().ok().flatten())
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|ended| ended.is_none())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends a signal to any process.
pub(crate) fn send(id: u32, signal: Signal) {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    if let Some(id) = id {
        let _ = kill_process(id, signal);
    }
}

/// Whether a process of this id runs (a zombie does not).
pub(crate) fn runs(id: u32) -> bool {
    stat(id).is_some_and(|stat| stat.state != "Z")
}

/// A process as the system lists it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: u32,
    /// Its program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// Every process that `ancestor` started, directly or not.
pub fn processes_below(ancestor: u32) -> Vec<Listed> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, stat(id)?.parent)))
        .collect();
    let mut family = vec![ancestor];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        next += 1;
    }
    family.into_iter().skip(1).filter_map(listed).collect()
}

fn listed(id: u32) -> Option<Listed> {
    let arguments = fs::read(format!("/proc/{id}/cmdline")).ok()?;
    Some(Listed {
        id,
        program: fs::read_link(format!("/proc/{id}/exe")).ok()?,
        arguments: arguments
            .split(|byte| *byte == 0)
            .map(|argument| String::from_utf8_lossy(argument).into_owned())
            .collect(),
    })
}

struct Stat {
    state: String,
    parent: u32,
}

fn stat(id: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The program's name may hold anything, also spaces and brackets.
    let (_, after_name) = text.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace();
    Some(Stat {
        state: fields.next()?.to_owned(),
        parent: fields.next()?.parse().ok()?,
    })
}
