//! The use cases of Token Desk and the types that cross to the window and the terminal.
//!
//! [`Desk`] is everyone's front door: the window and the terminal call nothing else. It has one method per
//! line of `command_list.rs`, and a few more that only a terminal or the window's own machinery needs.
//! Every call blocks on the disk; a window calls it from a thread that may wait.

mod audit;
mod authority;
#[cfg(test)]
mod bindings;
pub mod clipboard;
mod clock;
mod csv;
mod desk;
mod doctor;
mod events;
mod export;
mod files;
pub mod hardening;
mod held;
mod ini;
mod ledger;
pub mod log;
mod on_clipboard;
mod one_program;
mod passphrase;
mod pasted;
mod personal;
mod placement;
mod places;
mod ports;
mod reminders;
mod resources;
mod restore;
mod rows;
mod sealing;
mod secret;
mod secret_text;
mod session;
mod settings;
mod settings_file;
mod snippets;
mod templates;
mod tokens;
mod upkeep;
mod users;
mod variable;
pub mod vault;
mod verifying;
pub mod wire;

use std::process::ExitCode;

pub use authority::{Operation, Whose, allows_group};
pub use clock::{Clock, SystemClock};
pub use desk::Desk;
#[cfg(windows)]
pub use environment::register_program;
pub use events::{ClockJumped, DeskEvent};
pub use export::Unwritten;
pub use files::write_whole;
pub use one_program::{OneProgram, inherited_secret};
pub use places::Places;
pub use ports::{Account, Generator, Ports, Source, journal_in};
pub use resources::{MOST_MINUTES, ROTATION_LIMIT, Rotated};
pub use sealing::VaultWish;
pub use secret_text::SecretText;
pub use verifying::{
    BackgroundError, BackgroundState, RunningVerifier, Sample, VerifierWish, tell_service_keeper,
    tells_of_a_verifier,
};

/// Does what another process of ours started this one for, and nothing else: keeping the clipboard, or telling what a
/// variable looks like from here. Call it first thing in `main`, after [`hardening::harden`]; `Some` is the exit code
/// to leave with.
#[must_use]
pub fn run_if_asked() -> Option<ExitCode> {
    clipboard::keeper::run_if_asked().or_else(environment::probe::run_if_asked)
}
