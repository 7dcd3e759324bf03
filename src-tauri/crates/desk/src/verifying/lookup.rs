//! What the verifier is told of a token.
//!
//! For every request the verifier asks whether anything has changed. The answer comes from [`store::Heard`], and, for
//! what programs that are not ours may have changed, five times a second from SQLite's `PRAGMA data_version`. Measured by
//! `cargo xtask bench verify` (README, *Performance*): with the pragma for every request a known token takes ten times
//! what it takes now, with a read of eight bytes of a file three times. The other way that was considered, reading
//! SQLite's own counter from the index of its log, relies on a layout that SQLite does not promise.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use store::{By, Event, Heard, Reader, SecretState, Source, Verifiable};
use token::TokenId;
use verifier::{Found, Lookup, Standing, Subject, Unavailable};

use crate::wire::AppError;
use crate::{Clock, Desk};

/// How often SQLite is asked, and the store's file is looked at, in milliseconds.
/// Before that is over for whoever changed something and was not heard, by a clock that lags a little.
const ROUND: u64 = store::LATEST.as_millis() as u64 * 4 / 5;
/// So many owners' accounts are kept once for all their tokens.
const MOST_OWNERS: usize = 16_384;
/// No version is negative.
const NO_VERSION: i64 = -1;

/// A connection that reads, and the desk for what has to be written.
pub(super) struct StoreLookup {
    desk: Desk,
    clock: Arc<dyn Clock>,
    reader: Mutex<Reader>,
    heard: Heard,
    /// SQLite's own count of changes, when it was last asked for.
    counted: AtomicI64,
    /// The version that was last seen.
    version: AtomicI64,
    /// The latest hour that the store had seen at that version, in seconds.
    latest: AtomicI64,
    /// When the file was last looked at, in milliseconds of the clock that nobody can set.
    looked_at: AtomicU64,
    is_replaced: AtomicBool,
    /// Tokens whose exposure was written down: one row each is enough.
    exposed: Mutex<HashSet<TokenId>>,
    owners: Mutex<HashSet<Arc<str>>>,
}

impl StoreLookup {
    /// Over a store that `desk` has opened.
    pub(super) fn open(desk: &Desk) -> Result<Self, AppError> {
        let reader = Reader::open(&desk.inner.places.data)?;
        // What is changed after this is heard.
        let heard = Heard::of(&desk.inner.places.data);
        let counted = reader.version()?;
        let latest = reader.latest_time()?.as_second();
        Ok(Self {
            desk: desk.clone(),
            clock: Arc::clone(&desk.inner.ports.clock),
            reader: Mutex::new(reader),
            heard,
            counted: AtomicI64::new(counted),
            version: AtomicI64::new(NO_VERSION),
            latest: AtomicI64::new(latest),
            looked_at: AtomicU64::new(0),
            is_replaced: AtomicBool::new(false),
            exposed: Mutex::default(),
            owners: Mutex::default(),
        })
    }

    fn reading<T>(&self, work: impl FnOnce(&Reader) -> Result<T, store::Error>) -> Result<T, Unavailable> {
        self.is_the_same()?;
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        work(&reader).map_err(told)
    }

    fn is_the_same(&self) -> Result<(), Unavailable> {
        if self.is_replaced.load(Ordering::Relaxed) {
            return Err(Unavailable::Replaced);
        }
        Ok(())
    }

    /// Asks SQLite, and whether the file is still the one that was opened. Once another was seen nothing is believed
    /// any more: a person has to look first.
    fn look(&self, now: u64) -> Result<(), Unavailable> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        if reader.is_replaced() && !self.is_replaced.swap(true, Ordering::Relaxed) {
            tracing::error!("another file lies where the store was; nothing is verified any more");
        }
        self.is_the_same()?;
        self.heard.look();
        self.counted
            .store(reader.version().map_err(told)?, Ordering::Relaxed);
        // Last, so that whoever comes meanwhile looks too instead of trusting what is old.
        self.looked_at.store(now, Ordering::Relaxed);
        Ok(())
    }

    /// The same account for all who have it.
    fn once(&self, account: String) -> Arc<str> {
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = owners.get(account.as_str()) {
            return Arc::clone(known);
        }
        if owners.len() >= MOST_OWNERS {
            owners.clear();
        }
        let account: Arc<str> = account.into();
        owners.insert(Arc::clone(&account));
        account
    }

    fn written(
        &self,
        work: impl FnOnce(&mut crate::ledger::Ledger, By) -> Result<(), AppError>,
    ) -> Result<(), Unavailable> {
        self.is_the_same()?;
        let by = By {
            source: Source::Program,
            ..self.desk.by_now()
        };
        // A desk whose window is locked still has a service that runs.
        let done = self.desk.with_any_ledger(|ledger, _| {
            let at = ledger.judge(by.at)?;
            work(ledger, By { at, ..by })
        });
        done.map_err(|error| {
            tracing::warn!(?error, "the store cannot be written");
            Unavailable::Store
        })
    }
}

