//! The opened store, with the gate's key beside it and the hour that statuses are judged at.

mod gate_key;
mod holder;
mod uses;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use store::{By, Event, Pending, Placement, Record, Store};
use token::{Digest, Gate, TokenText};

use crate::authority::{Acting, Operation, Whose};
use crate::desk::Inner;
use crate::wire::{AppError, AuditRow, Policy, TokenRow, TokensChanged, TokensUsed};
use crate::{Account, rows, upkeep};

pub(crate) use gate_key::read as gate;
pub(crate) use holder::Holder;
pub(crate) use uses::{RowUses, Uses, presentation};

/// Earlier than this no Token Desk existed: a clock that says so was never set (many start in 1970).
const FLOOR: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z
/// A clock that is behind by less is not worth a word.
const TOLERATED: Duration = Duration::from_secs(5 * 60);
/// A clock that is behind by more cannot be trusted with a new expiry.
const TOO_FAR: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a deleted record can be brought back: the offer stands for ten seconds, and longer while a person
/// points at it. After that it is gone for good.
const UNDO: SignedDuration = SignedDuration::from_mins(15);

/// What every use case works on.
pub(crate) struct Ledger {
    pub(crate) store: Store,
    pub(crate) gate: Gate,
    /// What the verifiers told.
    pub(crate) uses: Uses,
    /// The account at the keyboard, as the operating system says.
    account: Account,
    holder: Arc<Holder>,
    /// The last change that the listeners were told of.
    told: i64,
    /// The latest hour seen when they were. It is earlier afterwards only when a person said so.
    told_at: Timestamp,
    /// The last batch of uses that they were told of.
    told_uses: i64,
}

impl Ledger {
    /// Opens the store and settles what a crash left behind.
    pub(crate) fn open(desk: &Inner) -> Result<Self, AppError> {
        let now = desk.ports.clock.now();
        let folder = &desk.places.data;
        let store = Store::open(folder, now)?;
        upkeep::before_work(desk, &store, now)?;
        let gate = gate_key::read_or_make(folder, &store, &desk.ports.generator)?;
        // What was being written when a program died is finished or taken back first.
        if let Err(error) = desk.ports.machine.settle(now) {
            tracing::warn!(%error, "an interrupted change of a variable is left for later");
        }
        let (told, told_at) = (store.read().rev()?, store.read().latest_time()?);
        let uses = Uses::of(folder);
        let told_uses = uses.rev();
        let mut ledger = Self {
            store,
            gate,
            uses,
            told_uses,
            account: desk.ports.account.clone(),
            holder: Arc::clone(&desk.holder),
            told,
            told_at,
        };
        let settled = ledger
            .settle(desk)
            .and_then(|()| ledger.finish_regenerations(desk))
            .and_then(|()| ledger.purge(desk));
        match settled {
            // A full disk is no reason to refuse what can be seen and revoked. Nothing accepts what is left.
            Err(error @ AppError::StoreUnavailable { .. }) => {
                tracing::warn!(?error, "what an earlier program left behind is left for later");
            }
            settled => settled?,
        }
        Ok(ledger)
    }

    /// Of this one the listeners know nothing yet.
    pub(crate) fn with_everything_to_tell(mut self) -> Self {
        self.told = 0;
        self
    }

    /// A text that was minted here. Where the key of the gate was lost, only the digest can tell.
    pub(crate) fn minted_here(&self, text: &str) -> Result<Option<TokenText>, AppError> {
        if let Ok(ours) = token::parse(text, &self.gate) {
            return Ok(Some(ours));
        }
        let shaped = self.gate.is_open().then(|| TokenText::of_shape(text)).flatten();
        let Some(shaped) = shaped else { return Ok(None) };
        let stored = self.store.read().digest(&shaped.id())?;
        let proven = stored
            .and_then(|stored| Digest::from_phc(&stored.phc).ok())
            .is_some_and(|digest| digest.verifies(&shaped.secret()));
        Ok(proven.then_some(shaped))
    }

    /// The hour to judge by: a clock that was set back revives nothing.
    pub(crate) fn judge(&self, clock: Timestamp) -> Result<Timestamp, AppError> {
        Ok(clock.max(self.store.read().latest_time()?))
    }

    /// By how much the clock is behind the latest hour seen, as far as it is worth a word.
    pub(crate) fn behind(&self, clock: Timestamp) -> Result<Option<u32>, AppError> {
        let span = behind(clock, self.store.read().latest_time()?);
        Ok((span > TOLERATED).then(|| minutes(span)))
    }

