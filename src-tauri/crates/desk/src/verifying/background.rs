//! The verifier in the background, from sign-in on: a user unit of systemd, and for macOS and Windows the file that
//! their own service keepers take, with the line that hands it to them.

use std::io;
use std::path::PathBuf;

use serde::Serialize;
use thiserror::Error;

use super::VerifierWish;
use crate::Desk;

#[cfg(any(target_os = "macos", windows, test))]
mod recipe;
#[cfg(all(unix, any(not(target_os = "macos"), test)))]
mod systemd;

#[cfg(any(target_os = "macos", windows))]
use recipe as system;
#[cfg(all(unix, not(target_os = "macos")))]
use systemd as system;

/// How the verifier stands in the background.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BackgroundState {
    /// The file that the system's service keeper reads.
    pub file: PathBuf,
    /// Whether it is there.
    pub installed: bool,
    /// Whether it is started at sign-in; `None` where only the keeper can tell.
    pub at_sign_in: Option<bool>,
    /// Whether it runs now; `None` where only the keeper can tell.
    pub running: Option<bool>,
    /// What the person has to type, where the keeper is not asked by us.
    pub by_hand: Option<String>,
}

/// Why the background was not changed, or cannot be told.
#[derive(Debug, Error)]
pub enum BackgroundError {
    /// The system does not say where the person's home, or this program, is.
    #[error("the home folder or this program’s own place is not known")]
    NoHome,
    /// A file cannot be written or taken away.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Somebody else wrote a file of this name.
    #[error("{} was not written by Token Desk", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// No service keeper of this account can be reached.
    #[error("the user manager of systemd cannot be reached: {said}")]
    NoKeeper {
        /// What it says.
        said: String,
    },
    /// The service keeper refused, or the verifier did not stay up.
    #[error("{asked}: {said}")]
    Refused {
        /// What was asked.
        asked: String,
        /// What the keeper says.
        said: String,
    },
}

/// What is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Job {
    program: PathBuf,
    arguments: Vec<String>,
    /// What moves Token Desk's files, as it stands here.
    surroundings: Vec<(&'static str, String)>,
}

impl Desk {
    /// Has the verifier run from sign-in on, and from now. Over one that is installed it is put anew.
    ///
    /// # Errors
    /// [`BackgroundError`]; nothing was installed.
    pub fn install_background(&self, wish: &VerifierWish) -> Result<BackgroundState, BackgroundError> {
        system::install(&Job::of(wish)?, &self.inner.places)
    }

    /// Ends it and takes away what was installed.
    ///
    /// # Errors
    /// [`BackgroundError`]
    pub fn remove_background(&self) -> Result<BackgroundState, BackgroundError> {
        system::remove(&self.inner.places)
    }

    /// How it stands.
    ///
    /// # Errors
    /// [`BackgroundError`]
    pub fn background(&self) -> Result<BackgroundState, BackgroundError> {
        system::state(&self.inner.places)
    }
}

/// Tells the system's service keeper, where one started this process, that the verifier answers.
pub fn tell_service_keeper() {
    system::tell_ready();
}

impl Job {
    fn of(wish: &VerifierWish) -> Result<Self, BackgroundError> {
        let program = std::env::current_exe().map_err(|_| BackgroundError::NoHome)?;
        let mut arguments = vec![
            "serve".to_owned(),
            "--listen".to_owned(),
            wish.address.to_string(),
            "--port".to_owned(),
            wish.port.to_string(),
        ];
        for name in &wish.names {
            arguments.extend(["--name".to_owned(), name.clone()]);
        }
        if wish.keys_in_query {
            arguments.push("--keys-in-query".to_owned());
        }
        let surroundings = ["TOKEN_DESK_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"]
            .into_iter()
            .filter_map(|name| Some((name, crate::places::variable(name)?.into_string().ok()?)))
            .collect();
        Ok(Self {
            program,
            arguments,
            surroundings,
        })
    }
}
