//! *Test this setup*: the way of a token from the variable to the verifier, each link looked at as it is now.

use std::fs;
use std::path::Path;

use environment::{Held, Secret};
use verifier::{AskError, Presented};

use super::Endpoint;
use crate::Desk;

use crate::variable::{checked_name, failed, last4};
use crate::wire::{
    AppError, AuthStyle, HeldInFile, LinkState, LinkWord, PatchSettingsFile, SettingsFilePlan, SetupLine,
    SetupLink, SetupProblem, SetupReport, SetupToken, TestSetup,
};

impl Desk {
    /// Looks at every link between a variable and the verifier. Changes nothing; the token leaves this process only
    /// to the verifier, encrypted.
    ///
    /// # Errors
    /// A bad name or address, a home that cannot be read, and those of the store. A broken link is an answer and no
    /// error.
    pub fn test_setup(&self, asked: TestSetup) -> Result<SetupReport, AppError> {
        let name = checked_name(&asked.variable)?;
        let endpoint = Endpoint::parse(&asked.address)?;
        let found = self
            .inner
            .ports
            .machine
            .status(&name)
            .map_err(|error| failed(&name, &error))?;
        let held = self.held_token(found.held)?;
        let (file, line) = self.file_link(&asked)?;
        let (certificate, authority) = self.certificate_link();
        let text = held
            .secret
            .as_ref()
            .map(|secret| secret.expose_text().unwrap_or_default().trim());
        let answered = authority.as_ref().map_or(Way::SKIPPED, |authority| {
            way(
                &endpoint,
                authority,
                text.map(|text| (text, presented(asked.auth))),
            )
        });
        let links = [
            (LinkWord::Variable, held.state),
            (LinkWord::SettingsFile, file),
            (LinkWord::Certificate, certificate),
            (LinkWord::Name, answered.name),
            (LinkWord::Verifier, answered.verifier),
            (LinkWord::Trust, answered.trust),
            (LinkWord::Token, answered.token),
        ];
        Ok(SetupReport {
            variable: name.to_string(),
            address: endpoint.to_string(),
            auth: asked.auth,
            token: held.token,
            line,
            links: links.map(|(link, state)| SetupLink { link, state }).into(),
        })
    }

    /// What new programs get from the system, if it is a token that was generated here.
    fn held_token(&self, held: Held) -> Result<HeldToken, AppError> {
        let bad = |problem| {
            Ok(HeldToken {
                state: LinkState::Bad(problem),
                token: None,
                secret: None,
            })
        };
        match held {
            Held::Nothing => bad(SetupProblem::NotSet),
            Held::CannotTell { .. } => bad(SetupProblem::CannotTell),
            Held::Value(secret) => {
                let text = secret.expose_text().unwrap_or_default();
                let Some(ours) = self.recognise(text)? else {
                    return bad(SetupProblem::Foreign);
                };
                let token = SetupToken {
                    id: ours.record,
                    name: ours.name,
                    status: ours.status,
                    last4: last4(text).unwrap_or_default(),
                };
                Ok(HeldToken {
                    state: LinkState::Good,
                    token: Some(token),
                    secret: Some(secret),
                })
            }
        }
    }

    fn file_link(&self, asked: &TestSetup) -> Result<(LinkState, Option<SetupLine>), AppError> {
        if asked.file.is_none() && !self.usual_settings_file()?.exists {
            return Ok((LinkState::Skipped, None));
        }
        let planned = self.plan_settings_file(PatchSettingsFile {
            path: asked.file.clone(),
            key: asked.key.clone(),
            variable: asked.variable.clone(),
            section: None,
            replace_other: false,
            comment_out_extras: false,
            clean_comments: false,
            seen: None,
        });
        match planned {
            Ok(plan) => Ok(line_of(&plan)),
            Err(AppError::SettingsFile { path, problem }) => {
                Ok((LinkState::Bad(SetupProblem::File { path, problem }), None))
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

/// What the variable holds.
struct HeldToken {
    state: LinkState,
    token: Option<SetupToken>,
    secret: Option<Secret>,
}

/// Programs take the first line of the key that is no comment.
fn line_of(plan: &SettingsFilePlan) -> (LinkState, Option<SetupLine>) {
    let read = plan.found.iter().find(|found| !found.commented_out);
    match read {
        Some(found) if found.holds == HeldInFile::Correct => {
            let line = SetupLine {
                path: plan.path.clone(),
                line: found.line,
            };
            (LinkState::Good, Some(line))
        }
        found => {
            let problem = SetupProblem::WrongLine {
                path: plan.path.clone(),
                line: found.map_or(0, |found| found.line),
                names: found.and_then(|found| found.names.clone()),
            };
            (LinkState::Bad(problem), None)
        }
    }
}

fn bad_certificate(path: &Path) -> LinkState {
    LinkState::Bad(SetupProblem::BadCertificate {
        path: path.display().to_string(),
    })
}

fn presented(auth: AuthStyle) -> Presented {
    match auth {
        AuthStyle::Bearer => Presented::Bearer,
        AuthStyle::Token => Presented::Token,
        AuthStyle::Basic => Presented::Basic,
    }
}

/// The links over the network, each of which needs the one before it.
struct Way {
    name: LinkState,
    verifier: LinkState,
    trust: LinkState,
    token: LinkState,
}

impl Way {
    const SKIPPED: Self = Self {
        name: LinkState::Skipped,
        verifier: LinkState::Skipped,
        trust: LinkState::Skipped,
        token: LinkState::Skipped,
    };
    /// Up to the verifier all is as it should be.
    const TRUSTED: Self = Self {
        name: LinkState::Good,
        verifier: LinkState::Good,
        trust: LinkState::Good,
        token: LinkState::Skipped,
    };
}

/// Goes the way to the verifier as any client does, with the token if there is one.
fn way(endpoint: &Endpoint, authority: &[u8], token: Option<(&str, Presented)>) -> Way {
    let has_token = token.is_some();
    let untrusted = |problem| Way {
        trust: LinkState::Bad(problem),
        ..Way::TRUSTED
    };
    match verifier::ask(&endpoint.host, endpoint.port, authority, token) {
        Ok(204) if has_token => Way {
            token: LinkState::Good,
            ..Way::TRUSTED
        },
        // That is what it says to anybody who shows nothing.
        Ok(401) if !has_token => Way::TRUSTED,
        Ok(401) => Way {
            token: LinkState::Bad(SetupProblem::Refused),
            ..Way::TRUSTED
        },
        Ok(status) => Way {
            token: LinkState::Bad(SetupProblem::Unexpected { status }),
            ..Way::TRUSTED
        },
        Err(AskError::Authority) => untrusted(SetupProblem::BadCertificate { path: String::new() }),
        Err(error @ (AskError::Name(_) | AskError::Unresolved(_))) => Way {
            name: LinkState::Bad(SetupProblem::Unresolved {
                detail: error.to_string(),
            }),
            ..Way::SKIPPED
        },
        Err(error @ AskError::NotReached(_)) => Way {
            name: LinkState::Good,
            verifier: LinkState::Bad(SetupProblem::NotReached {
                detail: error.to_string(),
            }),
            ..Way::SKIPPED
        },
        Err(error @ AskError::Certificate(_)) => untrusted(SetupProblem::OtherCertificate {
            detail: error.to_string(),
        }),
        Err(error @ AskError::NotHttps(_)) => untrusted(SetupProblem::NotHttps {
            detail: error.to_string(),
        }),
    }
}
