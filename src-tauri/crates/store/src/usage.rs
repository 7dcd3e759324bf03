//! What became of tokens at the verifier, in a file of its own: noting a use moves no counter of the token store,
//! takes none of its locks and writes to no token's row. Losing the file loses no token and revives none.

mod by_secret;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use token::TokenId;

use crate::chain::{self, ChainKey, Chained, Checked, Extent};
use crate::column::{At, Word};
use crate::error::{Error, Site};
use crate::mark::{FileMark, LOG, LOG_INDEX, beside};
use crate::{connection, folder};

pub use by_secret::SecretUse;

/// The name of the file, beside the store's.
pub const USAGE_FILE_NAME: &str = "usage.db";

const VERSION: u32 = STEPS.len() as u32;
const BUSY: Duration = Duration::from_secs(2);

const CREATE: &str = "
CREATE TABLE counter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    rev INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO counter (one) VALUES (1);
CREATE TABLE used (
    token   TEXT PRIMARY KEY,
    at      INTEGER NOT NULL,
    address TEXT NOT NULL,
    scheme  TEXT NOT NULL,
    program TEXT,                -- NULL: the system could not tell
    count   INTEGER NOT NULL,
    rev     INTEGER NOT NULL
) STRICT;
CREATE INDEX used_by_rev ON used (rev);
CREATE TABLE refused (
    token   TEXT NOT NULL,
    why     TEXT NOT NULL,
    at      INTEGER NOT NULL,
    address TEXT NOT NULL,
    scheme  TEXT NOT NULL,
    program TEXT,
    count   INTEGER NOT NULL,
    rev     INTEGER NOT NULL,
    PRIMARY KEY (token, why)
) STRICT;
CREATE INDEX refused_by_rev ON refused (rev);
CREATE TABLE requests (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    token   TEXT NOT NULL,
    address TEXT NOT NULL,
    scheme  TEXT NOT NULL,
    program TEXT,
    outcome TEXT NOT NULL
) STRICT;
CREATE INDEX requests_by_token ON requests (token, seq);
CREATE TRIGGER requests_are_never_changed BEFORE UPDATE ON requests
BEGIN SELECT RAISE (ABORT, 'recorded requests are append-only'); END;
CREATE TRIGGER requests_are_never_deleted BEFORE DELETE ON requests
BEGIN SELECT RAISE (ABORT, 'recorded requests are append-only'); END;
";

const NEVER_CHANGED: &str = "
CREATE TRIGGER requests_are_never_changed BEFORE UPDATE ON requests
BEGIN SELECT RAISE (ABORT, 'recorded requests are append-only'); END;
";

/// Recorded requests are chained from the second version on, as the audit trail is.
const ADD_LINK: &str = "ALTER TABLE requests ADD COLUMN link BLOB NOT NULL DEFAULT x'';";

const CHAINED: Chained = Chained {
    table: "requests",
    columns: "at, token, address, scheme, program, outcome",
    context: "app.tokendesk 2026-11 chain of recorded requests",
};

/// From where, by what and when a token was presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// When.
    pub at: Timestamp,
    /// The address it came from.
    pub address: String,
    /// The form in which it came: `bearer`, `basic`, …
    pub scheme: String,
    /// The program on this computer that sent it, where the system could tell.
    pub program: Option<String>,
}

/// So many uses of a token, and the last of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The record.
    pub token: TokenId,
    /// The last use.
    pub last: Presented,
    /// How many.
    pub count: u64,
}

/// So many refused attempts that named a token, for one reason, and the last of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals {
    /// The record.
    pub token: TokenId,
    /// Why, as a word: `expired`, `revoked`, …
    pub why: String,
    /// The last attempt.
    pub last: Presented,
    /// How many.
    pub count: u64,
}

/// Why an attempt was refused that showed a token to whoever listened on the way: it was not encrypted.
pub const EXPOSED: &str = "exposed";

/// What is known of all refused attempts that named one token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refused {
    /// How many.
    pub count: u64,
    /// When it last came unencrypted, if it did.
    pub exposed_at: Option<Timestamp>,
}

impl Refused {
    /// The sum of what is known of one token.
    pub fn of(attempts: &[Refusals]) -> Self {
        Self {
            count: attempts.iter().map(|refused| refused.count).sum(),
            exposed_at: attempts
                .iter()
                .find(|refused| refused.why == EXPOSED)
                .map(|refused| refused.last.at),
        }
    }
}

