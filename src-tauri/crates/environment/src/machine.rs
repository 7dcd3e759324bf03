//! The surroundings that variables are written in, handed in as a value.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::journal::{Journal, Turn};
use crate::{Error, Expected, Plan, Report, Standing, Status, Undoing, VariableName, VariableValue, system};

/// An account on a computer: where its files are, which programs it has, who it is. Cheap to clone; the clones
/// share what one session remembers.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(crate) around: system::Surroundings,
    pub(crate) journal: PathBuf,
}

impl Machine {
    /// The account that this process runs as. The journal of placements is kept in the folder `journal`, which
    /// is made when it is first needed. Never fails: what is missing is reported by the call that needs it.
    #[must_use]
    pub fn of_this_user(journal: impl Into<PathBuf>) -> Self {
        Self {
            around: system::Surroundings::of_this_user(),
            journal: journal.into(),
        }
    }

    /// An account whose home folder is `home`, on a computer without a running user manager. On Windows the
    /// variables go to a registry key named after `home` instead of the account's own.
    #[must_use]
    pub fn in_home(home: impl AsRef<Path>, journal: impl Into<PathBuf>) -> Self {
        Self {
            around: system::Surroundings::in_home(home.as_ref()),
            journal: journal.into(),
        }
    }

    /// The same account on a computer whose programs lie in `folder` and are never asked: a plan then knows of a
    /// variable what the files say, and [`Machine::verify`] proves nothing. For looking at very many homes.
    #[must_use]
    pub fn with_silent_programs(mut self, folder: impl Into<PathBuf>) -> Self {
        self.around.silence(folder.into());
        self
    }

    /// For which account variables are written: `DOMAIN\user` or `user@host`.
    #[must_use]
    pub fn account(&self) -> &str {
        self.around.account()
    }

    /// The mark of the last write of `name`, as the variable and value that shells compare it with. A program
    /// that gets a value of its own needs it too, or a shell among its children would read the written one.
    /// `None` where nothing was written or no shell reads it.
    #[must_use]
    pub fn mark_of_write(&self, name: &VariableName) -> Option<(String, String)> {
        system::mark_of_write(self, name)
    }

    /// What `name` holds now. Changes nothing.
    ///
    /// # Errors
    /// When the home folder or the registry cannot be read at all.
    pub fn status(&self, name: &VariableName) -> Result<Status, Error> {
        system::status(self, name)
    }

    /// What setting `name` to `value` means. Changes nothing.
    ///
    /// # Errors
    /// When nothing could be written anyway: no home, another's home, a read-only configuration folder, a
    /// registry value of another kind.
    pub fn plan_set(
        &self,
        name: &VariableName,
        value: &VariableValue,
        now: Timestamp,
    ) -> Result<Plan, Error> {
        system::plan_set(self, name, value, now)
    }

    /// What taking away what Token Desk wrote for `name` means. Changes nothing. Where Token Desk placed
    /// nothing the plan is empty ([`Plan::is_done`]).
    ///
    /// # Errors
    /// As [`Machine::plan_set`].
    pub fn plan_remove(&self, name: &VariableName) -> Result<Plan, Error> {
        system::plan_remove(self, name)
    }

    /// Carries out a plan. Every write is atomic; if one fails, those before it are taken back. `now` is noted
    /// as the time of the placement.
    ///
    /// # Errors
    /// [`Error::ChangedMeanwhile`] if something differs from what was planned on; [`Error::Failed`] if a step
    /// failed, with whether all before it was taken back.
    pub fn apply(&self, plan: &Plan, now: Timestamp) -> Result<Report, Error> {
        system::apply(self, plan, now)
    }

    /// Asks programs started afresh, without anything of this process's environment, what they see. Each has
    /// five seconds.
    ///
    /// # Errors
    /// When there is no home folder, or (for [`Expected::AsWritten`]) nothing was written.
    pub fn verify(&self, name: &VariableName, expected: Expected<'_>) -> Result<Report, Error> {
        system::verify(self, name, expected)
    }

    /// Has the scheduler of Windows start this very program as a task of this account, once, and say by a hash what it
    /// sees: the one proof for scheduled tasks. The task is deleted again, and its files too. Takes up to five seconds
    /// and needs [`probe::run_if_asked`](crate::probe::run_if_asked) in the program's `main`. An empty report where
    /// there is no such scheduler.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub fn verify_as_task(&self, name: &VariableName, expected: Expected<'_>) -> Result<Report, Error> {
        system::verify_as_task(self, name, expected)
    }

    /// Every variable that is placed, the newest first, as it stands now. Asks no shell, so it is quick enough to
    /// be asked whenever a window gets the focus. Changes nothing.
    ///
    /// # Errors
    /// When the journal or the home folder cannot be read.
    pub fn placements(&self) -> Result<Vec<Standing>, Error> {
        let mut standing = Journal::read(&self.journal)?
            .variables
            .iter()
            .map(|placed| system::standing(self, placed))
            .collect::<Result<Vec<_>, _>>()?;
        standing.sort_by_key(|standing| std::cmp::Reverse(standing.at));
        Ok(standing)
    }

    /// How the last placement of `name` is taken back, so that everything is as it was before it. `None` if
    /// nothing is placed. Changes nothing.
    ///
    /// # Errors
    /// As [`Machine::plan_set`].
    pub fn plan_undo(&self, name: &VariableName) -> Result<Option<Undoing>, Error> {
        system::plan_undo(self, name)
    }

    /// Gives every placed variable to the log-in session anew, where sessions forget them: what the agent on macOS
    /// does at every log-in. Elsewhere nothing needs it, and nothing happens.
    ///
    /// # Errors
    /// When the journal or the home folder cannot be read.
    pub fn give_session(&self) -> Result<Report, Error> {
        system::give_session(self)
    }

    /// Finishes work that a crash or a power cut interrupted: a variable whose secret file was written is set
    /// to the end, anything less is cleaned away, a removal is completed; a settings file was replaced or was not,
    /// and what lay ready beside it goes. Call it once at start.
    ///
    /// # Errors
    /// As [`Machine::apply`].
    pub fn settle(&self, now: Timestamp) -> Result<Report, Error> {
        if Journal::read(&self.journal)?.pending_line.is_some() {
            let _turn = Turn::take(&self.journal)?;
            self.settle_file()?;
        }
        system::settle(self, now)
    }
}
