//! From what is there to what will be written. Nothing is changed here.

mod undoing;

use std::path::Path;

use jiff::Timestamp;

use super::conflicts;
use super::manager::Manager;
use super::surroundings::{Replaced, Surroundings};
use super::targets::{self, Part, Target};
use crate::files::{self, Snapshot};
use crate::journal::{Goal, Journal, Placed};
use crate::shells::block;
use crate::shells::entries::{self, Format};
use crate::value::LONG_VALUE;
use crate::{
    Error, Machine, PlaceAction, PlaceKind, Plan, PlannedPlace, Secret, VariableName, VariableValue, Warning,
};

/// What `apply` carries out.
#[derive(Debug)]
pub(crate) struct Work {
    pub(super) goal: Goal,
    pub(super) value: Option<VariableValue>,
    /// In the order in which they are made.
    pub(super) changes: Vec<Change>,
    pub(super) manager: Option<Manager>,
    /// After this, no variable of ours is left.
    pub(super) last: bool,
    /// The value of ours that is replaced, to be kept in memory for undoing.
    pub(super) replaces: Option<Replaced>,
    /// The note that becomes valid again when a placement is undone.
    pub(super) restores: Option<Placed>,
}

/// One file's change.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) kind: PlaceKind,
    pub(super) before: Snapshot,
    /// What it will hold; `None` to delete it.
    pub(super) after: Option<Secret>,
    /// Its mode if it is made.
    pub(super) mode: u32,
}

pub(crate) use undoing::plan_undo;
pub(super) use undoing::undo_answer;

pub(crate) fn plan_set(
    machine: &Machine,
    name: &VariableName,
    value: &VariableValue,
    now: Timestamp,
) -> Result<Plan, Error> {
    let serial = serial(&machine.around, name, value, now)?;
    plan_set_with(machine, name, value, &serial)
}

fn plan_set_with(
    machine: &Machine,
    name: &VariableName,
    value: &VariableValue,
    serial: &str,
) -> Result<Plan, Error> {
    let around = &machine.around;
    let status = super::status(machine, name)?;
    let manager = Manager::of(around);
    let mut planning = Planning::new(status.warnings.clone());
    for target in targets::all(around, manager.as_ref())?
        .into_iter()
        .filter(|target| target.wanted)
    {
        planning.set(&target, name, value, serial)?;
    }
    if value.length() > LONG_VALUE {
        planning.warnings.push(Warning::LongValue {
            length: value.length(),
        });
    }
    // Somebody may have given it another value by hand since, which wins over files that are right.
    let is_right = planning.changes.is_empty()
        && manager
            .as_ref()
            .is_none_or(|manager| manager.hands_on(name, value));
    planning.tell_manager(manager.as_ref(), name, Goal::Set, !is_right);
    Ok(Plan {
        name: name.clone(),
        now: status,
        masked: value.masked(),
        places: planning.places,
        warnings: planning.warnings,
        work: Work {
            goal: Goal::Set,
            value: Some(value.clone()),
            changes: planning.changes,
            manager,
            last: false,
            replaces: undoing::replaced(machine, name, value)?,
            restores: None,
        },
    })
}

pub(crate) fn plan_remove(machine: &Machine, name: &VariableName) -> Result<Plan, Error> {
    let around = &machine.around;
    let status = super::status(machine, name)?;
    let journal = Journal::read(&machine.journal)?;
    let manager = Manager::of(around);
    let mut targets = targets::all(around, manager.as_ref())?;
    // A start-up file that was ours to write then may not be on today's list: ZDOTDIR or a shell has changed.
    for touched in &journal.files {
        if targets.iter().all(|target| target.path != touched.path) {
            targets.push(targets::startup(touched.path.clone(), true, false));
        }
    }
    let secrets = Snapshot::of(&targets::secret_file(around.home()?))?;
    let last = Format::Sh
        .without(secrets.content(), name)
        .is_none_or(|rest| !entries::holds_any(&rest));

    let mut planning = Planning::new(Vec::new());
    // The other way round: the file that all others source goes last, so that interrupted work is noticed.
    for target in targets.iter().rev() {
        match &target.part {
            Part::Entries(format) => planning.remove_entry(target, *format, name)?,
            Part::Block(_) if last => planning.remove_block(target, &journal)?,
            Part::Whole(text) if last => planning.remove_whole(target, text, &journal),
            Part::Block(_) | Part::Whole(_) => {}
        }
    }
    if !planning.changes.is_empty() {
        planning.tell_manager(manager.as_ref(), name, Goal::Remove, true);
    }
    Ok(Plan {
        name: name.clone(),
        now: status,
        masked: String::new(),
        places: planning.places,
        warnings: planning.warnings,
        work: Work {
            goal: Goal::Remove,
            value: None,
            changes: planning.changes,
            manager,
            last,
            replaces: None,
            restores: None,
        },
    })
}

