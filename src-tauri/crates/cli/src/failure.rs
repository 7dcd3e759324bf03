//! What ends a run early.

use std::io;
use std::path::PathBuf;

use desk::BackgroundError;
use desk::wire::{AppError, SettingsFileProblem};
use thiserror::Error;

use crate::exit::Exit;

/// Why a run ended early. The sentences are in [`crate::words`].
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The system does not say where the person's home is.
    #[error("no home folder")]
    NoHome,
    /// A use case refused.
    #[error("{0:?}")]
    App(AppError),
    /// As `App`: a new secret reached no place, so it was taken back.
    #[error("{error:?}")]
    Undelivered {
        /// Why it reached none.
        error: AppError,
        /// Whether the token was new and is revoked now; else its old value lives on.
        is_new: bool,
    },
    /// Standard output cannot be written.
    #[error("standard output: {0}")]
    Output(io::Error),
    /// A token could not be written to standard output, though it counts as delivered.
    #[error("standard output: {0}")]
    LostToken(io::Error),
    /// There is no copy of the store by this name.
    #[error("no such copy")]
    NoSuchCopy,
    /// The store is sound, and no copy was named.
    #[error("the store is not damaged")]
    NotDamaged,
    /// The verifier has made no certificate yet.
    #[error("no certificate")]
    NoCertificate,
    /// The verifier in the background could not be changed or told of.
    #[error("{0}")]
    Background(BackgroundError),
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// There is a personal token already, and nobody said that it may be replaced.
    #[error("there is a personal token")]
    WouldReplace {
        /// When it was last used, in words.
        last_used: Option<String>,
    },
    /// A file that was not to be replaced is there.
    #[error("{} is there", path.display())]
    FileThere {
        /// The file.
        path: PathBuf,
    },
    /// No value came by standard input, or one that is no text.
    #[error("standard input: {0}")]
    Input(io::Error),
    /// The source of a secret is none that is known. What was written is not kept: it may be the secret.
    #[error("no source of a secret")]
    Source,
    /// The variable that a secret was to come from is not set.
    #[error("{name} is not set")]
    NotSet {
        /// The variable.
        name: String,
    },
    /// The file descriptor that a secret was to come from cannot be read.
    #[error("file descriptor {number}: {error}")]
    Descriptor {
        /// Which.
        number: u32,
        /// Why.
        error: io::Error,
    },
    /// A program could not be started.
    #[error("{program}: {error}")]
    NotStarted {
        /// Its name as it was given.
        program: String,
        /// Why.
        error: io::Error,
    },
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<BackgroundError> for Failure {
    fn from(error: BackgroundError) -> Self {
        Self::Background(error)
    }
}

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::NoHome => Exit::Store,
            Self::App(error) | Self::Undelivered { error, .. } => exit_of(error),
            Self::Input(_) | Self::Source | Self::NotSet { .. } | Self::Descriptor { .. } => Exit::Usage,
            Self::NotStarted { error, .. } if error.kind() == io::ErrorKind::NotFound => Exit::NoProgram,
            Self::NotStarted { .. } => Exit::CannotRun,
            Self::NoSuchCopy => Exit::NotFound,
            Self::NotDamaged | Self::WouldReplace { .. } | Self::FileThere { .. } => Exit::Refused,
            Self::Output(_) | Self::LostToken(_) => Exit::Failed,
            Self::NoCertificate | Self::Background(_) | Self::File { .. } => Exit::Failed,
        }
    }
}

pub(crate) fn exit_of(error: &AppError) -> Exit {
    match error {
        AppError::InvalidField { .. } => Exit::Usage,
        AppError::NotFound
        | AppError::NoSuchUser { .. }
        | AppError::NoSuchResource { .. }
        | AppError::NoSuchCheckout => Exit::NotFound,
        AppError::Conflict
        | AppError::NotInPlace
        | AppError::WrongState { .. }
        | AppError::Forbidden { .. }
        | AppError::NotAUser { .. }
        | AppError::LastSiteAdmin
        | AppError::ResourceOut { .. }
        | AppError::ResourceRotating { .. }
        | AppError::OwnAccount
        | AppError::RevealGone => Exit::Refused,
        AppError::StoreLocked
        | AppError::StoreUnavailable { .. }
        | AppError::StoreNotOurs { .. }
        | AppError::StoreCorrupt { .. }
        | AppError::StoreNewer { .. }
        | AppError::VaultClosed
        | AppError::VaultUnusable { .. }
        | AppError::SealBroken { .. }
        | AppError::ClockSkew { .. } => Exit::Store,
        AppError::SettingsFile { problem, .. } => exit_of_file(problem),
        AppError::ClipboardUnavailable { .. } | AppError::EnvWriteFailed { .. } => Exit::Delivery,
        AppError::RotationFailed { .. }
        | AppError::PortTaken { .. }
        | AppError::VerifierNotPermitted { .. }
        | AppError::VerifierEnded { .. }
        | AppError::VerifierFailed { .. }
        | AppError::ServiceKeeper { .. }
        | AppError::Keyring { .. } => Exit::Failed,
        AppError::WrongPassphrase | AppError::Unknown { .. } => Exit::Failed,
    }
}

fn exit_of_file(problem: &SettingsFileProblem) -> Exit {
    match problem {
        SettingsFileProblem::BadKey | SettingsFileProblem::NoSuchSection | SettingsFileProblem::Missing => {
            Exit::Usage
        }
        SettingsFileProblem::Changed
        | SettingsFileProblem::ChangedSince { .. }
        | SettingsFileProblem::ColonLine { .. }
        | SettingsFileProblem::Unanswered
        | SettingsFileProblem::StillThere
        | SettingsFileProblem::NothingToUndo
        | SettingsFileProblem::OldValueGone
        | SettingsFileProblem::NotTheOldValue => Exit::Refused,
        SettingsFileProblem::NotAFile
        | SettingsFileProblem::TooLarge { .. }
        | SettingsFileProblem::Utf16WithoutMark
        | SettingsFileProblem::Utf32
        | SettingsFileProblem::NotText
        | SettingsFileProblem::ReadOnly
        | SettingsFileProblem::NotPermitted { .. }
        | SettingsFileProblem::InUse
        | SettingsFileProblem::NotesUnusable { .. }
        | SettingsFileProblem::Failed { .. } => Exit::Delivery,
    }
}
