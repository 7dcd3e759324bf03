//! Resources and who has them.

use serde::{Deserialize, Serialize};

use crate::SecretText;

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A database.
    Database,
    /// An interface for programs.
    Api,
    /// A computer.
    Host,
}

impl ResourceKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Database, Self::Api, Self::Host];

    /// The word in the store and the terminal.
    pub fn word(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Api => "api",
            Self::Host => "host",
        }
    }

    /// By its word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A resource as a list shows it. Neither its account nor its password is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResourceRow {
    /// Its id, which stays.
    pub id: String,
    /// What scripts call it.
    pub name: String,
    /// What it is.
    pub kind: ResourceKind,
    /// Where it is.
    pub address: String,
    /// Whether one at a time may have it.
    pub exclusive: bool,
    /// Whoever is in one of these may check it out.
    pub groups: Vec<&'static str>,
    /// How many tokens are for it.
    pub tokens: u32,
    /// The first three of them by name, for whoever may change it.
    pub first_tokens: Vec<String>,
    /// How its password is replaced once it is back; none: it is not, or the person may not change resources.
    pub rotation: Option<ResourceRotation>,
    /// Whether the person at the keyboard may change it.
    pub may_keep: bool,
    /// Whether they may end what others have of it.
    pub may_check_in_others: bool,
    /// Whether the person at the keyboard may check it out.
    pub may_check_out: bool,
    /// Who has it now.
    pub held: Vec<ResourceHolding>,
}

/// The resources of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResourceList {
    /// Those that they may see, by name.
    pub resources: Vec<ResourceRow>,
    /// Whether they may add some.
    pub may_add: bool,
}

/// One resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceRef {
    /// What scripts call it, in any case.
    pub name: String,
}

/// A token that is to be for one resource and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BoundDraft {
    /// The token.
    pub draft: super::TokenDraft,
    /// The resource, by its name.
    pub resource: String,
}

/// The two calls of a script, about one resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceSampleRequest {
    /// What scripts call it, in any case.
    pub name: String,
    /// The variable that holds the token; null: the usual one.
    pub variable: Option<String>,
}

/// The two calls of a script, ready to be copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResourceSamples {
    /// The file of the certificate that they check; none: the verifier never ran, and there are none.
    pub certificate: Option<String>,
    /// Gets the password.
    pub check_out: String,
    /// Gives it back.
    pub check_in: String,
}

/// How the password of a resource is replaced once it is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResourceRotation {
    /// The program that does it.
    pub program: String,
    /// How far that is.
    pub state: RotationState,
}

/// How far the replacing of a password is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RotationState {
    /// Nothing is to be done.
    Quiet,
    /// It is back, and the program is about to be started. Nobody is given the password.
    Due,
    /// The program runs. Nobody is given the password.
    Runs,
    /// The program failed: the old password is still the right one.
    Failed {
        /// How.
        problem: RotationProblem,
    },
}

/// Why a program did not replace a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum RotationProblem {
    /// It is gone, cannot be run, or may be changed by others.
    NotStarted,
    /// It ended with this exit code.
    Failed {
        /// Not 0.
        code: i32,
    },
    /// It was killed.
    Killed,
    /// It still ran after its time and was ended.
    TimedOut,
}

impl RotationProblem {
    /// The word in the store and the audit trail.
    pub(crate) fn word(self) -> String {
        match self {
            Self::NotStarted => "not_started".to_owned(),
            Self::Failed { code } => format!("exit {code}"),
            Self::Killed => "killed".to_owned(),
            Self::TimedOut => "timed_out".to_owned(),
        }
    }

    /// By its word.
    pub(crate) fn of(word: &str) -> Self {
        let code = word.strip_prefix("exit ").and_then(|code| code.parse().ok());
        match (code, word) {
            (Some(code), _) => Self::Failed { code },
            (None, "not_started") => Self::NotStarted,
            (None, "timed_out") => Self::TimedOut,
            (None, _) => Self::Killed,
        }
    }
}

/// Somebody has a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResourceHolding {
    /// The request's id.
    pub id: String,
    /// For whom; none: by a company token.
    pub account: Option<String>,
    /// By which token; none: by the person themselves.
    pub token: Option<String>,
    /// What for.
    pub reason: String,
    /// Since when, RFC 3339.
    pub taken_at: String,
    /// When it is checked in by itself, RFC 3339.
    pub ends_at: String,
}

/// A resource as it is to be.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceDraft {
    /// What scripts call it.
    pub name: String,
    /// Its kind's word.
    pub kind: String,
    /// Where it is.
    pub address: String,
    /// Whether one at a time may have it.
    pub exclusive: bool,
    /// Whoever is in one of these may check it out.
    pub groups: Vec<String>,
    /// The account there.
    #[cfg_attr(test, ts(type = "string"))]
    pub account: SecretText,
    /// Its password.
    #[cfg_attr(test, ts(type = "string"))]
    pub password: SecretText,
    /// The whole path of the program that replaces the password once it is back; empty: nothing does.
    pub rotate_with: String,
}

/// What is to be another; what is none stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceChange {
    /// The resource, by its name.
    pub resource: String,
    /// What scripts call it.
    pub name: Option<String>,
    /// Its kind's word.
    pub kind: Option<String>,
    /// Where it is.
    pub address: Option<String>,
    /// Whether one at a time may have it.
    pub exclusive: Option<bool>,
    /// Whoever is in one of these may check it out.
    pub groups: Option<Vec<String>>,
    /// The account there.
    #[cfg_attr(test, ts(type = "string | null"))]
    pub account: Option<SecretText>,
    /// Its password.
    #[cfg_attr(test, ts(type = "string | null"))]
    pub password: Option<SecretText>,
    /// The program that replaces the password; empty: nothing does from now on.
    pub rotate_with: Option<String>,
}

/// The tokens that were for a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResourceTokens {
    /// The resource.
    pub resource: String,
    /// The names of the tokens that were revoked with it.
    pub revoked: Vec<String>,
}

/// Somebody wants the password of a resource.
#[derive(Debug, Clone)]
pub struct CheckOut {
    /// The resource, by its name.
    pub resource: String,
    /// What for.
    pub reason: String,
    /// For how many minutes, as typed.
    pub minutes: String,
    /// Where to ask back; may be empty.
    pub email: String,
    /// What the client calls the request: the same again is answered by the same request.
    pub repeat: Option<String>,
}

/// A password for a while.
#[derive(Debug)]
pub struct CheckedOut {
    /// The request's id, for checking in.
    pub id: String,
    /// The account.
    pub account: SecretText,
    /// The password.
    pub password: SecretText,
    /// When it is checked in by itself, RFC 3339.
    pub ends_at: String,
}

/// The password is not needed any longer.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckIn {
    /// The request's id.
    pub id: String,
    /// The resource by its name, where the client says it.
    pub resource: Option<String>,
}
