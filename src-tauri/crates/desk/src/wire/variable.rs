//! The per-user environment variable.

use serde::{Deserialize, Serialize};

use super::RevealId;

/// A variable by name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VariableRef {
    /// Its name, not yet checked.
    pub name: String,
}

/// A secret to put into a variable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanVariable {
    /// The variable's name, not yet checked.
    pub name: String,
    /// The secret's handle.
    pub reveal: RevealId,
}

/// What a person pasted: a value that was made elsewhere, or a text in which tokens are looked for. It is wiped on
/// drop.
#[derive(PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PastedValue {
    /// The text, not yet checked. The page that sends it must not keep it.
    pub text: String,
}

impl std::fmt::Debug for PastedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PastedValue([redacted])")
    }
}

impl Drop for PastedValue {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.text);
    }
}

/// A pasted value that Rust holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PastedVariableValue {
    /// Its handle, good for [`PlanVariable`] and for discarding it.
    pub reveal: RevealId,
    /// The value, masked.
    pub masked: String,
    /// Its last four characters, where that leaves enough hidden.
    pub last4: Option<String>,
    /// Whether blanks or quotes around it were taken off.
    pub was_trimmed: bool,
    /// The token's name, where it is one of ours.
    pub token_name: Option<String>,
}

/// What the variable holds, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VariableState {
    /// Nothing.
    NotSet,
    /// A token of ours that is alive.
    Ours,
    /// A token of ours that is revoked, expired or replaced.
    OursEnded,
    /// A value that Token Desk did not make.
    Foreign,
    /// It cannot be told.
    CannotTell,
}

/// What is known of a variable. Never the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VariableStatus {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub state: VariableState,
    /// The record of the token that it holds, where it is ours.
    pub token_id: Option<String>,
    /// That token's name.
    pub token_name: Option<String>,
    /// The value's last four characters.
    pub last4: Option<String>,
    /// Whether Token Desk wrote it (and so can remove it without a trace).
    pub placed_by_us: bool,
    /// When Token Desk wrote it.
    pub placed_at: Option<String>,
    /// For which account, `DOMAIN\user` or `user@host`.
    pub account: String,
    /// What stands in the way or must be known.
    pub warnings: Vec<VariableWarning>,
}

/// Something to tell the person about a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum VariableWarning {
    /// A system-wide variable of the same name exists; services and other accounts use that one.
    SystemVariable,
    /// Another place sets the name too and wins there.
    Shadowed {
        /// Where: a path with line, or a word for a system layer.
        place: String,
    },
    /// Programs that run already keep the old value.
    StalePrograms {
        /// When the variable was written.
        since: String,
        /// Their names, as far as they could be looked at.
        programs: Vec<String>,
    },
    /// A start-up file cannot be written; these lines have to be pasted by hand.
    ReadOnlyFile {
        /// The file.
        path: String,
        /// The lines.
        lines: String,
    },
    /// A start-up file's managed block is damaged or there twice; it was left alone.
    DamagedBlock {
        /// The file.
        path: String,
    },
    /// The folder with the secret file lies in a git work tree.
    InGitTree {
        /// The work tree.
        path: String,
    },
    /// A file of systemd's `environment.d` is not UTF-8, so systemd drops the variables of all of them.
    NotUtf8 {
        /// The file.
        path: String,
    },
    /// There is no user manager (systemd) running, so only shells see it.
    ShellsOnly,
    /// The value is over 2,000 characters.
    LongValue {
        /// How long.
        length: u32,
    },
    /// The value from before Token Desk's own is not kept any longer, so removing cannot bring it back.
    FormerValueGone,
}

/// What will be written, before it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VariablePlan {
    /// What the variable holds now.
    pub now: VariableStatus,
    /// The value to come, masked.
    pub masked: String,
    /// Every file or registry value that will change.
    pub places: Vec<PlannedPlace>,
    /// What must be known.
    pub warnings: Vec<VariableWarning>,
}

/// One file or registry value of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PlannedPlace {
    /// The path, or `HKEY_CURRENT_USER\Environment`.
    pub path: String,
    /// What kind of place.
    pub kind: PlaceKind,
    /// What happens to it.
    pub action: PlaceAction,
    /// The exact lines, the secret masked.
    pub lines: String,
}

/// What kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A file that holds the secret (0600).
    SecretFile,
    /// A shell's start-up file that sources it.
    StartupFile,
    /// systemd's `environment.d`.
    EnvironmentD,
    /// The running systemd user manager.
    UserManager,
    /// The Windows registry.
    Registry,
}

/// What happens to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlaceAction {
    /// It is made.
    Create,
    /// It is changed.
    Change,
    /// It is right already.
    Keep,
    /// It cannot or must not be written.
    Skip,
    /// It is taken away.
    Remove,
}

/// What was done and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VariableOutcome {
    /// What the variable holds now.
    pub status: VariableStatus,
    /// The steps, in order. It worked if none is [`StepState::Failed`].
    pub steps: Vec<VariableStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VariableStep {
    /// What was done, as a word: `wrote`, `removed`, `read_back`, `fresh_process`, `user_manager`, `notified`.
    pub step: String,
    /// What it was done to: a path, a shell, a registry key.
    pub subject: String,
    /// How it went.
    pub state: StepState,
    /// Plain English, where it did not go well.
    pub detail: Option<String>,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Done.
    Done,
    /// Not needed or not possible here; `detail` says which.
    Skipped,
    /// It failed.
    Failed,
}
