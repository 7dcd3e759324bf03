//! Where Token Desk keeps its files. The one door to the process's environment in this crate.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders of one person, or of one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The store, the gate key, logs.
    pub data: PathBuf,
    /// `settings.json`.
    pub config: PathBuf,
    /// Locks and sockets that need not survive a restart.
    pub runtime: PathBuf,
    /// Where files that a person asked for are written.
    pub downloads: PathBuf,
}

impl Places {
    /// The folders of the person at the keyboard: below `TOKEN_DESK_HOME` where that is set, else where the
    /// system keeps such things. `None` where the system does not say where the person's home is.
    pub fn of_this_user() -> Option<Self> {
        if let Some(home) = variable("TOKEN_DESK_HOME") {
            return Some(Self::under(Path::new(&home)));
        }
        system_places()
    }

    /// Everything below one folder, for tests and portable use.
    pub fn under(folder: &Path) -> Self {
        Self {
            data: folder.join("data"),
            config: folder.join("config"),
            runtime: folder.join("runtime"),
            downloads: folder.join("downloads"),
        }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn system_places() -> Option<Places> {
    let home = PathBuf::from(variable("HOME")?);
    let base = |name: &str, fallback: &str| {
        // The XDG base directory rules: a relative path counts as unset.
        variable(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .unwrap_or_else(|| home.join(fallback))
    };
    let data = base("XDG_DATA_HOME", ".local/share").join("token-desk");
    Some(Places {
        config: base("XDG_CONFIG_HOME", ".config").join("token-desk"),
        runtime: variable("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .map_or_else(|| data.join("run"), |path| path.join("token-desk")),
        downloads: home.join("Downloads"),
        data,
    })
}

#[cfg(target_os = "macos")]
fn system_places() -> Option<Places> {
    let home = PathBuf::from(variable("HOME")?);
    let base = home.join("Library/Application Support/app.tokendesk");
    Some(Places {
        data: base.join("data"),
        config: base.join("config"),
        runtime: base.join("run"),
        downloads: home.join("Downloads"),
    })
}

#[cfg(windows)]
fn system_places() -> Option<Places> {
    let profile = PathBuf::from(variable("USERPROFILE")?);
    let local = variable("LOCALAPPDATA")
        .map_or_else(|| profile.join("AppData").join("Local"), PathBuf::from)
        .join("Token Desk");
    Some(Places {
        data: local.join("data"),
        config: local.join("config"),
        runtime: local.join("run"),
        downloads: profile.join("Downloads"),
    })
}

/// A variable of this process, unless it is unset or empty.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one door to the process's environment"
)]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
