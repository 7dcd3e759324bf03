//! Steps that a person can watch: what runs, how long it has taken, and all it said if it failed.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::child::end_family;
use crate::stop::Stop;

/// A step that takes longer says so after this.
const QUIET: Duration = Duration::from_secs(2);
/// How often a log (not a terminal) is told that a step is still going.
const STILL: Duration = Duration::from_secs(30);
/// How much of a failed step's output is shown; the whole is in its log.
const SHOWN_LINES: usize = 150;
/// The longest that any step may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(40 * 60);

/// Runs steps one after the other and keeps a log of each.
#[derive(Debug)]
pub(crate) struct Steps {
    logs: PathBuf,
    number: Arc<AtomicUsize>,
    began: Instant,
    /// Others run beside these and go first.
    behind: bool,
}

/// What a step came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) ok: bool,
    pub(crate) output: String,
    pub(crate) log: PathBuf,
}

impl Steps {
    /// Logs go to `logs`, which is emptied.
    pub(crate) fn new(logs: &Path) -> Result<Self, Stop> {
        use crate::stop::OrStop;
        if logs.exists() {
            std::fs::remove_dir_all(logs).or_stop(format_args!("empty {}", logs.display()))?;
        }
        std::fs::create_dir_all(logs).or_stop(format_args!("make {}", logs.display()))?;
        Ok(Self {
            logs: logs.to_path_buf(),
            number: Arc::default(),
            began: Instant::now(),
            behind: false,
        })
    }

    /// Steps of the same run that another thread takes meanwhile. They leave the processor to these first.
    pub(crate) fn behind(&self) -> Self {
        Self {
            logs: self.logs.clone(),
            number: Arc::clone(&self.number),
            began: self.began,
            behind: true,
        }
    }

    /// How long it has been since the first step.
    pub(crate) fn so_far(&self) -> String {
        spoken(self.began.elapsed())
    }

    /// Runs the command to its end, or to the limit.
    pub(crate) fn run(&self, title: &str, command: &mut Command) -> Ran {
        self.run_within(title, command, LIMIT)
    }

    /// As [`Steps::run`]; a failure ends the whole command.
    pub(crate) fn must(&self, title: &str, command: &mut Command, next: &str) -> Result<Ran, Stop> {
        let ran = self.run(title, command);
        if ran.ok {
            return Ok(ran);
        }
        Err(Stop::because(format!(
            "“{title}” failed; its whole output is in {}.",
            ran.log.display()
        ))
        .next(next))
    }

    /// As [`Steps::run`], with a limit of its own.
    pub(crate) fn run_within(&self, title: &str, command: &mut Command, limit: Duration) -> Ran {
        let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        let log = self.logs.join(format!("{number:02}-{}.log", file_name(title)));
        let began = Instant::now();
        let watch = Watch::of(title, !self.behind);
        let output = Arc::new(Mutex::new(Vec::new()));
        let ended = follow(
            command,
            &output,
            &log,
            |heard| watch.tick(began.elapsed(), heard),
            (limit, self.behind),
        );
        let output =
            String::from_utf8_lossy(&output.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
        let ok = matches!(&ended, Ended::By(status) if status.success());
        watch.end(ok, began.elapsed());
        if !ok {
            show_failure(&ended, &output, command, &log);
        }
        Ran { ok, output, log }
    }
}

/// How a child's life ended.
enum Ended {
    By(ExitStatus),
    AtLimit(Duration),
    NotStarted(io::Error),
}

fn follow(
    command: &mut Command,
    output: &Arc<Mutex<Vec<u8>>>,
    log: &Path,
    mut tick: impl FnMut(&Mutex<Vec<u8>>),
    (limit, behind): (Duration, bool),
) -> Ended {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ended::NotStarted(error),
    };
    if behind {
        yield_to_others(&child);
    }
    let file = File::create(log).ok().map(|file| Arc::new(Mutex::new(file)));
    let mut readers = Vec::new();
    if let Some(pipe) = child.stdout.take() {
        readers.push(reader(pipe, output, &file));
    }
    if let Some(pipe) = child.stderr.take() {
        readers.push(reader(pipe, output, &file));
    }
    let began = Instant::now();
    let ended = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Ended::By(status),
            Ok(None) if began.elapsed() > limit => {
                end_family(&mut child);
                break Ended::AtLimit(limit);
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(40)),
            Err(error) => break Ended::NotStarted(error),
        }
        tick(output);
    };
    // A grandchild may keep the pipe open long after the child's end: what it says later is not ours to wait for.
    let deadline = Instant::now() + Duration::from_secs(3);
    while readers.iter().any(|reader| !reader.is_finished()) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    ended
}