/// One request that was recorded before it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The record.
    pub token: TokenId,
    /// When, and from where.
    pub seen: Presented,
    /// What it came to: `accepted` or `forbidden`.
    pub outcome: String,
}

/// The file of uses. One thread at a time; several programs at once.
#[derive(Debug)]
pub struct Usage {
    db: Connection,
    site: Site,
    /// Of recorded requests.
    key: ChainKey,
    mark: Option<FileMark>,
}

impl Usage {
    /// Opens the file in `folder`, and makes it where there is none. One that is damaged is set aside under
    /// another name, and a new one begins.
    ///
    /// # Errors
    /// [`Error::NotOurs`], [`Error::Newer`], [`Error::Unavailable`].
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, Error> {
        folder::prepare(folder)?;
        let site = site(folder);
        match Self::open_at(&site) {
            Err(Error::Damaged { .. }) => {
                set_aside(&site.file, now)?;
                Self::open_at(&site)
            }
            answer => answer,
        }
    }

    /// Opens the file if there is one.
    ///
    /// # Errors
    /// [`Error::NotOurs`], [`Error::Newer`], [`Error::Damaged`], [`Error::Unavailable`].
    pub fn look(folder: &Path) -> Result<Option<Self>, Error> {
        let site = site(folder);
        if site.file.exists() {
            Self::open_at(&site).map(Some)
        } else {
            Ok(None)
        }
    }

    fn open_at(site: &Site) -> Result<Self, Error> {
        folder::claim(&site.file)?;
        if !site.file.exists() {
            // One that is there must not be opened and closed by others than SQLite: see the header's module.
            folder::create_file(&site.file)?;
        }
        let mut db = site.told(connect(&site.file))?;
        let version = site.told(connection::version(&db))?;
        if version > VERSION {
            return Err(Error::Newer {
                found: version,
                known: VERSION,
            });
        }
        site.told(connection::settle(&db))?;
        let key = ChainKey::read_or_make(&site.folder)?;
        site.told(create(&mut db, &key))?;
        Ok(Self {
            db,
            key,
            mark: FileMark::of(&site.file),
            site: Site::of_file(&site.folder, USAGE_FILE_NAME),
        })
    }

    /// Whether another file, or none, lies by now where this one was opened.
    pub fn is_replaced(&self) -> bool {
        FileMark::of(&self.site.file) != self.mark
    }

    /// Adds what happened since the last call to what is known, in one commit.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`]; nothing of it was added then.
    pub fn keep(&mut self, used: &[Used], refused: &[Refusals]) -> Result<(), Error> {
        self.keep_by_secret(used, refused, &[])
    }

    /// The same, with the uses among them that are told by secret.
    ///
    /// # Errors
    /// As [`Usage::keep`].
    pub fn keep_by_secret(
        &mut self,
        used: &[Used],
        refused: &[Refusals],
        by_secret: &[SecretUse],
    ) -> Result<(), Error> {
        let kept = keep(&mut self.db, used, refused, by_secret);
        self.site.told(kept)
    }

    /// Writes requests down, all or none; they are safe on disk when this answers.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`]; none of them was written then.
    pub fn record(&mut self, requests: &[Request]) -> Result<(), Error> {
        let recorded = record(&mut self.db, &self.key, requests);
        self.site.told(recorded)
    }

