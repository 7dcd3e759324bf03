//! Asking programs started afresh what they see.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::manager::Manager;
use super::surroundings::Surroundings;
use super::targets::{self, Part};
use crate::files::Snapshot;
use crate::programs::{self, Answer, Question};
use crate::report::Outcome;
use crate::shells::{block, quoting};
use crate::{Error, Expected, Held, Machine, Report, Secret, StepKind, VariableName};

/// Start-up files print greetings and warnings; the answer stands between these.
const BEGIN: &str = "token-desk-answer-begins";
const END: &str = "token-desk-answer-ends";

/// Why a value that is still there after a removal is none of ours.
const NOT_OURS: &str = "sees a value that Token Desk did not write; another place sets it";

pub(crate) fn verify(
    machine: &Machine,
    name: &VariableName,
    expected: Expected<'_>,
) -> Result<Report, Error> {
    let around = &machine.around;
    let wanted = match expected {
        Expected::Value(value) => Some(Secret::new(value.expose().as_bytes().to_vec())),
        Expected::Absent => None,
        Expected::AsWritten => {
            super::own_entry(around, name)?.map(|entry| Secret::new(entry.value.as_bytes().to_vec()))
        }
    };
    let manager = Manager::of(around);
    let mut report = Report::default();
    let answers = ask_all(around, name)?;
    let proven = answers.iter().any(|(_, seen)| seen.is(wanted.as_ref()));
    // What shells see although none of our files has it was set by somebody else and is none of our business.
    let foreign = wanted.is_none() && !any_of_ours(around, manager.as_ref(), name)?;
    for (probe, seen) in answers {
        let outcome = if foreign && matches!(seen, Seen::Value(_)) {
            Outcome::Skipped(NOT_OURS.to_owned())
        } else {
            judge(&probe, &seen, wanted.as_ref(), proven)
        };
        report.push(StepKind::FreshProcess, probe.label, outcome);
    }
    if let Some(manager) = manager {
        let shown = manager
            .shown(name.as_str())
            .map(|value| Secret::new(value.as_bytes().to_vec()));
        let outcome = if shown == wanted {
            Outcome::Done
        } else if foreign {
            Outcome::Skipped(NOT_OURS.to_owned())
        } else {
            Outcome::Failed("the user manager hands on another value; log out and in".to_owned())
        };
        report.push(StepKind::UserManager, manager.question(), outcome);
    }
    Ok(report)
}

/// Whether any of our files still has the variable.
fn any_of_ours(around: &Surroundings, manager: Option<&Manager>, name: &VariableName) -> Result<bool, Error> {
    Ok(targets::all(around, manager)?
        .iter()
        .any(|target| match target.part {
            Part::Entries(format) => Snapshot::of(&target.path)
                .is_ok_and(|snapshot| format.entry(snapshot.content(), name).is_some()),
            Part::Block(_) | Part::Whole(_) => false,
        }))
}

/// The first value that any of the shells sees: what a variable holds that others have set.
pub(super) fn first_seen(around: &Surroundings, name: &VariableName) -> Result<Held, Error> {
    let answers = ask_all(around, name)?;
    let mut reason = None;
    for (probe, seen) in answers {
        match seen {
            Seen::Value(value) => return Ok(Held::Value(value)),
            Seen::Nothing => {}
            Seen::NoAnswer(detail) => reason = Some(format!("{}: {detail}", probe.label)),
        }
    }
    Ok(reason.map_or(Held::Nothing, |reason| Held::CannotTell { reason }))
}

/// A program to ask, and how to read its answer.
struct Probe {
    label: &'static str,
    question: Question,
    reading: Reading,
    /// The start-up files by which it would learn of the variable.
    reads: Vec<PathBuf>,
}

#[derive(Clone, Copy)]
enum Reading {
    /// What stands between the two marks.
    Marked,
    /// Lines as systemd's generators print them.
    Assignments,
}

/// What a program saw.
enum Seen {
    Value(Secret),
    Nothing,
    NoAnswer(String),
}

impl Seen {
    fn is(&self, wanted: Option<&Secret>) -> bool {
        match self {
            Self::Value(value) => Some(value) == wanted,
            Self::Nothing => wanted.is_none(),
            Self::NoAnswer(_) => false,
        }
    }
}

