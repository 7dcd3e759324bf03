//! One file per system, all with the same signature.

#[cfg(not(any(windows, target_os = "macos")))]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

#[cfg(not(any(windows, target_os = "macos")))]
use linux as imp;
#[cfg(target_os = "macos")]
use macos as imp;
#[cfg(windows)]
use windows as imp;

pub(crate) use imp::{
    Surroundings, Work, apply, mark_of_write, plan_remove, plan_set, settle, status, verify,
};
