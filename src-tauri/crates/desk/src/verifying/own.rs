//! The verifier inside this program: started, stopped and watched for the window, away from its thread.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use verifier::{Counts, Ended, Ending};

use super::announced;
use super::service::{RunningVerifier, VerifierWish};
use crate::Desk;
use crate::desk::Inner;
use crate::events::DeskEvent;
use crate::wire::{
    AppError, OtherVerifier, Settings, VerifierLends, VerifierLog, VerifierRequests, VerifierState,
    VerifierStatus,
};

/// Requests are told of this long, and counted this often.
const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

/// A verifier that may run in this process.
#[derive(Debug, Default)]
pub(crate) struct OwnVerifier {
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    phase: Phase,
    /// Counts starts: what an earlier one still has to say is old news.
    turn: u64,
    /// The others, as last told.
    others: Vec<OtherVerifier>,
}

#[derive(Debug, Default)]
enum Phase {
    #[default]
    Stopped,
    Starting {
        since: Timestamp,
        /// The person pressed Stop meanwhile.
        is_given_up: bool,
    },
    Running(Box<Runs>),
    Stopping,
    Problem {
        since: Timestamp,
        error: AppError,
    },
}

#[derive(Debug)]
struct Runs {
    since: Timestamp,
    wish: VerifierWish,
    hour: Hour,
    verifier: RunningVerifier,
}

impl Desk {
    /// How the verifier stands: this program's own, and those of others over the same store.
    ///
    /// # Errors
    /// [`AppError::StoreLocked`].
    pub fn verifier_status(&self) -> Result<VerifierStatus, AppError> {
        self.unlocked(|_| Ok(()))?;
        Ok(self.told_verifier())
    }

    /// Starts the verifier inside this program, as the settings say, and waits until it answers or has failed: the
    /// status tells which. Does nothing where it runs.
    ///
    /// # Errors
    /// [`AppError::StoreLocked`].
    pub fn verifier_start(&self) -> Result<VerifierStatus, AppError> {
        self.unlocked(|_| Ok(()))?;
        self.run_verifier();
        Ok(self.told_verifier())
    }

    /// Ends it; what is being answered has five seconds. Does nothing where it doesn't run.
    ///
    /// # Errors
    /// [`AppError::StoreLocked`].
    pub fn verifier_stop(&self) -> Result<VerifierStatus, AppError> {
        self.unlocked(|_| Ok(()))?;
        self.end_verifier();
        Ok(self.told_verifier())
    }

    /// Ends it and starts it anew, with the settings of now.
    ///
    /// # Errors
    /// [`AppError::StoreLocked`].
    pub fn verifier_restart(&self) -> Result<VerifierStatus, AppError> {
        self.unlocked(|_| Ok(()))?;
        self.end_verifier();
        self.run_verifier();
        Ok(self.told_verifier())
    }

    /// The last lines that the verifier in this process wrote.
    ///
    /// # Errors
    /// [`AppError::StoreLocked`].
    pub fn verifier_log(&self) -> Result<VerifierLog, AppError> {
        self.unlocked(|_| Ok(()))?;
        Ok(VerifierLog {
            lines: crate::log::recent(),
        })
    }

    /// Starts the verifier where the person wants it to run with the window. A locked window keeps it: whoever asks
    /// the verifier is not the one at the keyboard.
    pub fn start_verifier_with_window(&self) {
        if self.with_state(|state| state.settings.settings.verifier_with_window) {
            self.run_verifier();
        }
    }

    /// Tells the listeners where a verifier over this store was started or ended by another process.
    pub(crate) fn look_for_other_verifiers(&self) {
        let others = announced::others(&self.inner.places.data);
        let mut now = self.inner.own_verifier.now();
        let is_news = now.others != others;
        now.others = others;
        drop(now);
        if is_news {
            self.tell_verifier();
        }
    }