fn probes(around: &Surroundings, name: &VariableName) -> Result<Vec<Probe>, Error> {
    let home = around.home()?;
    if !around.asks {
        return Ok(Vec::new());
    }
    // `printenv` is a program of its own, so it sees what any program started there would. The line reads the
    // same in every shell.
    let line = format!("echo {BEGIN}; printenv {name}; echo {END}");
    // nushell's own `echo` gives a value on, and prints nothing; a program that fails would end the line.
    let nu_line = format!("print {BEGIN}; try {{ ^printenv {name} }}; print {END}");
    let profile = home.join(".profile");
    let bash_login = [".bash_profile", ".bash_login"].map(|file| home.join(file));
    let bash_reads = bash_login
        .into_iter()
        .find(|file| file.exists())
        .unwrap_or_else(|| profile.clone());
    let config_home = around.config_home.clone().unwrap_or_else(|| home.join(".config"));
    // nushell reads its autoload folder only for a person at a terminal, so our file is handed to it by name.
    let nu_reads = config_home.join("nushell/autoload/token-desk.nu");
    let nu_shown = nu_reads.to_string_lossy();
    let nu_arguments = if nu_reads.is_file() {
        vec!["--config", &nu_shown, "--commands"]
    } else if config_home.join("nushell/config.nu").is_file() {
        vec!["--login", "--commands"]
    } else {
        // For a log-in it would make a configuration where there is none.
        vec!["--commands"]
    };
    let shells = [
        ("sh -l", "sh", vec!["-l", "-c"], vec![profile.clone()]),
        ("dash -l", "dash", vec!["-l", "-c"], vec![profile]),
        ("bash -l", "bash", vec!["-l", "-c"], vec![bash_reads]),
        ("bash -i", "bash", vec!["-i", "-c"], vec![home.join(".bashrc")]),
        ("zsh", "zsh", vec!["-c"], vec![home.join(".zshenv")]),
        (
            "fish",
            "fish",
            vec!["-c"],
            vec![config_home.join("fish/conf.d/token-desk.fish")],
        ),
        (
            "tcsh",
            "tcsh",
            vec!["-c"],
            vec![
                [".tcshrc", ".cshrc"]
                    .map(|file| home.join(file))
                    .into_iter()
                    .find(|file| file.exists())
                    .unwrap_or_else(|| home.join(".tcshrc")),
            ],
        ),
        (
            "PowerShell",
            "pwsh",
            vec!["-NoLogo", "-NonInteractive", "-Command"],
            vec![config_home.join("powershell/profile.ps1")],
        ),
        ("nushell", "nu", nu_arguments, vec![nu_reads.clone()]),
    ];
    let mut probes = Vec::new();
    for (label, program, mut arguments, reads) in shells {
        let Some(program) = around.program(program) else {
            continue;
        };
        arguments.push(if label == "nushell" { &nu_line } else { &line });
        let mut question = around.question(program, &arguments)?;
        if let Some(config) = &around.config_home {
            question
                .environment
                .push((OsString::from("XDG_CONFIG_HOME"), config.into()));
        }
        probes.push(Probe {
            label,
            question,
            reading: Reading::Marked,
            reads,
        });
    }
    if let Some(generator) = targets::generator() {
        let question = around.question(generator, &[])?;
        let reads = vec![home.join(".config/environment.d/99-token-desk.conf")];
        probes.push(Probe {
            label: "systemd environment.d",
            question,
            reading: Reading::Assignments,
            reads,
        });
    }
    Ok(probes)
}

/// Asks all of them at once, so that one that hangs costs five seconds and no more.
fn ask_all(around: &Surroundings, name: &VariableName) -> Result<Vec<(Probe, Seen)>, Error> {
    let probes = probes(around, name)?;
    let traces = Traces::expected_in(around.home()?);
    let seen: Vec<Seen> = thread::scope(|scope| {
        let asked: Vec<_> = probes
            .iter()
            .map(|probe| scope.spawn(move || ask(probe, name)))
            .collect();
        let failed = |_| Seen::NoAnswer("the question failed".to_owned());
        asked
            .into_iter()
            .map(|asked| asked.join().unwrap_or_else(failed))
            .collect()
    });
    traces.tidy();
    Ok(probes.into_iter().zip(seen).collect())
}

/// Folders that fish makes whenever it starts. Asking must leave the home as it was.
struct Traces(Vec<PathBuf>);

impl Traces {
    fn expected_in(home: &Path) -> Self {
        let folders = [
            ".config",
            ".config/fish",
            ".local",
            ".local/share",
            ".local/share/fish",
        ];
        Self(
            folders
                .iter()
                .map(|folder| home.join(folder))
                .filter(|folder| !folder.exists())
                .collect(),
        )
    }