    /// Everything that is known of accepted uses.
    ///
    /// # Errors
    /// As for every question: [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn all_used(&self) -> Result<HashMap<TokenId, Used>, Error> {
        self.told(|db| {
            db.prepare_cached(&format!("{USED} ORDER BY token"))?
                .query_map([], |row| used(row).map(|used| (used.token, used)))?
                .collect()
        })
    }

    /// How many attempts of each token were refused, and when it last came unencrypted.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn all_refused(&self) -> Result<HashMap<TokenId, Refused>, Error> {
        self.told(|db| {
            db.prepare_cached(
                "SELECT token, sum(count), max(iif(why = ?1, at, NULL)) FROM refused GROUP BY token",
            )?
            .query_map([EXPOSED], |row| {
                let refused = Refused {
                    count: row.get::<_, i64>(1)?.unsigned_abs(),
                    exposed_at: row.get::<_, Option<At>>(2)?.map(|at| at.0),
                };
                Ok((row.get::<_, Word<_>>(0)?.0, refused))
            })?
            .collect()
        })
    }

    /// The uses of one token.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn used(&self, token: &TokenId) -> Result<Option<Used>, Error> {
        self.told(|db| {
            db.prepare_cached(&format!("{USED} WHERE token = ?1"))?
                .query_one([token.as_str()], used)
                .optional()
        })
    }

    /// The refused attempts that named one token, the latest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn refused(&self, token: &TokenId) -> Result<Vec<Refusals>, Error> {
        self.told(|db| {
            db.prepare_cached(
                "SELECT at, address, scheme, program, token, why, count FROM refused
                 WHERE token = ?1 ORDER BY at DESC, why",
            )?
            .query_map([token.as_str()], |row| {
                Ok(Refusals {
                    token: row.get::<_, Word<_>>(4)?.0,
                    why: row.get(5)?,
                    last: presented(row)?,
                    count: row.get::<_, i64>(6)?.unsigned_abs(),
                })
            })?
            .collect()
        })
    }

    /// Who used which secret of one token while it had two, the latest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn by_secret(&self, token: &TokenId) -> Result<Vec<SecretUse>, Error> {
        self.told(|db| by_secret::of_token(db, token))
    }

    /// The same of every token.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn all_by_secret(&self) -> Result<Vec<SecretUse>, Error> {
        self.told(by_secret::all)
    }

    /// The newest recorded requests of one token, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn requests(&self, token: &TokenId, count: u32) -> Result<Vec<Request>, Error> {
        self.told(|db| {
            db.prepare_cached(
                "SELECT at, address, scheme, program, token, outcome FROM requests
                 WHERE token = ?1 ORDER BY seq DESC LIMIT ?2",
            )?
            .query_map(params![token.as_str(), count], |row| {
                Ok(Request {
                    token: row.get::<_, Word<_>>(4)?.0,
                    seen: presented(row)?,
                    outcome: row.get(5)?,
                })
            })?
            .collect()
        })
    }

    /// Looks along the chain of recorded requests for the first that is not as it was written.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`]. What was meddled with is no error but the answer.
    pub fn check_requests(&self, extent: Extent) -> Result<Checked, Error> {
        self.told(|db| chain::check(db, &CHAINED, Some(&self.key), extent, None))
    }

    /// Counts every batch that was kept, by any program.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn rev(&self) -> Result<i64, Error> {
        self.told(|db| {
            db.prepare_cached("SELECT rev FROM counter")?
                .query_one([], |row| row.get(0))
        })
    }

    /// The tokens of which something was kept after `rev`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn changed_since(&self, rev: i64) -> Result<Vec<TokenId>, Error> {
        self.told(|db| {
            db.prepare_cached(
                "SELECT token FROM used WHERE rev > ?1 UNION SELECT token FROM refused WHERE rev > ?1",
            )?
            .query_map([rev], |row| Ok(row.get::<_, Word<_>>(0)?.0))?
            .collect()
        })
    }

    /// Forgets the uses of a token whose record is gone. Recorded requests stay.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn forget(&mut self, token: &TokenId) -> Result<(), Error> {
        self.told(|db| {
            db.execute("DELETE FROM used WHERE token = ?1", [token.as_str()])?;
            db.execute("DELETE FROM refused WHERE token = ?1", [token.as_str()])?;
            by_secret::forget(db, token)
        })
    }

    fn told<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.site.told(ask(&self.db))
    }
}

const USED: &str = "SELECT at, address, scheme, program, token, count FROM used";

fn used(row: &rusqlite::Row<'_>) -> rusqlite::Result<Used> {
    Ok(Used {
        token: row.get::<_, Word<_>>(4)?.0,
        last: presented(row)?,
        count: row.get::<_, i64>(5)?.unsigned_abs(),
    })
}

/// The first four columns of every question here.
fn presented(row: &rusqlite::Row<'_>) -> rusqlite::Result<Presented> {
    Ok(Presented {
        at: row.get::<_, At>(0)?.0,
        address: row.get(1)?,
        scheme: row.get(2)?,
        program: row.get(3)?,
    })
}

