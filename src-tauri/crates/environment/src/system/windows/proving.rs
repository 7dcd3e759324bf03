//! What new programs get, by the system's own reader and by a program started afresh; telling the running ones.

use std::ffi::OsString;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::calls::{self, Broadcast};
use super::registry::Raw;
use super::{Surroundings, secret};
use crate::journal::{Journal, make_private};
use crate::probe::{Errand, NoAnswer};
use crate::programs::{self, Answer, Question};
use crate::report::Outcome;
use crate::task::scheduler_does;
use crate::{Error, Expected, Machine, Report, Secret, StepKind, VariableName};

/// How long to wait for the broadcast, which goes on by itself. Each hung window costs it a second.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) fn verify(
    machine: &Machine,
    name: &VariableName,
    expected: Expected<'_>,
) -> Result<Report, Error> {
    let around = &machine.around;
    let raw = around.read(name)?;
    let wanted = wanted(expected, raw.as_ref());
    let mut report = Report::default();
    // After a removal, what others wrote (or what was put back) may be there.
    let ours = Journal::read(&machine.journal)?.placed(name.as_str()).is_some();
    let foreign = matches!(expected, Expected::Absent) && raw.is_some() && !ours;
    let plain = raw.as_ref().is_none_or(Raw::is_plain);
    let outcome = match raw.as_ref().and_then(Raw::text) == wanted {
        _ if foreign => Outcome::Skipped("holds a value that Token Desk did not write".to_owned()),
        true if plain => Outcome::Done,
        true => Outcome::Failed("it is no plain text (REG_SZ): % in it would be expanded".to_owned()),
        false => Outcome::Failed("the registry holds something else".to_owned()),
    };
    report.push(StepKind::ReadBack, around.key_path(), outcome);
    if !around.asks {
        return Ok(report);
    }
    if !around.live {
        let detail = "this is not the account's own part of the registry".to_owned();
        report.push(StepKind::FreshProcess, "cmd", Outcome::Skipped(detail));
        return Ok(report);
    }
    // Without a value of ours another's, or the computer's, may show through: that is no leftover.
    let wanted = wanted.or_else(|| (foreign || raw.is_none()).then(|| effective(name)).flatten());
    let outcome = match asked_afresh(around, name) {
        Ok(seen) if seen == wanted => Outcome::Done,
        Ok(Some(_)) => Outcome::Failed("sees another value".to_owned()),
        Ok(None) => Outcome::Failed("sees no such variable".to_owned()),
        Err(detail) => Outcome::Failed(format!("could not be asked: {detail}")),
    };
    report.push(StepKind::FreshProcess, "cmd", outcome);
    Ok(report)
}

/// Only for the account's own part of the registry: a task sees no other.
pub(crate) fn verify_as_task(
    machine: &Machine,
    name: &VariableName,
    expected: Expected<'_>,
) -> Result<Report, Error> {
    let around = &machine.around;
    let mut report = Report::default();
    if !around.live || !around.asks {
        return Ok(report);
    }
    // Without a value of the account's own, that of the computer shows through.
    let wanted = wanted(expected, around.read(name)?.as_ref()).or_else(|| effective(name));
    let outcome = match asked_as_task(machine, name, wanted.as_ref()) {
        Ok(Some(true)) => Outcome::Done,
        Ok(None) if wanted.is_none() => Outcome::Done,
        Ok(Some(false)) => Outcome::Failed("sees another value; sign out and in".to_owned()),
        Ok(None) => Outcome::Failed("sees no such variable; sign out and in".to_owned()),
        Err(no_answer) => Outcome::Skipped(no_answer.to_string()),
    };
    report.push(StepKind::FreshProcess, "scheduled task", outcome);
    Ok(report)
}

