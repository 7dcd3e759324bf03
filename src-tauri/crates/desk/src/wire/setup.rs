//! What *Test this setup* finds, link by link, and the samples of a setup that works.

use serde::{Deserialize, Serialize};

use super::TokenStatus;

/// In which way a program presents its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AuthStyle {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Token token=…`.
    Token,
    /// `Authorization: Basic …`, the token as user name with an empty password.
    Basic,
}

/// What is to be tested.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestSetup {
    /// The variable.
    pub variable: String,
    /// The program's settings file; null: the scanner's own in its usual place, if it is there.
    pub file: Option<String>,
    /// The key in it.
    pub key: String,
    /// Where the verifier answers, as clients call it: `host:port`, with or without `https://`.
    pub address: String,
    /// How the token is presented.
    pub auth: AuthStyle,
}

/// The way of a token from the variable to the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SetupReport {
    /// The variable.
    pub variable: String,
    /// Where the verifier was asked: `host:port`.
    pub address: String,
    /// How the token was presented.
    pub auth: AuthStyle,
    /// The token of this Token Desk that the variable holds.
    pub token: Option<SetupToken>,
    /// The line of the settings file that names the variable.
    pub line: Option<SetupLine>,
    /// Every link, in the order of the way.
    pub links: Vec<SetupLink>,
}

impl SetupReport {
    /// Whether a program that is set up like this gets through.
    pub fn is_good(&self) -> bool {
        self.links
            .iter()
            .all(|link| !matches!(link.state, LinkState::Bad(_)))
    }
}

/// A token that a variable holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SetupToken {
    /// Its record; null: deleted.
    pub id: Option<String>,
    /// The record's name.
    pub name: Option<String>,
    /// Where the record stands.
    pub status: Option<TokenStatus>,
    /// The last characters of the value.
    pub last4: String,
}

/// A line of a settings file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SetupLine {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SetupLink {
    /// Which.
    pub link: LinkWord,
    /// How it stands.
    #[serde(flatten)]
    pub state: LinkState,
}

/// Which link it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkWord {
    /// The variable, in the system's own store, holds a token of this Token Desk.
    Variable,
    /// The program's settings file names the variable.
    SettingsFile,
    /// There is a certificate for clients.
    Certificate,
    /// The system knows the computer's name.
    Name,
    /// Something listens there.
    Verifier,
    /// It speaks HTTPS, with a certificate that clients of this Token Desk trust.
    Trust,
    /// It accepts the token.
    Token,
}

/// How a link stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", content = "problem", rename_all = "snake_case")]
pub enum LinkState {
    /// As it should be.
    Good,
    /// Broken.
    Bad(SetupProblem),
    /// Nothing depends on it here, or a link before it is broken.
    Skipped,
}

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SetupProblem {
    /// The variable is not set.
    NotSet,
    /// What the variable holds cannot be told.
    CannotTell,
    /// The variable holds something that was not generated here.
    Foreign,
    /// The settings file's line does not name the variable.
    WrongLine {
        /// The file.
        path: String,
        /// The line, from 1; 0 where the file has none for the key.
        line: u32,
        /// The other variable that it names.
        names: Option<String>,
    },
    /// The settings file cannot be looked at.
    File {
        /// The file.
        path: String,
        /// Why.
        problem: super::SettingsFileProblem,
    },
    /// The verifier has made no certificate yet.
    NoCertificate,
    /// The certificate's file cannot be read, or is none.
    BadCertificate {
        /// The file.
        path: String,
    },
    /// No computer has this name.
    Unresolved {
        /// What the system says.
        detail: String,
    },
    /// Nothing listens there.
    NotReached {
        /// What the system says.
        detail: String,
    },
    /// Something else listens there, or the verifier has another certificate than clients were given.
    OtherCertificate {
        /// What TLS says.
        detail: String,
    },
    /// What listens there does not speak HTTPS.
    NotHttps {
        /// What the system says.
        detail: String,
    },
    /// The token is unknown, over, paused or revoked.
    Refused,
    /// The verifier answers something else.
    Unexpected {
        /// The status.
        status: u16,
    },
}

/// What samples are about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SampleRequest {
    /// The variable that holds the token.
    pub variable: String,
    /// Where the verifier answers, as clients call it: `host:port`, with or without `https://`.
    pub address: String,
    /// How the token is presented.
    pub auth: AuthStyle,
}

/// How programs use the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerifierSamples {
    /// The certificate that they name; null: the verifier has made none yet, and there are no samples.
    pub certificate: Option<String>,
    /// One of each kind.
    pub samples: Vec<VerifierSample>,
}

/// How one program uses the verifier. It holds no token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerifierSample {
    /// Whom it is for.
    pub kind: SampleKind,
    /// The text, as it is to be used.
    pub text: String,
}

/// Whom a sample is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum SampleKind {
    /// A shell with curl.
    Curl,
    /// Python with `requests`.
    Python,
    /// PowerShell.
    PowerShell,
    /// A collection that Postman and newman run.
    Postman,
    /// nginx in front of something, by `auth_request`.
    Nginx,
    /// Caddy in front of something, by `forward_auth`.
    Caddy,
}
