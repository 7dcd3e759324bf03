//! Real files, real shells and the real systemd generator, each test in a home of its own.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test panics, and says why it was skipped"
)]

mod accounts;
mod any_home;
mod bad_input;
mod dotfiles;
mod faults;
mod file_faults;
mod home;
mod interrupted;
mod locked;
mod manager;
mod nushell;
mod powershell;
mod secrecy;
mod shells;
mod standing;
mod systemd;
mod trace;
mod undo;
