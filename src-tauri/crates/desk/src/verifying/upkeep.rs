//! What a verifier does between requests.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::Desk;

/// So long after its end a check-out is written down at the latest.
const PAUSE: Duration = Duration::from_secs(15);

/// A thread that looks after check-outs, and after the store, for as long as this is kept.
#[derive(Debug)]
pub(super) struct Upkeep {
    _kept: Sender<()>,
}

impl Upkeep {
    pub(super) fn of(desk: Desk) -> Self {
        let (kept, gone) = mpsc::channel();
        thread::spawn(move || {
            while gone.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                desk.tick_of_verifier();
            }
        });
        Self { _kept: kept }
    }
}
