//! Whether a placement is still as it was made, by hash and without asking a shell.

use super::manager::Manager;
use super::surroundings::Surroundings;
use super::targets::{self, Part, Target};
use super::{conflicts, planning, running};
use crate::files::Snapshot;
use crate::journal::{Journal, Placed};
use crate::shells::block;
use crate::{Error, Machine, Secret, Standing, Truth, Warning};

pub(crate) fn standing(machine: &Machine, placed: &Placed) -> Result<Standing, Error> {
    let around = &machine.around;
    let name = placed.variable(&machine.journal)?;
    let journal = Journal::read(&machine.journal)?;
    let entry = super::own_entry(around, &name);
    let held = match &entry {
        Ok(Some(entry)) => Some(Secret::new(entry.value.as_bytes().to_vec())),
        Ok(None) | Err(_) => None,
    };
    let truth = match &entry {
        Err(error) => Truth::CannotTell {
            reason: error.to_string(),
        },
        Ok(None) => Truth::Missing,
        Ok(Some(entry)) if !placed.written.matches(entry.value.as_bytes()) => Truth::Overwritten,
        Ok(Some(_)) => reaches(around, &journal, placed, &name)?,
    };
    let programs = match (&truth, &held) {
        (Truth::Overwritten | Truth::Missing | Truth::CannotTell { .. }, _) | (_, None) => Vec::new(),
        (Truth::Installed | Truth::Shadowed { .. }, Some(held)) => {
            running::with_another(around, &name, held.expose(), Some(placed.at))
        }
    };
    let undo = planning::undo_answer(machine, &journal, placed, &name)?;
    Ok(Standing {
        name,
        at: placed.at,
        truth,
        held,
        programs,
        undo,
    })
}

/// The value is in our file; whether new programs get it from there.
fn reaches(
    around: &Surroundings,
    journal: &Journal,
    placed: &Placed,
    name: &crate::VariableName,
) -> Result<Truth, Error> {
    if let Some(Warning::Shadowed { place }) = conflicts::shadows(around, name).into_iter().next() {
        return Ok(Truth::Shadowed { place });
    }
    let manager = Manager::of(around);
    let shown = manager.as_ref().and_then(|manager| manager.shown(name.as_str()));
    if let (Some(shown), Some(manager)) = (&shown, &manager)
        && !placed.written.matches(shown.as_bytes())
    {
        let place = manager.question().to_owned();
        return Ok(Truth::Shadowed { place });
    }
    let mut blocks = targets::all(around, manager.as_ref())?
        .into_iter()
        .filter(|target| matches!(target.part, Part::Block(_)) && journal.touched(&target.path).is_some())
        .peekable();
    if blocks.peek().is_none() {
        return Ok(Truth::Installed);
    }
    let (here, gone): (Vec<_>, Vec<_>) = blocks.partition(has_block);
    let files = || {
        let paths: Vec<_> = gone
            .iter()
            .map(|target| target.path.display().to_string())
            .collect();
        paths.join(", ")
    };
    Ok(match (here.is_empty(), gone.is_empty()) {
        (_, true) => Truth::Installed,
        (true, false) => Truth::Missing,
        (false, false) => Truth::CannotTell {
            reason: format!("the lines of Token Desk are gone from {}; set it again", files()),
        },
    })
}

fn has_block(target: &Target) -> bool {
    Snapshot::of(&target.path).is_ok_and(|snapshot| matches!(block::find(snapshot.content()), Ok(Some(_))))
}
