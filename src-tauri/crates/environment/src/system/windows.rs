//! Windows: `HKEY_CURRENT_USER\Environment`, always as plain text, and a broadcast to the running programs.

#[expect(
    unsafe_code,
    reason = "the environment block and the broadcast have no safe interface"
)]
mod calls;
mod identity;
mod proving;
mod registry;
mod running;
mod standing;
mod surroundings;

use jiff::Timestamp;

use crate::journal::{Fingerprint, Former, Goal, Journal, Pending, Placed, Turn};
use crate::report::Outcome;
use crate::value::LONG_VALUE;
use crate::{
    Error, Held, Machine, PlaceAction, PlaceKind, Plan, PlannedPlace, Report, Secret, Status, StepKind,
    VariableName, VariableValue, Warning,
};

use registry::Raw;

pub(crate) use proving::{verify, verify_as_task};
pub(crate) use registry::register_program;
pub(crate) use standing::{plan_undo, standing};
pub(crate) use surroundings::Surroundings;

/// What `apply` carries out: one value of the registry, before and after.
#[derive(Debug)]
pub(crate) struct Work {
    goal: Goal,
    before: Option<Raw>,
    after: Option<Raw>,
    /// The note that becomes valid again when a placement is undone.
    restores: Option<Placed>,
}

/// No shell reads the registry by itself: what a program is given, its children keep.
pub(crate) fn mark_of_write(_: &Machine, _: &VariableName) -> Option<(String, String)> {
    None
}

pub(crate) fn status(machine: &Machine, name: &VariableName) -> Result<Status, Error> {
    let around = &machine.around;
    let raw = around.read(name)?;
    let mut warnings = Vec::new();
    if registry::system_has(name) {
        warnings.push(Warning::SystemVariable);
    }
    if registry::volatile_has(name) {
        let place = r"HKEY_CURRENT_USER\Volatile Environment".to_owned();
        warnings.push(Warning::Shadowed { place });
    }
    let held = match &raw {
        Some(raw) if !raw.is_text() => Held::CannotTell {
            reason: format!("the registry holds it as {}", raw.kind_word()),
        },
        Some(_) | None => match proving::handed_on(around, name, raw.as_ref()) {
            Some(value) => Held::Value(value),
            None => Held::Nothing,
        },
    };
    let placed_at = Journal::read(&machine.journal)?
        .placed(name.as_str())
        .filter(|placed| {
            raw.as_ref()
                .is_some_and(|raw| raw.is_plain() && placed.written.matches(&raw.bytes))
        })
        .map(|placed| placed.at);
    Ok(Status {
        name: name.clone(),
        held,
        placed_at,
        account: around.account().to_owned(),
        warnings,
    })
}

pub(crate) fn plan_set(
    machine: &Machine,
    name: &VariableName,
    value: &VariableValue,
    _now: Timestamp,
) -> Result<Plan, Error> {
    crate::identity::judge(&(machine.around.identity)(&machine.around))?;
    let status = status(machine, name)?;
    let before = machine.around.read(name)?;
    refuse_other_kinds(name, before.as_ref())?;
    let after = Raw::plain(
        before.as_ref().map_or(name.as_str(), |raw| &raw.spelling),
        value.expose(),
    );
    let mut warnings = status.warnings.clone();
    if value.length() > LONG_VALUE {
        warnings.push(Warning::LongValue {
            length: value.length(),
        });
    }
    let action = match &before {
        Some(before) if *before == after => PlaceAction::Keep,
        Some(_) => PlaceAction::Change,
        None => PlaceAction::Create,
    };
    let lines = format!("{} = {} (REG_SZ)", after.spelling, value.masked());
    Ok(Plan {
        name: name.clone(),
        now: status,
        masked: value.masked(),
        places: vec![place(machine, action, lines)],
        warnings,
        work: Work {
            goal: Goal::Set,
            before,
            after: Some(after),
            restores: None,
        },
    })
}

pub(crate) fn plan_remove(machine: &Machine, name: &VariableName) -> Result<Plan, Error> {
    crate::identity::judge(&(machine.around.identity)(&machine.around))?;
    let status = status(machine, name)?;
    let before = machine.around.read(name)?;
    let journal = Journal::read(&machine.journal)?;
    let mut warnings = Vec::new();
    let (action, lines, after) = match (journal.placed(name.as_str()), &before) {
        (Some(placed), Some(present)) if placed.written.matches(&present.bytes) => match &placed.former {
            None => (
                PlaceAction::Remove,
                format!("{} (REG_SZ)", present.spelling),
                None,
            ),
            Some(former) => match machine.around.remembered(&former.held) {
                Some(raw) => {
                    let lines = format!("{} = {} ({})", raw.spelling, raw.masked(), raw.kind_word());
                    (PlaceAction::Change, lines, Some(raw))
                }
                None => {
                    warnings.push(Warning::FormerValueGone);
                    (
                        PlaceAction::Remove,
                        format!("{} (REG_SZ)", present.spelling),
                        None,
                    )
                }
            },
        },
        (Some(_), Some(present)) => {
            let lines = format!(
                "{} was changed by another program; it is left alone",
                present.spelling
            );
            (PlaceAction::Skip, lines, before.clone())
        }
        (None, _) | (Some(_), None) => {
            let lines = "Token Desk has placed nothing here".to_owned();
            (PlaceAction::Keep, lines, before.clone())
        }
    };
    Ok(Plan {
        name: name.clone(),
        now: status,
        masked: String::new(),
        places: vec![place(machine, action, lines)],
        warnings,
        work: Work {
            goal: Goal::Remove,
            before,
            after,
            restores: None,
        },
    })
}

