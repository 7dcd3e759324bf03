//! Carrying a plan out: everything is laid ready first, then renamed into place, and taken back if a step fails.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::manager::Manager;
use super::planning::{self, Change};
use super::targets;
use crate::files::{self, Prepared, Snapshot};
use crate::journal::{Fingerprint, Goal, Journal, Pending, Placed, Touched, Turn};
use crate::report::Outcome;
use crate::{
    Error, Machine, PlaceAction, PlaceKind, Plan, PlannedPlace, Report, StepKind, VariableName, VariableValue,
};

pub(crate) fn apply(machine: &Machine, plan: &Plan, now: Timestamp) -> Result<Report, Error> {
    let _turn = Turn::take(&machine.journal)?;
    let journal = Journal::read(&machine.journal)?;
    if journal.pending.is_some() {
        finish_pending(machine, &journal, now)?;
    }
    carry_out(machine, plan, now)
}

pub(crate) fn settle(machine: &Machine, now: Timestamp) -> Result<Report, Error> {
    // Only to look: without a journal there is nothing to finish, and no folder is made for it.
    if Journal::read(&machine.journal)?.pending.is_none() {
        return Ok(Report::default());
    }
    let _turn = Turn::take(&machine.journal)?;
    let journal = Journal::read(&machine.journal)?;
    finish_pending(machine, &journal, now)
}

/// Gives every variable that is placed to the manager of this log-in session.
pub(crate) fn give_session(machine: &Machine) -> Result<Report, Error> {
    let mut report = Report::default();
    let Some(manager) = Manager::of(&machine.around) else {
        return Ok(report);
    };
    for placed in &Journal::read(&machine.journal)?.variables {
        let name = placed.variable(&machine.journal)?;
        let Some(entry) = super::own_entry(&machine.around, &name)? else {
            continue;
        };
        let Ok((value, _)) = VariableValue::new(&entry.value) else {
            continue;
        };
        let outcome = match manager.tell(&name, Some(&value), false) {
            Ok(()) => Outcome::Done,
            Err(detail) => Outcome::Failed(detail),
        };
        report.push(StepKind::UserManager, manager.subject(), outcome);
    }
    Ok(report)
}

/// A variable whose secret file was written is set to the end: its value is there to be read. Anything less is
/// cleaned away, and a removal is completed.
fn finish_pending(machine: &Machine, journal: &Journal, now: Timestamp) -> Result<Report, Error> {
    let Some(pending) = &journal.pending else {
        return Ok(Report::default());
    };
    let name = VariableName::new(&pending.name).map_err(|bad| Error::JournalDamaged {
        path: machine.journal.clone(),
        detail: bad.to_string(),
    })?;
    for target in targets::all(&machine.around, None)? {
        // What was to replace the target of a link lies beside that one.
        let real = fs::canonicalize(&target.path).ok();
        let places = [Some(target.path.as_path()), real.as_deref()];
        for folder in places.into_iter().flatten().filter_map(Path::parent) {
            files::sweep(folder);
        }
    }
    let written = super::own_entry(&machine.around, &name)?
        .and_then(|entry| VariableValue::new(&entry.value).ok().map(|(value, _)| value));
    let plan = match (pending.goal, written) {
        (Goal::Set, Some(value)) => planning::plan_set(machine, &name, &value, now)?,
        (Goal::Set, None) | (Goal::Remove, _) => planning::plan_remove(machine, &name)?,
    };
    carry_out(machine, &plan, now)
}

fn carry_out(machine: &Machine, plan: &Plan, now: Timestamp) -> Result<Report, Error> {
    // A home that vanished is not made anew.
    machine.around.home()?;
    for change in &plan.work.changes {
        if !change.before.still_holds() {
            return Err(Error::ChangedMeanwhile {
                path: change.before.path.clone(),
            });
        }
    }
    let original = Journal::read(&machine.journal)?;
    let mut journal = begin(&original, plan)?;
    let mut report = Report::default();
    let settled = original.pending.is_none() && plan.work.changes.is_empty();
    if settled && journal_is_right(&original, plan) {
        if !plan.is_done() {
            tell_manager(plan, &mut report);
        }
        return Ok(report);
    }
    journal.write(&machine.journal)?;

    let mut done = Done::default();
    let outcome = write_all(plan, &mut done, &mut report)
        .and_then(|()| tidy_folders(plan, &mut journal, &mut done))
        .and_then(|()| end(&mut journal, plan, now, &report))
        .and_then(|()| journal.write(&machine.journal));
    if let Err(error) = outcome {
        let undone = done.take_back() && original.write(&machine.journal).is_ok();
        return Err(if undone {
            error
        } else {
            error.not_undone(&machine.journal)
        });
    }
    machine.around.remember(&plan.name, plan.work.replaces.clone());
    read_back(&plan.work.changes, &mut report);
    tell_manager(plan, &mut report);
    Ok(report)
}

