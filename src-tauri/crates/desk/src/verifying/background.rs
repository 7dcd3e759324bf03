//! The verifier in the background, from sign-in on: a user unit of systemd, and for macOS and Windows the file that
//! their own service keepers take, with the line that hands it to them.

use std::io;
use std::path::PathBuf;

use serde::Serialize;
use thiserror::Error;

use super::VerifierWish;
use crate::wire::{AppError, VerifierAtSignIn, VerifierBackground, VerifierState};
use crate::{Desk, Places, places};

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
    /// Why the keeper gave it up after it had ended by itself again and again, in the keeper's word.
    pub given_up: Option<String>,
    /// What the person has to type, where the keeper is not asked by us.
    pub by_hand: Option<String>,
}

/// Why the background was not changed, or cannot be told.
#[derive(Debug, Error)]
pub enum BackgroundError {
    /// The system does not say where the person's home, or this program, is.
    #[error("the home folder or this program’s own place is not known")]
    NoHome,
    /// The terminal program, which is what runs, is not beside this one.
    #[error("{} is not there", path.display())]
    NoProgram {
        /// Where it should be.
        path: PathBuf,
    },
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

/// What the terminal program is called.
const TERMINAL: &str = "tokendesk";

/// What is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Job {
    program: PathBuf,
    arguments: Vec<String>,
    /// What moves Token Desk's files, as it stands here.
    surroundings: Vec<(&'static str, String)>,
    /// Whose sign-in it is.
    #[cfg_attr(
        not(any(windows, test)),
        allow(dead_code, reason = "systemd and launchd know it by themselves")
    )]
    account: String,
}

impl Desk {
    /// Has the verifier run from sign-in on, and from now. Over one that is installed it is put anew.
    ///
    /// # Errors
    /// [`BackgroundError`]; nothing was installed.
    pub fn install_background(&self, wish: &VerifierWish) -> Result<BackgroundState, BackgroundError> {
        system::install(&Job::of(self, wish)?, &self.inner.places)
    }

    /// Ends it and takes away what was installed.
    ///
    /// # Errors
    /// [`BackgroundError`]
    pub fn remove_background(&self) -> Result<BackgroundState, BackgroundError> {
        system::remove(&self.inner.places)
    }

    /// Whether it starts at sign-in, and whether that can be changed here.
    ///
    /// # Errors
    /// [`AppError::StoreLocked`].
    pub fn verifier_background(&self) -> Result<VerifierBackground, AppError> {
        self.unlocked(|_| Ok(()))?;
        let state = self.background().map_or_else(unavailable, told);
        // Nothing was asked for yet.
        Ok(VerifierBackground {
            by_hand: None,
            ..state
        })
    }

    /// Has it start at sign-in, or not any more, with what the settings say. One that runs goes on: where it starts at
    /// sign-in it leaves this program for the background, and comes back when that is taken away.
    ///
    /// # Errors
    /// [`AppError::ServiceKeeper`]; it stands as before.
    pub fn verifier_at_sign_in(&self, wish: VerifierAtSignIn) -> Result<VerifierBackground, AppError> {
        self.unlocked(|_| Ok(()))?;
        let state = if wish.on {
            self.hand_over()
        } else {
            self.take_back()
        };
        self.look_for_other_verifiers();
        state.map(told).map_err(|error| AppError::ServiceKeeper {
            detail: error.to_string(),
        })
    }

    fn hand_over(&self) -> Result<BackgroundState, BackgroundError> {
        let runs = matches!(self.told_verifier().own, VerifierState::Running { .. });
        if runs {
            // Two cannot listen on one port.
            self.end_verifier();
        }
        let wish = self.with_state(|state| VerifierWish::of(&state.settings.settings));
        let installed = self.install_background(&wish);
        let runs_there = installed.as_ref().is_ok_and(|state| state.running == Some(true));
        if runs && !runs_there {
            self.run_verifier();
        }
        installed
    }

    fn take_back(&self) -> Result<BackgroundState, BackgroundError> {
        let ran = self.background()?.running == Some(true);
        let removed = self.remove_background()?;
        if ran {
            self.run_verifier();
        }
        Ok(removed)
    }

    /// How it stands.
    ///
    /// # Errors
    /// [`BackgroundError`]
    pub fn background(&self) -> Result<BackgroundState, BackgroundError> {
        system::state(&self.inner.places)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is what an error is mapped with")]
fn unavailable(error: BackgroundError) -> VerifierBackground {
    VerifierBackground {
        at_sign_in: false,
        unavailable: Some(error.to_string()),
        given_up: None,
        by_hand: None,
    }
}

fn told(state: BackgroundState) -> VerifierBackground {
    VerifierBackground {
        // Where only the keeper can tell, the file is what is known.
        at_sign_in: state.installed && state.at_sign_in.unwrap_or(true),
        unavailable: (state.at_sign_in.is_none() && state.by_hand.is_none())
            .then(|| "the service keeper of this account cannot be reached".to_owned()),
        given_up: state.given_up,
        by_hand: state.by_hand,
    }
}

/// Tells the system's service keeper, where one started this process, that the verifier answers.
pub fn tell_service_keeper() {
    system::tell_ready();
}

impl Job {
    fn of(desk: &Desk, wish: &VerifierWish) -> Result<Self, BackgroundError> {
        let program = terminal_program()?;
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
        let home = moved_to(&desk.inner.places).map(|home| ("TOKEN_DESK_HOME", home));
        let folders = ["XDG_DATA_HOME", "XDG_CONFIG_HOME"]
            .into_iter()
            .filter_map(|name| Some((name, places::variable(name)?.into_string().ok()?)));
        Ok(Self {
            program,
            arguments,
            surroundings: home.into_iter().chain(folders).collect(),
            account: desk.inner.ports.account.account.clone(),
        })
    }
}

/// The terminal program: this one, or the one beside it. A window does not run without a person at a screen.
fn terminal_program() -> Result<PathBuf, BackgroundError> {
    let own = std::env::current_exe().map_err(|_| BackgroundError::NoHome)?;
    if own.file_stem().is_some_and(|name| name == TERMINAL) {
        return Ok(own);
    }
    let path = own.with_file_name(format!("{TERMINAL}{}", std::env::consts::EXE_SUFFIX));
    if path.is_file() {
        Ok(path)
    } else {
        Err(BackgroundError::NoProgram { path })
    }
}

/// The one folder that everything lies below, where a person moved it.
fn moved_to(places: &Places) -> Option<String> {
    let home = places.data.parent()?;
    (Places::under(home) == *places).then(|| home.to_str().map(str::to_owned))?
}
