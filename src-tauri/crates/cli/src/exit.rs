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
    /// The token's state, the person's groups or another program's change forbid it.
    Refused = 4,
    /// The store, the data folder or the clock is not usable.
    Store = 5,
    /// The clipboard or the variable could not be written, or did not prove right.
    Delivery = 6,
    /// Some of several tokens were revoked and some not.
    Partly = 7,
}

/// The end of `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  something went wrong that no other code stands for; doctor found something broken
  2  an argument or a value is wrong
  3  there is no such token
  4  the token's state or your groups do not allow it
  5  the store, the data folder or the clock cannot be used
  6  the clipboard or the variable could not be written, or a new program does not see it
  7  some of several tokens were revoked and some were not

A token is written to standard output and nothing else is; with --copy or --env it is not written unless
--print is given too. TOKEN_DESK_HOME names a folder that holds everything instead of your home.";

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
        ];
        for exit in all {
            assert!(
                HELP.contains(&format!("\n  {}  ", exit as u8)),
                "{exit:?} is not explained"
            );
        }
    }
}
