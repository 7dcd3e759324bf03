//! Programs that run beside ours and end when we do.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::stop::{OrStop, Stop};
use crate::surroundings;

/// A running program; asked to end, then made to, when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts `command`. On Linux it also ends when this process is killed.
    pub(crate) fn start(name: &str, command: &Command) -> Result<Self, Stop> {
        Self::start_with(name, command, Stdio::null(), Stdio::null())
    }

    /// As [`Running::start`], with its output where the caller wants it.
    pub(crate) fn start_with(name: &str, command: &Command, out: Stdio, err: Stdio) -> Result<Self, Stop> {
        let mut command = tied(command);
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .or_stop(format_args!("start {name}"))?;
        Ok(Self {
            child,
            name: name.to_owned(),
        })
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its exit, if it has ended.
    pub(crate) fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok()??;
        Some(format!("{} ended by itself ({status})", self.name))
    }

    /// Asks it to end and waits.
    ///
    /// # Errors
    /// When it is still there after `patience`; it is then killed.
    pub(crate) fn end(mut self, patience: Duration) -> Result<(), Stop> {
        self.ask_to_end();
        if self.gone_within(patience) {
            return Ok(());
        }
        Err(Stop::because(format!(
            "{} did not end within {} s of being asked to.",
            self.name,
            patience.as_secs()
        )))
    }

    fn ask_to_end(&mut self) {
        if cfg!(unix) {
            // By its own id, never by a name. A failure means that it has gone already.
            let _ = Command::new("kill")
                .args(["-TERM", &self.id().to_string()])
                .stderr(Stdio::null())
                .status();
        } else {
            let _ = self.child.kill();
        }
    }

    fn gone_within(&mut self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        self.ask_to_end();
        if !self.gone_within(Duration::from_secs(3)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Ends a process and all that it started, each by its own id. Where there is no `/proc`, the process alone.
pub(crate) fn end_family(child: &mut Child) {
    // Collected first: whoever loses its parent cannot be found by it any more.
    for id in descendants(child.id()) {
        // A failure means that it has gone already.
        let _ = Command::new("kill")
            .args(["-KILL", &id.to_string()])
            .stderr(Stdio::null())
            .status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn descendants(ancestor: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let pairs: Vec<(u32, u32)> = ids.filter_map(|id| Some((id, parent(id)?))).collect();
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(&above) = found.get(next) {
        found.extend(
            pairs
                .iter()
                .filter(|(_, parent)| *parent == above)
                .map(|(id, _)| *id),
        );
        next += 1;
    }
    found.split_off(1)
}

/// The second number after the name in parentheses, which may hold anything.
fn parent(id: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(1)?.parse().ok()
}

/// The same command, tied to the life of this process where the system can do that.
fn tied(command: &Command) -> Command {
    let mut tied = if surroundings::has_program("setpriv") {
        let mut tied = Command::new("setpriv");
        tied.args(["--pdeathsig", "TERM", "--"])
            .arg(command.get_program());
        tied
    } else {
        Command::new(command.get_program())
    };
    tied.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_a_step_started_ends_with_it() {
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 300 & wait"])
            .spawn()
            .expect("every system has a shell");
        let deadline = Instant::now() + Duration::from_secs(10);
        while descendants(shell.id()).is_empty() && Instant::now() < deadline {
            std::thread::yield_now();
        }
        let started = descendants(shell.id());
        assert_eq!(started.len(), 1, "the shell started one program");
        end_family(&mut shell);
        let gone = |id: u32| {
            std::fs::read_to_string(format!("/proc/{id}/stat")).map_or(true, |stat| stat.contains(") Z "))
        };
        while !gone(started[0]) && Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert!(
            gone(started[0]),
            "the program the shell started must not outlive the step"
        );
    }
}