fn site(folder: &Path) -> Site {
    Site::of_file(folder, USAGE_FILE_NAME)
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let db = Connection::open_with_flags(file, flags)?;
    db.busy_timeout(BUSY)?;
    Ok(db)
}

fn create(db: &mut Connection, key: &ChainKey) -> rusqlite::Result<()> {
    if connection::version(db)? == VERSION {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have made it meanwhile.
    let from = connection::version(&transaction)? as usize;
    for step in STEPS.iter().skip(from) {
        step(&transaction, key)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// The n-th step leads from version n to n + 1. A step that was released is never edited.
const STEPS: &[fn(&Connection, &ChainKey) -> rusqlite::Result<()>] = &[
    |db, _| db.execute_batch(CREATE),
    add_chain,
    |db, _| db.execute_batch(by_secret::CREATE),
];

fn add_chain(db: &Connection, key: &ChainKey) -> rusqlite::Result<()> {
    db.execute_batch(chain::CREATE)?;
    db.execute_batch(ADD_LINK)?;
    db.execute_batch("DROP TRIGGER requests_are_never_changed")?;
    chain::begin(db, &CHAINED, key)?;
    db.execute_batch(NEVER_CHANGED)
}

/// The later of two attempts is the last one, whichever program tells it first.
const KEEP_USED: &str = "
INSERT INTO used (token, at, address, scheme, program, count, rev)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT rev FROM counter))
ON CONFLICT (token) DO UPDATE SET
    address = iif(excluded.at >= at, excluded.address, address),
    scheme  = iif(excluded.at >= at, excluded.scheme, scheme),
    program = iif(excluded.at >= at, excluded.program, program),
    at      = max(at, excluded.at),
    count   = count + excluded.count,
    rev     = excluded.rev";

const KEEP_REFUSED: &str = "
INSERT INTO refused (token, at, address, scheme, program, count, rev, why)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT rev FROM counter), ?7)
ON CONFLICT (token, why) DO UPDATE SET
    address = iif(excluded.at >= at, excluded.address, address),
    scheme  = iif(excluded.at >= at, excluded.scheme, scheme),
    program = iif(excluded.at >= at, excluded.program, program),
    at      = max(at, excluded.at),
    count   = count + excluded.count,
    rev     = excluded.rev";

fn keep(
    db: &mut Connection,
    used: &[Used],
    refused: &[Refusals],
    by_secret: &[SecretUse],
) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("UPDATE counter SET rev = rev + 1", [])?;
    {
        let mut one = transaction.prepare_cached(KEEP_USED)?;
        for Used { token, last, count } in used {
            one.execute(params![
                token.as_str(),
                At(last.at),
                last.address,
                last.scheme,
                last.program,
                count.cast_signed(),
            ])?;
        }
        let mut one = transaction.prepare_cached(KEEP_REFUSED)?;
        for Refusals {
            token,
            why,
            last,
            count,
        } in refused
        {
            one.execute(params![
                token.as_str(),
                At(last.at),
                last.address,
                last.scheme,
                last.program,
                count.cast_signed(),
                why,
            ])?;
        }
    }
    by_secret::keep(&transaction, by_secret)?;
    transaction.commit()
}

fn record(db: &mut Connection, key: &ChainKey, requests: &[Request]) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let rows = requests.iter().map(|Request { token, seen, outcome }| {
        vec![
            seen.at.as_second().into(),
            token.as_str().to_owned().into(),
            seen.address.clone().into(),
            seen.scheme.clone().into(),
            seen.program.clone().into(),
            outcome.clone().into(),
        ]
    });
    chain::append(&transaction, &CHAINED, key, rows)?;
    transaction.commit()
}

/// Keeps a damaged file for whoever wants to look into it.
fn set_aside(file: &Path, now: Timestamp) -> Result<(), Error> {
    let aside = file.with_file_name(format!("usage-damaged-{}.db", now.as_second()));
    tracing::warn!(aside = %aside.display(), "the file of uses is damaged and starts anew");
    fs::rename(file, &aside).map_err(|error| Error::io(file, &error))?;
    for ending in [LOG, LOG_INDEX] {
        // They belong to the damaged file; where there are none nothing has to go.
        let _ = fs::remove_file(beside(file, ending));
    }
    Ok(())
}
