//! systemd's manager of one user.

use std::fs;
use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{BackgroundError, BackgroundState, Job};
use crate::{Places, files, places};

const UNIT: &str = "token-desk-verifier.service";
/// How a unit of ours begins: another's is left alone.
const FIRST_LINE: &str =
    "# Written by “tokendesk service install”; “tokendesk service remove” takes it away.";

pub(super) fn install(job: &Job, _: &Places) -> Result<BackgroundState, BackgroundError> {
    let file = file()?;
    reach()?;
    is_ours(&file)?;
    files::replace(&file, unit(job).as_bytes()).map_err(|error| BackgroundError::File {
        path: file.clone(),
        error,
    })?;
    // One that was given up a moment ago would not be started. One that never failed has nothing to be forgotten.
    let _ = systemctl(&["reset-failed", UNIT]);
    let started = systemctl(&["daemon-reload"])
        .and_then(|_| systemctl(&["enable", UNIT]))
        // Type=notify: this waits until the verifier answers or has given up.
        .and_then(|_| systemctl(&["restart", UNIT]));
    if let Err(error) = started {
        remove_file()?;
        return Err(error);
    }
    now()
}

pub(super) fn remove(_: &Places) -> Result<BackgroundState, BackgroundError> {
    let file = file()?;
    is_ours(&file)?;
    if file.exists() {
        remove_file()?;
    }
    now()
}

pub(super) fn state(_: &Places) -> Result<BackgroundState, BackgroundError> {
    now()
}

/// Tells the manager that started this process that the verifier answers (sd_notify(3)). Nobody listens in a terminal.
pub(super) fn tell_ready() {
    let Some(socket) = places::variable("NOTIFY_SOCKET").map(PathBuf::from) else {
        return;
    };
    let told = UnixDatagram::unbound().and_then(|from| from.send_to(b"READY=1", &socket));
    if let Err(error) = told {
        tracing::warn!(%error, "the service manager could not be told that the verifier answers");
    }
}

fn now() -> Result<BackgroundState, BackgroundError> {
    let file = file()?;
    let is = |question| {
        let told = systemctl(&[question, UNIT]);
        // A word other than the good one comes with a failure.
        told.is_ok_and(|word| matches!(word.trim(), "enabled" | "active"))
    };
    let reached = reach().is_ok();
    // A unit that is started once more after a moment is not failed yet.
    let is_given_up = reached && systemctl(&["is-failed", UNIT]).is_ok();
    Ok(BackgroundState {
        installed: file.exists(),
        at_sign_in: reached.then(|| is("is-enabled")),
        running: reached.then(|| is("is-active")),
        given_up: is_given_up.then(|| {
            let told = systemctl(&["show", "--property", "Result", "--value", UNIT]);
            told.map_or_else(|_| "failed".to_owned(), |word| word.trim().to_owned())
        }),
        by_hand: None,
        file,
    })
}

/// Without a manager nothing runs, and the file is all there is.
fn remove_file() -> Result<(), BackgroundError> {
    let file = file()?;
    if reach().is_ok() {
        systemctl(&["disable", "--now", UNIT])?;
    }
    fs::remove_file(&file).map_err(|error| BackgroundError::File { path: file, error })?;
    if reach().is_ok() {
        systemctl(&["daemon-reload"])?;
        // One that never failed has nothing to be forgotten.
        let _ = systemctl(&["reset-failed", UNIT]);
    }
    Ok(())
}

/// The user manager reads units from here whatever else was moved.
fn file() -> Result<PathBuf, BackgroundError> {
    let config = places::variable("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(PathBuf::from(places::variable("HOME")?).join(".config")))
        .ok_or(BackgroundError::NoHome)?;
    Ok(config.join("systemd/user").join(UNIT))
}

fn is_ours(file: &Path) -> Result<(), BackgroundError> {
    match fs::read_to_string(file) {
        Ok(text) if text.starts_with(FIRST_LINE) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) | Err(_) => Err(BackgroundError::NotOurs {
            path: file.to_owned(),
        }),
    }
}

fn reach() -> Result<(), BackgroundError> {
    systemctl(&["show-environment"])
        .map(drop)
        .map_err(|error| BackgroundError::NoKeeper {
            said: error.to_string(),
        })
}

fn systemctl(arguments: &[&str]) -> Result<String, BackgroundError> {
    let asked = || format!("systemctl --user {}", arguments.join(" "));
    let output = Command::new("systemctl")
        .arg("--user")
        .args(arguments)
        .output()
        .map_err(|error| BackgroundError::Refused {
            asked: asked(),
            said: error.to_string(),
        })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(BackgroundError::Refused {
        asked: asked(),
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// Only what the user manager can do without a mount namespace of its own, which it may not have.
fn unit(job: &Job) -> String {
    let words: String = job
        .arguments
        .iter()
        .map(|word| format!(" {}", quoted(word)))
        .collect();
    let surroundings: String = job
        .surroundings
        .iter()
        .map(|(name, value)| format!("Environment={}\n", in_quotes(&format!("{name}={value}"))))
        .collect();
    format!(
        "{FIRST_LINE}\n[Unit]\nDescription=Token Desk verifier\nStartLimitIntervalSec=60\nStartLimitBurst=5\n\n\
         [Service]\nType=notify\nNotifyAccess=main\nExecStart={program}{words}\n{surroundings}\
         Restart=on-failure\nRestartSec=2\nTimeoutStartSec=30\nTimeoutStopSec=10\n\
         NoNewPrivileges=yes\nUMask=0077\nLimitCORE=0\nLockPersonality=yes\nMemoryDenyWriteExecute=yes\n\
         RestrictRealtime=yes\nRestrictSUIDSGID=yes\nRestrictNamespaces=yes\n\
         RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\nSystemCallArchitectures=native\n\
         SystemCallFilter=@system-service\nSystemCallErrorNumber=EPERM\n\n\
         [Install]\nWantedBy=default.target\n",
        program = quoted(&job.program.display().to_string()),
    )
}

/// A word of a command line: systemd expands variables in it, too.
fn quoted(text: &str) -> String {
    in_quotes(text).replace('$', "$$")
}

fn in_quotes(text: &str) -> String {
    let text = text.replace('\\', r"\\").replace('"', "\\\"").replace('%', "%%");
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_runs_the_program_as_it_is_called_whatever_is_in_its_name() {
        let job = Job {
            program: "/opt/100% $ure \"x\"/tokendesk".into(),
            arguments: vec!["serve".to_owned(), "--name".to_owned(), "a b".to_owned()],
            surroundings: vec![("TOKEN_DESK_HOME", "/srv/50%".to_owned())],
            account: "ann@plant7".to_owned(),
        };
        let unit = unit(&job);
        let expected = "ExecStart=\"/opt/100%% $$ure \\\"x\\\"/tokendesk\" \"serve\" \"--name\" \"a b\"\n\
                        Environment=\"TOKEN_DESK_HOME=/srv/50%%\"\n";
        assert!(unit.contains(expected), "{unit}");
        assert!(
            unit.starts_with(FIRST_LINE),
            "it is known again by its first line"
        );
    }
}
