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
