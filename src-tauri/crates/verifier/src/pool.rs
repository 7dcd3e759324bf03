//! The threads that digest: as many as there are cores, each job on one of them, and a short queue before them.
//! However many ask, never more run, and a client that goes away frees nothing early.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// So many jobs wait at most.
const LONGEST_QUEUE: usize = 256;

type Job = Box<dyn FnOnce() + Send>;

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
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads {
            let jobs = Arc::clone(&jobs);
            let spawned = thread::Builder::new()
                .name(format!("digest-{number}"))
                .spawn(move || work(&jobs));
            if let Err(error) = spawned {
                // The others do its work; without any the queue stays full and says so.
                tracing::warn!(%error, "a thread could not be started");
            }
        }
        Self { queue }
    }

    pub(crate) fn run(&self, job: impl FnOnce() + Send + 'static) -> Result<(), Full> {
        self.queue.try_send(Box::new(job)).map_err(|error| match error {
            TrySendError::Full(_) | TrySendError::Disconnected(_) => Full,
        })
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    give_way();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => {
                // A job that panics is one request's misfortune and not the thread's end.
                if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
                    tracing::error!("a check ended in a panic");
                }
            }
            Err(_) => return,
        }
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
