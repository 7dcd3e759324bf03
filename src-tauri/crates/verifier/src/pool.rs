//! The threads that digest: as many as there are cores, each job on one of them, and a short queue before them.
//! However many ask, never more run, and a client that goes away frees nothing early.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use token::Workspace;

/// So many jobs wait at most.
const LONGEST_QUEUE: usize = 256;

/// For so long without a job the memory of the last ones is kept: to be given some by the system takes a tenth of a
/// digest's time.
const IDLE: Duration = Duration::from_secs(1);

type Job = Box<dyn FnOnce(&mut Workspace) + Send>;

/// What the threads share: their jobs, and memory for those.
struct Shared {
    jobs: Mutex<Receiver<Job>>,
    rooms: Mutex<Vec<Workspace>>,
}

/// The threads. They end when it is dropped and their queue is empty.
#[derive(Debug)]
pub(crate) struct Pool {
    queue: SyncSender<Job>,
}

/// The queue is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Pool {
    pub(crate) fn new() -> Self {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (queue, jobs) = sync_channel::<Job>(LONGEST_QUEUE);
        let shared = Arc::new(Shared {
            jobs: Mutex::new(jobs),
            rooms: Mutex::default(),
        });
        for number in 0..threads {
            let shared = Arc::clone(&shared);
            let spawned = thread::Builder::new()
                .name(format!("digest-{number}"))
                .spawn(move || shared.work());
            if let Err(error) = spawned {
                // The others do its work; without any the queue stays full and says so.
                tracing::warn!(%error, "a thread could not be started");
            }
        }
        Self { queue }
    }

    pub(crate) fn run(&self, job: impl FnOnce(&mut Workspace) + Send + 'static) -> Result<(), Full> {
        self.queue.try_send(Box::new(job)).map_err(|error| match error {
            TrySendError::Full(_) | TrySendError::Disconnected(_) => Full,
        })
    }
}

impl Shared {
    fn work(&self) {
        give_way();
        while let Some(job) = self.next() {
            let mut room = self.rooms().pop().unwrap_or_default();
            // A job that panics is one request's misfortune and not the thread's end.
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&mut room)));
            match done {
                Ok(()) => self.rooms().push(room),
                Err(_) => tracing::error!("a check ended in a panic"),
            }
        }
    }

    /// One thread waits for a job, the others for that one. When none came for a while it gives the memory back.
    fn next(&self) -> Option<Job> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        match jobs.recv_timeout(IDLE) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                self.rooms().clear();
                jobs.recv().ok()
            }
        }
    }

    fn rooms(&self) -> MutexGuard<'_, Vec<Workspace>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Those who come with a token that is known already go first.
#[cfg(target_os = "linux")]
fn give_way() {
    // On Linux a priority is a thread's own; one that cannot be lowered is as good as before.
    let _ = rustix::process::setpriority_process(None, 10);
}

#[cfg(not(target_os = "linux"))]
fn give_way() {}
