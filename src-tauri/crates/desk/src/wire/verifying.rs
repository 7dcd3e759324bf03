//! What the verifier says of a token, and how the verifier itself stands.

use serde::{Deserialize, Serialize};

use super::{AppError, TokenStatus};

/// Whether a text is a token that would be accepted now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenVerdict {
    /// Whether it would be accepted.
    pub accepted: bool,
    /// Where the token stands; null for a text that is no token of this store.
    pub status: Option<TokenStatus>,
    /// Whether it is refused because its owner is disabled.
    pub owner_disabled: bool,
    /// The record's id.
    pub id: Option<String>,
    /// The record's name.
    pub name: Option<String>,
    /// What it may do.
    pub groups: Vec<String>,
    /// When it ends; null: never.
    pub expires_at: Option<String>,
}

impl TokenVerdict {
    /// Of a text that is no token of this store.
    pub(crate) fn stranger() -> Self {
        Self {
            accepted: false,
            status: None,
            owner_disabled: false,
            id: None,
            name: None,
            groups: Vec::new(),
            expires_at: None,
        }
    }
}

/// How the verifier inside this program stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum VerifierState {
    /// It doesn't run.
    Stopped,
    /// It is being started.
    Starting {
        /// Since when.
        since: String,
    },
    /// It answers.
    Running {
        /// Since when.
        since: String,
        /// Where: `127.0.0.1:7443`.
        address: String,
    },
    /// It finishes what it is answering, for at most five seconds.
    Stopping,
    /// It could not be started, or ended by itself.
    Problem {
        /// Since when.
        since: String,
        /// Why.
        error: AppError,
    },
}

/// Requests of the last hour, since the verifier was started if that is less. To the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerifierRequests {
    /// A token was accepted.
    pub accepted: u64,
    /// No token, a wrong one, or one that may not do what was asked.
    pub rejected: u64,
}

/// What kind of process runs a verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VerifierHost {
    /// A window.
    Window,
    /// `tokendesk serve`, by a person's hand.
    Terminal,
    /// `tokendesk serve`, by the system's service keeper.
    Service,
}

/// A verifier over the same store in another process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OtherVerifier {
    /// The process.
    pub process: u32,
    /// What kind of process.
    pub host: VerifierHost,
    /// Where it answers: `127.0.0.1:7443`.
    pub address: String,
    /// Since when.
    pub since: String,
    /// Of which version of Token Desk it is.
    pub version: String,
    /// Whether that is this program's version.
    pub same_version: bool,
}

/// Whether a verifier has what it needs to lend the passwords of resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VerifierLends {
    /// No passphrase stands in the way; or there are no resources.
    Freely,
    /// Their key lies under a passphrase, which this process was given. Each other process has to be given it too.
    Opened,
    /// Their key lies under a passphrase, which nobody gave this process since it started: it lends nothing.
    Closed,
}

/// How the verifier stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerifierStatus {
    /// The one inside this program.
    pub own: VerifierState,
    /// Whether what it runs with differs from the settings: it takes them at its next start.
    pub settings_wait: bool,
    /// What it was asked; null while it doesn't run.
    pub requests: Option<VerifierRequests>,
    /// Whether it can lend the passwords of resources.
    pub lends: VerifierLends,
    /// Those in other processes over the same store.
    pub others: Vec<OtherVerifier>,
}

/// How the verifier stands with the system's service keeper, which starts it at sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerifierBackground {
    /// Whether it starts at sign-in.
    pub at_sign_in: bool,
    /// Why that cannot be changed here, in plain English; null: it can.
    pub unavailable: Option<String>,
    /// Why the keeper gave it up after it had ended by itself again and again, in the keeper's word; null: it did not.
    pub given_up: Option<String>,
    /// What the person has to type for what is asked to come true; null: nothing.
    pub by_hand: Option<String>,
}

/// Whether the verifier is to start at sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifierAtSignIn {
    /// Whether.
    pub on: bool,
}

/// The last lines of the verifier's log in this process. No line holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerifierLog {
    /// The oldest first, at most a hundred.
    pub lines: Vec<String>,
}
