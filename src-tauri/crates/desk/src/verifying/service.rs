//! Starting the verifier, and asking about one token without it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use token::Digest;
use verifier::{
    Authority, AuthorityError, Checker, Config, Counts, EndOrder, Ending, Listening, Service, StartError,
};

use super::announced::Announced;
use super::book::UsageBook;
use super::lending::DeskLending;
use super::lookup::StoreLookup;
use super::upkeep::Upkeep;
use crate::ledger::gate;
use crate::wire::{AppError, PortUser, TokenStatus, TokenVerdict};
use crate::{Desk, SecretText};

/// Free ports are looked for so far above one that is taken.
const NEXT_PORTS: u16 = 20;

/// How the verifier is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierWish {
    /// The address to listen on. Loopback, unless a person chose another.
    pub address: IpAddr,
    /// The port; 0 takes any that is free.
    pub port: u16,
    /// Names that clients call it by, besides `localhost` and the loopback addresses.
    pub names: Vec<String>,
    /// Whether `?key=` and `?api_key=` are accepted.
    pub keys_in_query: bool,
}

impl VerifierWish {
    /// The port that it has unless somebody wants another.
    pub const PORT: u16 = 7443;
}

impl Default for VerifierWish {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: Self::PORT,
            names: Vec::new(),
            keys_in_query: false,
        }
    }
}

/// A verifier that answers. It stops when it is told to, or dropped.
#[derive(Debug)]
pub struct RunningVerifier {
    service: Service,
    /// Others see it for as long as this is kept. A folder that cannot be written only keeps it from being seen.
    _announced: Option<Announced>,
    /// Check-outs end, and passwords are replaced, though nobody asks.
    _upkeep: Upkeep,
}

impl RunningVerifier {
    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.service.address()
    }

    /// Sees it end, from any thread.
    pub(super) fn ending(&self) -> Ending {
        self.service.ending()
    }

    /// What it was asked so far.
    pub(super) fn counts(&self) -> &Counts {
        self.service.counts()
    }

    /// Listens for the system's word that this process is to end, from now on.
    ///
    /// # Errors
    /// [`AppError::VerifierFailed`]: the system does not say when.
    pub fn end_order(&self) -> Result<EndOrder<'_>, AppError> {
        self.service
            .end_order()
            .map_err(|error| AppError::VerifierFailed {
                detail: error.to_string(),
            })
    }

    /// Lets what is being answered finish, for at most five seconds.
    pub fn stop(self) {
        self.service.stop();
    }
}

impl Desk {
    /// Starts the verifier over this person's store.
    ///
    /// # Errors
    /// [`AppError::PortTaken`], [`AppError::VerifierFailed`], and those of the store.
    pub fn start_verifier(&self, wish: &VerifierWish) -> Result<RunningVerifier, AppError> {
        let checker = self.checker()?;
        let config = Config {
            listen: SocketAddr::new(wish.address, wish.port),
            names: wish.names.clone(),
            keys_in_query: wish.keys_in_query,
            ..Config::on_loopback(wish.port, self.authority_folder())
        };
        let service = Service::start(config, checker).map_err(refused)?;
        tracing::info!(address = %service.address(), "the verifier answers");
        let announced = Announced::new(self, service.address())
            .inspect_err(|error| tracing::warn!(%error, "other programs cannot see that the verifier runs"))
            .ok();
        Ok(RunningVerifier {
            service,
            _announced: announced,
            _upkeep: Upkeep::of(self.clone()),
        })
    }

    /// What the verifier decides by, without its service.
    ///
    /// # Errors
    /// Those of the store.
    pub fn checker(&self) -> Result<Checker, AppError> {
        // Made, brought up to date and looked through before anything is read from it.
        self.with_any_ledger(|_, _| Ok(()))?;
        let folder = &self.inner.places.data;
        let gate = gate(folder)?.ok_or_else(|| AppError::StoreUnavailable {
            reason: format!("the key of the gate went from {}", folder.display()),
        })?;
        let lookup = Arc::new(StoreLookup::open(self)?);
        Ok(Checker::new(gate, lookup)
            .telling(Arc::new(UsageBook::of(self)))
            .lent_by(Arc::new(DeskLending(self.clone()))))
    }

    /// The certificate that clients of the verifier are given, once the verifier has made one.
    pub fn authority_certificate(&self) -> Option<PathBuf> {
        let file = Authority::certificate_file(&self.authority_folder());
        file.is_file().then_some(file)
    }

    /// Whether a text is a token that would be accepted now, and whose. Takes one Argon2id run.
    ///
    /// # Errors
    /// Those of the store. A text that is no token is an answer and no error.
    pub fn verify_token(&self, text: &SecretText) -> Result<TokenVerdict, AppError> {
        let clock = self.now();
        self.with_any_ledger(|ledger, _| {
            let Some(presented) = ledger.minted_here(text.expose().trim())? else {
                return Ok(TokenVerdict::stranger());
            };
            let now = ledger.judge(clock)?;
            let Some(stored) = ledger.store.read().digest(&presented.id())? else {
                return Ok(TokenVerdict::stranger());
            };
            let digest = Digest::from_phc(&stored.phc).map_err(|error| AppError::Unknown {
                detail: error.to_string(),
            })?;
            if !digest.verifies(&presented.secret()) {
                return Ok(TokenVerdict::stranger());
            }
            let record = ledger
                .store
                .read()
                .token(&stored.token_id)?
                .ok_or(AppError::NotFound)?;
            let status = match stored.state {
                store::SecretState::Pending | store::SecretState::Ended => TokenStatus::Revoked,
                store::SecretState::Active | store::SecretState::Retiring => {
                    crate::rows::token_status(token::status(
                        record.revoked_at.is_some() || record.deleted_at.is_some(),
                        record.paused_at.is_some(),
                        stored.expiry,
                        now,
                    ))
                }
            };
            Ok(TokenVerdict {
                accepted: status == TokenStatus::Active && !record.is_owner_disabled,
                owner_disabled: record.is_owner_disabled,
                status: Some(status),
                id: Some(record.id.to_string()),
                groups: record
                    .effective_groups()
                    .iter()
                    .map(|group| group.name().to_owned())
                    .collect(),
                name: Some(record.name),
                expires_at: stored.expiry.instant().map(|end| end.to_string()),
            })
        })
    }

    fn authority_folder(&self) -> PathBuf {
        self.inner.places.data.join("verifier")
    }
}

fn refused(error: StartError) -> AppError {
    match error {
        StartError::PortTaken { address } => AppError::PortTaken {
            port: address.port(),
            by: Listening::on(address).map(|found| PortUser {
                program: found.program,
                process: found.process,
            }),
            next: next_free(address),
        },
        StartError::Listen { address, error } if is_forbidden(&error) => AppError::VerifierNotPermitted {
            place: address.to_string(),
        },
        StartError::Authority(AuthorityError::File { path, error }) if is_forbidden(&error) => {
            AppError::VerifierNotPermitted {
                place: path.display().to_string(),
            }
        }
        error @ (StartError::Listen { .. } | StartError::Authority(_) | StartError::System(_)) => {
            AppError::VerifierFailed {
                detail: error.to_string(),
            }
        }
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied
}

fn next_free(taken: SocketAddr) -> Option<u16> {
    let above = taken.port().checked_add(1)?..=taken.port().saturating_add(NEXT_PORTS);
    above
        .into_iter()
        .find(|port| TcpListener::bind((taken.ip(), *port)).is_ok())
}