    /// Refuses where a new expiry could not be meant.
    pub(crate) fn trust(&self, clock: Timestamp) -> Result<(), AppError> {
        let floor = floor();
        let span = behind(clock, self.store.read().latest_time()?.max(floor));
        let trusted = span <= TOO_FAR && clock >= floor;
        if trusted {
            Ok(())
        } else {
            Err(AppError::ClockSkew {
                minutes: minutes(span),
            })
        }
    }

    /// Takes the clock for right though it was ahead once, and answers the latest hour seen until then.
    pub(crate) fn trust_clock(&mut self, by: &By) -> Result<Timestamp, AppError> {
        if by.at < floor() {
            return Err(AppError::ClockSkew {
                minutes: minutes(behind(by.at, floor())),
            });
        }
        self.acting()?.check(Operation::TrustClock, Whose::Other)?;
        let latest = self.store.read().latest_time()?;
        // Also where the store never saw a later hour: a verifier that runs may have.
        self.store.change(by, |change| {
            let event = Event::named("clock.trusted").fact("latest_seen", latest);
            Ok::<_, AppError>(change.record(event)?.trust_clock()?)
        })?;
        Ok(latest)
    }

    /// The name that pending secrets of this process are kept under.
    pub(crate) fn holder(&self) -> Result<String, AppError> {
        self.holder.announce()
    }

    /// What changed since the listeners were last told, by this or any other program.
    pub(crate) fn news(&mut self, now: Timestamp) -> Result<Option<TokensChanged>, AppError> {
        let read = self.store.read();
        let latest = read.latest_time()?;
        if latest < self.told_at {
            // Every status may be another.
            self.told = 0;
        }
        self.told_at = latest;
        if read.rev()? == self.told {
            return Ok(None);
        }
        let changes = read.changes_since(self.told)?;
        let acting = self.acting()?;
        self.told = changes.rev;
        Ok(Some(TokensChanged {
            upsert: changes
                .upsert
                .into_iter()
                .filter(|record| acting.sees(record))
                .map(|record| self.row(record, now))
                .collect(),
            remove: changes.remove.iter().map(ToString::to_string).collect(),
        }))
    }

    /// The tokens that were used or refused since the listeners were last told.
    pub(crate) fn used(&mut self, now: Timestamp) -> Result<Option<TokensUsed>, AppError> {
        let (used, told_uses) = self.uses.news(self.told_uses);
        self.told_uses = told_uses;
        if used.is_empty() {
            return Ok(None);
        }
        let acting = self.acting()?;
        let mut rows = Vec::new();
        for token in used {
            let record = self.store.read().token(&token)?;
            rows.extend(
                record
                    .filter(|record| record.deleted_at.is_none() && acting.sees(record))
                    .map(|record| self.row(record, now)),
            );
        }
        Ok((!rows.is_empty()).then_some(TokensUsed { rows }))
    }

    /// A record as it stands at `now`, with its last use.
    pub(crate) fn row(&self, record: Record, now: Timestamp) -> TokenRow {
        let uses = self.uses.row(&record.id);
        rows::token_row(record, uses, now)
    }

    /// Takes away for good the records whose deletion can no longer be undone.
    pub(crate) fn purge(&mut self, desk: &Inner) -> Result<(), AppError> {
        let at = self.judge(desk.ports.clock.now())?;
        let before = at.checked_sub(UNDO).unwrap_or(Timestamp::MIN);
        let over = self.store.read().deleted_before(before)?;
        if over.is_empty() {
            return Ok(());
        }
        let by = desk.by_itself(at);
        self.store.change(&by, |change| {
            for (id, name) in &over {
                let event = Event::named("token.record_purged").about(*id, name);
                change.record(event)?.purge(id)?;
            }
            Ok::<_, AppError>(())
        })?;
        self.uses.forget(over.iter().map(|(id, _)| id));
        Ok(())
    }

    /// Remembers the hour when something has ended by it that had not by the latest hour seen: it stays ended
    /// when the clock is set back.
    pub(crate) fn note_ends(&mut self, mut ends: impl Iterator<Item = Timestamp>, now: Timestamp) {
        let noted = self.store.read().latest_time().and_then(|latest| {
            if ends.any(|end| latest < end && end <= now) {
                self.store.note_hour(now)
            } else {
                Ok(())
            }
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "the hour could not be kept");
        }
    }

    pub(crate) fn policy(&self) -> Result<Policy, AppError> {
        let policy = self.store.read().policy()?;
        Ok(Policy {
            max_days: policy.max_days().count(),
            never_allowed: policy.never_allowed(),
        })
    }

    pub(crate) fn set_policy(&mut self, policy: &token::Policy, by: By) -> Result<(), AppError> {
        self.acting()?.check(Operation::ChangePolicy, Whose::Other)?;
        self.store.change(&by, |change| {
            let event = Event::named("policy.changed")
                .fact("max_days", policy.max_days().count())
                .fact("never_allowed", policy.never_allowed());
            Ok(change.record(event)?.set_policy(policy)?)
        })
    }