impl Lookup for StoreLookup {
    fn version(&self) -> Result<i64, Unavailable> {
        let heard = self.heard.last();
        let now = u64::try_from(self.clock.elapsed_about().as_millis()).unwrap_or(u64::MAX);
        let is_due = now.saturating_sub(self.looked_at.load(Ordering::Relaxed)) >= ROUND;
        if is_due || heard.is_none() {
            self.look(now)?;
        }
        self.is_the_same()?;
        let counted = self.counted.load(Ordering::Relaxed);
        let version = heard.unwrap_or_default().cast_signed().wrapping_add(counted) & i64::MAX;
        // Looked at first: what is written to is fetched by every core anew.
        if self.version.load(Ordering::Relaxed) != version
            && self.version.swap(version, Ordering::Relaxed) != version
        {
            let latest = self.reading(Reader::latest_time)?.as_second();
            // Not the larger of the two: a person may have said that the clock was wrong then.
            self.latest.store(latest, Ordering::Relaxed);
        }
        Ok(version)
    }

    fn find(&self, secret: &TokenId) -> Result<Option<Found>, Unavailable> {
        let row = self.reading(|reader| reader.verifiable(secret))?;
        Ok(row.map(|mut row| {
            let owner = row.owner_account.take().map(|account| self.once(account));
            found(row, owner)
        }))
    }

    fn now(&self) -> Timestamp {
        let latest = Timestamp::from_second(self.latest.load(Ordering::Relaxed));
        self.clock.now().max(latest.unwrap_or(Timestamp::MIN))
    }

    fn trusted(&self) -> Result<i64, Unavailable> {
        self.reading(Reader::trusted)
    }

    fn spend(&self, secret: &TokenId, most: u32) -> Result<bool, Unavailable> {
        let mut left = false;
        self.written(|ledger, _| {
            left = ledger.store.spend(secret, most)?;
            Ok(())
        })?;
        Ok(left)
    }

    fn revoke(&self, token: &TokenId, by: &TokenId) -> Result<(), Unavailable> {
        self.written(|ledger, author| {
            let record = ledger.record(token)?;
            if record.revoked_at.is_some() {
                return Ok(());
            }
            Ok(ledger.store.change_in_need(&author, |change| {
                let event = Event::named("token.revoked").of(&record).fact("by_token", by);
                change.record(event)?.revoke(token)
            })?)
        })
    }

    fn expose(&self, token: &TokenId, from: IpAddr) -> Result<(), Unavailable> {
        let is_known = |exposed: &Mutex<HashSet<TokenId>>| {
            exposed
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .contains(token)
        };
        if is_known(&self.exposed) {
            return Ok(());
        }
        self.written(|ledger, author| {
            let record = ledger.record(token)?;
            ledger.store.change(&author, |change| {
                let event = Event::named("token.exposed").of(&record).fact("from", from);
                // The row itself is all there is to write.
                let _ = change.record(event)?;
                Ok::<_, AppError>(())
            })
        })?;
        self.exposed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(*token);
        Ok(())
    }
}

fn told(error: store::Error) -> Unavailable {
    tracing::warn!(%error, "the store cannot be read");
    Unavailable::Store
}

fn found(row: Verifiable, owner: Option<Arc<str>>) -> Found {
    let standing = if row.is_revoked || row.is_deleted {
        Standing::Revoked
    } else if row.is_paused {
        Standing::Paused
    } else if row.is_owner_disabled {
        Standing::Blocked
    } else {
        match row.state {
            SecretState::Active | SecretState::Retiring => Standing::Good,
            SecretState::Pending | SecretState::Ended => Standing::Void,
        }
    };
    Found {
        subject: Subject {
            token: row.token_id,
            name: row.name.into(),
            owner,
            // What was taken from the owner is taken from the token.
            groups: row
                .owner_groups
                .map_or(row.groups, |owner| row.groups.intersection(owner)),
            scopes: row.scopes,
            resource: row.resource.map(Into::into),
            issued_at: row.issued_at,
        },
        standing,
        expiry: row.expiry,
        limits: row.limits,
        beside_until: row.beside_until,
        phc: row.phc,
    }
}
