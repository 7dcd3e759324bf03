//! Reminders: so many days before a token ends, told once each, and remembered across restarts.
//!
//! The window asks for them when its first view is there, and again whenever [`DeskEvent::RemindersDue`] says that it
//! is worth it. What is due at which hour is decided by [`due`] alone.

pub(crate) mod due;
mod told;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use store::Record;

use crate::Desk;
use crate::desk::State;
use crate::events::DeskEvent;
use crate::ledger::Ledger;
use crate::wire::{AppError, EndingToken, Reminder, Reminders, TokenList, TokenRow, TokenStatus};
use due::Life;
use told::Told;

/// So many tokens are reminded of at a time, the earliest end first. The others' turn comes as these end.
const MOST: usize = 1_000;
/// What other programs change is looked for this often, whatever is due when and however the clock is set.
const LOOK_AGAIN: Duration = Duration::from_secs(60 * 60);
/// So many tokens that end soon are on the first view.
const ON_FIRST_VIEW: usize = 5;

/// What a desk remembers of reminders between calls.
#[derive(Default)]
pub(crate) struct Reminding {
    /// What was told and could not be written down.
    unsaved: Option<Told>,
    /// When it is worth looking again; `None` until the window has asked, and while it is asked to.
    look: Option<Look>,
}

/// When to look again, by whichever comes first.
#[derive(Clone, Copy)]
struct Look {
    /// The next hour of a token, by the computer's clock.
    at: Timestamp,
    /// By [`Desk::elapsed`].
    by: Duration,
}

impl Reminding {
    /// How long until it is worth looking again.
    pub(crate) fn look_in(&self, now: Timestamp, elapsed: Duration) -> Option<Duration> {
        let look = self.look?;
        let until = Duration::try_from(look.at.duration_since(now)).unwrap_or(Duration::ZERO);
        Some(until.min(look.by.saturating_sub(elapsed)))
    }

    /// Works on what was told, which no other program tells from meanwhile if the second of `work`'s arguments says so.
    fn with_told<T>(&mut self, file: &Path, work: impl FnOnce(&mut Told, bool) -> T) -> T {
        let alone = told::alone(file);
        let mut told = self.unsaved.take().unwrap_or_else(|| Told::load(file));
        let done = work(&mut told, alone.is_some());
        told.save(file);
        self.unsaved = Some(told).filter(Told::is_unsaved);
        done
    }
}

impl Desk {
    /// What is to be reminded of and was not read yet, and the next end of all. What is `fresh` in it is told by this
    /// call: the next one answers it as not fresh, whichever program asks. For an hour after that nothing is fresh:
    /// many tokens are told of together.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reminders(&self) -> Result<Reminders, AppError> {
        let (clock, elapsed) = (self.now(), self.elapsed());
        let file = told::file_in(&self.inner.places.data);
        self.unlocked(|state| {
            let by = elapsed.saturating_add(LOOK_AGAIN);
            state.reminding.look = Some(Look {
                at: Timestamp::MAX,
                by,
            });
            let days = state.settings.settings.remind_days.clone();
            let (now, records, next) = self.open_ledger(state, |ledger, _| {
                let now = ledger.judge(clock)?;
                // What is due before it is looked again anyway is among them.
                let later = now.saturating_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
                let records = ending(ledger, now, due::horizon(&days, later), MOST)?;
                let next = match records.first() {
                    Some(first) => Some(first.clone()),
                    None => ending(ledger, now, Timestamp::MAX, 1)?.into_iter().next(),
                };
                Ok((now, records, next))
            })?;
            let lives: Vec<_> = records
                .iter()
                .filter_map(|record| Some((record, life(record)?)))
                .collect();
            let (unread, pause) = state.reminding.with_told(&file, |told, is_alone| {
                let may_tell = is_alone && told.pauses(now).is_none();
                let unread = lives
                    .iter()
                    .filter_map(|&(record, life)| {
                        let fresh = may_tell && told.tell(record.id.as_str(), life, &days, now);
                        Some(Reminder {
                            token: of_record(record, life.ends_at),
                            days: told.unread(record.id.as_str(), life)?,
                            fresh,
                        })
                    })
                    .collect();
                told.forget_ended(now);
                (unread, told.pauses(now))
            });
            let hours = lives.iter().filter_map(|(_, life)| due::next(*life, &days, now));
            let at = hours.min().unwrap_or(Timestamp::MAX).max(pause.unwrap_or(now));
            state.reminding.look = Some(Look { at, by });
            Ok(Reminders {
                unread,
                next: next.and_then(|record| Some(of_record(&record, life(&record)?.ends_at))),
            })
        })
    }

    /// The tokens that end soon, the earliest end first.
    ///
    /// # Errors
    /// Those of the store.
    pub fn list_tokens_ending_soon(&self) -> Result<TokenList, AppError> {
        let TokenList { tokens, now } = self.list_tokens()?;
        let days = self.with_state(|state| state.settings.settings.remind_days.clone());
        let hour = self.now();
        let horizon = due::horizon(&days, hour);
        let mut soon: Vec<(Timestamp, TokenRow)> = tokens
            .into_iter()
            .filter_map(|row| Some((soon_end(&row, &days, horizon, hour)?, row)))
            .collect();
        soon.sort_by_key(|(end, _)| *end);
        Ok(TokenList {
            tokens: soon.into_iter().map(|(_, row)| row).collect(),
            now,
        })
    }

    /// The person has read the reminders.
    ///
    /// # Errors
    /// [`AppError::StoreLocked`].
    pub fn read_reminders(&self) -> Result<(), AppError> {
        let file = told::file_in(&self.inner.places.data);
        self.unlocked(|state| {
            state.reminding.with_told(&file, |told, _| told.read_all());
            Ok(())
        })
    }

    /// Tells the window when it is worth asking for reminders.
    pub(crate) fn tell_reminders(&self) {
        let (now, elapsed) = (self.now(), self.elapsed());
        self.with_state(|state| {
            if is_due(state, now, elapsed) {
                state.reminding.look = None;
                state.tell(DeskEvent::RemindersDue(()));
            }
        });
    }
}

