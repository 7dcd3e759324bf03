//! The secrets of a token, of each its digest and never the secret. A record has one present secret;
//! after *Regenerate* older ones may live on for a while.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use token::{Digest, Expiry, Grace, Groups, Limits, Scopes, TokenId};

use crate::column::{At, Word};

pub(crate) const CREATE: &str = "
CREATE TABLE secrets (
    key          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    token        INTEGER NOT NULL REFERENCES tokens (key) ON DELETE CASCADE,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'active', 'retiring', 'ended')),
    digest       TEXT NOT NULL,
    last4        TEXT NOT NULL,
    issued_at    INTEGER NOT NULL,
    expires_at   INTEGER,       -- NULL: never
    delivered_at INTEGER,
    ended_at     INTEGER,
    grace        TEXT,          -- while pending: how long its predecessor lives on
    holder       TEXT           -- while pending: the process that holds the secret
) STRICT;
CREATE UNIQUE INDEX secrets_one_active ON secrets (token) WHERE state = 'active';
CREATE UNIQUE INDEX secrets_one_pending ON secrets (token) WHERE state = 'pending';
CREATE INDEX secrets_retiring ON secrets (token, expires_at) WHERE state = 'retiring';
CREATE INDEX secrets_by_token ON secrets (token);
CREATE TRIGGER secrets_stamp_insert AFTER INSERT ON secrets
BEGIN UPDATE tokens SET rev = rev WHERE key = NEW.token; END;
CREATE TRIGGER secrets_stamp_update AFTER UPDATE ON secrets
BEGIN UPDATE tokens SET rev = rev WHERE key IN (NEW.token, OLD.token); END;
CREATE TRIGGER secrets_stamp_delete AFTER DELETE ON secrets
BEGIN UPDATE tokens SET rev = rev WHERE key = OLD.token; END;
";

/// How often a secret with a number of uses was accepted. Beside the secrets, since a use is no change of a token.
pub(crate) const ADD_SPENT: &str = "
CREATE TABLE spent (
    secret INTEGER PRIMARY KEY REFERENCES secrets (key) ON DELETE CASCADE,
    count  INTEGER NOT NULL
) STRICT;
";

/// Where a secret stands, its expiry aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretState {
    /// Made and not yet copied, shown, placed or printed: nothing accepts it.
    Pending,
    /// The one that its record goes by.
    Active,
    /// Replaced, and accepted until it expires.
    Retiring,
    /// Over: replaced without a grace, or never delivered.
    Ended,
}

impl SecretState {
    fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Retiring => "retiring",
            Self::Ended => "ended",
        }
    }
}

impl fmt::Display for SecretState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for SecretState {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        let all = [Self::Pending, Self::Active, Self::Retiring, Self::Ended];
        all.into_iter().find(|state| state.word() == word).ok_or(())
    }
}

/// What is known of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its public id.
    pub id: TokenId,
    /// Where it stands.
    pub state: SecretState,
    /// The last four characters of the token's text; they belong to its tag.
    pub last4: String,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expiry: Expiry,
    /// When it was first copied, shown, placed or printed.
    pub delivered_at: Option<Timestamp>,
}

/// A secret to be stored. It is pending until it is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSecret {
    /// Its public id.
    pub id: TokenId,
    /// All that is kept of it.
    pub digest: Digest,
    /// The last four characters of the token's text.
    pub last4: String,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expiry: Expiry,
    /// Names the process that holds the secret, so that another one does not settle it meanwhile.
    pub holder: String,
}

/// A secret that nobody has received yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its public id.
    pub id: TokenId,
    /// Its record.
    pub token_id: TokenId,
    /// That record's name.
    pub token_name: String,
    /// Whether the record has no other secret: it was made by *Generate*, not by *Regenerate*.
    pub is_first: bool,
    /// When it was made.
    pub issued_at: Timestamp,
    /// The process that holds it, or held it when it died.
    pub holder: String,
    /// How long its predecessor lives on once it is delivered.
    pub grace: Grace,
}

/// The digest of a secret, and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDigest {
    /// The record.
    pub token_id: TokenId,
    /// Where the secret stands.
    pub state: SecretState,
    /// When it ends.
    pub expiry: Expiry,
    /// The digest as it is stored, its parameters not yet judged: see [`Digest::from_phc`].
    pub phc: String,
}

