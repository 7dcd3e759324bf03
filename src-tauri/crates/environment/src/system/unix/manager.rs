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

    /// Whether programs that it starts now get `value`.
    pub(super) fn hands_on(&self, name: &VariableName, value: &VariableValue) -> bool {
        self.shown(name.as_str())
            .is_some_and(|shown| *shown == value.expose())
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::{Machine, PlaceAction, PlaceKind, Plan, Truth};

    /// A stand-in for `systemctl --user`: what was given by hand (the file `layer`) wins over what our files say, as
    /// with the real one, which is asked where a test may start it.
    const SYSTEMCTL: &str = r#"#!/bin/sh
here=${0%/*}
printf '%s\n' "$*" >>"$here/calls"
case $2 in
show-environment)
    echo "HOME=$HOME"
    if [ -e "$here/layer" ]; then cat "$here/layer"
    elif [ -e "$HOME/.config/token-desk/env.sh" ]; then
        sed -n "s/.*export \(API='[^']*'\).*/\1/p" "$HOME/.config/token-desk/env.sh" | tr -d "'"
    fi ;;
unset-environment) rm -f "$here/layer" ;;
esac
"#;

    struct Session {
        folder: tempfile::TempDir,
        machine: Machine,
    }

    impl Session {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let [home, bin, runtime] =
                ["home", "bin", "runtime/systemd"].map(|inner| folder.path().join(inner));
            for folder in [&home, &bin, &runtime] {
                fs::create_dir_all(folder).unwrap();
            }
            fs::write(runtime.join("private"), "").unwrap();
            fs::write(bin.join("systemctl"), SYSTEMCTL).unwrap();
            fs::set_permissions(bin.join("systemctl"), fs::Permissions::from_mode(0o755)).unwrap();
            let mut machine = Machine::in_home(&home, folder.path().join("journal"));
            machine.around.search.insert(0, bin);
            machine.around.runtime = runtime.parent().map(Path::to_owned);
            Self { folder, machine }
        }

        fn set(&self) -> Plan {
            let name = VariableName::new("API").unwrap();
            let (value, _) = VariableValue::new("tdk_ours").unwrap();
            let now = jiff::Timestamp::UNIX_EPOCH;
            let plan = self.machine.plan_set(&name, &value, now).unwrap();
            assert!(self.machine.apply(&plan, now).unwrap().worked());
            plan
        }

        fn layer(&self) -> PathBuf {
            self.folder.path().join("bin/layer")
        }

        fn truth(&self) -> Truth {
            self.machine.placements().unwrap().remove(0).truth
        }
    }

    fn told(plan: &Plan) -> Option<PlaceAction> {
        let place = plan
            .places
            .iter()
            .find(|place| place.kind == PlaceKind::UserManager);
        place.map(|place| place.action)
    }

    #[test]
    fn what_the_manager_was_given_by_hand_is_found_and_taken_away_whenever_the_variable_is_set() {
        let session = Session::new();
        fs::write(session.layer(), "API=stale\n").unwrap();
        assert_eq!(told(&session.set()), Some(PlaceAction::Change));
        assert!(!session.layer().exists());
        assert_eq!(session.truth(), Truth::Installed);

        // Once more, although every file is right: a desktop that hands on what it had at log-in does that.
        fs::write(session.layer(), "API=stale\n").unwrap();
        let place = "systemctl --user show-environment".to_owned();
        assert_eq!(session.truth(), Truth::Shadowed { place });
        assert_eq!(told(&session.set()), Some(PlaceAction::Change));
        assert!(!session.layer().exists());
        assert_eq!(session.truth(), Truth::Installed);

        let again = session.set();
        assert!(again.is_done() && told(&again) == Some(PlaceAction::Keep));
        let calls = fs::read_to_string(session.folder.path().join("bin/calls")).unwrap();
        let reload = calls.find("--user daemon-reload").unwrap();
        let unset = calls.find("--user unset-environment API API__SERIAL").unwrap();
        assert!(
            reload < unset,
            "the other way round the file would not show through: {calls}"
        );
        assert!(
            !calls.contains("tdk_") && !calls.contains("set-environment API="),
            "{calls}"
        );
    }
}
