//! What a variable holds now, and what must be known about it.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::{Secret, VariableName};

/// What is known of a variable.
#[derive(Debug, Clone)]
pub struct Status {
    /// Its name.
    pub name: VariableName,
    /// What new programs of this account get.
    pub held: Held,
    /// When Token Desk wrote it, where the present value is the one that it wrote. Such a value can be
    /// removed without a trace.
    pub placed_at: Option<Timestamp>,
    /// For which account: `DOMAIN\user` or `user@host`.
    pub account: String,
    /// What stands in the way or must be known.
    pub warnings: Vec<Warning>,
}

/// What new programs get.
#[derive(Debug, Clone)]
pub enum Held {
    /// Nothing.
    Nothing,
    /// This value, whoever wrote it.
    Value(Secret),
    /// It cannot be told.
    CannotTell {
        /// Why, in plain English.
        reason: String,
    },
}

/// Something to tell the person about a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A system-wide variable of the same name exists; services and other accounts use that one.
    SystemVariable,
    /// Another place sets the name too and wins there.
    Shadowed {
        /// Where: a path with its line, or a word for a system layer.
        place: String,
    },
    /// Programs that run already hold another value. Only programs that could be looked at are counted.
    StalePrograms {
        /// Their names, each once, sorted.
        programs: Vec<String>,
    },
    /// A start-up file cannot be written; these lines have to be pasted by hand.
    ReadOnlyFile {
        /// The file.
        path: PathBuf,
        /// The lines. They hold no secret.
        lines: String,
    },
    /// A start-up file's managed block is damaged or there twice; the file is left alone.
    DamagedBlock {
        /// The file.
        path: PathBuf,
    },
    /// The folder with a file that holds the secret lies in a git work tree.
    InGitTree {
        /// The work tree.
        path: PathBuf,
    },
    /// A file of systemd's `environment.d` that others wrote is not UTF-8. systemd gives up on it and drops the
    /// variables of every file there, this one too.
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// There is no user manager (systemd) for this home, so only shells see the variable at once.
    ShellsOnly,
    /// The value is over 2,000 characters; some programs cut such values off.
    LongValue {
        /// How many characters it has.
        length: usize,
    },
    /// The value that was there before Token Desk wrote its own is not kept any longer (it lived in memory
    /// only), so removing cannot bring it back.
    FormerValueGone,
}
