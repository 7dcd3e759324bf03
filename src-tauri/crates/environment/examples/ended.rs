//! Runs a program for the tests under wine and writes to a file how it ended: `ended FILE PROGRAM [ARGUMENT]…`.
//!
//! The exit status that a test sees outside is no answer: wine's server kills what is left of a program that has
//! ended but is not gone a second later, and on a busy machine that is what the status then tells of.

use std::io;
use std::process::Command;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(file), Some(program)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("ended FILE PROGRAM [ARGUMENT]…"));
    };
    let ended = match Command::new(program).args(arguments).status() {
        Ok(status) => status.to_string(),
        Err(error) => format!("not started: {error}"),
    };
    std::fs::write(file, ended)
}
