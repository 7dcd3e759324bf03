//! `token-desk`: the window. Everything it can do is done by [`desk`]; here are only the frame around the
//! page, the list of its commands, and how the program starts and ends.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod commands;
mod handler;
mod shell;
mod start;

use std::process::ExitCode;

/// Freed memory is wiped, so that a secret does not linger in it.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    if let Some(code) = desk::run_if_asked() {
        return code;
    }
    match start::prepare() {
        Ok(start) => shell::run(start),
        Err(end) => end.say(),
    }
}
