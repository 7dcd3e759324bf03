//! Telling the listeners what others changed and what time ended.

use jiff::Timestamp;
use store::Record;

use crate::Desk;
use crate::events::DeskEvent;
use crate::wire::{AppError, TokensChanged};

impl Desk {
    /// Reads what other programs changed. A locked desk, or one that nobody asked for tokens yet, reads nothing.
    pub(crate) fn refresh_tokens(&self) -> Result<(), AppError> {
        if self.with_state(|state| state.locked || state.ledger.is_none()) {
            return Ok(());
        }
        let inner = &self.inner;
        // The news are told by whatever works on the ledger.
        self.with_ledger(|ledger, _| {
            ledger.settle(inner)?;
            ledger.finish_regenerations(inner)
        })
    }

    /// Tells which tokens, or old secrets of tokens, ended since this was last asked.
    pub(crate) fn tell_ended(&self) -> Result<(), AppError> {
        let clock = self.now();
        self.tell_clock();
        let due = self.with_state(|state| {
            !state.locked && state.ledger.is_some() && state.next_end.is_some_and(|end| end <= clock)
        });
        if !due {
            return Ok(());
        }
        self.unlocked(|state| {
            let since = state.judged_at;
            let (changed, next_end, now) = self.open_ledger(state, |ledger, _| {
                let now = ledger.judge(clock)?;
                let mut records = ledger.store.read().tokens()?;
                let acting = ledger.acting()?;
                records.retain(|record| acting.sees(record));
                ledger.note_ends(all_ends(&records), now);
                let next = next_end(&records, now);
                let ended = records
                    .into_iter()
                    .filter(|record| ends(record).any(|end| since < end && end <= now));
                let upsert = ended.map(|record| ledger.row(record, now)).collect();
                Ok((
                    TokensChanged {
                        upsert,
                        remove: Vec::new(),
                    },
                    next,
                    now,
                ))
            })?;
            state.judged_at = now;
            state.next_end = next_end;
            if !changed.upsert.is_empty() {
                state.tell(DeskEvent::TokensChanged(changed));
            }
            Ok(())
        })
    }

    /// Takes away for good what was deleted too long ago to be brought back.
    pub(crate) fn purge_deleted(&self) -> Result<(), AppError> {
        if self.with_state(|state| state.locked || state.ledger.is_none()) {
            return Ok(());
        }
        let inner = &self.inner;
        self.with_ledger(|ledger, _| ledger.purge(inner))
    }

    /// By how many minutes the clock is behind, if the store is open and it is worth a word.
    pub(crate) fn clock_behind(&self) -> Option<u32> {
        let clock = self.now();
        self.with_state(|state| {
            state
                .ledger
                .as_ref()
                .and_then(|ledger| ledger.behind(clock).ok().flatten())
        })
    }
}

/// When the next secret of these ends.
pub(super) fn next_end(records: &[Record], now: Timestamp) -> Option<Timestamp> {
    all_ends(records).filter(|end| *end > now).min()
}

/// When secrets of these end or ended by themselves.
pub(super) fn all_ends(records: &[Record]) -> impl Iterator<Item = Timestamp> {
    records.iter().flat_map(ends)
}

fn ends(record: &Record) -> impl Iterator<Item = Timestamp> {
    let living = record.revoked_at.is_none();
    [
        record.present.expiry.instant(),
        record.retiring.as_ref().map(|old| old.ends_at),
    ]
    .into_iter()
    .flatten()
    .filter(move |_| living)
}
