//! Looking at a settings file, writing it, and putting it back.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use rand::{TryRng, rngs::SysRng};

use super::place::{self, Place};
use super::seen::{seen_of, standing_of};
use super::{FilePlan, FileSight, FileStanding, Given, Holds, Key, Problem, Section, Wish, plan};
use crate::journal::{Fingerprint, Journal, PlacedLine, Turn};
use crate::{Error, Machine, Secret, Truth};

/// The old contents of files that this program wrote, until it ends.
static FORMER: Mutex<Vec<(PathBuf, Secret)>> = Mutex::new(Vec::new());

/// More than this many are not kept.
const MOST_KEPT: usize = 64;

impl Machine {
    /// What writing a settings file would change. Changes nothing.
    ///
    /// # Errors
    /// [`Problem`] where the file cannot be read or is none that can be patched.
    pub fn plan_settings_file(&self, path: &Path, wish: &Wish<'_>) -> Result<FileSight, Problem> {
        let place = Place::of(path)?;
        sight(path, &place, wish)
    }

    /// Carries out what [`Machine::plan_settings_file`] plans, if the file is still the one that `seen` stands for.
    /// Answers the plan; nothing is written where the file is right already.
    ///
    /// # Errors
    /// [`Problem`]; nothing was changed.
    pub fn apply_settings_file(
        &self,
        path: &Path,
        wish: &Wish<'_>,
        seen: Option<&str>,
        now: Timestamp,
    ) -> Result<FileSight, Problem> {
        let _turn = Turn::take(&self.journal).map_err(Problem::Notes)?;
        self.settle_file().map_err(Problem::Notes)?;
        let place = Place::of(path)?;
        let sight = sight(path, &place, wish)?;
        if seen.is_some_and(|seen| seen != sight.seen) {
            return Err(Problem::Changed);
        }
        if !sight.plan.questions.is_empty() {
            return Err(Problem::Unanswered);
        }
        if sight.plan.is_done() {
            return Ok(sight);
        }
        if let Some(problem) = place.blocked() {
            return Err(problem);
        }
        let new = sight.plan.carried_out();
        let line = line(path, &place, wish, &sight.plan, &new, now)?;
        let old = Secret::new(place.content().to_vec());
        let put_back = || replaced(path, &new, &old);
        Journal::place_line(&self.journal, &line, || place.replace(&new), put_back).map_err(Problem::from)?;
        remember(path, old);
        Ok(sight)
    }

    /// Puts a file back as it was before the last change of `key`, byte for byte. `given` is the secret that stood
    /// there, for when this program has not kept it.
    ///
    /// # Errors
    /// [`Problem`]; nothing was changed.
    pub fn undo_settings_file(
        &self,
        path: &Path,
        key: Option<&Key>,
        given: Option<&Secret>,
    ) -> Result<String, Problem> {
        let _turn = Turn::take(&self.journal).map_err(Problem::Notes)?;
        self.settle_file().map_err(Problem::Notes)?;
        let journal = Journal::read(&self.journal).map_err(Problem::Notes)?;
        let line = last_of(&journal, path, key).ok_or(Problem::NothingToUndo)?;
        let place = Place::of(path)?;
        if !is_before(line, place.content()) {
            if !line.written.matches(place.content()) {
                return Err(Problem::ChangedSince(seen_of(line).truth));
            }
            let former = former(line, place.content(), given)?;
            if let Some(problem) = place.blocked() {
                return Err(problem);
            }
            let patched = Secret::new(place.content().to_vec());
            let put_back = || replaced(path, &former, &patched);
            return Journal::take_line_back(&self.journal, line, || place.replace(&former), put_back)
                .map(|()| line.key.clone())
                .map_err(Problem::from);
        }
        Journal::forget_line(&self.journal, &line.path, line.section.as_deref(), &line.key)
            .map_err(Problem::Notes)?;
        Ok(line.key.clone())
    }

    /// Forgets that a line was written whose file, or which itself, is gone for good. No file is touched.
    ///
    /// # Errors
    /// [`Problem::StillThere`] where it is not gone, and [`Problem::Notes`].
    pub fn forget_settings_file(&self, gone: &FileStanding) -> Result<(), Problem> {
        let _turn = Turn::take(&self.journal).map_err(Problem::Notes)?;
        self.settle_file().map_err(Problem::Notes)?;
        let journal = Journal::read(&self.journal).map_err(Problem::Notes)?;
        let line = journal.settings_files.iter().find(|line| {
            line.path == gone.path
                && line.section == gone.section
                && line.key == gone.key
                && line.at == gone.at
        });
        let line = line.ok_or(Problem::NothingToUndo)?;
        if seen_of(line).truth != Truth::Missing {
            return Err(Problem::StillThere);
        }
        Journal::forget_line(&self.journal, &line.path, line.section.as_deref(), &line.key)
            .map_err(Problem::Notes)
    }

