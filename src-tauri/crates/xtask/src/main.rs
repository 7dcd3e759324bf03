//! The developer's own commands: `cargo xtask run | test | fuzz | bench | bindings | package`.
//!
//! It stands on the standard library alone, so that the first command in a fresh checkout starts within seconds.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a person at a terminal; it holds no secret"
)]

use std::process::ExitCode;

use repo::Repo;
use stop::Stop;

mod bench;
mod bindings;
mod child;
mod display;
mod fuzz;
mod outside;
mod package;
mod page;
mod repo;
mod run;
mod steps;
mod stop;
mod surroundings;
mod system;
mod tally;
mod test;
mod toolchain;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  run [--home DIR] [--stay]  install what is missing, build, open the window;
                             without a display: walk through it on a virtual one and leave pictures
  test [--quick]             install what is missing, then every check; --quick leaves out window and release builds
  fuzz [--runs N] [TARGET]   libFuzzer on what reads files and requests, a million executions of each target
  bench [--rounds N]         start-up and memory beside other programs, and the speed of the core and the page
  bench verify [--rounds N]  the verifier beside a server that checks nothing and beside other libraries
  bench scale                10,000 users, 100,000 tokens and a million events: start, questions, the whole check
  bindings [--check]         write (or compare) the TypeScript of the wire types
  package                    build the .deb and prove that it installs, starts and removes cleanly";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match ordered(&Repo::here(), &words) {
        Ok(code) => code,
        Err(stop) => {
            eprintln!("\n{stop}");
            ExitCode::FAILURE
        }
    }
}

fn ordered(repo: &Repo, words: &[&str]) -> Result<ExitCode, Stop> {
    let Some((command, options)) = words.split_first() else {
        println!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    match *command {
        "run" => run::run(repo, &run_options(options)?)?,
        "test" => return test::run(repo, flag(options, "--quick")?),
        "fuzz" => fuzz::run(repo, &fuzz::Wish::read(options)?)?,
        "bench" => match options {
            ["verify", options @ ..] => bench::verify(repo, rounds(options)?)?,
            ["scale"] => bench::scale(repo)?,
            options => bench::run(repo, rounds(options)?)?,
        },
        "bindings" => bindings::run(repo, flag(options, "--check")?)?,
        "package" if options.is_empty() => package::run(repo)?,
        "help" | "--help" | "-h" => println!("{USAGE}"),
        other => return Err(unknown(other)),
    }
    Ok(ExitCode::SUCCESS)
}

fn run_options(words: &[&str]) -> Result<run::Options, Stop> {
    let mut options = run::Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--stay" => options.stay = true,
            "--home" => {
                let folder = words.next().ok_or_else(|| {
                    Stop::because("--home needs a folder.").next("cargo xtask run --home DIR")
                })?;
                options.home = Some(std::path::absolute(folder).unwrap_or_else(|_| folder.into()));
            }
            other => return Err(unknown(other)),
        }
    }
    if options.home.is_none() {
        options.home = surroundings::variable("TOKEN_DESK_HOME").map(Into::into);
    }
    Ok(options)
}

fn flag(words: &[&str], name: &str) -> Result<bool, Stop> {
    match words {
        [] => Ok(false),
        [word] if *word == name => Ok(true),
        [other, ..] => Err(unknown(other)),
    }
}

fn rounds(words: &[&str]) -> Result<usize, Stop> {
    match words {
        [] => Ok(5),
        ["--rounds", number] => {
            match number.parse() {
                Ok(rounds @ 1..=50) => Ok(rounds),
                _ => Err(Stop::because(format!("“{number}” is not a number of rounds."))
                    .next("give one from 1 to 50")),
            }
        }
        [other, ..] => Err(unknown(other)),
    }
}

fn unknown(word: &str) -> Stop {
    Stop::because(format!("“{word}” is not known here.")).next("`cargo xtask help` lists the commands")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_option_is_named_instead_of_ignored() {
        let stop = flag(&["--quik"], "--quick").expect_err("it is not an option");
        assert!(stop.to_string().contains("--quik"), "{stop}");
    }

    #[test]
    fn home_and_stay_are_understood_in_either_order() {
        let options = run_options(&["--stay", "--home", "/tmp/x"]).expect("both are options");
        assert!(options.stay && options.home.is_some_and(|home| home.ends_with("x")));
    }
}