    /// The newest audit rows that the person may see. Who may not see everybody's sees what they did themselves.
    pub(crate) fn recent(&self, count: u32) -> Result<Vec<AuditRow>, AppError> {
        let sees_all = self.acting()?.may(Operation::SeeAudit, Whose::Other);
        Ok(self
            .store
            .read()
            .audit(count)?
            .into_iter()
            .filter(|row| sees_all || row.actor == self.account.account)
            .map(rows::audit_row)
            .collect())
    }

    /// Whether the process of this name still runs.
    pub(crate) fn is_alive(&self, holder: &str) -> bool {
        self.holder.is_alive(holder)
    }

    /// The account at the keyboard.
    pub(crate) fn account(&self) -> &str {
        &self.account.account
    }

    /// The person who acts, as the store knows them by now.
    pub(crate) fn acting(&self) -> Result<Acting, AppError> {
        Acting::of(&self.store.read(), &self.account)
    }

    /// A record that has not been deleted.
    pub(crate) fn record(&self, id: &token::TokenId) -> Result<Record, AppError> {
        let record = self.store.read().token(id)?.ok_or(AppError::NotFound)?;
        if record.deleted_at.is_some() {
            Err(AppError::NotFound)
        } else {
            Ok(record)
        }
    }

    /// Voids what died with another process before anybody received it.
    pub(crate) fn settle(&mut self, desk: &Inner) -> Result<(), AppError> {
        let left: Vec<Pending> = self
            .store
            .read()
            .pending()?
            .into_iter()
            .filter(|pending| !self.holder.is_alive(&pending.holder))
            .collect();
        if left.is_empty() {
            return Ok(());
        }
        let by = desk.by_itself(self.judge(desk.ports.clock.now())?);
        for pending in left {
            let places = self.placed(desk, &pending)?;
            if places.is_empty() {
                void(&mut self.store, &by, &pending)?;
            } else {
                // It died between writing the variable and noting it: the variable has it, so it was received.
                deliver_left(&mut self.store, &by, &pending, &places)?;
            }
        }
        Ok(())
    }
}

impl Ledger {
    /// The variables that hold a pending secret, of those that it may have been on its way to: the usual one, and
    /// those that hold its record's.
    fn placed(&self, desk: &Inner, pending: &Pending) -> Result<Vec<Placement>, AppError> {
        let of_record = self.store.read().placements()?.into_iter();
        let variables = of_record
            .filter(|placed| placed.token_id == Some(pending.token_id))
            .map(|placed| placed.variable);
        Ok(desk.holding(pending, variables, &self.gate))
    }
}

/// Ends a pending secret that nobody received. A record that never had another is revoked with it.
pub(crate) fn void(store: &mut Store, by: &By, pending: &Pending) -> Result<(), AppError> {
    store.change(by, |change| {
        let event = Event::named("token.undelivered").about(pending.token_id, &pending.token_name);
        let mut recorded = change.record(event)?;
        recorded.void(&pending.id)?;
        if pending.is_first {
            recorded.revoke(&pending.token_id)?;
        }
        Ok(())
    })
}

fn deliver_left(store: &mut Store, by: &By, pending: &Pending, places: &[Placement]) -> Result<(), AppError> {
    store.change(by, |change| {
        let event = Event::named("token.delivered")
            .about(pending.token_id, &pending.token_name)
            .fact("how", "placed");
        let mut recorded = change.record(event)?;
        recorded.deliver(&pending.id)?;
        for place in places {
            recorded.place(&Placement {
                placed_at: by.at,
                ..place.clone()
            })?;
        }
        Ok(())
    })
}

fn floor() -> Timestamp {
    Timestamp::from_second(FLOOR).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn behind(clock: Timestamp, latest: Timestamp) -> Duration {
    Duration::try_from(latest.duration_since(clock)).unwrap_or(Duration::ZERO)
}

fn minutes(span: Duration) -> u32 {
    u32::try_from(span.as_secs() / 60).unwrap_or(u32::MAX)
}

impl From<store::Error> for AppError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable { .. } => Self::StoreUnavailable {
                reason: error.to_string(),
            },
            store::Error::NotOurs { path, owner } => Self::StoreNotOurs {
                path: path.display().to_string(),
                owner,
            },
            store::Error::Damaged { path, copy_from } => Self::StoreCorrupt {
                path: path.display().to_string(),
                copy_from: copy_from.map(|at| at.to_string()),
            },
            store::Error::Newer { found, known } => Self::StoreNewer { found, known },
            // Another program changed or took away what this one was about to change.
            store::Error::Missing => Self::Conflict,
        }
    }
}
