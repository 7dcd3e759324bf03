//! The keeper, as its parent sees it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use super::super::keeper::{ARGUMENT, Order};
use super::super::{ClipboardRefused, Gone, Held, Hold};
use crate::SecretText;

/// A keeper answers within its own patience; this is that and a slow start of the process.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct KeeperChild {
    input: Mutex<Option<ChildStdin>>,
    ended: Arc<Ended>,
}

/// How the keeper's secret left the clipboard, once it has.
#[derive(Default)]
struct Ended {
    how: Mutex<Option<Gone>>,
    changed: Condvar,
}

pub(super) fn start(
    program: &Path,
    secret: &SecretText,
    hold: Hold,
) -> Result<KeeperChild, ClipboardRefused> {
    let mut child = spawn(program)?;
    // Both were asked for as pipes.
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(ClipboardRefused::new("the clipboard keeper has no pipes"));
    };
    order(&mut input, secret, &hold).map_err(ClipboardRefused::new)?;
    let input = if hold.outlives_us { None } else { Some(input) };

    let ended = Arc::new(Ended::default());
    let (tell_first, first) = mpsc::channel();
    let told = Arc::clone(&ended);
    std::thread::spawn(move || follow(child, output, &tell_first, &told, &hold));
    match first.recv_timeout(PATIENCE) {
        Ok(Ok(())) => Ok(KeeperChild {
            input: Mutex::new(input),
            ended,
        }),
        Ok(Err(refused)) => Err(refused),
        Err(_) => Err(ClipboardRefused::new("the clipboard keeper did not answer")),
    }
}

fn spawn(program: &Path) -> Result<Child, ClipboardRefused> {
    let mut command = Command::new(program);
    command
        .arg(ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    #[cfg(unix)]
    command.current_dir("/"); // it must not keep a folder or a mount busy
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    command
        .spawn()
        .map_err(|error| ClipboardRefused::new(format!("the clipboard keeper did not start: {error}")))
}

fn order(input: &mut ChildStdin, secret: &SecretText, hold: &Hold) -> std::io::Result<()> {
    let order = Order {
        bytes: secret.expose().len(),
        clear_after_ms: hold
            .clear_after
            .map(|span| u64::try_from(span.as_millis()).unwrap_or(u64::MAX)),
        outlives_parent: hold.outlives_us,
    };
    serde_json::to_writer(&mut *input, &order)?;
    input.write_all(b"\n")?;
    input.write_all(secret.expose().as_bytes())?;
    input.flush()
}

/// Reads the keeper's words until it ends.
fn follow(
    mut child: Child,
    output: ChildStdout,
    first: &mpsc::Sender<Result<(), ClipboardRefused>>,
    ended: &Ended,
    hold: &Hold,
) {
    let mut holding = false;
    let mut how = None;
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((line.as_str(), "")) {
            ("holding", _) => {
                holding = true;
                // If nobody waits any more, `start` gave up and the input is closed: the keeper clears.
                let _ = first.send(Ok(()));
            }
            ("refused", why) if !holding => {
                let _ = first.send(Err(ClipboardRefused::new(why)));
            }
            ("cleared", _) => how = Some(Gone::Cleared),
            ("replaced", _) => how = Some(Gone::Replaced),
            ("unknown", _) => how = Some(Gone::Unknown),
            _ => {}
        }
    }
    // Only to leave no zombie behind; how it ended was said above.
    let _ = child.wait();
    if holding {
        let how = how.unwrap_or(Gone::KEEPER_KILLED);
        *ended.lock() = Some(how);
        ended.changed.notify_all();
        (hold.told)(how);
    }
}

impl Ended {
    fn lock(&self) -> MutexGuard<'_, Option<Gone>> {
        self.how.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeeperChild {
    fn say(&self, line: &str) {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipe) = input.as_mut()
            // The keeper has ended; `follow` tells how.
            && pipe.write_all(line.as_bytes()).and_then(|()| pipe.flush()).is_err()
        {
            *input = None;
        }
    }
}

impl Held for KeeperChild {
    fn extend(&self, by: Duration) {
        self.say(&format!("extend {}\n", by.as_secs()));
    }

    fn clear(&self) -> Gone {
        self.say("clear\n");
        let guard = self.ended.lock();
        let (guard, _) = self
            .ended
            .changed
            .wait_timeout_while(guard, PATIENCE, |how| how.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        // It does not answer: nothing can be said of the clipboard.
        guard.unwrap_or(Gone::Unknown)
    }
}
