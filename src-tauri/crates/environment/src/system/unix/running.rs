//! Programs that run with an older value.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::surroundings::Surroundings;
use crate::{Running, Secret, VariableName};

/// The kernel tells the hour of its start in whole seconds only, so a program's start is known to a second.
const ROUNDING: Duration = Duration::from_secs(1);

/// The programs of this account that hold another value than `value`, and were started before `placed` where
/// that is known: a program that was given a value of its own afterwards is none that waits for a restart.
/// Ordered by name and number.
pub(super) fn with_another(
    around: &Surroundings,
    name: &VariableName,
    value: &[u8],
    placed: Option<Timestamp>,
) -> Vec<Running> {
    let Some(processes) = around.processes.as_deref() else {
        return Vec::new();
    };
    let own = std::process::id();
    let uid = rustix::process::geteuid().as_raw();
    let booted = booted(processes);
    let mut programs: Vec<Running> = fs::read_dir(processes)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry)))
        .filter(|(pid, entry)| *pid != own && entry.metadata().is_ok_and(|metadata| metadata.uid() == uid))
        .filter_map(|(pid, entry)| {
            let held = held(&entry.path(), name).filter(|held| held.expose() != value)?;
            let (program, started) = who(&entry.path(), booted)?;
            Some(Running {
                name: program,
                pid,
                started,
                held: Some(held),
            })
        })
        .filter(|program| placed.is_none_or(|placed| program.started <= placed + ROUNDING))
        .collect();
    programs.sort_by(|one, other| (&one.name, one.pid).cmp(&(&other.name, other.pid)));
    programs
}

/// What a process was started with.
fn held(process: &Path, name: &VariableName) -> Option<Secret> {
    let environment = fs::read(process.join("environ")).map(Zeroizing::new).ok()?;
    environment.split(|byte| *byte == 0).find_map(|variable| {
        variable
            .strip_prefix(name.as_str().as_bytes())
            .and_then(|rest| rest.strip_prefix(b"="))
            .map(|value| Secret::new(value.to_vec()))
    })
}

/// A process's name and start: `PID (name) state ppid …`, where the 20th field after the name counts clock ticks
/// since the start of the kernel. A name may hold blanks and brackets.
fn who(process: &Path, booted: Timestamp) -> Option<(String, Timestamp)> {
    let line = fs::read(process.join("stat")).ok()?;
    let line = String::from_utf8_lossy(&line);
    let (name, rest) = line.split_once('(')?.1.rsplit_once(')')?;
    let ticks: u64 = rest.split_ascii_whitespace().nth(19)?.parse().ok()?;
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    let since = Duration::from_millis(ticks.saturating_mul(1_000) / per_second);
    Some((name.to_owned(), booted.checked_add(since).ok()?))
}

/// When the kernel was started; long ago if it does not say.
fn booted(processes: &Path) -> Timestamp {
    fs::read_to_string(processes.join("stat"))
        .ok()
        .and_then(|text| {
            let seconds = text.lines().find_map(|line| line.strip_prefix("btime "))?;
            Timestamp::from_second(seconds.trim().parse().ok()?).ok()
        })
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command};

    use super::*;

    struct Ended(Child);

    impl Drop for Ended {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    fn sleeper(value: &str) -> Ended {
        let sleeper = Ended(
            Command::new("sleep")
                .arg("60")
                .env("TOKEN_DESK_RUNNING_TEST", value)
                .spawn()
                .unwrap(),
        );
        // Its number is known a moment before the kernel has laid out what it was started with.
        let environment = format!("/proc/{}/environ", sleeper.0.id());
        while fs::read(&environment).unwrap().is_empty() {
            std::thread::yield_now();
        }
        sleeper
    }

    #[test]
    fn a_program_with_the_old_value_is_named_until_it_is_restarted() {
        let home = tempfile::tempdir().unwrap();
        let mut around = Surroundings::in_home(home.path());
        around.processes = Some("/proc".into());
        let name = VariableName::new("TOKEN_DESK_RUNNING_TEST").unwrap();
        let old = sleeper("old value");
        let _new = sleeper("new");
        #[allow(clippy::disallowed_methods, reason = "the kernel's clock is not handed in")]
        let now = Timestamp::now();

        let named = with_another(&around, &name, b"new", Some(now));
        let found: Vec<_> = named.iter().map(|program| program.pid).collect();
        assert_eq!(found, [old.0.id()]);
        let program = &named[0];
        assert_eq!(program.name, "sleep");
        assert_eq!(program.held.as_ref().unwrap().expose(), b"old value");
        assert!(program.started <= now + ROUNDING && program.started >= now - Duration::from_secs(60));

        let long_ago = now - Duration::from_secs(3_600);
        assert!(
            with_another(&around, &name, b"new", Some(long_ago)).is_empty(),
            "a program that was started after the write was given its own value"
        );
        drop(old);
        assert!(with_another(&around, &name, b"new", Some(now)).is_empty());
    }

    #[test]
    fn a_name_with_brackets_and_blanks_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("stat"),
            "7 (a) b (c) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 500 0 0\n",
        )
        .unwrap();
        let (name, started) = who(folder.path(), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(name, "a) b (c");
        assert!(started > Timestamp::UNIX_EPOCH);
    }
}