/// The mark of this write. A value that stays keeps its mark, so that a second run changes nothing.
fn serial(
    around: &Surroundings,
    name: &VariableName,
    value: &VariableValue,
    now: Timestamp,
) -> Result<String, Error> {
    let fresh = u64::try_from(now.as_millisecond()).unwrap_or_default();
    Ok(match super::own_entry(around, name)? {
        Some(entry) if *entry.value == value.expose() => entry.serial,
        Some(entry) => {
            let old = entry.serial.parse::<u64>().unwrap_or_default();
            fresh.max(old.saturating_add(1)).to_string()
        }
        None => fresh.to_string(),
    })
}

struct Planning {
    places: Vec<PlannedPlace>,
    changes: Vec<Change>,
    warnings: Vec<Warning>,
}

impl Planning {
    fn new(warnings: Vec<Warning>) -> Self {
        Self {
            places: Vec::new(),
            changes: Vec::new(),
            warnings,
        }
    }

    fn set(
        &mut self,
        target: &Target,
        name: &VariableName,
        value: &VariableValue,
        serial: &str,
    ) -> Result<(), Error> {
        match &target.part {
            Part::Entries(format) => self.set_entry(target, *format, name, value, serial),
            Part::Block(block) => self.set_block(target, block),
            Part::Whole(text) => self.set_whole(target, text),
        }
    }

