//! Why a command ends early: a sentence for the person, and what to do next.

use std::fmt;

/// Ends the command with a sentence and a next step; never a backtrace.
#[derive(Debug)]
pub(crate) struct Stop {
    what: String,
    next: Option<String>,
}

impl Stop {
    pub(crate) fn because(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: None,
        }
    }

    /// What the person can do about it.
    pub(crate) fn next(mut self, step: impl Into<String>) -> Self {
        self.next = Some(step.into());
        self
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        match &self.next {
            Some(step) => write!(out, "\n  Next: {step}"),
            None => Ok(()),
        }
    }
}

/// Adds what was being done to an error of the system.
pub(crate) trait OrStop<T> {
    fn or_stop(self, doing: impl fmt::Display) -> Result<T, Stop>;
}

impl<T> OrStop<T> for std::io::Result<T> {
    fn or_stop(self, doing: impl fmt::Display) -> Result<T, Stop> {
        self.map_err(|error| Stop::because(format!("Could not {doing}: {error}.")))
    }
}
