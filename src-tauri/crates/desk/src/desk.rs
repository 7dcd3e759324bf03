//! The front door, and what all use cases stand on: one state behind one lock, the opened store, events.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rand::CryptoRng;
use store::By;

use crate::audit::Trail;
use crate::clock::ClockWatch;
use crate::events::{ClockJumped, DeskEvent};
use crate::held::HeldSecrets;
use crate::ledger::{Holder, Ledger};
use crate::on_clipboard::OnClipboard;
use crate::pasted::PastedValues;
use crate::reminders::Reminding;
use crate::settings_file::{self, Loaded};
use crate::upkeep::Upkeep;
use crate::vault::Vault;
use crate::verifying::OwnVerifier;
use crate::wire::AppError;
use crate::{Places, Ports, Source, passphrase};

type Listener = dyn Fn(&DeskEvent) + Send + Sync;

/// All use cases, for the window and the terminal. Cheap to clone; clones share everything.
///
/// Calls may be made from several threads at once. None of them holds the others up while it waits for
/// another program or a slow disk file outside the store.
#[derive(Clone)]
pub struct Desk {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) places: Places,
    pub(crate) ports: Ports,
    pub(crate) source: Source,
    /// Where secrets that are shown again are sealed.
    pub(crate) vault: Arc<Vault>,
    /// This process among those that hold undelivered secrets, whatever happens to the store meanwhile.
    pub(crate) holder: Arc<Holder>,
    /// The verifier that may run in this process.
    pub(crate) own_verifier: OwnVerifier,
    /// Whether the audit trail is as it was written.
    pub(crate) trail: Trail,
    /// What is known of the store's soundness.
    pub(crate) upkeep: Upkeep,
    state: Mutex<State>,
    listeners: Mutex<Vec<Arc<Listener>>>,
}

/// What a desk remembers between calls.
pub(crate) struct State {
    /// The store and the gate, once a call needed them.
    pub(crate) ledger: Option<Ledger>,
    /// Secrets that were just made.
    pub(crate) held: HeldSecrets,
    /// Values that were pasted.
    pub(crate) pasted: PastedValues,
    /// Our secret on the clipboard.
    pub(crate) clipboard: OnClipboard,
    /// The settings, as last read or written.
    pub(crate) settings: Loaded,
    /// Whether only session, settings and unlock answer.
    pub(crate) locked: bool,
    /// When the person last did something.
    pub(crate) last_touch: Duration,
    /// Up to when statuses were judged; ends since then are news to the screen.
    pub(crate) judged_at: Timestamp,
    /// The next end of a token that is known.
    pub(crate) next_end: Option<Timestamp>,
    /// What was told of ends.
    pub(crate) reminding: Reminding,
    /// By how many minutes the clock was behind when it was last told.
    pub(crate) clock_behind: Option<u32>,
    /// Notices that the clock was set.
    pub(crate) clock_watch: ClockWatch,
    /// To be told when the lock is let go.
    news: VecDeque<DeskEvent>,
}

