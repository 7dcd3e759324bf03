//! Resources and who has them.

use serde::Serialize;

use crate::SecretText;

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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
    /// Whether the person at the keyboard may check it out.
    pub may_check_out: bool,
    /// Who has it now.
    pub held: Vec<ResourceHolding>,
}

/// Somebody has a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone)]
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
    pub account: SecretText,
    /// Its password.
    pub password: SecretText,
}

/// What is to be another; what is none stays.
#[derive(Debug, Clone, Default)]
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
    pub account: Option<SecretText>,
    /// Its password.
    pub password: Option<SecretText>,
}

/// The tokens that were for a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone)]
pub struct CheckIn {
    /// The request's id.
    pub id: String,
    /// The resource by its name, where the client says it.
    pub resource: Option<String>,
}
