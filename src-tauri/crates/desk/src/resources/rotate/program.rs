//! The program that replaces a password: which may be one, and how it is run.
//!
//! It gets no argument and five lines at its standard input: the resource, its address, the account, the password that
//! is the right one now, and the one to set. It says by its exit code whether that one is the right one from now on.
//! It may be run again with the same two if nobody saw how it ended, so it should succeed too where the new one is the
//! right one already. What it writes is not kept: it may be a secret.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::SecretText;
use crate::places::variable;
use crate::resources::{line, wrong};
use crate::wire::{AppError, Field, FieldProblem, RotationProblem};

const LONGEST_PATH: u32 = 1_000;
/// Looked for again after so long whether it has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// What a program is told.
pub(super) struct Order<'a> {
    pub(super) resource: &'a str,
    pub(super) address: &'a str,
    pub(super) account: &'a SecretText,
    pub(super) old: &'a SecretText,
    pub(super) new: &'a SecretText,
}

/// The path of a program as it is kept; nothing typed: none.
///
/// # Errors
/// It is no whole path of a program, or others than its owner may change it.
pub(in crate::resources) fn checked(typed: &str) -> Result<Option<String>, AppError> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let path = line(Field::RotateWith, typed, LONGEST_PATH)?;
    if is_fit(Path::new(&path)) {
        Ok(Some(path))
    } else {
        Err(wrong(Field::RotateWith, FieldProblem::NotAllowed { value: path }))
    }
}

/// Runs it to its end, for at most `limit`.
pub(super) fn run(program: &Path, order: &Order<'_>, limit: Duration) -> Result<(), RotationProblem> {
    let deadline = Instant::now() + limit;
    // It may have been changed since it was named.
    if !is_fit(program) {
        return Err(RotationProblem::NotStarted);
    }
    let mut child = command(program)
        .spawn()
        .map_err(|_| RotationProblem::NotStarted)?;
    tell(&mut child, order);
    match ended_before(&mut child, deadline) {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(status
            .code()
            .map_or(RotationProblem::Killed, |code| RotationProblem::Failed { code })),
        None => {
            end(&mut child);
            Err(RotationProblem::TimedOut)
        }
    }
}

/// Whoever may change the program, or put another in its place, is given the passwords.
#[cfg(unix)]
fn is_fit(program: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    const ANYBODY_RUNS: u32 = 0o111;
    const OTHERS_WRITE: u32 = 0o022;
    const ROOT: u32 = 0;
    let me = rustix::process::geteuid().as_raw();
    let Ok(target) = program.canonicalize() else {
        return false;
    };
    let found = std::fs::metadata(&target).ok().filter(std::fs::Metadata::is_file);
    program.is_absolute()
        && found.is_some_and(|found| {
            let (mode, owner) = (found.mode(), found.uid());
            mode & ANYBODY_RUNS != 0 && mode & OTHERS_WRITE == 0 && (owner == me || owner == ROOT)
        })
        && [program, &target].into_iter().all(lies_safe)
}

/// Whether no other than its owner can put another file in its place: nobody else may write to a folder above it, or
/// may only do so as to the folder for temporary files.
#[cfg(unix)]
fn lies_safe(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    const ANYBODY_WRITES: u32 = 0o002;
    const ONLY_THEIR_OWN: u32 = 0o1000;
    path.ancestors().skip(1).all(|folder| {
        std::fs::metadata(folder)
            .is_ok_and(|found| found.mode() & ANYBODY_WRITES == 0 || found.mode() & ONLY_THEIR_OWN != 0)
    })
}

#[cfg(not(unix))]
fn is_fit(program: &Path) -> bool {
    program.is_absolute() && program.is_file()
}

/// Nothing of what a launcher or a debugger put into this process reaches it.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for name in KEPT {
        if let Some(value) = variable(name) {
            command.env(name, value);
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        command.env("PATH", SEARCHED).current_dir("/").process_group(0);
    }
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    command
}

#[cfg(unix)]
const KEPT: &[&str] = &["HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ"];
#[cfg(unix)]
const SEARCHED: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
#[cfg(windows)]
const KEPT: &[&str] = &[
    "PATH",
    "PATHEXT",
    "SystemRoot",
    "SystemDrive",
    "ComSpec",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "USERNAME",
    "LOCALAPPDATA",
    "APPDATA",
    "ProgramFiles",
];

