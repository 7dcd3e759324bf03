//! What is placed, whether it is still so, who holds something else, and whether it can be taken back.

use jiff::Timestamp;

use crate::{Plan, Secret, VariableName};

/// A variable that Token Desk placed, as it stands now.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The variable.
    pub name: VariableName,
    /// When it was placed.
    pub at: Timestamp,
    /// Whether it is still as it was placed.
    pub truth: Truth,
    /// What its place holds now, whoever wrote it.
    pub held: Option<Secret>,
    /// The programs of this account that were started before the write and do not hold what was written.
    pub programs: Vec<Running>,
    /// Whether it can be taken back.
    pub undo: Undo,
}

/// Whether a placement is still as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It is, and new programs get it.
    Installed,
    /// Something else stands in its place.
    Overwritten,
    /// It is gone.
    Missing,
    /// It is there, but another place sets the same name and wins.
    Shadowed {
        /// Where: a path with its line, or a word for a system layer.
        place: String,
    },
    /// It cannot be told.
    CannotTell {
        /// Why, in plain English.
        reason: String,
    },
}

/// A running program that does not hold what was written.
#[derive(Debug, Clone)]
pub struct Running {
    /// Its name.
    pub name: String,
    /// Its process number.
    pub pid: u32,
    /// When it was started.
    pub started: Timestamp,
    /// What it holds instead; `None` if it could not be looked at.
    pub held: Option<Secret>,
}

/// Whether a placement can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// Everything becomes what it was before, byte for byte.
    Possible {
        /// Whether a value from before comes back; else nothing was there.
        restores_value: bool,
    },
    /// These were changed by somebody else since.
    ChangedSince {
        /// Files or registry values.
        places: Vec<String>,
    },
    /// The value from before was kept in memory only, and that session is over.
    FormerGone,
}

/// An answer, and the plan that carries it out where it is [`Undo::Possible`].
#[derive(Debug)]
pub struct Undoing {
    /// Whether it can be done.
    pub answer: Undo,
    /// To be given to [`Machine::apply`](crate::Machine::apply).
    pub plan: Option<Plan>,
}