/// What a verdict on a secret needs: the secret, its record, its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifiable {
    /// The record.
    pub token_id: TokenId,
    /// That record's name.
    pub name: String,
    /// The owner's name; `None` for a company token.
    pub owner: Option<String>,
    /// The owner's account; `None` for a company token.
    pub owner_account: Option<String>,
    /// What the owner may do; `None` for a company token.
    pub owner_groups: Option<Groups>,
    /// Whether the owner is disabled.
    pub is_owner_disabled: bool,
    /// What the token may do.
    pub groups: Groups,
    /// How far those reach.
    pub scopes: Scopes,
    /// The one resource that the token is for, if it is for one.
    pub resource: Option<String>,
    /// How often, how many times and from where it is accepted.
    pub limits: Limits,
    /// Where the secret stands.
    pub state: SecretState,
    /// When the secret was made.
    pub issued_at: Timestamp,
    /// When the secret ends.
    pub expiry: Expiry,
    /// Until when the record has a replaced secret beside the present one, if it had one.
    pub beside_until: Option<Timestamp>,
    /// Whether the record is paused.
    pub is_paused: bool,
    /// Whether the record is revoked.
    pub is_revoked: bool,
    /// Whether the record was deleted, which can be undone until it is purged.
    pub is_deleted: bool,
    /// The digest as it is stored, its parameters not yet judged: see [`Digest::from_phc`].
    pub phc: String,
}

pub(crate) fn verifiable(db: &Connection, id: &TokenId) -> rusqlite::Result<Option<Verifiable>> {
    db.prepare_cached(
        "SELECT t.id, t.name, u.name, u.account, t.groups, t.scopes, s.state, s.issued_at, s.expires_at,
                t.paused_at IS NOT NULL, t.revoked_at IS NOT NULL, t.deleted_at IS NOT NULL, s.digest,
                t.rate, t.uses, t.networks, u.groups, u.disabled_at IS NOT NULL,
                (SELECT r.name FROM bound b JOIN resources r ON r.key = b.resource WHERE b.token = t.key),
                (SELECT max(o.expires_at) FROM secrets o WHERE o.token = t.key AND o.state = 'retiring')
         FROM secrets s JOIN tokens t ON t.key = s.token LEFT JOIN users u ON u.key = t.owner
         WHERE s.id = ?1",
    )?
    .query_one([id.as_str()], |row| {
        Ok(Verifiable {
            token_id: row.get::<_, Word<_>>(0)?.0,
            name: row.get(1)?,
            owner: row.get(2)?,
            owner_account: row.get(3)?,
            groups: row.get::<_, Word<_>>(4)?.0,
            scopes: row.get::<_, Word<_>>(5)?.0,
            state: row.get::<_, Word<_>>(6)?.0,
            issued_at: row.get::<_, At>(7)?.0,
            expiry: expiry(row, 8)?,
            is_paused: row.get(9)?,
            is_revoked: row.get(10)?,
            is_deleted: row.get(11)?,
            phc: row.get(12)?,
            limits: super::tokens::limits(row, 13)?,
            owner_groups: row.get::<_, Option<Word<_>>>(16)?.map(|groups| groups.0),
            is_owner_disabled: row.get(17)?,
            resource: row.get(18)?,
            beside_until: row.get::<_, Option<At>>(19)?.map(|at| at.0),
        })
    })
    .optional()
}

/// Counts one use of a secret that is good for `most`. Answers whether there was one left.
pub(crate) fn spend(db: &Connection, id: &TokenId, most: u32) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "INSERT INTO spent (secret, count) SELECT key, 1 FROM secrets WHERE id = ?1
         ON CONFLICT (secret) DO UPDATE SET count = count + 1 WHERE count < ?2",
    )?
    .execute(params![id.as_str(), most])
    .map(|changed| changed > 0)
}

/// How many uses of a secret were counted.
pub(crate) fn spent(db: &Connection, id: &TokenId) -> rusqlite::Result<u32> {
    db.prepare_cached(
        "SELECT count FROM spent JOIN secrets ON secrets.key = spent.secret WHERE secrets.id = ?1",
    )?
    .query_one([id.as_str()], |row| row.get(0))
    .optional()
    .map(Option::unwrap_or_default)
}

pub(crate) fn any(db: &Connection) -> rusqlite::Result<bool> {
    db.query_one("SELECT EXISTS (SELECT 1 FROM secrets)", [], |row| row.get(0))
}

