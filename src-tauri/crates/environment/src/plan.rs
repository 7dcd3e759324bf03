//! What would be done, before it is.

use crate::{Status, VariableName, Warning, system};

/// Every change that setting or removing a variable means, ready to be shown and then given to
/// [`Machine::apply`](crate::Machine::apply). It holds the new value in memory and wipes it on drop.
#[derive(Debug)]
pub struct Plan {
    /// The variable.
    pub name: VariableName,
    /// What it holds before.
    pub now: Status,
    /// The value to come, masked; empty when the variable is to be removed.
    pub masked: String,
    /// Every file, registry value or running program that the plan is about, in the order of work.
    pub places: Vec<PlannedPlace>,
    /// What must be known.
    pub warnings: Vec<Warning>,
    pub(crate) work: system::Work,
}

impl Plan {
    /// Whether applying it would change nothing.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.places
            .iter()
            .all(|place| matches!(place.action, PlaceAction::Keep | PlaceAction::Skip))
    }
}

/// One file, registry value or running program of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPlace {
    /// The path, or `HKEY_CURRENT_USER\Environment`.
    pub path: String,
    /// What kind of place.
    pub kind: PlaceKind,
    /// What happens to it.
    pub action: PlaceAction,
    /// The exact lines that come or go, every secret masked.
    pub lines: String,
}

/// What kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// A file that holds the secret (0600).
    SecretFile,
    /// A shell's start-up file that sources it.
    StartupFile,
    /// systemd's `environment.d`.
    EnvironmentD,
    /// The running systemd user manager.
    UserManager,
    /// The Windows registry.
    Registry,
}

/// What happens to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceAction {
    /// It is made.
    Create,
    /// It is changed.
    Change,
    /// It is right already.
    Keep,
    /// It cannot or must not be written.
    Skip,
    /// It is taken away.
    Remove,
}
