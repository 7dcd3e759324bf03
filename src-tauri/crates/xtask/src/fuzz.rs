//! `cargo xtask fuzz`: every target of libFuzzer, a million executions each. `cargo xtask test` runs the same targets
//! for a moment.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::repo::Repo;
use crate::steps::{Ran, Steps, spoken};
use crate::stop::Stop;
use crate::surroundings;

/// How often each target is run where nobody says.
pub(crate) const MILLION: u64 = 1_000_000;
/// A whole day: the HTTP front has a whole connection each time.
const LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Coverage by LLVM's own pass, which the stable compiler has.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1 \
    -Cdebug-assertions";

/// A program that libFuzzer runs over and over.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// What it tries.
    pub(crate) what: &'static str,
    /// The most bytes that it is given.
    longest: u32,
    /// How often `cargo xtask test` runs it: enough to notice that it no longer builds or falls over at once.
    pub(crate) moment: u64,
}

const fn parser(name: &'static str, what: &'static str) -> Target {
    Target {
        name,
        what,
        longest: 64,
        moment: 20_000,
    }
}

/// The folder of a crate's targets, and those.
pub(crate) const TARGETS: [(&str, &[Target]); 2] = [
    (
        "environment",
        &[
            parser("block", "the block in start-up files"),
            parser("ini", "the line in settings files"),
        ],
    ),
    (
        "verifier",
        &[
            parser("credential", "the credentials in a request"),
            parser("query", "the query and the form of a request"),
            Target {
                name: "front",
                what: "the HTTP front",
                longest: 512,
                moment: 2_000,
            },
        ],
    ),
];

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    runs: u64,
    /// The names of the targets; all of them if none is named.
    only: Vec<String>,
}

impl Wish {
    /// `[--runs N] [TARGET…]`.
    ///
    /// # Errors
    /// A number that is none, or a target that is not there.
    pub(crate) fn read(words: &[&str]) -> Result<Self, Stop> {
        let mut wish = Self {
            runs: MILLION,
            only: Vec::new(),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if *word == "--runs" {
                let number = words.next().copied().unwrap_or_default();
                wish.runs = number.parse().ok().filter(|runs| *runs > 0).ok_or_else(|| {
                    Stop::because(format!("“{number}” is not a number of runs."))
                        .next("cargo xtask fuzz --runs 1000000")
                })?;
            } else if all().any(|(_, target)| target.name == *word) {
                wish.only.push((*word).to_owned());
            } else {
                let names: Vec<_> = all().map(|(_, target)| target.name).collect();
                return Err(Stop::because(format!("There is no fuzz target “{word}”."))
                    .next(format!("name some of {}, or none for all", names.join(", "))));
            }
        }
        Ok(wish)
    }

    fn has(&self, target: &Target) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == target.name)
    }
}

fn all() -> impl Iterator<Item = (&'static str, &'static Target)> {
    TARGETS
        .into_iter()
        .flat_map(|(of, targets)| targets.iter().map(move |target| (of, target)))
}

/// Why targets cannot be built here, if they cannot.
pub(crate) fn missing() -> Option<&'static str> {
    let can = cfg!(target_os = "linux") && surroundings::has_program("c++");
    (!can).then_some("libFuzzer is built on Linux, with a C++ compiler")
}

/// Where targets are built, and what they find is kept.
fn folder(repo: &Repo) -> PathBuf {
    repo.root().join("target/fuzz")
}

