//! The end of a service, seen from other threads.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// How a service came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was told to stop.
    AsTold,
    /// Something inside it failed; the log says what.
    ByItself,
}

/// Sees a service end.
#[derive(Debug, Clone, Default)]
pub struct Ending(Arc<(Mutex<Option<Ended>>, Condvar)>);

impl Ending {
    /// Waits for the end, and no longer than `at_most`. `None`: it goes on.
    pub fn wait(&self, at_most: Duration) -> Option<Ended> {
        let (ended, told) = &*self.0;
        let ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = told.wait_timeout_while(ended, at_most, |ended| ended.is_none());
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// What tells the end when it is dropped, by a panic too. `stopping` says whether that was asked for.
    pub(crate) fn told_by(&self, stopping: watch::Receiver<bool>) -> Teller {
        Teller {
            ending: self.clone(),
            stopping,
        }
    }
}

/// Held by what runs for as long as it runs.
#[derive(Debug)]
pub(crate) struct Teller {
    ending: Ending,
    stopping: watch::Receiver<bool>,
}

impl Drop for Teller {
    fn drop(&mut self) {
        let how = if *self.stopping.borrow() {
            Ended::AsTold
        } else {
            Ended::ByItself
        };
        let (ended, told) = &*self.ending.0;
        *ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
        told.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const SOON: Duration = Duration::from_millis(1);
    const AT_THE_LATEST: Duration = Duration::from_secs(60);

    #[test]
    fn an_end_that_was_asked_for_is_told_apart_from_a_panic() {
        for (asked, how) in [(true, Ended::AsTold), (false, Ended::ByItself)] {
            let (stop, stopping) = watch::channel(false);
            let ending = Ending::default();
            let teller = ending.told_by(stopping);
            assert_eq!(ending.wait(SOON), None, "it still runs");
            stop.send_replace(asked);
            let runs = thread::spawn(move || {
                let _teller = teller;
                assert!(asked, "a part of the service fails");
            });
            assert_eq!(ending.wait(AT_THE_LATEST), Some(how));
            assert_eq!(runs.join().is_ok(), asked);
        }
    }
}
