//! Drives the crate from outside, for the tests that need a process of its own: another account, a kill at any
//! system call, Windows.
//!
//! `variable ACTION HOME JOURNAL NAME [PROGRAMS]`, with HOME `-` for this account's own surroundings, and PROGRAMS a
//! folder with programs that are never started. `set` reads the value
//! from standard input; `status` prints a word and the masked value; `verify` reads the expected value, or
//! nothing, from standard input. `patch` makes the key `token` of `settings.ini` in that home name the variable,
//! and `unpatch` takes it back, with the old secret from standard input. On Windows `hold` keeps the file NAME of that home
//! open until standard input ends, so that nobody else can write it. Ends with 0 if it worked, 1 if not.

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use environment::settings_file::{Key, Problem, Wish};
use environment::{Error, Expected, Held, Machine, Report, Secret, VariableName, VariableValue};
use jiff::Timestamp;

fn main() -> ExitCode {
    if let Some(code) = environment::probe::run_if_asked() {
        return code;
    }
    match run() {
        Ok(report) => {
            for step in &report.steps {
                let detail = step.detail.as_deref().unwrap_or_default();
                let (word, subject, state) = (step.kind.word(), &step.subject, step.state);
                say(&format!("{word}\t{subject}\t{state:?}\t{detail}"));
            }
            if report.worked() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(refused) => {
            say(&format!("{}\nundone: {}", refused.words, refused.undone));
            ExitCode::FAILURE
        }
    }
}

/// Why it did not work, and whether everything is as it was.
struct Refused {
    words: String,
    undone: bool,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self {
            words: error.to_string(),
            undone: error.undone(),
        }
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        let undone = if let Problem::Notes(error) | Problem::Failed(error) = &problem {
            error.undone()
        } else {
            true
        };
        Self {
            words: problem.to_string(),
            undone,
        }
    }
}

fn run() -> Result<Report, Refused> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("variable ACTION HOME JOURNAL NAME");
    let (action, home, journal, name) = (next(), next(), next(), next());
    #[cfg(windows)]
    if action == "hold" {
        hold(&Path::new(&home).join(name));
        return Ok(Report::default());
    }
    let name = VariableName::new(&name).expect("a good name");
    let machine = if home == "-" {
        Machine::of_this_user(journal)
    } else {
        Machine::in_home(&home, journal)
    };
    let machine = match arguments.next() {
        Some(programs) => machine.with_silent_programs(programs),
        None => machine,
    };
    #[expect(clippy::disallowed_methods, reason = "this is the door of the test program")]
    let now = Timestamp::now();
    let report = match action.as_str() {
        "set" => machine.apply(&machine.plan_set(&name, &value(), now)?, now),
        // As a long session does: what was there before is still in memory when the variable is taken away.
        "set-then-remove" => {
            machine.apply(&machine.plan_set(&name, &value(), now)?, now)?;
            machine.apply(&machine.plan_remove(&name)?, now)
        }
        "patch" | "unpatch" => {
            let path = Path::new(&home).join("settings.ini");
            on_settings_file(&machine, &action, &path, &name, now)?;
            Ok(Report::default())
        }
        "remove" => machine.apply(&machine.plan_remove(&name)?, now),
        // As a long session does: two values one after the other, and then the older one again.
        "rotate-then-undo" => {
            let newer = VariableValue::new("the-newer-value").expect("a good value").0;
            machine.apply(&machine.plan_set(&name, &value(), now)?, now)?;
            machine.apply(&machine.plan_set(&name, &newer, now)?, now)?;
            undo(&machine, &name, now)
        }
        "undo" => undo(&machine, &name, now),
        "placements" => {
            for standing in machine.placements()? {
                say(&format!(
                    "{} {:?} {:?}",
                    standing.name, standing.truth, standing.undo
                ));
                for program in standing.programs {
                    let held = program
                        .held
                        .map_or_else(|| "unknown".to_owned(), |held| held.masked());
                    say(&format!("running {} {held}", program.name));
                }
            }
            Ok(Report::default())
        }
        "settle" => machine.settle(now),
        "verify" => {
            let text = input();
            match VariableValue::new(&text) {
                Ok((value, _)) => machine.verify(&name, Expected::Value(&value)),
                Err(_) => machine.verify(&name, Expected::Absent),
            }
        }
        "status" => {
            let status = machine.status(&name)?;
            match &status.held {
                Held::Nothing => say("nothing"),
                Held::Value(value) => say(&format!("value {}", value.masked())),
                Held::CannotTell { reason } => say(&format!("cannot tell: {reason}")),
            }
            say(&format!(
                "account {}\nplaced {}",
                status.account,
                status.placed_at.is_some()
            ));
            for warning in &status.warnings {
                say(&format!("{warning:?}"));
            }
            Ok(Report::default())
        }
        other => panic!("unknown action {other}"),
    };
    Ok(report?)
}

/// As an editor or a scanner does that lets nobody else at the file.
#[cfg(windows)]
fn hold(path: &Path) {
    use std::os::windows::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    let held = options
        .read(true)
        .share_mode(1)
        .open(path)
        .expect("a file to hold");
    say("ready");
    input();
    drop(held);
}

fn on_settings_file(
    machine: &Machine,
    action: &str,
    path: &Path,
    variable: &VariableName,
    now: Timestamp,
) -> Result<(), Problem> {
    let key = Key::new("token").expect("a good key");
    if action == "unpatch" {
        let old = Secret::new(input().into_bytes());
        return machine.undo_settings_file(path, Some(&key), Some(&old)).map(drop);
    }
    let wish = Wish::of(&key, variable);
    machine.apply_settings_file(path, &wish, None, now).map(drop)
}

fn undo(machine: &Machine, name: &VariableName, now: Timestamp) -> Result<Report, Error> {
    let Some(undoing) = machine.plan_undo(name)? else {
        say("nothing is placed");
        return Ok(Report::default());
    };
    say(&format!("{:?}", undoing.answer));
    undoing
        .plan
        .map_or_else(|| Ok(Report::default()), |plan| machine.apply(&plan, now))
}

/// A full disk behind standard output is no reason to end differently.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn value() -> VariableValue {
    VariableValue::new(&input())
        .expect("a good value on standard input")
        .0
}

fn input() -> String {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .expect("text on standard input");
    text
}