    pub(crate) fn end_verifier(&self) {
        let running = {
            let mut now = self.inner.own_verifier.now();
            match std::mem::take(&mut now.phase) {
                Phase::Running(runs) => {
                    now.phase = Phase::Stopping;
                    runs.verifier
                }
                Phase::Starting { since, .. } => {
                    now.phase = Phase::Starting {
                        since,
                        is_given_up: true,
                    };
                    return;
                }
                Phase::Stopping => {
                    now.phase = Phase::Stopping;
                    return;
                }
                Phase::Stopped | Phase::Problem { .. } => {
                    drop(now);
                    return self.tell_verifier();
                }
            }
        };
        self.tell_verifier();
        running.stop();
        tracing::info!("the verifier has ended");
        self.inner.own_verifier.now().phase = Phase::Stopped;
        self.tell_verifier();
    }

    pub(super) fn run_verifier(&self) {
        let since = self.now();
        let turn = {
            let mut now = self.inner.own_verifier.now();
            match now.phase {
                Phase::Stopped | Phase::Problem { .. } => {}
                Phase::Starting { .. } | Phase::Running(_) | Phase::Stopping => return,
            }
            now.phase = Phase::Starting {
                since,
                is_given_up: false,
            };
            now.turn += 1;
            now.turn
        };
        self.tell_verifier();
        let wish = self.with_state(|state| VerifierWish::of(&state.settings.settings));
        let started = self.start_verifier(&wish);
        if let Err(error) = &started {
            tracing::warn!(?error, "the verifier could not be started");
        }
        let given_up = {
            let mut now = self.inner.own_verifier.now();
            let was_given_up = matches!(
                now.phase,
                Phase::Starting {
                    is_given_up: true,
                    ..
                }
            );
            match started {
                Ok(verifier) if was_given_up => {
                    now.phase = Phase::Stopping;
                    Some(verifier)
                }
                Ok(verifier) => {
                    self.watch(turn, verifier.ending());
                    now.phase = Phase::Running(Box::new(Runs {
                        since: self.now(),
                        wish,
                        hour: Hour::default(),
                        verifier,
                    }));
                    None
                }
                Err(_) if was_given_up => {
                    now.phase = Phase::Stopped;
                    None
                }
                Err(error) => {
                    now.phase = Phase::Problem {
                        since: self.now(),
                        error,
                    };
                    None
                }
            }
        };
        if let Some(verifier) = given_up {
            verifier.stop();
            self.inner.own_verifier.now().phase = Phase::Stopped;
        }
        self.tell_verifier();
    }

    /// Counts its requests every minute, and notices its end.
    fn watch(&self, turn: u64, ending: Ending) {
        let inner = Arc::downgrade(&self.inner);
        let watches = move || {
            loop {
                let ended = ending.wait(MINUTE);
                let Some(inner) = Weak::upgrade(&inner) else {
                    return;
                };
                match ended {
                    None => inner.own_verifier.count(turn, inner.ports.clock.elapsed()),
                    Some(Ended::AsTold) => return,
                    Some(Ended::ByItself) => return Desk { inner }.verifier_ended(turn),
                }
            }
        };
        let spawned = std::thread::Builder::new()
            .name("verifier watch".to_owned())
            .spawn(watches);
        if let Err(error) = spawned {
            tracing::warn!(%error, "the verifier runs unwatched: a thread could not be started");
        }
    }

    fn verifier_ended(&self, turn: u64) {
        let gone = {
            let mut now = self.inner.own_verifier.now();
            if now.turn != turn || !matches!(now.phase, Phase::Running(_)) {
                return;
            }
            tracing::error!("the verifier ended by itself");
            let error = AppError::VerifierEnded {
                detail: "a part of it failed; the log says which".to_owned(),
            };
            std::mem::replace(
                &mut now.phase,
                Phase::Problem {
                    since: self.now(),
                    error,
                },
            )
        };
        // Its threads and its announcement go with it.
        drop(gone);
        self.tell_verifier();
    }

    pub(crate) fn tell_verifier(&self) {
        let status = self.told_verifier();
        self.with_state(|state| state.tell(DeskEvent::VerifierChanged(status)));
    }