/// The journal as it stands while the work is under way.
fn begin(original: &Journal, plan: &Plan) -> Result<Journal, Error> {
    let mut journal = original.clone();
    journal.pending = Some(Pending {
        goal: plan.work.goal,
        name: plan.name.to_string(),
        placed: None,
    });
    if plan.work.goal == Goal::Remove {
        return Ok(journal);
    }
    for change in &plan.work.changes {
        let path = &change.before.path;
        if journal.touched(path).is_none() {
            let before = match &change.before.found {
                Some(found) => {
                    let print = Fingerprint::of(found.content.expose());
                    Some(print.map_err(|error| Error::failed(path, error))?)
                }
                None => None,
            };
            journal.files.push(Touched {
                path: path.clone(),
                before,
            });
        }
        if let Some(folder) = change.before.real.parent() {
            let missing = files::missing_folders(folder);
            journal.folders.extend(
                missing
                    .into_iter()
                    .rev()
                    .filter(|new| !original.folders.contains(new)),
            );
        }
    }
    let mut seen = Vec::new();
    journal
        .folders
        .retain(|folder| !seen.contains(folder) && (seen.push(folder.clone()), true).1);
    Ok(journal)
}

/// The journal as it stands when the work is done.
fn end(journal: &mut Journal, plan: &Plan, now: Timestamp, report: &Report) -> Result<(), Error> {
    journal.pending = None;
    let name = plan.name.as_str();
    if let Some(former) = &plan.work.restores {
        journal.forget(name);
        journal.variables.push(former.clone());
        return Ok(());
    }
    let Some(value) = &plan.work.value else {
        journal.forget(name);
        if plan.work.last {
            // What had to be left alone may still hold lines of ours; it can be removed once it can be written.
            let left = |path: &Path| {
                let path = path.display().to_string();
                let is_it = |place: &PlannedPlace| place.action == PlaceAction::Skip && place.path == path;
                plan.places.iter().any(is_it)
            };
            journal.files.retain(|touched| left(&touched.path));
            journal.folders.retain(|folder| folder.exists());
            if journal.variables.is_empty() && journal.files.is_empty() {
                journal.folders.clear();
            }
        }
        return Ok(());
    };
    // A file that could not be written after all was not touched.
    let skipped = |path: &Path| {
        report
            .steps
            .iter()
            .any(|step| step.state == crate::StepState::Skipped && step.subject == path.display().to_string())
    };
    journal
        .files
        .retain(|touched| touched.before.is_some() || !skipped(&touched.path));
    if journal
        .placed(name)
        .is_some_and(|placed| placed.written.matches(value.expose().as_bytes()))
    {
        return Ok(());
    }
    let written = Fingerprint::of(value.expose().as_bytes())
        .map_err(|error| Error::failed("the list of placements", error))?;
    let previous = journal.placed(name).map(|earlier| earlier.written.clone());
    journal.forget(name);
    journal.variables.push(Placed {
        name: name.to_owned(),
        at: now,
        written,
        former: None,
        previous,
    });
    Ok(())
}

fn journal_is_right(journal: &Journal, plan: &Plan) -> bool {
    let placed = journal.placed(plan.name.as_str());
    match &plan.work.value {
        Some(value) => placed.is_some_and(|placed| placed.written.matches(value.expose().as_bytes())),
        None => placed.is_none(),
    }
}

/// What was done so far, to be taken back in reverse.
#[derive(Default)]
struct Done<'a> {
    changed: Vec<&'a Change>,
    folders_made: Vec<PathBuf>,
    folders_removed: Vec<(PathBuf, u32)>,
}

impl Done<'_> {
    /// Whether all of it could be taken back.
    fn take_back(self) -> bool {
        let mut all = true;
        for (folder, mode) in self.folders_removed.iter().rev() {
            all &= files::make_folders(folder, *mode, |_| ()).is_ok();
        }
        for change in self.changed.iter().rev() {
            all &= restore(change).is_ok();
        }
        for folder in self.folders_made.iter().rev() {
            all &= fs::remove_dir(folder).is_ok();
        }
        all
    }
}