    /// Every settings file that was written, the newest first, as it stands now.
    ///
    /// # Errors
    /// [`Problem::Notes`].
    pub fn settings_files(&self) -> Result<Vec<FileStanding>, Problem> {
        let journal = Journal::read(&self.journal).map_err(Problem::Notes)?;
        let mut standing: Vec<_> = journal.settings_files.iter().filter_map(standing_of).collect();
        standing.sort_by_key(|standing| std::cmp::Reverse(standing.at));
        Ok(standing)
    }

    /// Cleans up after a program that died while it wrote. The caller has its [`Turn`].
    pub(crate) fn settle_file(&self) -> Result<(), Error> {
        if let Some(line) = &Journal::read(&self.journal)?.pending_line {
            place::sweep(&line.path, |content| line.written.matches(content));
            Journal::settle_line(&self.journal)?;
        }
        Ok(())
    }
}

fn sight(path: &Path, place: &Place, wish: &Wish<'_>) -> Result<FileSight, Problem> {
    Ok(FileSight {
        plan: plan(place.content(), wish).map_err(Problem::Text)?,
        path: path.to_owned(),
        link_to: place.link_to(),
        names: place.names(),
        blocked: place.blocked(),
        seen: mark(place.content()),
    })
}

/// Stands for a content within this program only.
fn mark(content: &[u8]) -> String {
    static KEY: OnceLock<[u8; 32]> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let mut key = [0; 32];
        // Without randomness it is still a hash of the whole content.
        let _ = SysRng.try_fill_bytes(&mut key);
        key
    });
    blake3::keyed_hash(key, content).to_hex().to_string()
}

fn line(
    path: &Path,
    place: &Place,
    wish: &Wish<'_>,
    plan: &FilePlan,
    new: &Secret,
    now: Timestamp,
) -> Result<PlacedLine, Problem> {
    let print = |content: &[u8]| {
        Fingerprint::of(content)
            .map_err(|error| Problem::Notes(Error::failed("the list of placements", error)))
    };
    let active = plan.found.iter().find(|found| !found.commented_out);
    let section = match &wish.section {
        Some(Section::Named(name)) => Some(name.clone()),
        Some(Section::Every) => None,
        None => active.map(|found| found.section.clone()),
    };
    let word = match active.map(|found| &found.holds) {
        None => "missing",
        Some(Holds::Correct | Holds::Repairable) => "spelling",
        Some(Holds::Empty) => "empty",
        Some(Holds::Other(_)) => "variable",
        Some(Holds::Literal) => "literal",
    };
    let recipe = plan.recipe();
    // A recipe that does not lead back to the letter is none.
    let leads_back = recipe.secrets() > 0
        || recipe
            .undone(new.expose(), Given::Nothing)
            .is_some_and(|old| old.expose() == place.content());
    Ok(PlacedLine {
        path: path.to_owned(),
        section,
        key: wish.key.as_str().to_owned(),
        variable: wish.variable.as_str().to_owned(),
        at: now,
        kind_before: word.to_owned(),
        before: Some(print(place.content())?),
        written: print(new.expose())?,
        recipe: leads_back.then_some(recipe),
    })
}

fn last_of<'a>(journal: &'a Journal, path: &Path, key: Option<&Key>) -> Option<&'a PlacedLine> {
    journal
        .settings_files
        .iter()
        .rev()
        .find(|line| line.path == path && key.is_none_or(|key| line.key.eq_ignore_ascii_case(key.as_str())))
}

/// Whether a file is what it was before the line was written.
pub(super) fn is_before(line: &PlacedLine, content: &[u8]) -> bool {
    line.before.as_ref().is_some_and(|before| before.matches(content))
}

/// The content from before: from memory, or put together from what is there now.
pub(super) fn former(line: &PlacedLine, now: &[u8], given: Option<&Secret>) -> Result<Secret, Problem> {
    let is_it = |content: &Secret| is_before(line, content.expose());
    if let Some(kept) = remembered(line) {
        return Ok(kept);
    }
    let recipe = line.recipe.as_ref().ok_or(Problem::OldValueGone)?;
    let (with, problem) = match given {
        Some(value) if recipe.secrets() == 1 => (Given::Value(value), Problem::NotTheOldValue),
        Some(_) | None => (Given::Nothing, Problem::OldValueGone),
    };
    recipe.undone(now, with).filter(is_it).ok_or(problem)
}

/// Puts `by` where `held` was just written; answers whether it is there now.
fn replaced(path: &Path, held: &Secret, by: &Secret) -> bool {
    Place::of(path).is_ok_and(|place| place.content() == held.expose() && place.replace(by).is_ok())
}

fn remember(path: &Path, content: Secret) {
    let mut kept = FORMER.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() == MOST_KEPT {
        kept.remove(0);
    }
    kept.push((path.to_owned(), content));
}

fn remembered(line: &PlacedLine) -> Option<Secret> {
    let kept = FORMER.lock().unwrap_or_else(PoisonError::into_inner);
    let before = line.before.as_ref()?;
    kept.iter()
        .rev()
        .find(|(path, content)| *path == line.path && before.matches(content.expose()))
        .map(|(_, content)| content.clone())
}
