//! Taking the last placement of a variable back.

use super::super::own_entry;
use super::super::surroundings::Replaced;
use super::super::targets::{self, Part};
use super::{plan_remove, plan_set_with};
use crate::files::Snapshot;
use crate::journal::{Journal, Placed};
use crate::shells::block;
use crate::{Error, Machine, Undo, Undoing, VariableName, VariableValue};

pub(crate) fn plan_undo(machine: &Machine, name: &VariableName) -> Result<Option<Undoing>, Error> {
    let journal = Journal::read(&machine.journal)?;
    let Some(placed) = journal.placed(name.as_str()) else {
        return Ok(None);
    };
    let answer = undo_answer(machine, &journal, placed, name)?;
    let plan = match (&answer, &placed.previous) {
        (Undo::ChangedSince { .. } | Undo::FormerGone, _) => None,
        (Undo::Possible { .. }, None) => Some(plan_remove(machine, name)?),
        (Undo::Possible { .. }, Some(_)) => match machine.around.replaced(placed) {
            Some(former) => {
                let mut plan = plan_set_with(machine, name, &former.value, &former.serial)?;
                plan.work.replaces = None;
                plan.work.restores = Some(former.placed);
                Some(plan)
            }
            None => None,
        },
    };
    Ok(Some(Undoing { answer, plan }))
}

/// Whether the last placement can be taken back.
pub(crate) fn undo_answer(
    machine: &Machine,
    journal: &Journal,
    placed: &Placed,
    name: &VariableName,
) -> Result<Undo, Error> {
    let places = changed_since(machine, journal, placed, name)?;
    Ok(if !places.is_empty() {
        Undo::ChangedSince { places }
    } else if placed.previous.is_none() {
        Undo::Possible {
            restores_value: false,
        }
    } else if machine.around.replaced(placed).is_some() {
        Undo::Possible { restores_value: true }
    } else {
        Undo::FormerGone
    })
}

/// The value of ours that setting `name` to `value` replaces, if the journal knows it.
pub(super) fn replaced(
    machine: &Machine,
    name: &VariableName,
    value: &VariableValue,
) -> Result<Option<Replaced>, Error> {
    let Some(entry) = own_entry(&machine.around, name)? else {
        return Ok(None);
    };
    let journal = Journal::read(&machine.journal)?;
    let placed = journal
        .placed(name.as_str())
        .filter(|placed| placed.written.matches(entry.value.as_bytes()) && *entry.value != value.expose());
    let (Some(placed), Ok((value, _))) = (placed, VariableValue::new(&entry.value)) else {
        return Ok(None);
    };
    Ok(Some(Replaced {
        placed: placed.clone(),
        value,
        serial: entry.serial,
    }))
}

/// The files that no longer hold what was written, or whose managed block was damaged.
fn changed_since(
    machine: &Machine,
    journal: &Journal,
    placed: &Placed,
    name: &VariableName,
) -> Result<Vec<String>, Error> {
    let mut changed = Vec::new();
    for target in targets::all(&machine.around, None)? {
        if journal.touched(&target.path).is_none() {
            continue;
        }
        let snapshot = Snapshot::of(&target.path);
        let same = match (&target.part, &snapshot) {
            (_, Err(_)) => false,
            (Part::Entries(format), Ok(snapshot)) => format
                .entry(snapshot.content(), name)
                .is_some_and(|entry| placed.written.matches(entry.value.as_bytes())),
            (Part::Block(_), Ok(snapshot)) => block::find(snapshot.content()).is_ok(),
            (Part::Whole(text), Ok(snapshot)) => snapshot.content() == text.as_bytes(),
        };
        if !same {
            changed.push(target.path.display().to_string());
        }
    }
    Ok(changed)
}
