//! Verifiers on Linux are called: each has a socket in a folder beside the store. Whoever committed knocks at all of
//! them and waits until each has taken note, so that a verifier learns from its own memory whether anything changed.
//!
//! A process that was killed leaves a socket that nobody answers: it is removed. One that is held up (stopped, or on a
//! machine that has no time for it) is waited for until it would have asked SQLite by itself.

use std::fs::{self, DirBuilder};
use std::io::{self, Read as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};

/// The folder of the sockets.
const FOLDER: &str = "listening";
/// One that is listened at.
const SOCKET: &str = "sock";
/// No count is this: nobody listens any more.
const DEAF: u64 = u64::MAX;
/// Without a descriptor for who knocks, the system is asked again after this.
const PAUSE: Duration = Duration::from_millis(20);

/// A socket that is listened at until this is dropped.
#[derive(Debug)]
pub(super) struct Calls {
    taken: Arc<AtomicU64>,
    socket: PathBuf,
    thread: Option<JoinHandle<()>>,
}

impl Calls {
    /// Listens for changes of the store in `folder`; `None` where the system does not let it.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        Self::listen(&folder.join(FOLDER))
            .inspect_err(|error| tracing::warn!(%error, "changes are looked up in a file"))
            .ok()
    }

    fn listen(folder: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let socket = folder.join(format!("{:016x}.{SOCKET}", super::different()));
        let unheard = socket.with_extension("new");
        let listener = UnixListener::bind(&unheard)?;
        // Whoever knocks finds it once it is listened at, and never takes it for a dead one's.
        fs::rename(&unheard, &socket)?;
        // From here on the socket is taken away again.
        let mut calls = Self {
            taken: Arc::new(AtomicU64::new(1)),
            socket,
            thread: None,
        };
        let taken = Arc::clone(&calls.taken);
        let thread = thread::Builder::new().name("changes".to_owned());
        calls.thread = Some(thread.spawn(move || take(listener, &taken))?);
        Ok(calls)
    }

    /// So many knocked, about. `None`: that is not known any more.
    pub(super) fn taken(&self) -> Option<u64> {
        let taken = self.taken.load(Ordering::Acquire);
        (taken != DEAF).then_some(taken)
    }

    /// Looks whether anybody can still find the socket.
    pub(super) fn look(&self) {
        if !self.socket.exists() {
            self.taken.store(DEAF, Ordering::SeqCst);
        }
    }
}

impl Drop for Calls {
    fn drop(&mut self) {
        self.taken.store(DEAF, Ordering::SeqCst);
        // The last one to knock. One that cannot leaves the thread to the end of the process.
        let has_knocked = knock(&self.socket).is_ok();
        let _ = fs::remove_file(&self.socket);
        if let Some(thread) = self.thread.take()
            && has_knocked
        {
            let _ = thread.join();
        }
    }
}

/// Takes note of everybody who knocks, and lets go of the connection: that is the answer.
fn take(listener: UnixListener, taken: &AtomicU64) {
    /// However the thread ends, it says so before its socket is closed.
    struct Deaf<'a>(&'a AtomicU64, Option<UnixListener>);
    impl Drop for Deaf<'_> {
        fn drop(&mut self) {
            self.0.store(DEAF, Ordering::SeqCst);
            drop(self.1.take());
        }
    }

    let listening = Deaf(taken, Some(listener));
    while let Some(listener) = &listening.1 {
        match listener.accept() {
            Ok((knocked, _)) => {
                let noted = taken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |so_far| {
                    (so_far != DEAF).then(|| so_far + 1)
                });
                drop(knocked);
                if noted.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a change is taken note of later");
                thread::sleep(PAUSE);
            }
        }
    }
}

/// Knocks everywhere. When this returns everybody has taken note, or it is `until`.
pub(super) fn tell(folder: &Path, until: Instant) {
    let sockets = fs::read_dir(folder.join(FOLDER)).into_iter().flatten().flatten();
    let sockets = sockets
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == SOCKET));
    let knocked: Vec<_> = sockets
        .filter_map(|socket| match knock(&socket) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                // Left by a process that was killed. What cannot be removed is knocked at the next time.
                let _ = fs::remove_file(&socket);
                None
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            knocked => Some(knocked),
        })
        .collect();
    for knocked in knocked {
        if knocked.and_then(|stream| heard(stream, until)).is_err() {
            thread::sleep(until.saturating_duration_since(Instant::now()));
        }
    }
}

/// Never waits: where too many knock already, that is an error.
fn knock(socket: &Path) -> io::Result<UnixStream> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let ours = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    rustix::net::connect(&ours, &SocketAddrUnix::new(socket)?)?;
    Ok(UnixStream::from(ours))
}

/// Waits until the other end lets go, or is gone.
fn heard(mut knocked: UnixStream, until: Instant) -> io::Result<()> {
    let left = until.saturating_duration_since(Instant::now());
    knocked.set_nonblocking(false)?;
    knocked.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
    match knocked.read(&mut [0]) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(()),
        answer => answer.map(drop),
    }
}
