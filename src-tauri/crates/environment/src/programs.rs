//! Asking a program: cleared environment, no terminal, nothing to read, a time limit, its whole process group ended.

use std::ffi::OsString;
use std::io::Read;
#[cfg(unix)]
use std::path::Path;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

/// How long any program that is asked may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(5);

/// More than this is not read from a program.
const MOST_OUTPUT: usize = 4 * 1024 * 1024;

/// A program and all that it gets. What is not listed in `environment` does not reach it, so nothing that an
/// AppImage's launcher or a debugger put into this process does.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) environment: Vec<(OsString, OsString)>,
    pub(crate) directory: PathBuf,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It ended by itself, or said what was waited for.
    Said {
        output: Zeroizing<Vec<u8>>,
        /// Whether it ended with status 0; `None` if it was not waited for.
        success: Option<bool>,
    },
    /// It was still running after the limit and was ended.
    TimedOut,
    /// It could not be started.
    NotStarted(std::io::Error),
}

/// Runs the program until it ends, its output satisfies `enough`, or the limit has passed.
pub(crate) fn ask(question: &Question, limit: Duration, enough: impl Fn(&[u8]) -> bool) -> Answer {
    let deadline = Instant::now() + limit;
    let mut command = Command::new(&question.program);
    command
        .args(&question.arguments)
        .env_clear()
        .envs(question.environment.iter().map(|(name, value)| (name, value)))
        .current_dir(&question.directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    #[cfg(unix)]
    without_terminal(&mut command);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Answer::NotStarted(error),
    };
    let pieces = read_in_background(&mut child);
    let mut output = Zeroizing::new(Vec::new());
    let heard = listen(&pieces, deadline, &mut output, enough);
    let ended = matches!(heard, Heard::Everything) && ended_before(&mut child, deadline);
    let status = end(child);
    if matches!(heard, Heard::TooLittle) {
        return Answer::TimedOut;
    }
    Answer::Said {
        output,
        success: status.filter(|_| ended).map(|status| status.success()),
    }
}

/// Where `program` is, in the first of `folders` that has it as a file that can be run.
#[cfg(unix)]
pub(crate) fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    folders
        .iter()
        .map(|folder| folder.join(program))
        .find(|path| can_be_run(path))
}

/// Gives the program a session of its own. In a group of its own alone it would still have our terminal, and an
/// interactive shell that finds itself in the background there stops until it is brought to the front.
#[cfg(unix)]
#[expect(unsafe_code, reason = "the standard library starts no session")]
fn without_terminal(command: &mut Command) {
    // SAFETY: the closure runs in the new process before the program; setsid is async-signal-safe, touches no
    // memory of ours and allocates nothing.
    unsafe {
        std::os::unix::process::CommandExt::pre_exec(command, || {
            rustix::process::setsid().map(drop).map_err(std::io::Error::from)
        });
    }
}

enum Heard {
    Everything,
    Enough,
    TooLittle,
}

fn listen(
    pieces: &Receiver<Zeroizing<Vec<u8>>>,
    deadline: Instant,
    output: &mut Vec<u8>,
    enough: impl Fn(&[u8]) -> bool,
) -> Heard {
    loop {
        match pieces.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(piece) if output.len() + piece.len() > MOST_OUTPUT => return Heard::TooLittle,
            Ok(piece) => output.extend_from_slice(&piece),
            Err(RecvTimeoutError::Disconnected) => return Heard::Everything,
            Err(RecvTimeoutError::Timeout) => return Heard::TooLittle,
        }
        if enough(output) {
            return Heard::Enough;
        }
    }
}

fn read_in_background(child: &mut Child) -> Receiver<Zeroizing<Vec<u8>>> {
    let (sender, pieces) = mpsc::channel();
    if let Some(mut stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut buffer = Zeroizing::new([0_u8; 4096]);
            while let Ok(length @ 1..) = stdout.read(&mut buffer[..]) {
                if sender.send(Zeroizing::new(buffer[..length].to_vec())).is_err() {
                    break;
                }
            }
        });
    }
    pieces
}

fn ended_before(child: &mut Child, deadline: Instant) -> bool {
    loop {
        if has_ended(child) {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Asks without reaping: as long as the child is not reaped, its number names nobody else's process group.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    Pid::from_raw(child.id().cast_signed())
        .is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), options), Ok(None)))
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

/// Ends the program and whatever it left running in its group, which its session began.
fn end(mut child: Child) -> Option<ExitStatus> {
    #[cfg(unix)]
    if let Some(group) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    child.wait().ok()
}

#[cfg(unix)]
fn can_be_run(path: &Path) -> bool {
    path.is_file() && rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Pitfall 30: what an AppImage's launcher put into our own environment would break the programs of the system.
    #[test]
    fn a_program_gets_what_is_listed_and_nothing_of_our_own_environment() {
        let question = Question {
            program: PathBuf::from("/usr/bin/env"),
            arguments: Vec::new(),
            environment: vec![("ONLY".into(), "this".into())],
            directory: PathBuf::from("/"),
        };
        let Answer::Said { output, success } = ask(&question, LIMIT * 12, |_| false) else {
            panic!("it is on every system");
        };
        assert_eq!((output.as_slice(), success), (&b"ONLY=this\n"[..], Some(true)));
    }
}
