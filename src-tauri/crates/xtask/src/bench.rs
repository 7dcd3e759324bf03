//! `cargo xtask bench`: how fast and how large, as medians, beside programs that people already have.

use std::process::Command;
use std::time::Duration;

use crate::repo::Repo;
use crate::steps::Steps;
use crate::stop::Stop;
use crate::{page, surroundings, system, test, toolchain};

mod start;

use start::Program;

/// The window is painted within this many times KeePassXC's own time.
const START_RATIO: f64 = 1.5;
/// All processes together, in MB of PSS.
const MEMORY: f64 = 210.0;
/// The page's first JavaScript, in KB after gzip.
const FIRST_SCRIPT: f64 = 110.0;

/// One line of the closing table.
struct Row {
    what: String,
    value: String,
    goal: String,
    ratio: Option<f64>,
}

impl Row {
    fn measured(what: impl Into<String>, value: f64, unit: &str, goal: f64) -> Self {
        Self {
            what: what.into(),
            value: format!("{value:.0} {unit}"),
            goal: format!("≤ {goal:.0} {unit}"),
            ratio: Some(value / goal),
        }
    }

    fn told(what: impl Into<String>, value: String) -> Self {
        Self {
            what: what.into(),
            value,
            goal: String::new(),
            ratio: None,
        }
    }
}

pub(crate) fn run(repo: &Repo, rounds: usize) -> Result<(), Stop> {
    toolchain::check()?;
    let steps = Steps::new(&repo.root().join("target/xtask/bench"))?;
    system::provide(&steps, system::BUILD)?;
    page::packages(repo, &steps)?;
    page::build(repo, &steps)?;
    steps.must(
        "build the release window",
        &mut test::release_build(repo),
        "mend what the compiler names",
    )?;
    let mut rows = Vec::new();
    first_script(repo, &mut rows);
    starts(repo, &steps, rounds, &mut rows);
    core(repo, &steps);
    interactions(repo, &steps);
    window(repo, &steps, &mut rows);
    println!("\n{}", table(&rows));
    println!(
        "\nA ratio up to 1.00 meets the goal. Other work on the machine slows a start; the ratio to KeePassXC, measured in turns on the same display, suffers less."
    );
    println!("Next: `cargo xtask bench --rounds 9` for steadier medians.");
    Ok(())
}

/// `cargo xtask bench verify`: what a verdict costs, and what a request does. The program prints its own table.
pub(crate) fn verify(repo: &Repo, rounds: usize) -> Result<(), Stop> {
    toolchain::check()?;
    let steps = Steps::new(&repo.root().join("target/xtask/bench-verify"))?;
    steps.must(
        "build what is measured",
        &mut repo.cargo(["build", "--release", "--package", "bench"]),
        "mend what the compiler names",
    )?;
    let mut program = Command::new(repo.program("release", "bench-verify"));
    let ran = steps.must(
        "measure",
        program.args(["--rounds", &rounds.to_string()]),
        "read what it says",
    )?;
    print_figures(&ran.output, ran.ok);
    Ok(())
}

/// `cargo xtask bench scale`: the core with 10,000 users, 100,000 tokens and 1,000,000 rows of the audit trail, and
/// the page's grid. What is over its goal is said.
pub(crate) fn scale(repo: &Repo) -> Result<(), Stop> {
    toolchain::check()?;
    let steps = Steps::new(&repo.root().join("target/xtask/bench-scale"))?;
    let mut bench = repo.cargo([
        "run",
        "--quiet",
        "--release",
        "--package",
        "desk",
        "--example",
        "bench-scale",
    ]);
    let ran = steps.must("measure the core", &mut bench, "read what it says")?;
    let rows: Vec<Row> = ran.output.lines().filter_map(goal_row).collect();
    println!("\n{}", table(&rows));
    if system::provide(&steps, system::BUILD).is_ok() && page::packages(repo, &steps).is_ok() {
        interactions(repo, &steps);
    }
    println!("\nA ratio up to 1.00 meets the goal.");
    Ok(())
}

/// `what; milliseconds; goal`, as the programs print it; `-` where there is no goal.
fn goal_row(line: &str) -> Option<Row> {
    let mut cells = line.split("; ");
    let (what, took, goal) = (cells.next()?, cells.next()?, cells.next()?);
    Some(match goal {
        "-" => Row::told(what.to_owned(), format!("{took} ms")),
        goal => Row::measured(what, took.parse().ok()?, "ms", goal.parse().ok()?),
    })
}