/// The system that is built for. It is named, or the flags would be for build scripts too, which have no fuzzer to
/// report to.
fn host() -> String {
    let host = Command::new("rustc").args(["--print", "host-tuple"]).output();
    host.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

/// Builds the targets of a crate.
pub(crate) fn build(repo: &Repo, of: &str) -> Command {
    let manifest = format!("src-tauri/crates/{of}/fuzz/Cargo.toml");
    let mut build = repo.cargo(["build", "--locked", "--manifest-path", &manifest]);
    build
        .args(["--target", &host()])
        .arg("--target-dir")
        .arg(folder(repo))
        .env("RUSTFLAGS", FLAGS);
    build
}

/// Runs a target that was built so often.
pub(crate) fn run_of(repo: &Repo, target: &Target, runs: u64) -> Command {
    let folder = folder(repo);
    let mut run = Command::new(folder.join(host()).join("debug").join(target.name));
    run.arg(format!("-runs={runs}"))
        .arg(format!("-max_len={}", target.longest))
        .arg(format!("-artifact_prefix={}/{}-", folder.display(), target.name));
    run
}

/// `cargo xtask fuzz`.
///
/// # Errors
/// When a target does not build, or found something.
pub(crate) fn run(repo: &Repo, wish: &Wish) -> Result<(), Stop> {
    if let Some(reason) = missing() {
        return Err(Stop::because(format!("{reason}.")).next("install g++ (or clang) and run it again"));
    }
    let steps = Steps::new(&repo.root().join("target/xtask/fuzz"))?;
    let wished = || all().filter(|(_, target)| wish.has(target));
    for (of, _) in TARGETS {
        if wished().any(|(owner, _)| owner == of) {
            let name = format!("build the fuzz targets of {of}");
            steps.must(&name, &mut build(repo, of), "mend what the compiler names")?;
        }
    }
    let mut lines = Vec::new();
    let mut sum = 0;
    let mut fallen = Vec::new();
    for (_, target) in wished() {
        let began = Instant::now();
        let ran = steps.run_within(
            &format!("{}: {}", target.name, target.what),
            &mut run_of(repo, target, wish.runs),
            LIMIT,
        );
        let took = began.elapsed();
        match executed(&ran).filter(|runs| *runs >= wish.runs) {
            Some(runs) => {
                sum += runs;
                let each = u128::from(runs) * 1_000 / took.as_millis().max(1);
                lines.push(format!(
                    "  {:10}  {runs:>9} executions in {}, {each} a second, no finding",
                    target.name,
                    spoken(took)
                ));
            }
            None => {
                fallen.push(target.name);
                lines.push(format!(
                    "  {:10}  stopped: see {}",
                    target.name,
                    ran.log.display()
                ));
            }
        }
    }
    println!("\n{}", lines.join("\n"));
    if fallen.is_empty() {
        println!(
            "\n{} targets, {sum} executions in all, without a finding.",
            lines.len()
        );
        return Ok(());
    }
    Err(
        Stop::because(format!("Stopped before its end: {}.", fallen.join(", "))).next(format!(
            "the input of a finding lies in {}; run the target on that file to see it again",
            folder(repo).display()
        )),
    )
}

/// How many executions libFuzzer tells of; `None` if it did not get to its end.
fn executed(ran: &Ran) -> Option<u64> {
    let line = ran.output.lines().rev().find(|line| line.starts_with("Done "))?;
    line.split_whitespace().nth(1)?.parse().ok().filter(|_| ran.ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(ok: bool, output: &str) -> Ran {
        Ran {
            ok,
            output: output.to_owned(),
            log: PathBuf::new(),
        }
    }

    #[test]
    fn a_million_of_all_is_meant_unless_something_else_is_said() {
        let all_of_them = Wish::read(&[]).expect("nothing is fine");
        assert_eq!(all_of_them.runs, 1_000_000);
        assert!(all().all(|(_, target)| all_of_them.has(target)));
        let some = Wish::read(&["ini", "--runs", "500", "block"]).expect("in any order");
        assert_eq!(some.runs, 500);
        let names: Vec<_> = all()
            .filter(|(_, target)| some.has(target))
            .map(|(_, target)| target.name)
            .collect();
        assert_eq!(names, ["block", "ini"]);
    }

    #[test]
    fn a_target_that_is_not_there_and_a_number_that_is_none_are_named() {
        for (words, named) in [
            (&["inni"][..], "inni"),
            (&["--runs", "many"], "many"),
            (&["--runs", "0"], "0"),
            (&["--runs"], "not a number"),
        ] {
            let stop = Wish::read(words).expect_err("it is refused").to_string();
            assert!(stop.contains(named), "{stop}");
        }
    }

    #[test]
    fn only_what_ran_to_its_end_counts() {
        let output = "INFO: Running\n#20000 DONE cov: 7\nDone 20000 runs in 3 second(s)\n";
        assert_eq!(executed(&ran(true, output)), Some(20_000));
        assert_eq!(executed(&ran(false, output)), None);
        assert_eq!(executed(&ran(true, "SUMMARY: libFuzzer: deadly signal\n")), None);
    }
}