/// What watches a clock, such as a browser, keeps its pace while compilers run beside it.
fn yield_to_others(child: &Child) {
    // Where there is no such program the step is only less polite.
    let _ = Command::new("renice")
        .args(["-n", "10", "-p", &child.id().to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

fn reader(
    mut pipe: impl Read + Send + 'static,
    output: &Arc<Mutex<Vec<u8>>>,
    file: &Option<Arc<Mutex<File>>>,
) -> std::thread::JoinHandle<()> {
    let (output, file) = (Arc::clone(output), file.clone());
    std::thread::spawn(move || {
        let mut piece = [0; 8192];
        while let Ok(length @ 1..) = pipe.read(&mut piece) {
            let heard = &piece[..length];
            output
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(heard);
            if let Some(file) = &file {
                // The log is a courtesy: a full disk must not fail a step that would pass.
                let _ = file
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .write_all(heard);
            }
        }
    })
}

fn show_failure(ended: &Ended, output: &str, command: &Command, log: &Path) {
    let lines: Vec<_> = output.lines().collect();
    let from = lines.len().saturating_sub(SHOWN_LINES);
    if from > 0 {
        println!("    … {from} lines before these are in {}", log.display());
    }
    for line in &lines[from..] {
        println!("    {line}");
    }
    let line = typed(command);
    match ended {
        Ended::By(status) => println!("    ({status}: {line})"),
        Ended::AtLimit(limit) => println!("    (ended after {}: it took too long: {line})", spoken(*limit)),
        Ended::NotStarted(error) => println!("    (could not be started: {error}: {line})"),
    }
}

/// The command as a person would type it.
fn typed(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The line that tells what is going on now.
struct Watch<'a> {
    title: &'a str,
    terminal: bool,
    /// The last line of the terminal is this step's.
    redraws: bool,
    said: Cell<Duration>,
    named: Cell<bool>,
}

impl<'a> Watch<'a> {
    fn of(title: &'a str, in_front: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        Self {
            title,
            terminal,
            redraws: terminal && in_front,
            said: Cell::new(Duration::ZERO),
            named: Cell::new(false),
        }
    }

    fn tick(&self, elapsed: Duration, heard: &Mutex<Vec<u8>>) {
        if elapsed < QUIET {
            return;
        }
        if self.redraws {
            if elapsed - self.said.get() > Duration::from_millis(250) {
                self.said.set(elapsed);
                let last = last_line(&heard.lock().unwrap_or_else(PoisonError::into_inner));
                print!("\r\x1b[2K  … {} {} {last}", self.title, spoken(elapsed));
                let _ = io::stdout().flush();
            }
        } else if !self.named.get() || elapsed - self.said.get() > STILL {
            self.named.set(true);
            self.said.set(elapsed);
            println!("{}  … {} ({})", self.clear(), self.title, spoken(elapsed));
        }
    }

    fn clear(&self) -> &'static str {
        if self.terminal { "\r\x1b[2K" } else { "" }
    }

    fn end(&self, ok: bool, elapsed: Duration) {
        println!(
            "{}  {} {} ({})",
            self.clear(),
            if ok { "✓" } else { "✗" },
            self.title,
            spoken(elapsed)
        );
    }
}

fn last_line(heard: &[u8]) -> String {
    let end = &heard[heard.len().saturating_sub(400)..];
    let text = String::from_utf8_lossy(end);
    let line = text
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    line.trim()
        .chars()
        .filter(|letter| !letter.is_control())
        .take(60)
        .collect()
}

fn file_name(title: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    title
        .chars()
        .map(plain)
        .collect::<String>()
        .split('-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A length of time as a person says it.
pub(crate) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_plain_file_name() {
        assert_eq!(
            file_name("Rust tests (nextest)"),
            "rust-tests-nextest",
            "logs must open in every shell"
        );
    }

    #[test]
    fn a_minute_is_not_told_in_seconds() {
        assert_eq!(spoken(Duration::from_millis(1_540)), "1.5 s");
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 05 s");
    }
}
