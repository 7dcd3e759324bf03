//! Per-user environment variables: what would be written, writing it, proving it and taking it back.
//!
//! The order of work is always the same. [`Machine::status`] reads what is there; [`Machine::plan_set`] and
//! [`Machine::plan_remove`] compute every file, registry value and line without changing anything;
//! [`Machine::apply`] carries a plan out, and takes back what it did if a step fails; [`Machine::verify`] asks
//! processes started afresh, and [`Machine::verify_as_task`] Windows' scheduler. [`Machine::placements`] tells what became of every placement since, and
//! [`Machine::plan_undo`] how the last one is taken back. [`Machine::settle`] finishes at the next start what a crash interrupted.
//!
//! Nothing here reads the process's own surroundings but [`Machine::of_this_user`], so a test that builds its
//! machine with [`Machine::in_home`] cannot touch the person's own files.

mod error;
#[cfg(unix)]
mod files;
#[cfg(any(windows, test))]
mod identity;
mod journal;
mod machine;
mod name;
mod placement;
mod plan;
pub mod probe;
mod programs;
mod reach;
mod report;
pub mod settings_file;
#[cfg(unix)]
mod shells;
mod status;
mod system;
pub mod task;
mod value;

pub use error::Error;
pub use machine::Machine;
pub use name::{BadName, VariableName};
pub use placement::{Running, Standing, Truth, Undo, Undoing};
pub use plan::{PlaceAction, PlaceKind, Plan, PlannedPlace};
pub use reach::{Way, ways_out};
pub use report::{Report, Step, StepKind, StepState};
pub use status::{Held, Status, Warning};
pub use value::{BadValue, Secret, Trimmed, VariableValue};

/// Writes down for this account what a program is called that shows notices under `id`: Windows drops the notices of
/// a program that it does not know.
///
/// # Errors
/// The registry cannot be written.
#[cfg(windows)]
pub fn register_program(id: &str, name: &str) -> Result<(), Error> {
    system::register_program(id, name)
}

/// What [`Machine::verify`] should find.
#[derive(Debug, Clone, Copy)]
pub enum Expected<'a> {
    /// This value.
    Value(&'a VariableValue),
    /// Whatever Token Desk wrote last; `verify` reads it from its own file or the registry.
    AsWritten,
    /// Nothing that Token Desk wrote. A value that others set may show through; such a step is skipped and says
    /// so.
    Absent,
}