    fn set_entry(
        &mut self,
        target: &Target,
        format: Format,
        name: &VariableName,
        value: &VariableValue,
        serial: &str,
    ) -> Result<(), Error> {
        let before = secret_snapshot(&target.path)?;
        let after = Secret::new(format.with(before.content(), name, value.expose(), serial));
        let right = before.content() == after.expose()
            && before
                .found
                .as_ref()
                .is_some_and(|found| found.mode == target.mode);
        if !right && !can_be_written(&before) {
            return Err(not_writable(before));
        }
        if let Some(path) = before.real.parent().and_then(conflicts::work_tree) {
            let warning = Warning::InGitTree { path };
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        let lines = format.line(name, &value.masked(), serial).to_string();
        self.note(target, before, right, Some(after), lines);
        Ok(())
    }

    fn set_block(&mut self, target: &Target, lines: &str) -> Result<(), Error> {
        let before = match Snapshot::of(&target.path) {
            Ok(before) => before,
            Err(Error::NotAFile { .. } | Error::Failed { .. }) => {
                self.leave_alone(target, lines);
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        if before.found.is_none() && !target.made {
            return Ok(());
        }
        let Ok(after) = block::with(before.content(), lines) else {
            self.warnings.push(Warning::DamagedBlock {
                path: target.path.clone(),
            });
            self.skip(target, lines);
            return Ok(());
        };
        let right = before.content() == after && before.found.is_some();
        // A file with NUL bytes is UTF-16 or no text at all: lines of ours would spoil the one and mean nothing in
        // the other.
        let fits = !before.content().contains(&0) && can_be_written(&before);
        if !right && !fits {
            self.leave_alone(target, lines);
            return Ok(());
        }
        self.note(target, before, right, Some(Secret::new(after)), lines.to_owned());
        Ok(())
    }

    fn set_whole(&mut self, target: &Target, text: &str) -> Result<(), Error> {
        let before = match Snapshot::of(&target.path) {
            Ok(before) => before,
            Err(Error::NotAFile { .. } | Error::Failed { .. }) => {
                self.leave_alone(target, text);
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        let right = before.content() == text.as_bytes() && before.found.is_some();
        if !right && !can_be_written(&before) {
            self.leave_alone(target, text);
            return Ok(());
        }
        let after = Secret::new(text.as_bytes().to_vec());
        self.note(target, before, right, Some(after), text.to_owned());
        Ok(())
    }

    /// Only what is still as it was written goes.
    fn remove_whole(&mut self, target: &Target, text: &str, journal: &Journal) {
        let Some(before) = self.of_ours(target, text, journal) else {
            return;
        };
        if before.found.is_none() {
            return;
        }
        if before.content() == text.as_bytes() && before.can_be_replaced() {
            self.note(target, before, false, None, text.to_owned());
        } else {
            self.skip(target, text);
        }
    }

    fn remove_entry(&mut self, target: &Target, format: Format, name: &VariableName) -> Result<(), Error> {
        let before = secret_snapshot(&target.path)?;
        let Some(entry) = format.entry(before.content(), name) else {
            return Ok(());
        };
        if !before.can_be_replaced() {
            return Err(not_writable(before));
        }
        let after = format.without(before.content(), name).map(Secret::new);
        let value = Secret::new(entry.value.as_bytes().to_vec());
        let lines = format.line(name, &value.masked(), &entry.serial).to_string();
        self.note(target, before, false, after, lines);
        Ok(())
    }

    fn remove_block(&mut self, target: &Target, journal: &Journal) -> Result<(), Error> {
        let Some(before) = self.of_ours(target, block::OPEN, journal) else {
            return Ok(());
        };
        let Ok(found) = block::find(before.content()) else {
            self.warnings.push(Warning::DamagedBlock {
                path: target.path.clone(),
            });
            self.skip(target, block::OPEN);
            return Ok(());
        };
        let Some((start, end)) = found else { return Ok(()) };
        if journal.touched(&target.path).is_none() && journal.touched_really(&before.real) {
            // Another path leads to the same file, and it is known by that one whether it was there before.
            return Ok(());
        }
        let lines = String::from_utf8_lossy(&before.content()[start..end]).into_owned();
        if !before.can_be_replaced() {
            self.leave_alone(target, &lines);
            return Ok(());
        }
        let rest = block::without(before.content()).unwrap_or_else(|_| before.content().to_vec());
        let made_by_us = journal
            .touched(&target.path)
            .is_some_and(|touched| touched.before.is_none());
        let after = (!rest.is_empty() || !made_by_us).then(|| Secret::new(rest));
        self.note(target, before, false, after, lines);
        Ok(())
    }

    /// A start-up file as it is. What cannot be read, or is no file, has nothing of ours, unless the journal says that
    /// something was written to it: then it is told, with `lines`.
    fn of_ours(&mut self, target: &Target, lines: &str, journal: &Journal) -> Option<Snapshot> {
        match Snapshot::of(&target.path) {
            Ok(before) => Some(before),
            Err(_) => {
                if journal.touched(&target.path).is_some() {
                    self.leave_alone(target, lines);
                }
                None
            }
        }
    }

    fn note(&mut self, target: &Target, before: Snapshot, right: bool, after: Option<Secret>, lines: String) {
        // One start-up file may be a link to another.
        let right = right
            || self
                .changes
                .iter()
                .any(|change| change.before.real == before.real);
        let action = match (&before.found, &after) {
            _ if right => PlaceAction::Keep,
            (None, _) => PlaceAction::Create,
            (Some(_), Some(_)) => PlaceAction::Change,
            (Some(_), None) => PlaceAction::Remove,
        };
        self.place(target, action, &lines);
        if !right {
            self.changes.push(Change {
                kind: target.kind,
                before,
                after,
                mode: target.mode,
            });
        }
    }

    fn leave_alone(&mut self, target: &Target, lines: &str) {
        self.warnings.push(Warning::ReadOnlyFile {
            path: target.path.clone(),
            lines: lines.to_owned(),
        });
        self.skip(target, lines);
    }

    fn skip(&mut self, target: &Target, lines: &str) {
        self.place(target, PlaceAction::Skip, lines);
    }

    fn place(&mut self, target: &Target, action: PlaceAction, lines: &str) {
        self.places.push(PlannedPlace {
            path: target.path.display().to_string(),
            kind: target.kind,
            action,
            lines: lines.trim_end().to_owned(),
        });
    }

    fn tell_manager(&mut self, manager: Option<&Manager>, name: &VariableName, goal: Goal, is_told: bool) {
        let Some(manager) = manager else {
            self.warnings.push(Warning::ShellsOnly);
            return;
        };
        let action = if is_told {
            PlaceAction::Change
        } else {
            PlaceAction::Keep
        };
        self.places.push(PlannedPlace {
            path: manager.subject().to_owned(),
            kind: PlaceKind::UserManager,
            action,
            lines: manager.commands(name, goal),
        });
    }
}

/// A secret file is ours alone: a link in its place could lead the secret anywhere.
fn secret_snapshot(path: &Path) -> Result<Snapshot, Error> {
    let linked = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if linked {
        return Err(Error::NotAFile {
            path: path.to_owned(),
        });
    }
    Snapshot::of(path)
}

fn can_be_written(before: &Snapshot) -> bool {
    before.can_be_replaced() && before.real.parent().is_some_and(files::folder_can_be_written)
}

fn not_writable(before: Snapshot) -> Error {
    Error::NotWritable {
        why: before.obstacle(),
        path: before.path,
    }
}
