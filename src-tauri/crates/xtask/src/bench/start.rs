//! From a program's start to its first painted frame, and what all its processes weigh then.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::median;
use crate::child::Running;
use crate::display::{Display, Scratch};
use crate::stop::Stop;

/// Marks every process of a measured program, however it was started.
const MARK: &str = "TOKEN_DESK_BENCH_ROUND";

/// A program to be measured.
#[derive(Debug)]
pub(super) struct Program {
    name: String,
    path: PathBuf,
}

impl Program {
    pub(super) fn new(name: &str, path: PathBuf) -> Self {
        Self {
            name: name.to_owned(),
            path,
        }
    }
}

/// What was seen, as medians over the rounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) window: Duration,
    pub(super) painted: Duration,
    /// MB of PSS, all processes.
    pub(super) memory: f64,
    pub(super) processes: usize,
}

/// Starts each program once a round, so that what else the machine does falls on all of them alike. One more round
/// before the first warms the page cache and is not counted.
pub(super) fn in_turns(programs: &[Program], rounds: usize) -> Vec<(String, Seen)> {
    let mut seen: Vec<Vec<Seen>> = programs.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        println!(
            "  round {round} of {rounds}{}",
            if round == 0 {
                " (warms up, not counted)"
            } else {
                ""
            }
        );
        for (program, seen) in programs.iter().zip(&mut seen) {
            match once(program, round) {
                Ok(figures) if round > 0 => seen.push(figures),
                Ok(_) => {}
                Err(stop) => println!("    {}: {stop}", program.name),
            }
        }
    }
    let names = programs.iter().map(|program| program.name.clone());
    names
        .zip(seen)
        .filter(|(_, seen)| !seen.is_empty())
        .map(|(name, seen)| (name, middle(&seen)))
        .collect()
}

/// A new home, bus and display each time.
fn once(program: &Program, round: usize) -> Result<Seen, Stop> {
    let home = Scratch::new("bench")?;
    let display = Display::start()?;
    let mark = format!("{}-{round}", std::process::id());
    let mut command = Command::new(&program.path);
    display
        .apply(&mut command)
        .env("HOME", home.path())
        .env(MARK, &mark)
        .env("XDG_RUNTIME_DIR", home.path());
    for name in [
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "TOKEN_DESK_HOME",
    ] {
        command.env_remove(name);
    }
    let began = Instant::now();
    let mut app = Running::start(&program.name, &command)?;
    let painted = display.watch(began, Duration::from_secs(60), &mut app)?;
    let weights = weights(&format!("{MARK}={mark}"));
    app.end(Duration::from_secs(10))?;
    let memory = weights.iter().sum::<u64>() as f64 / 1024.0;
    Ok(Seen {
        window: painted.window,
        painted: painted.painted,
        memory,
        processes: weights.len(),
    })
}

/// Kilobytes of PSS of each process that carries the mark.
fn weights(mark: &str) -> Vec<u64> {
    let processes = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    processes
        .filter(|process| carries(process, mark))
        .filter_map(|process| weight(&process))
        .collect()
}

fn carries(process: &Path, mark: &str) -> bool {
    fs::read(process.join("environ"))
        .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == mark.as_bytes()))
}

fn weight(process: &Path) -> Option<u64> {
    let rollup = fs::read_to_string(process.join("smaps_rollup")).ok()?;
    rollup
        .lines()
        .find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse().ok())
}

fn middle(seen: &[Seen]) -> Seen {
    let mut memory: Vec<f64> = seen.iter().map(|one| one.memory).collect();
    memory.sort_by(f64::total_cmp);
    let mut processes: Vec<usize> = seen.iter().map(|one| one.processes).collect();
    processes.sort_unstable();
    Seen {
        window: median(seen.iter().map(|one| one.window).collect()),
        painted: median(seen.iter().map(|one| one.painted).collect()),
        memory: memory[memory.len() / 2],
        processes: processes[processes.len() / 2],
    }
}