pub(crate) fn apply(machine: &Machine, plan: &Plan, now: Timestamp) -> Result<Report, Error> {
    let _turn = Turn::take(&machine.journal)?;
    let original = finish_pending(machine, Journal::read(&machine.journal)?)?;
    let around = &machine.around;
    if around.read(&plan.name)? != plan.work.before {
        return Err(Error::ChangedMeanwhile {
            path: around.key_path().into(),
        });
    }
    let finished = journal_after(&original, plan, now)?;
    let mut report = Report::default();
    if plan.work.before == plan.work.after {
        if finished != original {
            finished.write(&machine.journal)?;
        }
        return Ok(report);
    }

    let mut journal = original.clone();
    journal.pending = Some(Pending {
        goal: plan.work.goal,
        name: plan.name.to_string(),
        placed: finished.placed(plan.name.as_str()).cloned(),
    });
    journal.write(&machine.journal)?;
    let outcome = around
        .write(&plan.name, plan.work.after.as_ref())
        .and_then(|()| same_again(machine, plan))
        .and_then(|()| finished.write(&machine.journal));
    if let Err(error) = outcome {
        let undone = around.write(&plan.name, plan.work.before.as_ref()).is_ok()
            && original.write(&machine.journal).is_ok();
        return Err(if undone {
            error
        } else {
            error.not_undone(&machine.journal)
        });
    }
    remember_replaced(machine, &original, plan);

    let kind = if plan.work.after.is_some() {
        StepKind::Wrote
    } else {
        StepKind::Removed
    };
    report.push(kind, around.key_path(), Outcome::Done);
    report.push(StepKind::ReadBack, around.key_path(), Outcome::Done);
    proving::notify(around, &mut report);
    Ok(report)
}

pub(crate) fn settle(machine: &Machine, _now: Timestamp) -> Result<Report, Error> {
    if Journal::read(&machine.journal)?.pending.is_none() {
        return Ok(Report::default());
    }
    let _turn = Turn::take(&machine.journal)?;
    finish_pending(machine, Journal::read(&machine.journal)?)?;
    let mut report = Report::default();
    proving::notify(&machine.around, &mut report);
    Ok(report)
}

/// Windows reads the registry at every log-in by itself.
pub(crate) fn give_session(_: &Machine) -> Result<Report, Error> {
    Ok(Report::default())
}

/// One value is written in one step, so interrupted work was either done or not; only the journal has to learn
/// which.
fn finish_pending(machine: &Machine, mut journal: Journal) -> Result<Journal, Error> {
    let Some(pending) = journal.pending.take() else {
        return Ok(journal);
    };
    let name = VariableName::new(&pending.name).map_err(|bad| Error::JournalDamaged {
        path: machine.journal.clone(),
        detail: bad.to_string(),
    })?;
    let present = machine.around.read(&name)?;
    let holds = |placed: &Placed| {
        present
            .as_ref()
            .is_some_and(|raw| placed.written.matches(&raw.bytes))
    };
    match (pending.goal, pending.placed) {
        (Goal::Set, Some(placed)) if holds(&placed) => {
            journal.forget(&pending.name);
            journal.variables.push(placed);
        }
        (Goal::Set, _) => {}
        (Goal::Remove, _) => {
            if !journal.placed(&pending.name).is_some_and(holds) {
                journal.forget(&pending.name);
            }
        }
    }
    journal.write(&machine.journal)?;
    Ok(journal)
}