pub(crate) fn digest(db: &Connection, id: &TokenId) -> rusqlite::Result<Option<StoredDigest>> {
    db.prepare_cached(
        "SELECT tokens.id, state, expires_at, digest FROM secrets JOIN tokens ON tokens.key = secrets.token
         WHERE secrets.id = ?1",
    )?
    .query_one([id.as_str()], |row| {
        Ok(StoredDigest {
            token_id: row.get::<_, Word<_>>(0)?.0,
            state: row.get::<_, Word<_>>(1)?.0,
            expiry: expiry(row, 2)?,
            phc: row.get(3)?,
        })
    })
    .optional()
}

pub(crate) fn pending(db: &Connection) -> rusqlite::Result<Vec<Pending>> {
    db.prepare_cached(
        "SELECT secrets.id, tokens.id, tokens.name, tokens.present = secrets.key, issued_at, holder, grace
         FROM secrets JOIN tokens ON tokens.key = secrets.token WHERE state = 'pending' ORDER BY secrets.key",
    )?
    .query_map([], |row| {
        Ok(Pending {
            id: row.get::<_, Word<_>>(0)?.0,
            token_id: row.get::<_, Word<_>>(1)?.0,
            token_name: row.get(2)?,
            is_first: row.get(3)?,
            issued_at: row.get::<_, At>(4)?.0,
            holder: row.get::<_, Option<_>>(5)?.unwrap_or_default(),
            grace: row
                .get::<_, Option<Word<_>>>(6)?
                .map_or(Grace::Now, |grace| grace.0),
        })
    })?
    .collect()
}

/// Stores a pending secret and answers its key.
pub(crate) fn insert(
    db: &Connection,
    token: &TokenId,
    new: &NewSecret,
    grace: Grace,
) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO secrets (id, token, state, digest, last4, issued_at, expires_at, grace, holder)
         VALUES (?1, (SELECT key FROM tokens WHERE id = ?2), 'pending', ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .insert(params![
        new.id.as_str(),
        token.as_str(),
        new.digest.as_phc(),
        new.last4,
        At(new.issued_at),
        new.expiry.instant().map(At),
        Word(grace),
        new.holder,
    ])
}

/// Makes a pending secret the present one of its record, and ends its predecessor or lets it retire.
/// Answers whether there was one to deliver.
pub(crate) fn deliver(db: &Connection, id: &TokenId, at: Timestamp) -> rusqlite::Result<bool> {
    let found = db
        .prepare_cached("SELECT key, token, grace FROM secrets WHERE id = ?1 AND state = 'pending'")?
        .query_one([id.as_str()], |row| {
            let grace: Option<Word<Grace>> = row.get(2)?;
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                grace.map_or(Grace::Now, |grace| grace.0),
            ))
        })
        .optional()?;
    let Some((key, token, grace)) = found else {
        return Ok(false);
    };
    retire(db, token, grace, at)?;
    db.prepare_cached(
        "UPDATE secrets SET state = 'active', delivered_at = ?2, grace = NULL, holder = NULL WHERE key = ?1",
    )?
    .execute(params![key, At(at)])?;
    db.prepare_cached("UPDATE tokens SET present = ?2 WHERE key = ?1")?
        .execute([token, key])?;
    Ok(true)
}

fn retire(db: &Connection, token: i64, grace: Grace, at: Timestamp) -> rusqlite::Result<()> {
    let active = db
        .prepare_cached("SELECT key, expires_at FROM secrets WHERE token = ?1 AND state = 'active'")?
        .query_one([token], |row| Ok((row.get::<_, i64>(0)?, expiry(row, 1)?)))
        .optional()?;
    let Some((key, own)) = active else { return Ok(()) };
    let end = grace.end(at, own);
    if end > at {
        db.prepare_cached("UPDATE secrets SET state = 'retiring', expires_at = ?2 WHERE key = ?1")?
            .execute(params![key, At(end)])?;
    } else {
        db.prepare_cached(
            "UPDATE secrets SET state = 'ended', expires_at = ?2, ended_at = ?3 WHERE key = ?1",
        )?
        .execute(params![key, At(end), At(at)])?;
    }
    Ok(())
}

/// Ends a pending secret that nobody received. Answers whether there was one.
pub(crate) fn void(db: &Connection, id: &TokenId, at: Timestamp) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "UPDATE secrets SET state = 'ended', ended_at = ?2, grace = NULL, holder = NULL
         WHERE id = ?1 AND state = 'pending'",
    )?
    .execute(params![id.as_str(), At(at)])
    .map(|changed| changed > 0)
}

pub(crate) fn expiry(row: &Row<'_>, index: usize) -> rusqlite::Result<Expiry> {
    Ok(row.get::<_, Option<At>>(index)?.map(|at| at.0).into())
}
