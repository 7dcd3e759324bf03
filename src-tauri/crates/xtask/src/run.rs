//! `cargo xtask run`: from a checkout to the open window; without a screen, to a walk through it on a virtual one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::child::Running;
use crate::display::{Display, Scratch};
use crate::repo::Repo;
use crate::steps::Steps;
use crate::stop::{OrStop, Stop};
use crate::{page, surroundings, system, test, toolchain};

/// How long the first frame may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Where the app keeps its data; `TOKEN_DESK_HOME` is the same.
    pub(crate) home: Option<PathBuf>,
    /// Keep the window open on the virtual display.
    pub(crate) stay: bool,
}

pub(crate) fn run(repo: &Repo, options: &Options) -> Result<(), Stop> {
    toolchain::check()?;
    let steps = Steps::new(&repo.root().join("target/xtask/run"))?;
    println!("Token Desk: getting ready.");
    system::provide(&steps, system::BUILD)?;
    let screen = surroundings::has_display();
    if !screen {
        println!(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): a virtual one will be used."
        );
        system::provide(&steps, system::NO_DISPLAY)?;
    }
    page::packages(repo, &steps)?;
    page::build(repo, &steps)?;
    if screen {
        in_sight(repo, &steps, options)
    } else {
        out_of_sight(repo, &steps, options)
    }
}

/// Opens the window for the person and stays until they close it.
fn in_sight(repo: &Repo, steps: &Steps, options: &Options) -> Result<(), Stop> {
    let mut build = repo.cargo(["build", "--package", "token-desk", "--package", "cli"]);
    steps.must("build Token Desk", &mut build, "mend what the compiler names")?;
    println!("Opening the window; close it to come back here.");
    let mut app = Command::new(repo.program("debug", "token-desk"));
    if let Some(home) = &options.home {
        app.env("TOKEN_DESK_HOME", home);
    }
    let status = app.status().or_stop("start Token Desk")?;
    if !status.success() {
        return Err(Stop::because(format!("Token Desk ended with {status}.")).next("read what it said above"));
    }
    println!(
        "Token Desk was closed.\nNext: `cargo xtask test --quick` checks a change; README.md says what the terminal program can do."
    );
    Ok(())
}

/// Walks the main job through the window on a virtual display, and leaves pictures of it.
fn out_of_sight(repo: &Repo, steps: &Steps, options: &Options) -> Result<(), Stop> {
    // The same packages and features as the tests are built with, so that each finds the other's work done.
    let mut build = repo.cargo(
        ["build", "--bins", "--examples"]
            .into_iter()
            .chain(test::EVERYTHING.iter().copied()),
    );
    steps.must("build Token Desk", &mut build, "mend what the compiler names")?;
    let scratch = Scratch::new("tour")?;
    let home = options
        .home
        .clone()
        .unwrap_or_else(|| scratch.path().to_path_buf());
    fs::create_dir_all(&home).or_stop(format_args!("make {}", home.display()))?;
    let display = Display::start()?;

    let began = Instant::now();
    let mut app = start_app(repo, &display, &home)?;
    let painted = display.watch(began, PATIENCE, &mut app)?;
    println!(
        "  ✓ the window was painted {} ms after its start, on display {}",
        painted.painted.as_millis(),
        display.name()
    );
    app.end(Duration::from_secs(10))?;

    let pictures = repo.root().join("target/tour");
    walk(repo, options.home.as_deref(), &pictures)?;
    println!("\nThe pictures are in {}:", repo.shown(&pictures));
    for picture in pictures_in(&pictures) {
        println!("  {}", repo.shown(&picture));
    }
    if options.stay {
        return stay(repo, &display, &home);
    }
    println!(
        "\nNext: look at the pictures; `cargo xtask run --stay` keeps the window open; on a machine with a screen the same command opens it."
    );
    Ok(())
}

fn start_app(repo: &Repo, display: &Display, home: &Path) -> Result<Running, Stop> {
    let mut app = Command::new(repo.program("debug", "token-desk"));
    display
        .apply(&mut app)
        .env("TOKEN_DESK_HOME", home)
        .env("HOME", home);
    Running::start("Token Desk", &app)
}

/// The walk is an example of the `tests` package: it drives the window as the end-to-end tests do, on a display and in a
/// home of its own.
fn walk(repo: &Repo, home: Option<&Path>, pictures: &Path) -> Result<(), Stop> {
    if pictures.exists() {
        fs::remove_dir_all(pictures).or_stop("empty the folder of the last tour")?;
    }
    fs::create_dir_all(pictures).or_stop(format_args!("make {}", pictures.display()))?;
    let mut tour = Command::new(repo.program("debug/examples", "tour"));
    tour.arg("--pictures")
        .arg(pictures)
        .current_dir(repo.root())
        .stdin(Stdio::null());
    tour.env("TOKEN_DESK_APP", repo.program("debug", "token-desk"));
    if let Some(home) = home {
        tour.arg("--home").arg(home);
    }
    println!("Walking through the window, with a home and a clipboard of its own:");
    let status = tour.status().or_stop("start the tour")?;
    if status.success() {
        return Ok(());
    }
    let last = pictures_in(pictures).pop();
    let seen = last.map_or_else(
        || "read what it said above".to_owned(),
        |last| format!("look at {}", repo.shown(&last)),
    );
    Err(Stop::because(format!("The tour did not reach its end ({status}).")).next(seen))
}

fn pictures_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|kind| kind == "png"));
    files.sort();
    files
}

fn stay(repo: &Repo, display: &Display, home: &Path) -> Result<(), Stop> {
    let mut app = start_app(repo, display, home)?;
    println!(
        "\nThe window stays open on display {}; press Ctrl-C to end it.",
        display.name()
    );
    println!(
        "Next: `DISPLAY={} import -window root now.png` takes a picture of it.",
        display.name()
    );
    loop {
        if let Some(ended) = app.ended() {
            println!("{ended}.");
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}