/// Start-up and memory of our window and of its peers, in turns.
fn starts(repo: &Repo, steps: &Steps, rounds: usize, rows: &mut Vec<Row>) {
    if !cfg!(target_os = "linux") {
        println!("SKIPPED because start-up is read off Xvfb, which is on Linux: start-up and memory.");
        return;
    }
    if let Err(stop) =
        system::provide(steps, system::NO_DISPLAY).and_then(|()| system::provide(steps, system::PEERS))
    {
        println!("{stop}");
    }
    let ours = Program::new("Token Desk", repo.program("release", "token-desk"));
    let peers = [("KeePassXC", "keepassxc"), ("Seahorse", "seahorse")];
    let peers = peers
        .into_iter()
        .filter_map(|(name, file)| Some(Program::new(name, surroundings::program(file)?)));
    let programs: Vec<Program> = std::iter::once(ours).chain(peers).collect();
    let medians = start::in_turns(&programs, rounds);
    let painted = |name: &str| {
        medians
            .iter()
            .find(|(program, _)| program == name)
            .map(|(_, seen)| seen.painted)
    };
    for (name, seen) in &medians {
        let ratio = painted("KeePassXC").map(|peer| seen.painted.as_secs_f64() / peer.as_secs_f64());
        let told = format!(
            "{} ms (window {} ms)",
            seen.painted.as_millis(),
            seen.window.as_millis()
        );
        let mut row = Row::told(format!("{name}: start → painted"), told);
        if name == "Token Desk" {
            row.goal = format!("≤ {START_RATIO} × KeePassXC");
            row.ratio = ratio.map(|ratio| ratio / START_RATIO);
        }
        rows.push(row);
        let what = format!("{name}: memory of {} processes (PSS)", seen.processes);
        rows.push(match name.as_str() {
            "Token Desk" => Row::measured(what, seen.memory, "MB", MEMORY),
            _ => Row::told(what, format!("{:.0} MB", seen.memory)),
        });
    }
}

/// Create and list at 100,000 tokens; the example prints its own figures.
fn core(repo: &Repo, steps: &Steps) {
    let mut bench = repo.cargo([
        "run",
        "--quiet",
        "--release",
        "--package",
        "desk",
        "--example",
        "bench-desk",
    ]);
    let ran = steps.run("the core at 100,000 tokens", &mut bench);
    print_figures(&ran.output, ran.ok);
}

/// Search, sort and filter of 10,000 tokens in the page; the script prints its own figures.
fn interactions(repo: &Repo, steps: &Steps) {
    if !repo.has_script("bench:ui") {
        println!("SKIPPED because the page has no script bench:ui: interactions with 10,000 tokens.");
        return;
    }
    let ran = steps.run(
        "the page with 10,000 tokens",
        &mut repo.npm(["run", "--silent", "bench:ui"]),
    );
    print_figures(&ran.output, ran.ok);
}

/// The same in the real window, which is the build for tests: the one as people get it cannot be driven.
fn window(repo: &Repo, steps: &Steps, rows: &mut Vec<Row>) {
    let name = "the real window with 10,000 tokens";
    if !cfg!(target_os = "linux") || system::provide(steps, system::NO_DISPLAY).is_err() {
        println!("SKIPPED because there is no virtual display: {name}.");
        return;
    }
    let mut build = repo.cargo(
        ["build", "--bins", "--examples"]
            .into_iter()
            .chain(test::EVERYTHING.iter().copied()),
    );
    if !steps.run("build the window for tests", &mut build).ok {
        return;
    }
    let ran = steps.run(name, &mut Command::new(repo.program("debug/examples", "grid")));
    let measured = ran.output.lines().filter_map(goal_row);
    rows.extend(measured.map(|row| Row {
        what: format!("{name}: {} (p95)", row.what),
        ..row
    }));
}

fn print_figures(output: &str, ran_well: bool) {
    if ran_well {
        output.lines().for_each(|line| println!("    {line}"));
    }
}

/// What the page loads before anything can be seen.
fn first_script(repo: &Repo, rows: &mut Vec<Row>) {
    let script = "const fs = require('fs'), zlib = require('zlib');
        const page = fs.readFileSync('dist/index.html', 'utf8');
        const files = [...page.matchAll(/(?:src|href)=\"([^\"]+\\.js)\"/g)].map((found) => found[1]);
        const sizes = files.map((file) => zlib.gzipSync(fs.readFileSync('dist/' + file), { level: 9 }).length);
        console.log(sizes.reduce((sum, size) => sum + size, 0));";
    let mut node = Command::new("node");
    let told = node.arg("-e").arg(script).current_dir(repo.page()).output();
    let size = told
        .ok()
        .and_then(|told| String::from_utf8_lossy(&told.stdout).trim().parse::<f64>().ok());
    match size {
        Some(bytes) if bytes > 0.0 => rows.push(Row::measured(
            "page: first JavaScript (gzip)",
            bytes / 1000.0,
            "KB",
            FIRST_SCRIPT,
        )),
        _ => println!("SKIPPED because the built page names no script: the size of the first JavaScript."),
    }
}

fn table(rows: &[Row]) -> String {
    let width = |cell: fn(&Row) -> &str| {
        rows.iter()
            .map(|row| cell(row).chars().count())
            .max()
            .unwrap_or(0)
    };
    let (what, value, goal) = (
        width(|row| &row.what),
        width(|row| &row.value),
        width(|row| &row.goal),
    );
    let line = |row: &Row| {
        let ratio = row
            .ratio
            .map(|ratio| format!("{ratio:.2}{}", if ratio <= 1.0 { "" } else { "  over" }))
            .unwrap_or_default();
        format!(
            "{:what$}  {:value$}  {:goal$}  {ratio}",
            row.what, row.value, row.goal
        )
        .trim_end()
        .to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The middle one.
fn median(mut values: Vec<Duration>) -> Duration {
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