impl Desk {
    /// A desk over the person's files. Never fails: the store is opened at the first call that needs it, and
    /// every such call answers why it could not be.
    pub fn new(places: Places, ports: Ports, source: Source) -> Self {
        let settings = settings_file::load(&settings_file::file_in(&places.config), ports.clock.now());
        // The passphrase guards the window of a person who walked away. A terminal needs the account itself.
        let locked = source == Source::Window && passphrase::is_set(&passphrase::file_in(&places.config));
        let state = State {
            ledger: None,
            held: HeldSecrets::default(),
            pasted: PastedValues::default(),
            clipboard: OnClipboard::default(),
            settings,
            locked,
            last_touch: ports.clock.elapsed(),
            judged_at: ports.clock.now(),
            next_end: None,
            reminding: Reminding::default(),
            clock_behind: None,
            clock_watch: ClockWatch::new(ports.clock.now(), ports.clock.elapsed()),
            news: VecDeque::new(),
        };
        let inner = Inner {
            holder: Arc::new(Holder::new(&places.data, &ports.generator)),
            vault: Arc::new(Vault::new(
                &places.data,
                Arc::clone(&ports.keyring),
                Arc::clone(&ports.generator),
            )),
            places,
            ports,
            source,
            own_verifier: OwnVerifier::default(),
            trail: Trail::default(),
            upkeep: Upkeep::default(),
            state: Mutex::new(state),
            listeners: Mutex::new(Vec::new()),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Calls `listener` at every event, from whatever thread it happens on. It may call the desk.
    pub fn subscribe(&self, listener: impl Fn(&DeskEvent) + Send + Sync + 'static) {
        self.inner.listeners().push(Arc::new(listener));
    }

    /// The person did something: idling starts anew.
    pub fn touch(&self) {
        let elapsed = self.elapsed();
        self.with_state(|state| state.last_touch = elapsed);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.ports.clock.now()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.inner.ports.clock.elapsed()
    }

    pub(crate) fn with_generator<T>(&self, work: impl FnOnce(&mut dyn CryptoRng) -> T) -> T {
        let mut generator = self
            .inner
            .ports
            .generator
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        work(&mut *generator)
    }

    /// Works on the state, then tells the news that came of it.
    pub(crate) fn with_state<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        self.inner.with_state(work)
    }

    /// As [`Desk::with_state`], for everything that a locked desk refuses.
    pub(crate) fn unlocked<T>(
        &self,
        work: impl FnOnce(&mut State) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.with_state(|state| {
            if state.locked {
                Err(AppError::StoreLocked)
            } else {
                work(state)
            }
        })
    }

    /// Works on the store, which is opened first where it is not open. A locked desk refuses.
    pub(crate) fn with_ledger<T>(
        &self,
        work: impl FnOnce(&mut Ledger, &mut Rest<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.unlocked(|state| self.open_ledger(state, work))
    }

    /// As [`Desk::with_ledger`], for a locked desk too.
    pub(crate) fn with_any_ledger<T>(
        &self,
        work: impl FnOnce(&mut Ledger, &mut Rest<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.with_state(|state| self.open_ledger(state, work))
    }

    /// Opens what lies there by now, after its files were deleted or replaced under the open store.
    fn open_in_place_of(&self, lost: Ledger, state: &mut State) -> Result<Ledger, AppError> {
        tracing::error!("the store's files were deleted or replaced while it was open");
        if let Err(error) = lost.store.keep_lost(self.now()) {
            tracing::warn!(%error, "what was in them could not be kept");
        }
        drop(lost);
        let opened = Ledger::open(&self.inner).map(Ledger::with_everything_to_tell);
        state.tell(match &opened {
            Ok(_) => DeskEvent::StoreReplaced(()),
            Err(error) => DeskEvent::StoreDamaged(error.clone()),
        });
        if opened.is_ok() && self.inner.source == Source::Window {
            // It may be an older copy.
            self.check_audit_at_start();
        }
        opened
    }

    pub(crate) fn open_ledger<T>(
        &self,
        state: &mut State,
        work: impl FnOnce(&mut Ledger, &mut Rest<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let mut ledger = match state.ledger.take() {
            Some(ledger) if !ledger.store.is_replaced() => ledger,
            Some(lost) => self.open_in_place_of(lost, state)?,
            None => {
                let opened = Ledger::open(&self.inner)?;
                state.tell_if_behind(opened.behind(self.now())?);
                opened
            }
        };
        let mut rest = Rest {
            held: &mut state.held,
            news: &mut state.news,
        };
        let answer = work(&mut ledger, &mut rest);
        if let Err(AppError::StoreUnavailable { .. } | AppError::StoreCorrupt { .. }) = &answer {
            // After a failed write nothing that is in memory is trusted: the next call opens it anew.
            return answer;
        }
        if self.inner.listeners().is_empty() {
            // A service in a terminal has nobody to tell, and thousands of uses in a moment.
            state.ledger = Some(ledger);
            return answer;
        }
        match ledger
            .judge(self.now())
            .and_then(|now| Ok((now, ledger.news(now)?, ledger.used(now)?)))
        {
            Ok((now, changed, used)) => {
                if let Some(changed) = changed {
                    let ends = changed
                        .upsert
                        .iter()
                        .filter_map(|row| row.expires_at.as_ref()?.parse().ok());
                    state.next_end = ends.filter(|end| *end > now).chain(state.next_end).min();
                    state.news.push_back(DeskEvent::TokensChanged(changed));
                }
                if let Some(used) = used {
                    state.news.push_back(DeskEvent::TokensUsed(used));
                }
                state.ledger = Some(ledger);
            }
            // The work is done and its answer stands; the next call opens the store anew.
            Err(error) => tracing::warn!(?error, "what changed could not be read"),
        }
        answer
    }
}

/// The part of the state that work on the store may touch besides it.
pub(crate) struct Rest<'a> {
    pub(crate) held: &'a mut HeldSecrets,
    news: &'a mut VecDeque<DeskEvent>,
}

impl Rest<'_> {
    pub(crate) fn tell(&mut self, event: DeskEvent) {
        self.news.push_back(event);
    }
}

impl State {
    /// Tells the listeners, once the state is let go.
    pub(crate) fn tell(&mut self, event: DeskEvent) {
        self.news.push_back(event);
    }

    /// Tells by how many minutes the clock is behind, unless that is known already. The page may have asked who is at
    /// the keyboard before the store, which alone knows the latest hour, was open.
    fn tell_if_behind(&mut self, minutes: Option<u32>) {
        if let (None, Some(minutes)) = (self.clock_behind, minutes) {
            self.clock_behind = Some(minutes);
            self.tell(DeskEvent::ClockJumped(ClockJumped { minutes }));
        }
    }
}

impl Inner {
    /// The program itself, changing something without being asked.
    pub(crate) fn by_itself(&self, at: Timestamp) -> By {
        By {
            actor: self.ports.account.account.clone(),
            source: store::Source::Program,
            at,
        }
    }

    pub(crate) fn with_state<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = work(&mut state);
        let news = std::mem::take(&mut state.news);
        drop(state);
        news.iter().for_each(|event| self.tell_now(event));
        answer
    }

    /// Tells the listeners at once. The state must not be held: a listener may call the desk.
    pub(crate) fn tell_now(&self, event: &DeskEvent) {
        let listeners: Vec<Arc<Listener>> = self.listeners().clone();
        listeners.iter().for_each(|listener| listener(event));
    }

    fn listeners(&self) -> MutexGuard<'_, Vec<Arc<Listener>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
