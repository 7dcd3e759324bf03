//! How the program ends, as a number that scripts act on. `--help` lists them; a test compares the two.

use std::process::ExitCode;

/// The end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// Something that no other number stands for.
    Failed = 1,
    /// An argument or a value is wrong.
    Usage = 2,
    /// There is no such token.
    NotFound = 3,
    /// The token's state, the person's groups, an open question or another program's change forbid it.
    Refused = 4,
    /// The store, the data folder or the clock is not usable.
    Store = 5,
    /// The clipboard, the variable or a settings file could not be written, or did not prove right.
    Delivery = 6,
    /// Some of several tokens were revoked and some not.
    Partly = 7,
    /// The program that `run` was to start is there and could not be started.
    CannotRun = 126,
    /// There is no program of that name for `run`.
    NoProgram = 127,
}

/// The end of `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  something went wrong that no other code stands for; doctor found something broken
  2  an argument or a value is wrong
  3  there is no such token or copy
  4  the token's state or your groups do not allow it; a settings file raises a question or was changed
  5  the store, the data folder or the clock cannot be used
  6  the clipboard, the variable or a settings file could not be written, or a new program does not see it
  7  some of several tokens were revoked and some were not
  126  the program that “run” was to start could not be started
  127  there is no such program; else “run” ends as the program ends

A token is written to standard output and nothing else is; with --copy or --env it is not written unless
--print is given too. TOKEN_DESK_HOME names a folder that holds everything instead of your home.";

/// The end of `run --help`.
pub(crate) const HELP_OF_RUN: &str = "\
Where the secret comes from:
  stdin      one line of standard input, typed unseen where that is a terminal; the rest is the program’s
  prompt     typed unseen at the terminal, wherever standard input comes from
  fd:N       everything that can be read from file descriptor N, for example fd:3 with 3<FILE (not on Windows)
  env:OTHER  another variable of this process, which the program then does not get

The program takes the place of tokendesk (on Windows it runs below it), so signals reach it and its exit code is the
answer; 126 means that it could not be started, 127 that there is none of that name. It gets no core files, which
would hold the secret. Nothing is written to disk.

Example:
  tokendesk run --token-from fd:3 -- curl --config request 3</run/secrets/scanner";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_the_help() {
        let all = [
            Exit::Done,
            Exit::Failed,
            Exit::Usage,
            Exit::NotFound,
            Exit::Refused,
            Exit::Store,
            Exit::Delivery,
            Exit::Partly,
            Exit::CannotRun,
            Exit::NoProgram,
        ];
        for exit in all {
            assert!(
                HELP.contains(&format!("\n  {}  ", exit as u8)),
                "{exit:?} is not explained"
            );
        }
    }
}
