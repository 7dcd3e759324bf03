//! The account and its part of the registry, as values. The one door to this process's own state.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::calls::documents;
use super::identity::of_this_program;
use super::registry::{self, Raw};
use crate::identity::Identity;
use crate::journal::{Fingerprint, Placed};
use crate::{Error, VariableName};

/// A value that was replaced, with its note if it was ours.
type Replaced = (Raw, Option<Placed>);

/// What surrounds the work.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    account: String,
    /// The key under `HKEY_CURRENT_USER`.
    key: String,
    /// Whether programs are asked what they see.
    pub(super) asks: bool,
    /// Whether it is the account's own: then new programs get its values, and running ones are told.
    pub(super) live: bool,
    /// The command interpreter, to be asked as a fresh process.
    pub(super) interpreter: PathBuf,
    /// As whom this program runs.
    pub(super) identity: fn(&Self) -> Identity,
    /// The profile folder.
    profile: Option<PathBuf>,
    /// Values that this session replaced, each with its note if it was ours. They are in no file.
    replaced: Arc<Mutex<Vec<Replaced>>>,
}

impl Surroundings {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one door to the process's environment"
    )]
    pub(crate) fn of_this_user() -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let text = |name: &str| variable(name).and_then(|value| value.into_string().ok());
        let user = text("USERNAME").unwrap_or_else(|| "this account".to_owned());
        let windows = variable("SystemRoot").unwrap_or_else(|| OsString::from(r"C:\Windows"));
        Self {
            account: match text("USERDOMAIN") {
                Some(domain) => format!(r"{domain}\{user}"),
                None => user,
            },
            key: "Environment".to_owned(),
            asks: true,
            live: true,
            interpreter: Path::new(&windows).join(r"System32\cmd.exe"),
            identity: of_this_program,
            profile: variable("USERPROFILE").map(PathBuf::from),
            replaced: Arc::default(),
        }
    }

    pub(crate) fn in_home(home: &Path) -> Self {
        let name = blake3::hash(home.as_os_str().as_encoded_bytes()).to_hex();
        Self {
            account: r"HERE\someone".to_owned(),
            key: format!(r"Software\Token Desk Tests\{}", &name[..16]),
            asks: true,
            live: false,
            interpreter: PathBuf::from(r"C:\Windows\System32\cmd.exe"),
            identity: of_this_program,
            profile: Some(home.to_owned()),
            replaced: Arc::default(),
        }
    }

    /// From now on no program is asked; the one that would be lies in `folder`.
    pub(crate) fn silence(&mut self, folder: PathBuf) {
        self.interpreter = folder.join("cmd.exe");
        self.asks = false;
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    /// The account's profile folder.
    pub(crate) fn home_folder(&self) -> Option<PathBuf> {
        self.profile.clone()
    }

    /// Where the account keeps documents. OneDrive may have moved them: only the system knows, and nothing is guessed.
    pub(crate) fn documents(&self) -> Option<PathBuf> {
        if self.live {
            documents::folder()
        } else {
            Some(self.profile.as_ref()?.join("Documents"))
        }
    }

    /// The key's path as people write it.
    pub(super) fn key_path(&self) -> String {
        format!(r"HKEY_CURRENT_USER\{}", self.key)
    }

    pub(super) fn read(&self, name: &VariableName) -> Result<Option<Raw>, Error> {
        registry::read(&self.key, name)
    }

    pub(super) fn write(&self, name: &VariableName, raw: Option<&Raw>) -> Result<(), Error> {
        registry::write(&self.key, name, raw)
    }

    pub(super) fn remember(&self, raw: Raw, placed: Option<Placed>) {
        let mut replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced.retain(|(other, _)| *other != raw);
        replaced.push((raw, placed));
    }

    /// The value that the journal speaks of, if this session replaced it.
    pub(super) fn remembered(&self, print: &Fingerprint) -> Option<Raw> {
        self.remembered_with_note(print).map(|(raw, _)| raw)
    }

    /// The same, with its note if it was ours.
    pub(super) fn remembered_with_note(&self, print: &Fingerprint) -> Option<Replaced> {
        let replaced = self.replaced.lock().unwrap_or_else(PoisonError::into_inner);
        replaced
            .iter()
            .find(|(raw, _)| print.matches(&raw.bytes))
            .cloned()
    }
}
