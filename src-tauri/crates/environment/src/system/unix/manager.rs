//! What hands variables to the programs that no shell starts: the running systemd user manager, or launchd.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::launch_agent::Launchd;
use super::surroundings::Surroundings;
use crate::journal::Goal;
use crate::name::SERIAL_SUFFIX;
use crate::programs::{self, Answer, Question};
use crate::shells::quoting;
use crate::{VariableName, VariableValue};

/// A manager of this account that answers.
#[derive(Debug)]
pub(super) struct Manager {
    asking: Question,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Systemd {
        config_home: Option<PathBuf>,
    },
    /// Its variables last until the account logs out; the agent gives them again.
    Launchd(Launchd),
}

impl Manager {
    /// Finds it.
    pub(super) fn of(around: &Surroundings) -> Option<Self> {
        match &around.launchd {
            Some(launchd) => Some(Self {
                asking: around.question(around.program("launchctl")?, &[]).ok()?,
                kind: Kind::Launchd(launchd.clone()),
            }),
            None => Self::systemd(around),
        }
    }

    /// A systemd with another home folder reads other files, so it does not count.
    fn systemd(around: &Surroundings) -> Option<Self> {
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
            kind: Kind::Systemd { config_home: None },
        };
        let home = manager.shown("HOME")?;
        if !same_folder(Path::new(home.as_str()), around.home().ok()?) {
            return None;
        }
        let config_home = manager
            .shown("XDG_CONFIG_HOME")
            .map(|folder| PathBuf::from(folder.as_str()))
            .filter(|folder| folder.is_absolute());
        manager.kind = Kind::Systemd { config_home };
        Some(manager)
    }

    /// Its `XDG_CONFIG_HOME`, if it has one.
    pub(super) fn config_home(&self) -> Option<PathBuf> {
        match &self.kind {
            Kind::Systemd { config_home } => config_home.clone(),
            Kind::Launchd(_) => None,
        }
    }

    /// By which people know it.
    pub(super) fn subject(&self) -> &'static str {
        match self.kind {
            Kind::Systemd { .. } => "systemctl --user",
            Kind::Launchd(_) => "launchctl",
        }
    }

    /// How it is asked.
    pub(super) fn question(&self) -> &'static str {
        match self.kind {
            Kind::Systemd { .. } => "systemctl --user show-environment",
            Kind::Launchd(_) => "launchctl getenv",
        }
    }

    /// What [`Manager::tell`] runs, without any value.
    pub(super) fn commands(&self, name: &VariableName, goal: Goal) -> String {
        match (&self.kind, goal) {
            (Kind::Systemd { .. }, _) => format!(
                "systemctl --user daemon-reload\nsystemctl --user unset-environment {name} {name}{SERIAL_SUFFIX}"
            ),
            (Kind::Launchd(_), Goal::Set) => format!("launchctl setenv {name} ••••"),
            (Kind::Launchd(launchd), Goal::Remove) => {
                format!(
                    "launchctl unsetenv {name}\nlaunchctl bootout {}",
                    launchd.service()
                )
            }
        }
    }

    /// What a program that it starts now gets for `name`.
    pub(super) fn shown(&self, name: &str) -> Option<Zeroizing<String>> {
        if let Kind::Launchd(_) = self.kind {
            let output = self.run(&["getenv", name]).ok()?;
            let text = std::str::from_utf8(&output).ok()?.trim_end_matches('\n');
            return (!text.is_empty()).then(|| Zeroizing::new(text.to_owned()));
        }
        let output = self.run(&["show-environment"]).ok()?;
        let text = std::str::from_utf8(&output).ok()?;
        let printed = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        quoting::from_systemd(printed).map(Zeroizing::new)
    }

    /// Tells it that `name` has `value` now, or none; `last` if nothing of ours is left.
    ///
    /// systemd reads the files again, and drops what was given to it by hand or at log-in, which would win over
    /// the files for ever. launchd has no files and no way to be told but the arguments of its program: there the
    /// value can be seen by programs of this computer for the moment that the call takes.
    ///
    /// # Errors
    /// What it could not do, in plain English.
    pub(super) fn tell(
        &self,
        name: &VariableName,
        value: Option<&VariableValue>,
        last: bool,
    ) -> Result<(), String> {
        match (&self.kind, value) {
            (Kind::Systemd { .. }, _) => {
                self.run(&["daemon-reload"])?;
                let serial = format!("{name}{SERIAL_SUFFIX}");
                self.run(&["unset-environment", name.as_str(), &serial])?;
            }
            (Kind::Launchd(_), Some(value)) => {
                self.run(&["setenv", name.as_str(), value.expose()])?;
            }
            (Kind::Launchd(launchd), None) => {
                self.run(&["unsetenv", name.as_str()])?;
                if last {
                    // It is not loaded in a session that began before its file was written.
                    let _ = self.run(&["bootout", &launchd.service()]);
                }
            }
        }
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
            Answer::Said { .. } => Err(format!("{} {command} failed", self.subject())),
            Answer::TimedOut => Err(format!(
                "{} {command} did not answer in five seconds",
                self.subject()
            )),
            Answer::NotStarted(error) => Err(format!("{} could not be started: {error}", self.subject())),
        }
    }
}

fn same_folder(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), _) | (_, Err(_)) => one == other,
    }
}
