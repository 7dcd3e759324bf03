//! *Test this setup*: the way of a token from the variable to the verifier, each link looked at as it is now.

use std::fs;
use std::path::Path;

use environment::{Held, Secret};
use verifier::AskError;

use crate::Desk;
use crate::variable::{checked_name, failed};
use crate::wire::{
    AppError, HeldInFile, LinkState, LinkWord, PatchSettingsFile, SettingsFilePlan, SetupLink, SetupProblem,
    SetupReport,
};

/// What is to be tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupWish {
    /// The variable.
    pub variable: String,
    /// The program's settings file; `None`: the scanner's own in its usual place, if it is there.
    pub file: Option<String>,
    /// The key in it.
    pub key: String,
    /// Where the verifier answers, as clients call it: `host:port`.
    pub address: String,
}

impl Desk {
    /// Looks at every link between a variable and the verifier. Changes nothing; the token leaves this process only
    /// to the verifier, encrypted.
    ///
    /// # Errors
    /// A bad name, a home that cannot be read, and those of the store. A broken link is an answer and no error.
    pub fn test_setup(&self, wish: &SetupWish) -> Result<SetupReport, AppError> {
        let name = checked_name(&wish.variable)?;
        let found = self
            .inner
            .ports
            .machine
            .status(&name)
            .map_err(|error| failed(&name, &error))?;
        let (variable, token) = self.held_token(found.held)?;
        let file = self.file_link(wish)?;
        let (certificate, authority) = self.certificate_link();
        let (verifier, accepted) = match (&token, &authority) {
            (Some(token), Some(authority)) => asked(&wish.address, authority, token),
            (None, _) | (_, None) => (LinkState::Skipped, LinkState::Skipped),
        };
        let links = [
            (LinkWord::Variable, variable),
            (LinkWord::SettingsFile, file),
            (LinkWord::Certificate, certificate),
            (LinkWord::Verifier, verifier),
            (LinkWord::Token, accepted),
        ];
        Ok(SetupReport {
            variable: name.to_string(),
            address: wish.address.clone(),
            links: links.map(|(link, state)| SetupLink { link, state }).into(),
        })
    }

    /// What new programs get from the system, if it is a token that was generated here.
    fn held_token(&self, held: Held) -> Result<(LinkState, Option<Secret>), AppError> {
        let bad = |problem| Ok((LinkState::Bad(problem), None));
        match held {
            Held::Nothing => bad(SetupProblem::NotSet),
            Held::CannotTell { .. } => bad(SetupProblem::CannotTell),
            Held::Value(secret) => {
                let ours = secret.expose_text().map(|text| self.recognise(text));
                match ours.transpose()?.flatten() {
                    Some(_) => Ok((LinkState::Good, Some(secret))),
                    None => bad(SetupProblem::Foreign),
                }
            }
        }
    }

    fn file_link(&self, wish: &SetupWish) -> Result<LinkState, AppError> {
        if wish.file.is_none() && !self.usual_settings_file()?.exists {
            return Ok(LinkState::Skipped);
        }
        let planned = self.plan_settings_file(PatchSettingsFile {
            path: wish.file.clone(),
            key: wish.key.clone(),
            variable: wish.variable.clone(),
            section: None,
            replace_other: false,
            comment_out_extras: false,
            clean_comments: false,
            seen: None,
        });
        match planned {
            Ok(plan) => Ok(line_of(&plan)),
            Err(AppError::SettingsFile { path, problem }) => {
                Ok(LinkState::Bad(SetupProblem::File { path, problem }))
            }
            Err(error) => Err(error),
        }
    }

    fn certificate_link(&self) -> (LinkState, Option<Vec<u8>>) {
        let Some(path) = self.authority_certificate() else {
            return (LinkState::Bad(SetupProblem::NoCertificate), None);
        };
        match fs::read(&path) {
            Ok(authority) => (LinkState::Good, Some(authority)),
            Err(_) => (bad_certificate(&path), None),
        }
    }
}

/// Programs take the first line of the key that is no comment.
fn line_of(plan: &SettingsFilePlan) -> LinkState {
    let read = plan.found.iter().find(|found| !found.commented_out);
    match read {
        Some(found) if found.holds == HeldInFile::Correct => LinkState::Good,
        found => LinkState::Bad(SetupProblem::WrongLine {
            path: plan.path.clone(),
            line: found.map_or(0, |found| found.line),
            names: found.and_then(|found| found.names.clone()),
        }),
    }
}

fn bad_certificate(path: &Path) -> LinkState {
    LinkState::Bad(SetupProblem::BadCertificate {
        path: path.display().to_string(),
    })
}

/// The two last links: whether the verifier answers, and what.
fn asked(address: &str, authority: &[u8], token: &Secret) -> (LinkState, LinkState) {
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => (address, None),
    };
    let text = token.expose_text().unwrap_or_default();
    let status = port
        .ok_or_else(|| AskError::Name(address.to_owned()))
        .and_then(|port| verifier::ask(host, port, authority, text.trim()));
    let detail = |error: AskError| match error {
        AskError::Authority => SetupProblem::BadCertificate { path: String::new() },
        AskError::Name(_) | AskError::NotReached(_) => SetupProblem::NotReached {
            detail: error.to_string(),
        },
        AskError::Certificate(_) => SetupProblem::OtherCertificate {
            detail: error.to_string(),
        },
        AskError::NotHttps(_) => SetupProblem::NotHttps {
            detail: error.to_string(),
        },
    };
    match status {
        Ok(204) => (LinkState::Good, LinkState::Good),
        Ok(401) => (LinkState::Good, LinkState::Bad(SetupProblem::Refused)),
        Ok(status) => (
            LinkState::Good,
            LinkState::Bad(SetupProblem::Unexpected { status }),
        ),
        Err(error) => (LinkState::Bad(detail(error)), LinkState::Skipped),
    }
}