    pub(super) fn told_verifier(&self) -> VerifierStatus {
        let inner: &Inner = &self.inner;
        let wish = self.with_state(|state| VerifierWish::of(&state.settings.settings));
        let others = announced::others(&inner.places.data);
        let elapsed = self.elapsed();
        // What cannot be told now is told where something is to be lent.
        let lends = self.verifier_lends().unwrap_or(VerifierLends::Freely);
        let mut now = inner.own_verifier.now();
        now.others.clone_from(&others);
        let runs = match &now.phase {
            Phase::Running(runs) => Some(runs),
            Phase::Stopped | Phase::Starting { .. } | Phase::Stopping | Phase::Problem { .. } => None,
        };
        VerifierStatus {
            own: now.phase.told(),
            settings_wait: runs.is_some_and(|runs| runs.wish != wish),
            requests: runs.map(|runs| runs.hour.told(elapsed, Tally::of(runs.verifier.counts()))),
            lends,
            others,
        }
    }
}

impl OwnVerifier {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, turn: u64, elapsed: Duration) {
        let mut now = self.now();
        if now.turn == turn
            && let Phase::Running(runs) = &mut now.phase
        {
            let tally = Tally::of(runs.verifier.counts());
            runs.hour.count(elapsed, tally);
        }
    }
}

impl Phase {
    fn told(&self) -> VerifierState {
        match self {
            Self::Stopped => VerifierState::Stopped,
            Self::Starting { since, .. } => VerifierState::Starting {
                since: since.to_string(),
            },
            Self::Running(runs) => VerifierState::Running {
                since: runs.since.to_string(),
                address: runs.verifier.address().to_string(),
            },
            Self::Stopping => VerifierState::Stopping,
            Self::Problem { since, error } => VerifierState::Problem {
                since: since.to_string(),
                error: error.clone(),
            },
        }
    }
}

impl VerifierWish {
    /// As the settings say.
    pub fn of(settings: &Settings) -> Self {
        let usual = Self::default();
        Self {
            // Judged when it was set; a file that somebody wrote by hand is judged when it is read.
            address: settings.verifier_address.parse().unwrap_or(usual.address),
            port: settings.verifier_port,
            names: settings.verifier_names.clone(),
            keys_in_query: settings.verifier_keys_in_query,
        }
    }
}

/// Requests so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    accepted: u64,
    rejected: u64,
}

impl Tally {
    fn of(counts: &Counts) -> Self {
        let rejected = [
            &counts.gate_refused,
            &counts.refused,
            &counts.forbidden,
            &counts.limited,
            &counts.malformed,
        ];
        Self {
            accepted: counts.accepted.get(),
            rejected: rejected.into_iter().map(verifier::Count::get).sum(),
        }
    }
}

/// Requests so far, minute by minute, for as long as an hour needs.
#[derive(Debug, Default)]
struct Hour {
    samples: VecDeque<(Duration, Tally)>,
}

impl Hour {
    fn count(&mut self, elapsed: Duration, tally: Tally) {
        self.samples.push_back((elapsed, tally));
        // One that is an hour old is what the rest is compared with.
        while self
            .samples
            .get(1)
            .is_some_and(|(at, _)| elapsed.saturating_sub(*at) >= HOUR)
        {
            self.samples.pop_front();
        }
    }

    fn told(&self, elapsed: Duration, tally: Tally) -> VerifierRequests {
        let before = self
            .samples
            .iter()
            .rev()
            .find(|(at, _)| elapsed.saturating_sub(*at) >= HOUR)
            .map_or(Tally::default(), |(_, tally)| *tally);
        VerifierRequests {
            accepted: tally.accepted.saturating_sub(before.accepted),
            rejected: tally.rejected.saturating_sub(before.rejected),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_an_hour_is_not_told() {
        let tally = |accepted, rejected| Tally { accepted, rejected };
        let mut hour = Hour::default();
        for minute in 1..=200_u32 {
            hour.count(MINUTE * minute, tally(u64::from(minute) * 10, u64::from(minute)));
        }
        let told = hour.told(MINUTE * 200, tally(2_003, 200));
        assert_eq!((told.accepted, told.rejected), (603, 60));
        assert!(hour.samples.len() <= 62, "{} are kept", hour.samples.len());
    }

    #[test]
    fn in_its_first_hour_everything_is_told() {
        let told = Hour::default().told(
            MINUTE,
            Tally {
                accepted: 3,
                rejected: 1,
            },
        );
        assert_eq!((told.accepted, told.rejected), (3, 1));
    }
}