fn restore(change: &Change) -> Result<(), Error> {
    let now = Snapshot::of(&change.before.path)?;
    match &change.before.found {
        None => files::delete(&now),
        Some(found) => Prepared::new(&now, found.content.expose(), found.mode)
            .map_err(|error| Error::failed(&change.before.path, error))?
            .publish(&now),
    }
}

/// Lays every new content ready, then moves all into place. A full disk is noticed before anything is moved.
fn write_all<'a>(plan: &'a Plan, done: &mut Done<'a>, report: &mut Report) -> Result<(), Error> {
    let mut ready = Vec::new();
    for change in &plan.work.changes {
        match prepare(change, done) {
            Ok(prepared) => ready.push((change, prepared)),
            Err(error) if may_be_left_out(change, &error) => {
                let detail = format!("{error}; the lines in the plan can be added by hand");
                report.push(StepKind::Wrote, subject(change), Outcome::Skipped(detail));
            }
            Err(error) => return Err(Error::failed(&change.before.path, error)),
        }
    }
    for (change, prepared) in ready {
        match prepared {
            Some(prepared) => prepared.publish(&change.before)?,
            None => files::delete(&change.before)?,
        }
        done.changed.push(change);
        let kind = match (plan.work.goal, &change.after) {
            (Goal::Set, Some(_)) => StepKind::Wrote,
            (Goal::Remove, _) | (Goal::Set, None) => StepKind::Removed,
        };
        report.push(kind, subject(change), Outcome::Done);
    }
    Ok(())
}

fn prepare(change: &Change, done: &mut Done<'_>) -> io::Result<Option<Prepared>> {
    let Some(after) = &change.after else {
        return Ok(None);
    };
    if let Some(folder) = change.before.real.parent() {
        files::make_folders(folder, 0o700, |made| done.folders_made.push(made.to_owned()))?;
    }
    Prepared::new(&change.before, after.expose(), change.mode).map(Some)
}

/// A start-up file that turns out to be protected (immutable, another owner's folder) is no reason to fail the
/// whole: the other files carry the variable.
fn may_be_left_out(change: &Change, error: &io::Error) -> bool {
    let protected = matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    );
    change.kind == PlaceKind::StartupFile && protected
}

/// After the last removal the folders that were made for the files go too, if nobody else uses them.
fn tidy_folders(plan: &Plan, journal: &mut Journal, done: &mut Done<'_>) -> Result<(), Error> {
    if plan.work.goal == Goal::Set || !plan.work.last {
        return Ok(());
    }
    for folder in journal.folders.iter().rev() {
        match fs::remove_dir(folder) {
            Ok(()) => done.folders_removed.push((folder.clone(), 0o700)),
            Err(error) if stays(&error) => {}
            Err(error) => return Err(Error::failed(folder, error)),
        }
    }
    Ok(())
}

/// Whether a folder that could not be removed is in use, protected, or gone already: none of that is a failure.
fn stays(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::ResourceBusy
    )
}

fn read_back(changes: &[Change], report: &mut Report) {
    for change in changes
        .iter()
        .filter(|change| change.kind != PlaceKind::StartupFile)
    {
        let now = Snapshot::of(&change.before.path);
        let same = now.map(|now| match (&now.found, &change.after) {
            (Some(found), Some(after)) => found.content == *after,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        });
        let outcome = match same {
            Ok(true) => Outcome::Done,
            Ok(false) => {
                Outcome::Failed("another program changed the file right after it was written".to_owned())
            }
            Err(error) => Outcome::Failed(format!("it could not be read again: {error}")),
        };
        report.push(StepKind::ReadBack, subject(change), outcome);
    }
}

fn tell_manager(plan: &Plan, report: &mut Report) {
    let Some(manager) = &plan.work.manager else { return };
    let told = manager.tell(&plan.name, plan.work.value.as_ref(), plan.work.last);
    let outcome = match told {
        Ok(()) => Outcome::Done,
        Err(detail) => Outcome::Skipped(format!(
            "{detail}; services of this account see the change after the next log-in"
        )),
    };
    report.push(StepKind::UserManager, manager.subject(), outcome);
}

fn subject(change: &Change) -> String {
    change.before.path.display().to_string()
}
