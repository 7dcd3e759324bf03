//! Reminders: so many days before a token ends, told once each, and remembered across restarts.
//!
//! The window asks for them when its first view is there, and again whenever [`DeskEvent::RemindersDue`] says that it
//! is worth it. What is due at which hour is decided by [`due`] alone.

pub(crate) mod due;
mod told;

use jiff::{SignedDuration, Timestamp};
use store::Record;

use crate::Desk;
use crate::desk::State;
use crate::events::DeskEvent;
use crate::ledger::Ledger;
use crate::wire::{AppError, EndingToken, Reminder, Reminders, TokenList, TokenRow, TokenStatus};
use due::Life;
use told::Told;

/// So many tokens are reminded of at a time, the earliest end first. The others' turn comes as these end.
const MOST: u32 = 1_000;
/// What other programs change is looked for this often, whatever is due when.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// So many tokens that end soon are on the first view.
const ON_FIRST_VIEW: usize = 5;

/// What a desk remembers of reminders between calls.
#[derive(Default)]
pub(crate) struct Reminding {
    /// What was told, once it was read from its file.
    told: Option<Told>,
    /// When it is worth looking again; `None` until the window has asked, and while it is asked to.
    look_at: Option<Timestamp>,
}

impl Reminding {
    /// When it is worth looking again.
    pub(crate) fn look_at(&self) -> Option<Timestamp> {
        self.look_at
    }
}

impl Desk {
    /// What is to be reminded of and was not read yet, and the next end of all. What is `fresh` in it is told by this
    /// call: the next one answers it as not fresh.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reminders(&self) -> Result<Reminders, AppError> {
        let clock = self.now();
        let file = told::file_in(&self.inner.places.data);
        self.unlocked(|state| {
            let days = state.settings.settings.remind_days.clone();
            let (now, records, next) = self.open_ledger(state, |ledger, _| {
                let now = ledger.judge(clock)?;
                let records = ending(ledger, now, due::horizon(&days, now))?;
                let next = match records.first() {
                    Some(first) => Some(first.clone()),
                    None => ending(ledger, now, Timestamp::MAX)?.into_iter().next(),
                };
                Ok((now, records, next))
            })?;
            let told = state.reminding.told.get_or_insert_with(|| Told::load(&file));
            let lives = records.iter().filter_map(|record| Some((record, life(record)?)));
            let mut unread = Vec::new();
            let mut look_at = now.saturating_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
            for (record, life) in lives {
                look_at = look_at.min(due::next(life, &days, now).unwrap_or(look_at));
                let fresh = told.tell(record.id.as_str(), life, &days, now);
                if let Some(days) = told.unread(record.id.as_str(), life) {
                    unread.push(Reminder {
                        token: of_record(record, life.ends_at),
                        days,
                        fresh,
                    });
                }
            }
            told.forget_ended(now);
            told.save(&file);
            state.reminding.look_at = Some(look_at);
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
            let told = state.reminding.told.get_or_insert_with(|| Told::load(&file));
            told.read_all();
            told.save(&file);
            Ok(())
        })
    }

    /// Tells the window when it is worth asking for reminders.
    pub(crate) fn tell_reminders(&self) {
        let clock = self.now();
        self.with_state(|state| {
            if is_due(state, clock) {
                state.reminding.look_at = None;
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
fn is_due(state: &State, clock: Timestamp) -> bool {
    !state.locked && state.ledger.is_some() && state.reminding.look_at.is_some_and(|at| at <= clock)
}

/// The tokens that are accepted at `now`, that the person may see, and that end by `until`.
fn ending(ledger: &Ledger, now: Timestamp, until: Timestamp) -> Result<Vec<Record>, AppError> {
    let acting = ledger.acting()?;
    let mut records = ledger.store.read().ending(now, until, MOST)?;
    records.retain(|record| !record.is_owner_disabled && acting.sees(record));
    Ok(records)
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
