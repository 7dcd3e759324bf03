//! What is owed to a store once a day: a look for damage, and a copy of one that is sound.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use store::Store;

use crate::desk::Inner;
use crate::events::DeskEvent;
use crate::{Desk, Source};

/// So often a program that serves for weeks asks whether something is owed.
const PAUSE: Duration = Duration::from_secs(60 * 60);

/// What is known of the store's soundness.
#[derive(Default)]
pub(crate) struct Upkeep {
    /// When a program that serves last asked, by the clock that nobody sets.
    asked_at: Mutex<Duration>,
    /// Damage was found while the store was open: nothing is done with it before it was seen to be sound.
    found_damage: AtomicBool,
}

/// Looks for damage in a store that was just opened, where nobody else will or somebody found some.
pub(crate) fn before_work(desk: &Inner, store: &Store, now: Timestamp) -> Result<(), store::Error> {
    if desk.upkeep.found_damage.load(Ordering::Acquire) {
        store.check_whole()?;
        desk.upkeep.found_damage.store(false, Ordering::Release);
    }
    match desk.source {
        // A terminal has ended before anything behind it would have.
        Source::Terminal => store.look_after(now),
        Source::Window => Ok(()),
    }
}

impl Desk {
    /// What time brings while a verifier answers: check-outs end, passwords are replaced, and the store is looked after
    /// though nobody opens it anew. Called a few times a minute.
    pub fn tick_of_verifier(&self) {
        self.settle_checkouts();
        // A window looks after the store by itself.
        if self.inner.source == Source::Terminal && self.is_time_to_look() {
            self.look_after_store();
        }
    }

    fn is_time_to_look(&self) -> bool {
        let now = self.elapsed();
        let asked = &self.inner.upkeep.asked_at;
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = now.saturating_sub(*asked) >= PAUSE;
        if is_time {
            *asked = now;
        }
        is_time
    }

    /// Looks through the store for damage where nobody did for a day, and keeps the day's copy. A large store takes
    /// seconds; others go on meanwhile. The window calls it behind its work. When there is damage, listeners are
    /// told, and every call answers so until a copy was put in the store's place.
    pub fn look_after_store(&self) {
        // A store that there is not yet, or that is older, is made or brought up to date first.
        if self.with_any_ledger(|_, _| Ok(())).is_err() {
            return;
        }
        let now = self.now();
        match Store::open(&self.inner.places.data, now).and_then(|store| store.look_after(now)) {
            Ok(()) => {}
            Err(damaged @ store::Error::Damaged { .. }) => {
                tracing::error!(error = %damaged, "the store is damaged");
                self.inner.upkeep.found_damage.store(true, Ordering::Release);
                self.with_state(|state| {
                    state.ledger = None;
                    state.tell(DeskEvent::StoreDamaged(damaged.into()));
                });
            }
            Err(error) => tracing::warn!(%error, "the store could not be looked through"),
        }
    }
}
