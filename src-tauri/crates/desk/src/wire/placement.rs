//! Where Token Desk put something, whether it is still so, who still holds an older value, and taking it back.
//! Never a value.

use serde::{Deserialize, Serialize};

use super::{TokenInFile, TokenStatus, VariableStep};

/// Everything that Token Desk placed for this account, as it is at this moment. Asked again whenever the window
/// gets the focus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Placements {
    /// One row per variable or settings file, the newest first.
    pub rows: Vec<Placement>,
    /// Who can see a variable of this account, and who cannot.
    pub reach: Reach,
}

/// Something that Token Desk placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Placement {
    /// By which [`UndoPlacement`] names it.
    pub id: String,
    /// What kind of place it is.
    pub place: PlacedIn,
    /// The variable: the one that was set, or the one that the settings file names.
    pub variable: String,
    /// The record of the token that was placed; null for a value that was typed or pasted. Of a settings file: the
    /// token in the variable that it names, or the one that stands there in plain text instead.
    pub token_id: Option<String>,
    /// That token's name.
    pub token_name: Option<String>,
    /// Where that token stands now: one that is revoked or expired and still lies somewhere has to be told.
    pub token_status: Option<TokenStatus>,
    /// The last four characters of what was placed, where that leaves enough hidden.
    pub last4: Option<String>,
    /// When it was placed.
    pub placed_at: String,
    /// Whether it is still so.
    pub truth: PlacementTruth,
    /// Programs of this account that were started before the write and do not hold what was written. The list
    /// gets shorter as they are restarted.
    pub programs: Vec<HoldingProgram>,
    /// Whether it can be taken back.
    pub undo: UndoAnswer,
}

/// What kind of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum PlacedIn {
    /// An environment variable of this account.
    Variable,
    /// A line of a settings file that names the variable.
    SettingsFile {
        /// The file.
        path: String,
        /// The key of the line.
        key: String,
        /// The number of the line, as the file is now; null if it is gone.
        line: Option<u32>,
    },
}

/// Whether something is still as it was placed; judged by hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "truth", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum PlacementTruth {
    /// It is there, and new programs get it.
    Installed,
    /// It is there, but the token has a newer secret since. Of a settings file: the variable that it names holds
    /// the older one.
    HoldsOlder,
    /// Something else stands in its place.
    Overwritten {
        /// The name of the token of ours that stands there instead, if it is one.
        token_name: Option<String>,
    },
    /// It is gone.
    Missing,
    /// It is there, but another place sets the same name and wins.
    Shadowed {
        /// Where: a path with its line, or a word for a system layer.
        place: String,
    },
    /// It cannot be told.
    CannotTell {
        /// Why, in plain English.
        reason: String,
    },
}

/// A running program that does not hold what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HoldingProgram {
    /// Its name.
    pub name: String,
    /// Its process number.
    pub pid: u32,
    /// When it was started.
    pub started: String,
    /// What it holds.
    pub holds: ProgramHolds,
}

/// What a running program holds instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "holds", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ProgramHolds {
    /// Another token of ours.
    OlderToken {
        /// Its name, if there still is a record of it.
        token_name: Option<String>,
    },
    /// A value that Token Desk did not make.
    AnotherValue,
    /// It could not be looked at; it was started before the write.
    Unknown,
}

/// Whether something can be taken back, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "undo", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum UndoAnswer {
    /// Every file or registry value becomes what it was before, byte for byte.
    Possible {
        /// Whether a value from before comes back; else nothing was there.
        restores_value: bool,
    },
    /// These were changed by somebody else since; they are left alone.
    ChangedSince {
        /// The files or registry values.
        places: Vec<String>,
    },
    /// The value from before was kept until the program ended and is gone. A variable can be removed instead; the
    /// secret that stood in a settings file can be given again in the terminal.
    FormerGone,
}

/// Takes a placement back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoPlacement {
    /// The placement's id.
    pub id: String,
}

/// What came of taking a placement back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UndoOutcome {
    /// Whether it was taken back. If not, nothing was changed and `answer` says why.
    pub undone: bool,
    /// What could be done.
    pub answer: UndoAnswer,
    /// The steps, in order; empty if nothing was done.
    pub steps: Vec<VariableStep>,
    /// The token of ours that stands in a settings file in plain text again.
    pub token: Option<TokenInFile>,
}

/// Who sees a variable of this account. Services, tasks of another account and tasks that run *whether logged on
/// or not* under another account do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// The account that variables are written for: `DOMAIN\user` or `user@host`.
    pub account: String,
    /// The ways out for a program that runs elsewhere, with the exact lines of this system. None of them holds a
    /// secret.
    pub ways: Vec<WayOut>,
}

/// A way by which a program of another account gets the variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WayOut {
    /// Which.
    pub way: WayWord,
    /// What to type or paste, line by line; empty where words suffice.
    pub lines: String,
}

/// The ways out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WayWord {
    /// Sign in as the account that runs the program, and set the variable there with Token Desk.
    AsThatAccount,
    /// An administrator sets it for the whole computer.
    WholeComputer,
    /// An administrator gives it to the one service.
    OneService,
    /// A crontab line of this account that sources the file (Linux only).
    Cron,
}
