//! The running systemd user manager, whose services inherit its variables.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::surroundings::Surroundings;
use crate::VariableName;
use crate::name::SERIAL_SUFFIX;
use crate::programs::{self, Answer, Question};
use crate::shells::quoting;

/// A user manager that answers and whose home folder is ours.
#[derive(Debug)]
pub(super) struct Manager {
    asking: Question,
    config_home: Option<PathBuf>,
}

impl Manager {
    /// Finds it. A manager with another home folder reads other files, so it does not count.
    pub(super) fn of(around: &Surroundings) -> Option<Self> {
        let runtime = around.runtime.as_ref()?;
        let reachable = around.bus.is_some()
            || ["systemd/private", "bus"]
                .iter()
                .any(|socket| runtime.join(socket).exists());
        let mut asking = around.question(around.program("systemctl")?, &["--user"]).ok()?;
        asking
            .environment
            .push(("XDG_RUNTIME_DIR".into(), runtime.into()));
        asking.environment.extend(
            around
                .bus
                .clone()
                .map(|bus| ("DBUS_SESSION_BUS_ADDRESS".into(), bus)),
        );
        if !reachable {
            return None;
        }
        let mut manager = Self {
            asking,
            config_home: None,
        };
        let home = manager.shown("HOME")?;
        if !same_folder(Path::new(home.as_str()), around.home().ok()?) {
            return None;
        }
        manager.config_home = manager
            .shown("XDG_CONFIG_HOME")
            .map(|folder| PathBuf::from(folder.as_str()))
            .filter(|folder| folder.is_absolute());
        Some(manager)
    }

    /// Its `XDG_CONFIG_HOME`, if it has one.
    pub(super) fn config_home(&self) -> Option<PathBuf> {
        self.config_home.clone()
    }

    /// What a service started now gets for `name`.
    pub(super) fn shown(&self, name: &str) -> Option<Zeroizing<String>> {
        let output = self.run(&["show-environment"]).ok()?;
        let text = std::str::from_utf8(&output).ok()?;
        let printed = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        quoting::from_systemd(printed).map(Zeroizing::new)
    }

    /// Makes it read the files again, and drops what was given to it by hand or at log-in, which would win
    /// over the files for ever.
    ///
    /// # Errors
    /// What it could not do, in plain English.
    pub(super) fn reread(&self, name: &VariableName) -> Result<(), String> {
        self.run(&["daemon-reload"])?;
        let serial = format!("{name}{SERIAL_SUFFIX}");
        self.run(&["unset-environment", name.as_str(), &serial])?;
        Ok(())
    }

    fn run(&self, arguments: &[&str]) -> Result<Zeroizing<Vec<u8>>, String> {
        let mut question = self.asking.clone();
        question.arguments.extend(arguments.iter().map(OsString::from));
        let command = arguments.first().copied().unwrap_or_default();
        match programs::ask(&question, programs::LIMIT, |_| false) {
            Answer::Said {
                output,
                success: Some(true),
            } => Ok(output),
            Answer::Said { .. } => Err(format!("systemctl --user {command} failed")),
            Answer::TimedOut => Err(format!(
                "systemctl --user {command} did not answer in five seconds"
            )),
            Answer::NotStarted(error) => Err(format!("systemctl could not be started: {error}")),
        }
    }
}

fn same_folder(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), _) | (_, Err(_)) => one == other,
    }
}
