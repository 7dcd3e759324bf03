//! Real files, real shells and the real systemd generator, each test in a home of its own.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test panics, and says why it was skipped"
)]

mod accounts;
mod dotfiles;
mod faults;
mod home;
mod interrupted;
mod manager;
mod secrecy;
mod shells;
mod standing;
mod undo;
