//! The release build: it is made, starts, paints, and ends when asked to.

use std::process::Command;
use std::time::{Duration, Instant};

use super::Session;
use crate::child::Running;
use crate::display::{Display, Scratch};
use crate::repo::Repo;
use crate::stop::Stop;
use crate::surroundings;

const NAME: &str = "the release build starts, paints and ends when asked to";

impl Session<'_> {
    pub(super) fn release(&mut self) {
        if self.quick {
            self.skip("release build", "left out by --quick");
            return self.skip(NAME, "left out by --quick");
        }
        let ran = self.check("release build", &mut build(self.repo));
        self.shipped = ran.ok;
        if !ran.ok {
            return self.skip(NAME, "there is no release build");
        }
        if !surroundings::has_program("Xvfb") {
            return self.skip(NAME, "there is no virtual display (Xvfb)");
        }
        let answer = start(self.repo);
        match &answer {
            Ok(painted) => println!("  ✓ {NAME} (painted after {} ms)", painted.as_millis()),
            Err(stop) => println!("  ✗ {NAME}\n    {stop}"),
        }
        self.tally.check(NAME, answer.is_ok());
    }
}

/// The programs as they are given to people: no automation switch.
pub(crate) fn build(repo: &Repo) -> Command {
    repo.cargo([
        "build",
        "--release",
        "--package",
        "token-desk",
        "--package",
        "cli",
        "--features",
        "tauri/custom-protocol",
    ])
}

fn start(repo: &Repo) -> Result<Duration, Stop> {
    let home = Scratch::new("release")?;
    let display = Display::start()?;
    let mut command = Command::new(repo.program("release", "token-desk"));
    display
        .apply(&mut command)
        .env("HOME", home.path())
        .env("TOKEN_DESK_HOME", home.path().join("desk"));
    let began = Instant::now();
    let mut app = Running::start("the release build", &command)?;
    let painted = display.watch(began, Duration::from_secs(60), &mut app)?;
    app.end(Duration::from_secs(10))?;
    Ok(painted.painted)
}
