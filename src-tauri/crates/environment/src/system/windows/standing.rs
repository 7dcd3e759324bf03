//! Whether a placement is still as it was made, and how it is taken back.

use super::registry::{self, Raw};
use super::{Work, place, plan_remove, running, status};
use crate::journal::{Goal, Journal, Placed};
use crate::{Error, Machine, PlaceAction, Plan, Standing, Truth, Undo, Undoing, VariableName};

pub(crate) fn standing(machine: &Machine, placed: &Placed) -> Result<Standing, Error> {
    let around = &machine.around;
    let name = placed.variable(&machine.journal)?;
    let raw = around.read(&name)?;
    let held = raw.as_ref().and_then(Raw::text);
    let truth = match &raw {
        None => Truth::Missing,
        Some(raw) if !placed.written.matches(&raw.bytes) => Truth::Overwritten,
        // The dialog of Windows turns a value with % in it into one that expands.
        Some(raw) if !raw.is_plain() => Truth::Overwritten,
        Some(_) if around.live && registry::volatile_has(&name) => Truth::Shadowed {
            place: r"HKEY_CURRENT_USER\Volatile Environment".to_owned(),
        },
        Some(_) => Truth::Installed,
    };
    let programs = match (&truth, &held) {
        (Truth::Installed | Truth::Shadowed { .. }, Some(held)) if around.live => {
            running::with_another(&name, held.expose(), placed.at)
        }
        (_, _) => Vec::new(),
    };
    Ok(Standing {
        undo: undo_answer(machine, placed, raw.as_ref()),
        name,
        at: placed.at,
        truth,
        held,
        programs,
    })
}

pub(crate) fn plan_undo(machine: &Machine, name: &VariableName) -> Result<Option<Undoing>, Error> {
    let journal = Journal::read(&machine.journal)?;
    let Some(placed) = journal.placed(name.as_str()) else {
        return Ok(None);
    };
    let raw = machine.around.read(name)?;
    let answer = undo_answer(machine, placed, raw.as_ref());
    let plan = match (&answer, &placed.previous) {
        (Undo::ChangedSince { .. } | Undo::FormerGone, _) => None,
        (Undo::Possible { .. }, None) => Some(plan_remove(machine, name)?),
        (Undo::Possible { .. }, Some(previous)) => machine
            .around
            .remembered_with_note(previous)
            .map(|(former, note)| plan_return(machine, name, raw, former, note))
            .transpose()?,
    };
    Ok(Some(Undoing { answer, plan }))
}

fn undo_answer(machine: &Machine, placed: &Placed, present: Option<&Raw>) -> Undo {
    let around = &machine.around;
    if !present.is_some_and(|raw| raw.is_plain() && placed.written.matches(&raw.bytes)) {
        return Undo::ChangedSince {
            places: vec![around.key_path()],
        };
    }
    let print = placed
        .previous
        .as_ref()
        .or(placed.former.as_ref().map(|former| &former.held));
    match print {
        None => Undo::Possible {
            restores_value: false,
        },
        Some(print) if around.remembered(print).is_some() => Undo::Possible { restores_value: true },
        Some(_) => Undo::FormerGone,
    }
}

/// The earlier value of ours comes back as it was.
fn plan_return(
    machine: &Machine,
    name: &VariableName,
    before: Option<Raw>,
    former: Raw,
    note: Option<Placed>,
) -> Result<Plan, Error> {
    let lines = format!(
        "{} = {} ({})",
        former.spelling,
        former.masked(),
        former.kind_word()
    );
    Ok(Plan {
        name: name.clone(),
        now: status(machine, name)?,
        masked: former.masked(),
        places: vec![place(machine, PlaceAction::Change, lines)],
        warnings: Vec::new(),
        work: Work {
            goal: Goal::Set,
            before,
            after: Some(former),
            restores: note,
        },
    })
}