    fn tidy(self) {
        for folder in self.0.iter().rev() {
            // Only an empty folder goes.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn ask(probe: &Probe, name: &VariableName) -> Seen {
    let enough = |output: &[u8]| match probe.reading {
        Reading::Marked => lines(output).any(|line| line == END.as_bytes()),
        Reading::Assignments => false,
    };
    match programs::ask(&probe.question, programs::LIMIT, enough) {
        Answer::Said { output, .. } => match probe.reading {
            Reading::Marked => marked_answer(&output),
            Reading::Assignments => assignment(&output, name),
        },
        Answer::TimedOut => Seen::NoAnswer("it did not answer in five seconds".to_owned()),
        Answer::NotStarted(error) => Seen::NoAnswer(format!("it could not be started: {error}")),
    }
}

/// What was printed between the marks. A shell whose start-up files say `set -e` ends before the second one
/// when there is no such variable.
fn marked_answer(output: &[u8]) -> Seen {
    let mut answer = lines(output).skip_while(|line| *line != BEGIN.as_bytes());
    if answer.next().is_none() {
        return Seen::NoAnswer("its start-up files ended it or replaced it by another program".to_owned());
    }
    match answer.next() {
        Some(line) if line != END.as_bytes() && !line.is_empty() => Seen::Value(Secret::new(line.to_vec())),
        Some(_) | None => Seen::Nothing,
    }
}

fn assignment(output: &[u8], name: &VariableName) -> Seen {
    let start = format!("{name}=");
    let printed = lines(output)
        .filter_map(|line| line.strip_prefix(start.as_bytes()))
        .next_back();
    match printed.map(std::str::from_utf8) {
        None => Seen::Nothing,
        Some(Ok(printed)) => quoting::from_systemd(printed).map_or_else(
            || Seen::NoAnswer("its answer could not be read".to_owned()),
            |value| Seen::Value(Secret::new(value.into_bytes())),
        ),
        Some(Err(_)) => Seen::NoAnswer("its answer is not UTF-8".to_owned()),
    }
}

fn lines(output: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    output.split(|byte| *byte == b'\n')
}

fn judge(probe: &Probe, seen: &Seen, wanted: Option<&Secret>, proven: bool) -> Outcome {
    if seen.is(wanted) {
        return Outcome::Done;
    }
    let detail = match seen {
        Seen::NoAnswer(detail) if proven => return Outcome::Skipped(format!("could not be asked: {detail}")),
        Seen::NoAnswer(detail) => format!("could not be asked: {detail}"),
        Seen::Nothing => "sees no such variable".to_owned(),
        Seen::Value(_) => "sees another value".to_owned(),
    };
    if proven && wanted.is_some() && probe.reads.iter().any(|file| left_alone(file)) {
        return Outcome::Skipped(format!(
            "{detail}: its start-up file is not ours to write; paste the lines"
        ));
    }
    Outcome::Failed(detail)
}

/// Whether a start-up file has no block of ours because it cannot be written or its block is damaged.
fn left_alone(file: &Path) -> bool {
    match Snapshot::of(file) {
        Ok(snapshot) => match block::find(snapshot.content()) {
            Ok(found) => found.is_none() && !snapshot.can_be_replaced(),
            Err(block::Damaged) => true,
        },
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(seen: Seen) -> Option<String> {
        match seen {
            Seen::Value(value) => value.expose_text().map(str::to_owned),
            Seen::Nothing => None,
            Seen::NoAnswer(detail) => panic!("{detail}"),
        }
    }

    #[test]
    fn an_answer_is_found_amid_greetings() {
        let output = format!("Welcome!\n{BEGIN}\nvalue\n{END}\nbye\n");
        assert_eq!(value(marked_answer(output.as_bytes())).as_deref(), Some("value"));
        assert_eq!(value(marked_answer(format!("{BEGIN}\n{END}\n").as_bytes())), None);
        assert_eq!(
            value(marked_answer(format!("{BEGIN}\n").as_bytes())),
            None,
            "set -e ended the shell"
        );
        assert!(matches!(
            marked_answer(b"exec'd something else\n"),
            Seen::NoAnswer(_)
        ));
    }

    #[test]
    fn of_several_assignments_the_last_counts() {
        let name = VariableName::new("API").unwrap();
        let seen = assignment(b"APIX=no\nAPI=first\nAPI=\"se\\$cond\"\n", &name);
        assert_eq!(value(seen).as_deref(), Some("se$cond"));
        assert_eq!(value(assignment(b"APIX=no\n", &name)), None);
    }
}