fn asked_as_task(
    machine: &Machine,
    name: &VariableName,
    wanted: Option<&Secret>,
) -> Result<Option<bool>, NoAnswer> {
    let program = std::env::current_exe()?;
    make_private(&machine.journal)?;
    let errand = Errand {
        name,
        account: machine.around.account(),
        program: &program,
        folder: &machine.journal,
        limit: programs::LIMIT,
    };
    errand.run(wanted, scheduler_does)
}

/// What is to be seen; `None` for nothing.
fn wanted(expected: Expected<'_>, raw: Option<&Raw>) -> Option<Secret> {
    match expected {
        Expected::Value(value) => Some(secret(value.expose())),
        Expected::Absent => None,
        Expected::AsWritten => raw.and_then(Raw::text),
    }
}

/// What new programs of this account get for `name`.
pub(super) fn handed_on(around: &Surroundings, name: &VariableName, raw: Option<&Raw>) -> Option<Secret> {
    let own = || raw.and_then(Raw::text);
    if around.live {
        effective(name).or_else(own)
    } else {
        own()
    }
}

/// Tells the running programs that variables changed. Explorer then gives the new ones to what it starts.
pub(super) fn notify(around: &Surroundings, report: &mut Report) {
    if !around.live {
        return;
    }
    let (sender, result) = mpsc::channel();
    thread::spawn(move || sender.send(calls::broadcast_environment_change()));
    let outcome = match result.recv_timeout(PATIENCE) {
        Ok(Broadcast::Answered) => Outcome::Done,
        Ok(Broadcast::SomeSilent) => Outcome::Skipped(
            "some running programs did not answer; close and reopen those that need the variable".to_owned(),
        ),
        Err(_) => Outcome::Skipped(
            "many running programs do not answer, and the rest are still being told; close and reopen those that need the variable"
                .to_owned(),
        ),
        Ok(Broadcast::Failed(error)) => Outcome::Skipped(format!(
            "running programs could not be told ({error}); sign out and in"
        )),
    };
    report.push(StepKind::Notified, "running programs", outcome);
}

/// The value in the environment that Explorer hands to new programs.
fn effective(name: &VariableName) -> Option<Secret> {
    let block = calls::environment_block().ok()?;
    block
        .into_iter()
        .find(|(held, _)| {
            held.to_str()
                .is_some_and(|held| held.eq_ignore_ascii_case(name.as_str()))
        })
        .and_then(|(_, value)| value.into_string().ok())
        .map(|value| Secret::new(value.into_bytes()))
}

/// Starts the command interpreter with that environment and nothing else, and asks it.
fn asked_afresh(around: &Surroundings, name: &VariableName) -> Result<Option<Secret>, String> {
    let environment = calls::environment_block().map_err(|error| error.to_string())?;
    let question = Question {
        program: around.interpreter.clone(),
        arguments: ["/d", "/c", "set", name.as_str()].map(OsString::from).to_vec(),
        environment,
        directory: around.interpreter.parent().map(Into::into).unwrap_or_default(),
    };
    let output = match programs::ask(&question, programs::LIMIT, |_| false) {
        Answer::Said {
            output,
            success: Some(_),
        } => output,
        Answer::Said { success: None, .. } | Answer::TimedOut => {
            return Err("it did not answer in five seconds".to_owned());
        }
        Answer::NotStarted(error) => return Err(error.to_string()),
    };
    // `set NAME` lists every variable whose name starts like that.
    let value = output.split(|byte| *byte == b'\n').find_map(|line| {
        let (held, value) = line.trim_ascii_end().split_once_at(b'=')?;
        held.eq_ignore_ascii_case(name.as_str().as_bytes())
            .then(|| Secret::new(value.to_vec()))
    });
    Ok(value)
}

trait SplitOnceAt {
    fn split_once_at(&self, separator: u8) -> Option<(&[u8], &[u8])>;
}

impl SplitOnceAt for [u8] {
    fn split_once_at(&self, separator: u8) -> Option<(&[u8], &[u8])> {
        let at = self.iter().position(|byte| *byte == separator)?;
        Some((&self[..at], &self[at + 1..]))
    }
}
