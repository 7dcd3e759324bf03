//! What *Test this setup* finds, link by link.

use serde::Serialize;

/// The way of a token from the variable to the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetupReport {
    /// The variable.
    pub variable: String,
    /// Where the verifier was asked.
    pub address: String,
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

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[serde(rename_all = "snake_case")]
pub enum LinkWord {
    /// The variable, in the system's own store, holds a token of this Token Desk.
    Variable,
    /// The program's settings file names the variable.
    SettingsFile,
    /// There is a certificate for clients.
    Certificate,
    /// The verifier answers over HTTPS with that certificate.
    Verifier,
    /// It accepts the token.
    Token,
}

/// How a link stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
