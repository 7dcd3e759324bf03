//! `cargo xtask test`: installs what is missing, runs every check, counts, and ends on the count.
//!
//! A failing check never hides a later one. What cannot run here is skipped with its reason, never silently.

use std::process::{Command, ExitCode};
use std::thread::{Scope, ScopedJoinHandle};

use crate::outside::{Decoy, Snapshot};
use crate::repo::Repo;
use crate::steps::{Ran, Steps};
use crate::stop::Stop;
use crate::tally::Tally;
use crate::{page, surroundings, system, toolchain};

mod clients;
mod fuzz;
mod macos;
mod page_checks;
mod release;
mod rust;
mod shells;
mod windows;

pub(crate) use release::build as release_build;
pub(crate) use rust::EVERYTHING;

/// One run of all checks.
struct Session<'a> {
    repo: &'a Repo,
    steps: Steps,
    tally: Tally,
    quick: bool,
    /// The release build of this run is there to be tested.
    shipped: bool,
}

/// What was done in another thread, and what came of its checks.
struct Beside<T> {
    answer: T,
    tally: Tally,
    shipped: bool,
}

pub(crate) fn run(repo: &Repo, quick: bool) -> Result<ExitCode, Stop> {
    let steps = Steps::new(&repo.root().join("target/xtask/test"))?;
    let mut session = Session {
        repo,
        steps,
        tally: Tally::default(),
        quick,
        shipped: false,
    };
    if let Err(stop) = session.all() {
        println!("\n{stop}");
        session.tally.fail("the run could not go on");
    }
    println!(
        "\nAll of it took {}; the whole output of every step is in target/xtask/test.",
        session.steps.so_far()
    );
    println!("{}", session.next_step());
    println!("{}", session.tally.closing());
    Ok(if session.tally.all_well() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl<'a> Session<'a> {
    fn all(&mut self) -> Result<(), Stop> {
        self.heading("What the machine must have");
        toolchain::check()?;
        system::provide(&self.steps, system::BUILD)?;
        let (ran, outside, decoy) = std::thread::scope(|scope| {
            // It needs no more than the compilers, which have nothing to do yet.
            let fuzz = self.beside(scope, Session::fuzz);
            for needs in [system::NO_DISPLAY, system::TESTS] {
                if let Err(stop) = system::provide(&self.steps, needs) {
                    println!("{stop}\n  Going on: the checks that need it will say so.");
                }
            }
            let outside = Snapshot::of_this_user();
            let decoy = Decoy::furnish(&self.repo.root().join("target/xtask/decoy-home"))?;
            self.page();
            let ran = self.page_checks_and_programs(&decoy);
            self.take_in("the fuzz targets", fuzz.join().ok());
            Ok((ran, outside, decoy))
        })?;
        self.heading("The real window");
        self.window_tests(&decoy, ran);

        self.heading("What was left behind");
        self.nothing_outside(&outside, &decoy);
        Ok(())
    }

    fn page(&mut self) {
        self.heading("The page");
        let made = page::packages(self.repo, &self.steps).and_then(|()| page::build(self.repo, &self.steps));
        if let Err(stop) = &made {
            println!("{stop}");
        }
        self.tally.check("page: build", made.is_ok());
    }

    /// Browsers wait, tests wait for other programs, and compilers compute: side by side they take little longer than
    /// the longest of them. Answers how many of Rust's tests were run.
    fn page_checks_and_programs(&mut self, decoy: &Decoy) -> usize {
        self.heading(
            "The page's checks; beside them Rust's lints, builds and tests, also for Windows and macOS",
        );
        std::thread::scope(|scope| {
            let release = self.beside(scope, Session::release);
            let programs = self.beside(scope, |session| session.programs(decoy));
            self.page_checks();
            let ran = self.take_in("the checks of the programs", programs.join().ok());
            self.take_in("the release build", release.join().ok());
            ran.unwrap_or_default()
        })
    }

    fn programs(&mut self, decoy: &Decoy) -> usize {
        self.rust_lints();
        self.windows();
        self.macos();
        self.rust_build();
        self.clients();
        self.shells();
        self.rust_tests(decoy)
    }

    /// Does `work` meanwhile; [`Session::take_in`] has what came of it.
    fn beside<'scope, T: Send + 'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        work: impl FnOnce(&mut Session<'a>) -> T + Send + 'scope,
    ) -> ScopedJoinHandle<'scope, Beside<T>>
    where
        'a: 'scope,
    {
        let mut session = Session {
            repo: self.repo,
            steps: self.steps.behind(),
            tally: Tally::default(),
            quick: self.quick,
            shipped: false,
        };
        scope.spawn(move || Beside {
            answer: work(&mut session),
            tally: session.tally,
            shipped: session.shipped,
        })
    }

    /// Counts what was done meanwhile, and hands on its answer: none if it broke off.
    fn take_in<T>(&mut self, what: &str, done: Option<Beside<T>>) -> Option<T> {
        let Some(done) = done else {
            self.tally.fail(&format!("{what} could not go on"));
            return None;
        };
        self.tally.absorb(done.tally);
        self.shipped |= done.shipped;
        Some(done.answer)
    }

    /// One command, one check.
    fn check(&mut self, name: &str, command: &mut Command) -> Ran {
        let ran = self.steps.run(name, command);
        self.tally.check(name, ran.ok);
        ran
    }

    /// One command that runs many tests.
    fn tests(&mut self, name: &str, command: &mut Command, ignored: &str) {
        self.some_tests(name, command, (ignored, 0));
    }

    /// As [`Session::tests`], of which so many are left to another command. Answers how many were run.
    fn some_tests(&mut self, name: &str, command: &mut Command, left: (&str, usize)) -> usize {
        let ran = self.steps.run(
            name,
            command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never"),
        );
        self.tally.add(name, ran.ok, &ran.output, left)
    }

    fn skip(&mut self, name: &str, reason: &str) {
        println!("  – {name}: skipped, {reason}");
        self.tally.skip(name, reason);
    }

    fn heading(&self, text: &str) {
        println!("\n{text} ({} so far)", self.steps.so_far());
    }

    fn nothing_outside(&mut self, before: &Snapshot, decoy: &Decoy) {
        for (name, told) in [
            (
                "nothing was written to the home that the tests were given",
                decoy.differences(),
            ),
            (
                "nothing was written to the real home",
                before.differences(&Snapshot::of_this_user()),
            ),
        ] {
            println!("  {} {name}", if told.is_empty() { "✓" } else { "✗" });
            for line in &told {
                println!("    {line}");
            }
            self.tally.check(name, told.is_empty());
        }
    }

    fn next_step(&self) -> &'static str {
        match (self.tally.all_well(), self.quick, surroundings::on_ci()) {
            (false, ..) => "Next: the first ✗ above shows what went wrong.",
            (true, true, _) => "Next: `cargo xtask test` adds the window and the release build.",
            (true, false, true) => "Next: nothing; every check that can run here passed.",
            (true, false, false) => "Next: commit; `cargo xtask run` opens the window.",
        }
    }
}
