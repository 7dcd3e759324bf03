//! One module per family of systems, with the same signatures.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as imp;
#[cfg(windows)]
use windows as imp;

#[cfg(windows)]
pub(crate) use imp::register_program;
pub(crate) use imp::{
    Surroundings, Work, apply, give_session, mark_of_write, plan_remove, plan_set, plan_undo, settle,
    standing, status, verify, verify_as_task,
};