/// The active tokens among `rows` that end soon: how many, and the first of them, the earliest end first.
pub(crate) fn ending_soon(rows: &[TokenRow], days: &[u32], now: Timestamp) -> (usize, Vec<EndingToken>) {
    let horizon = due::horizon(days, now);
    let mut soon: Vec<(Timestamp, &TokenRow)> = rows
        .iter()
        .filter_map(|row| Some((soon_end(row, days, horizon, now)?, row)))
        .collect();
    soon.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.id.cmp(&right.id)));
    let first = soon.iter().take(ON_FIRST_VIEW).map(|(ends_at, row)| EndingToken {
        id: row.id.clone(),
        name: row.name.clone(),
        user: row.user.clone(),
        ends_at: ends_at.to_string(),
    });
    (soon.len(), first.collect())
}

/// The end of an active token that ends soon. None that ends after `horizon` does.
fn soon_end(row: &TokenRow, days: &[u32], horizon: Timestamp, now: Timestamp) -> Option<Timestamp> {
    if row.status != TokenStatus::Active || row.blocked {
        return None;
    }
    let ends_at: Timestamp = row.expires_at.as_ref()?.parse().ok()?;
    // Of most rows it need not be asked when they were issued.
    if ends_at > horizon {
        return None;
    }
    let issued_at = row.issued_at.parse().ok()?;
    due::ends_soon(Life { issued_at, ends_at }, days, now).then_some(ends_at)
}

/// Nothing is told of a locked desk: a name on the screen is a word too many then.
fn is_due(state: &State, now: Timestamp, elapsed: Duration) -> bool {
    !state.locked && state.ledger.is_some() && state.reminding.look_in(now, elapsed) == Some(Duration::ZERO)
}

/// The tokens that are accepted at `now`, that the person may see, and that end by `until`: at most so many.
fn ending(ledger: &Ledger, now: Timestamp, until: Timestamp, most: usize) -> Result<Vec<Record>, AppError> {
    let acting = ledger.acting()?;
    let wanted = |record: &Record| !record.is_owner_disabled && acting.sees(record);
    Ok(ledger.store.read().ending(now, until, most, wanted)?)
}

fn life(record: &Record) -> Option<Life> {
    Some(Life {
        issued_at: record.present.issued_at,
        ends_at: record.present.expiry.instant()?,
    })
}

fn of_record(record: &Record, ends_at: Timestamp) -> EndingToken {
    EndingToken {
        id: record.id.as_str().to_owned(),
        name: record.name.clone(),
        user: record.owner.clone(),
        ends_at: ends_at.to_string(),
    }
}
