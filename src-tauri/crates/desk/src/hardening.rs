//! What both programs do before anything else, so that a secret does not reach a core file, a crash report
//! or another process of the same person.

use std::panic::PanicHookInfo;

/// No core files, no memory reading by other processes of this person, and panics that do not print what
/// they carry. Call it first thing in `main`; children inherit the core limit.
///
/// Answers what could not be done, in plain English, for the log: a program runs on without it.
pub fn harden() -> Vec<String> {
    std::panic::set_hook(Box::new(report_panic));
    close_memory()
}

/// A panic's message may quote the data it choked on, so only its place is printed.
#[allow(
    clippy::print_stderr,
    reason = "the last words of a program that is about to end"
)]
fn report_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(
        || "an unknown place".to_owned(),
        |at| format!("{}:{}", at.file(), at.line()),
    );
    tracing::error!(place, "internal error");
    eprintln!("Token Desk met an internal error at {place}. Nothing secret was written.");
}

#[cfg(unix)]
fn close_memory() -> Vec<String> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let mut missed = Vec::new();
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        missed.push(format!("core files could not be turned off: {error}"));
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            missed.push(format!(
                "memory stays readable to programs of this account: {error}"
            ));
        }
    }
    missed
}

#[cfg(not(unix))]
fn close_memory() -> Vec<String> {
    // Windows writes no core files unless the computer was set up to (WER LocalDumps).
    Vec::new()
}
