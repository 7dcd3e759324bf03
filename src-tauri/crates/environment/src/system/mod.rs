//! One file per system, all with the same signature.

#[cfg_attr(windows, path = "windows.rs")]
#[cfg_attr(target_os = "macos", path = "macos.rs")]
#[cfg_attr(not(any(windows, target_os = "macos")), path = "linux.rs")]
mod imp;

pub(crate) use imp::{Surroundings, Work, apply, plan_remove, plan_set, settle, status, verify};