fn tell(child: &mut Child, order: &Order<'_>) {
    let mut lines = Zeroizing::new(String::with_capacity(16 * 1024));
    for part in [
        order.resource,
        order.address,
        order.account.expose(),
        order.old.expose(),
        order.new.expose(),
    ] {
        lines.push_str(part);
        lines.push('\n');
    }
    if let Some(mut input) = child.stdin.take() {
        // A program that reads nothing must not hold this one up. One that has ended says how by its exit code.
        thread::spawn(move || drop(input.write_all(lines.as_bytes())));
    }
}

fn ended_before(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(PAUSE);
    }
}

/// Ends it and what it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    // Only to leave no zombie behind.
    let _ = child.wait();
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    use super::*;

    fn script(folder: &tempfile::TempDir, mode: u32, text: &str) -> PathBuf {
        let path = folder.path().join("rotate");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    fn runs(path: &Path, limit: Duration) -> Result<(), RotationProblem> {
        let text = |text: &str| SecretText::new(text.to_owned());
        let (account, old, new) = (text("scanner"), text("it's \"old\""), text("new1"));
        let order = Order {
            resource: "plant db",
            address: "db.plant7:5432",
            account: &account,
            old: &old,
            new: &new,
        };
        run(path, &order, limit)
    }

    #[test]
    fn it_gets_five_lines_no_argument_and_no_more_of_the_surroundings_than_it_needs() {
        let folder = tempfile::tempdir().unwrap();
        let told = folder.path().join("told");
        let path = script(
            &folder,
            0o700,
            &format!(
                "umask 077; {{ echo \"$#\"; cat; env | cut -d= -f1 | sort | grep -v '^_$\\|^PWD$\\|^OLDPWD$\\|^SHLVL$'; }} > '{}'",
                told.display()
            ),
        );
        runs(&path, ROTATION_LIMIT_OF_TESTS).unwrap();
        let told = fs::read_to_string(told).unwrap();
        let (lines, names) = told.split_at(told.find("new1\n").unwrap() + "new1\n".len());
        assert_eq!(
            lines,
            "0\nplant db\ndb.plant7:5432\nscanner\nit's \"old\"\nnew1\n"
        );
        for name in names.lines() {
            assert!(name == "PATH" || KEPT.contains(&name), "{name} reaches it");
        }
    }

    #[test]
    fn how_it_ended_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let failed = script(&folder, 0o700, "exit 3");
        assert_eq!(
            runs(&failed, ROTATION_LIMIT_OF_TESTS),
            Err(RotationProblem::Failed { code: 3 })
        );
        let killed = script(&folder, 0o700, "kill -9 $$");
        assert_eq!(
            runs(&killed, ROTATION_LIMIT_OF_TESTS),
            Err(RotationProblem::Killed)
        );
        let slow = script(&folder, 0o700, "sleep 1000");
        assert_eq!(
            runs(&slow, Duration::from_millis(50)),
            Err(RotationProblem::TimedOut)
        );
        fs::remove_file(&slow).unwrap();
        assert_eq!(
            runs(&slow, ROTATION_LIMIT_OF_TESTS),
            Err(RotationProblem::NotStarted)
        );
    }

    #[test]
    fn a_program_that_others_may_change_or_nobody_may_run_is_none() {
        let folder = tempfile::tempdir().unwrap();
        for (mode, fits) in [
            (0o700, true),
            (0o755, true),
            (0o600, false),
            (0o777, false),
            (0o770, false),
        ] {
            let path = script(&folder, mode, "exit 0");
            assert_eq!(checked(path.to_str().unwrap()).is_ok(), fits, "{mode:o}");
        }
        assert!(checked("rotate").is_err(), "a path is whole");
        assert!(
            checked(folder.path().to_str().unwrap()).is_err(),
            "a folder is no program"
        );
        let path = script(&folder, 0o700, "exit 0");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        assert!(
            checked(path.to_str().unwrap()).is_err(),
            "anybody could put another in its place"
        );
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(&path, Some(65_534), None).unwrap();
            assert!(
                checked(path.to_str().unwrap()).is_err(),
                "its owner could change it"
            );
        }
        assert_eq!(checked("  ").unwrap(), None);
    }

    const ROTATION_LIMIT_OF_TESTS: Duration = Duration::from_secs(60);
}