fn journal_after(original: &Journal, plan: &Plan, now: Timestamp) -> Result<Journal, Error> {
    let mut journal = original.clone();
    let name = plan.name.as_str();
    if let Some(former) = &plan.work.restores {
        journal.forget(name);
        journal.variables.push(former.clone());
        return Ok(journal);
    }
    let written = match (plan.work.goal, &plan.work.after) {
        (Goal::Set, Some(after)) => after,
        (Goal::Set, None) | (Goal::Remove, _) => {
            journal.forget(name);
            return Ok(journal);
        }
    };
    let earlier = original.placed(name);
    if earlier.is_some_and(|placed| placed.written.matches(&written.bytes)) {
        return Ok(journal);
    }
    let print =
        |bytes: &[u8]| Fingerprint::of(bytes).map_err(|error| Error::failed("the list of placements", error));
    let ours = |raw: &Raw| earlier.filter(|placed| placed.written.matches(&raw.bytes));
    // Over a value of our own, what was there before the first of them stays the one to go back to.
    let former = match &plan.work.before {
        None => None,
        Some(before) => match ours(before) {
            Some(placed) => placed.former.clone(),
            None => Some(Former {
                spelling: before.spelling.clone(),
                kind: before.kind,
                held: print(&before.bytes)?,
            }),
        },
    };
    journal.forget(name);
    journal.variables.push(Placed {
        name: name.to_owned(),
        at: now,
        written: print(&written.bytes)?,
        former,
        // What somebody else put over ours in between is a former value, not one of ours.
        previous: plan
            .work
            .before
            .as_ref()
            .and_then(ours)
            .map(|placed| placed.written.clone()),
    });
    Ok(journal)
}

/// Keeps a replaced value in memory for this session, so that undoing or removing can bring it back.
fn remember_replaced(machine: &Machine, original: &Journal, plan: &Plan) {
    let Some(before) = &plan.work.before else { return };
    if plan.work.goal == Goal::Set && plan.work.restores.is_none() {
        let placed = original
            .placed(plan.name.as_str())
            .filter(|placed| placed.written.matches(&before.bytes));
        machine.around.remember(before.clone(), placed.cloned());
    }
}

fn same_again(machine: &Machine, plan: &Plan) -> Result<(), Error> {
    if machine.around.read(&plan.name)? == plan.work.after {
        return Ok(());
    }
    let error = std::io::Error::other("the registry holds something else than was written");
    Err(Error::failed(machine.around.key_path(), error))
}

fn refuse_other_kinds(name: &VariableName, before: Option<&Raw>) -> Result<(), Error> {
    match before {
        Some(raw) if !raw.is_text() => Err(Error::OtherKind {
            name: name.to_string(),
            kind: raw.kind_word(),
        }),
        Some(_) | None => Ok(()),
    }
}

fn place(machine: &Machine, action: PlaceAction, lines: String) -> PlannedPlace {
    PlannedPlace {
        path: machine.around.key_path(),
        kind: PlaceKind::Registry,
        action,
        lines,
    }
}

/// The text as a secret, without the closing NUL.
fn secret(text: &str) -> Secret {
    Secret::new(text.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Identity;

    /// In a key of the registry of its own, as that of any home that is given.
    #[test]
    fn a_value_that_somebody_put_over_ours_comes_back_when_the_next_one_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let machine = Machine::in_home(folder.path().join("home"), folder.path().join("journal"));
        let name = VariableName::new("API").unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let set = |text: &str| {
            let (value, _) = VariableValue::new(text).unwrap();
            let plan = machine.plan_set(&name, &value, now).unwrap();
            assert!(machine.apply(&plan, now).unwrap().worked());
        };
        set("ours");
        let theirs = Raw {
            kind: 2, // REG_EXPAND_SZ
            ..Raw::plain("API", "%THEIRS%")
        };
        machine.around.write(&name, Some(&theirs)).unwrap();
        set("ours-again");
        let undoing = machine.plan_undo(&name).unwrap().unwrap();
        machine.apply(&undoing.plan.unwrap(), now).unwrap();
        assert!(machine.around.read(&name).unwrap() == Some(theirs));
        assert!(machine.placements().unwrap().is_empty());
        machine.around.write(&name, None).unwrap();
    }

    /// Pitfall 11: elevated as somebody else, or packaged.
    #[test]
    fn nothing_is_planned_by_a_program_whose_variables_another_account_or_nobody_would_see() {
        let folder = tempfile::tempdir().unwrap();
        let mut machine = Machine::in_home(folder.path().join("home"), folder.path().join("journal"));
        let name = VariableName::new("API").unwrap();
        let (value, _) = VariableValue::new("a-value").unwrap();
        let plan = |machine: &Machine| {
            let now = Timestamp::UNIX_EPOCH;
            [machine.plan_set(&name, &value, now), machine.plan_remove(&name)]
        };
        // A test of wine's has no desktop, so it may.
        assert!(plan(&machine).iter().all(Result::is_ok));
        machine.around.identity = |around| Identity {
            account: around.account().to_owned(),
            is_packaged: true,
            is_another: None,
        };
        assert!(
            plan(&machine)
                .iter()
                .all(|plan| matches!(plan, Err(Error::Packaged)))
        );
        machine.around.identity = |_| Identity {
            account: r"HERE\admin".to_owned(),
            is_packaged: false,
            is_another: Some(true),
        };
        let other = plan(&machine);
        assert!(
            other
                .iter()
                .all(|plan| matches!(plan, Err(Error::OtherAccount { account }) if account == r"HERE\admin"))
        );
    }
}
