//! The records: what a token is called and may do. A record outlives its secrets.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Row, params};
use token::{Description, Expiry, Groups, Limits, Scopes, Status, TokenId, TokenName, status};

use super::secrets::{Secret, expiry};
use super::{placements, users};
use crate::column::{At, Word};

pub(crate) const CREATE: &str = "
CREATE TABLE tokens (
    key        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL,                    -- the name as names are compared
    owner      INTEGER REFERENCES users (key),   -- NULL: a company token
    groups     TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    paused_at  INTEGER,
    revoked_at INTEGER,
    deleted_at INTEGER,
    present    INTEGER REFERENCES secrets (key) DEFERRABLE INITIALLY DEFERRED,
    rev        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX tokens_by_rev ON tokens (rev);
CREATE INDEX tokens_by_name ON tokens (folded);
CREATE INDEX tokens_deleted ON tokens (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE gone (
    rev INTEGER PRIMARY KEY,
    id  TEXT NOT NULL
) STRICT;

CREATE TRIGGER tokens_stamp_insert AFTER INSERT ON tokens
BEGIN
    UPDATE meta SET rev = rev + 1;
    UPDATE tokens SET rev = (SELECT rev FROM meta) WHERE key = NEW.key;
END;
CREATE TRIGGER tokens_stamp_update AFTER UPDATE ON tokens
BEGIN
    UPDATE meta SET rev = rev + 1;
    UPDATE tokens SET rev = (SELECT rev FROM meta) WHERE key = NEW.key;
END;
CREATE TRIGGER tokens_stamp_delete AFTER DELETE ON tokens
BEGIN
    UPDATE meta SET rev = rev + 1;
    INSERT INTO gone (rev, id) SELECT rev, OLD.id FROM meta;
END;
";

/// What a person limited a token to; nothing where all three are NULL.
pub(crate) const ADD_LIMITS: &str = "
ALTER TABLE tokens ADD COLUMN rate TEXT;
ALTER TABLE tokens ADD COLUMN uses INTEGER;
ALTER TABLE tokens ADD COLUMN networks TEXT;
";

/// What a token is for, in a sentence; only company tokens have one.
pub(crate) const ADD_DESCRIPTION: &str = "ALTER TABLE tokens ADD COLUMN description TEXT;";

/// A record, with its present secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Stays the same when the token is regenerated.
    pub id: TokenId,
    /// What the person called it.
    pub name: String,
    /// The owner's name; `None` for a company token.
    pub owner: Option<String>,
    /// The owner's account; `None` for a company token.
    pub owner_account: Option<String>,
    /// What the owner may do; `None` for a company token.
    pub owner_groups: Option<Groups>,
    /// Whether the owner is disabled: the token is refused then.
    pub is_owner_disabled: bool,
    /// What it may do, as far as its owner may.
    pub groups: Groups,
    /// How far those reach.
    pub scopes: Scopes,
    /// How often, how many times and from where it is accepted.
    pub limits: Limits,
    /// What it is for; `None` where nobody said.
    pub description: Option<String>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// Since when it is paused.
    pub paused_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When the record was deleted; it can be brought back until it is purged.
    pub deleted_at: Option<Timestamp>,
    /// The secret that the record goes by: the active one, or the first while that is pending.
    pub present: Secret,
    /// The replaced secret that lives longest, if one was given a grace. It may be over by now.
    pub retiring: Option<Retiring>,
    /// The variable that it was last put into.
    pub variable: Option<String>,
    /// Counts every change of the record by any program.
    pub rev: i64,
}

impl Record {
    /// What it may do now: no more than its owner.
    pub fn effective_groups(&self) -> Groups {
        self.owner_groups
            .map_or(self.groups, |owner| self.groups.intersection(owner))
    }

    /// Where the token stands at `now`.
    pub fn status(&self, now: Timestamp) -> Status {
        status(
            self.revoked_at.is_some(),
            self.paused_at.is_some(),
            self.present.expiry,
            now,
        )
    }
}

/// A replaced secret that lives on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retiring {
    /// Its public id.
    pub id: TokenId,
    /// The last four characters of its text.
    pub last4: String,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Whether it ends earlier, once its successor is seen.
    pub until_seen: bool,
}

/// A record to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Its id.
    pub id: TokenId,
    /// Its name.
    pub name: TokenName,
    /// The owner's account, a known user's; `None` for a company token.
    pub owner: Option<String>,
    /// What it may do.
    pub groups: Groups,
    /// How far those reach.
    pub scopes: Scopes,
    /// How often, how many times and from where it is accepted.
    pub limits: Limits,
}

const COLUMNS: &str = "
SELECT t.id, t.name, u.name, u.account, t.groups, t.scopes, t.created_at, t.created_by, t.paused_at, t.revoked_at,
       t.deleted_at, t.rev, s.id, s.state, s.last4, s.issued_at, s.expires_at, s.delivered_at,
       r.id, r.last4, r.expires_at,
       (SELECT variable FROM placements p WHERE p.token = t.key ORDER BY placed_at DESC LIMIT 1),
       t.rate, t.uses, t.networks, u.groups, u.disabled_at IS NOT NULL, t.description,
       r.until_seen
FROM tokens t
JOIN secrets s ON s.key = t.present
LEFT JOIN users u ON u.key = t.owner
LEFT JOIN secrets r ON r.key = (
    SELECT key FROM secrets o WHERE o.token = t.key AND o.state = 'retiring' ORDER BY o.expires_at DESC LIMIT 1)";

/// As [`COLUMNS`], without what few records have: asking for it record by record takes longer than all the rest.
const BARE_COLUMNS: &str = "
SELECT t.id, t.name, NULL, NULL, t.groups, t.scopes, t.created_at, t.created_by, t.paused_at, t.revoked_at,
       t.deleted_at, t.rev, s.id, s.state, s.last4, s.issued_at, s.expires_at, s.delivered_at,
       NULL, NULL, NULL, NULL, t.rate, t.uses, t.networks, NULL, 0, t.description, NULL, t.key, t.owner
FROM tokens t JOIN secrets s ON s.key = t.present
WHERE t.deleted_at IS NULL ORDER BY t.key";

/// Every record that has not been deleted, oldest first.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<Record>> {
    in_one_view(db, || {
        let owners = users::by_key(db)?;
        let mut retiring = all_retiring(db)?;
        let mut variables = placements::newest_by_token(db)?;
        db.prepare_cached(BARE_COLUMNS)?
            .query_map([], |row| {
                let key: i64 = row.get(29)?;
                let owner = row
                    .get::<_, Option<i64>>(30)?
                    .and_then(|owner| owners.get(&owner));
                Ok(Record {
                    owner: owner.map(|user| user.name.clone()),
                    owner_account: owner.map(|user| user.account.clone()),
                    owner_groups: owner.map(|user| user.groups),
                    is_owner_disabled: owner.is_some_and(|user| user.disabled_at.is_some()),
                    retiring: retiring.remove(&key),
                    variable: variables.remove(&key),
                    ..record(row)?
                })
            })?
            .collect()
    })
}

/// Asks several questions of one state of the file, whatever other programs commit meanwhile.
fn in_one_view<T>(db: &Connection, ask: impl FnOnce() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    db.execute_batch("SAVEPOINT view")?;
    let answer = ask();
    db.execute_batch("RELEASE view")?;
    answer
}

/// Of each record the replaced secret that lives longest.
fn all_retiring(db: &Connection) -> rusqlite::Result<HashMap<i64, Retiring>> {
    db.prepare_cached(
        "SELECT token, id, last4, expires_at, until_seen FROM secrets
         WHERE state = 'retiring' AND expires_at IS NOT NULL ORDER BY expires_at",
    )?
    .query_map([], |row| {
        let retiring = Retiring {
            id: row.get::<_, Word<_>>(1)?.0,
            last4: row.get(2)?,
            ends_at: row.get::<_, At>(3)?.0,
            until_seen: row.get(4)?,
        };
        Ok((row.get(0)?, retiring))
    })?
    .collect()
}

pub(crate) fn by_id(db: &Connection, id: &TokenId) -> rusqlite::Result<Option<Record>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE t.id = ?1"))?
        .query_one([id.as_str()], record)
        .optional()
}

/// The records that nobody stopped whose present secret ends after `after` and by `until`, the earliest first: at most
/// so many of those that are `wanted`.
pub(crate) fn ending(
    db: &Connection,
    after: Timestamp,
    until: Timestamp,
    most: usize,
    wanted: impl Fn(&Record) -> bool,
) -> rusqlite::Result<Vec<Record>> {
    db.prepare_cached(&format!(
        "{COLUMNS} WHERE t.deleted_at IS NULL AND t.revoked_at IS NULL AND t.paused_at IS NULL
           AND s.state = 'active' AND s.expires_at > ?1 AND s.expires_at <= ?2 ORDER BY s.expires_at, t.key"
    ))?
    .query_map(params![At(after), At(until)], record)?
    .filter(|found| found.as_ref().map_or(true, &wanted))
    .take(most)
    .collect()
}

pub(crate) fn changed_since(db: &Connection, rev: i64) -> rusqlite::Result<Vec<Record>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE t.rev > ?1 ORDER BY t.rev"))?
        .query_map([rev], record)?
        .collect()
}

pub(crate) fn gone_since(db: &Connection, rev: i64) -> rusqlite::Result<Vec<TokenId>> {
    db.prepare_cached("SELECT id FROM gone WHERE rev > ?1")?
        .query_map([rev], |row| Ok(row.get::<_, Word<_>>(0)?.0))?
        .collect()
}

/// The spelling of `name` on another record of the same owner that lives at `now`.
pub(crate) fn taken_name(
    db: &Connection,
    name: &TokenName,
    owner: Option<&str>,
    except: Option<&TokenId>,
    now: Timestamp,
) -> rusqlite::Result<Option<String>> {
    db.prepare_cached(
        "SELECT t.name FROM tokens t JOIN secrets s ON s.key = t.present LEFT JOIN users u ON u.key = t.owner
         WHERE t.folded = ?1 AND u.account IS ?2 AND t.id IS NOT ?3
           AND t.revoked_at IS NULL AND t.deleted_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > ?4)
         LIMIT 1",
    )?
    .query_one(
        params![name.folded(), owner, except.map(TokenId::as_str), At(now)],
        |row| row.get(0),
    )
    .optional()
}

pub(crate) fn insert(db: &Connection, new: &NewToken, by: &str, at: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO tokens (id, name, folded, owner, groups, scopes, created_at, created_by,
                             rate, uses, networks)
         VALUES (?1, ?2, ?3, (SELECT key FROM users WHERE account = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        new.id.as_str(),
        new.name.as_str(),
        new.name.folded(),
        new.owner,
        Word(new.groups),
        Word(&new.scopes),
        At(at),
        by,
        new.limits.rate.map(Word),
        new.limits.uses.map(|uses| uses.count()),
        (!new.limits.networks.is_everywhere()).then(|| new.limits.networks.to_string()),
    ])
    .map(drop)
}

pub(crate) fn set_present(db: &Connection, id: &TokenId, secret_key: i64) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE tokens SET present = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), secret_key])
        .map(drop)
}

pub(crate) fn rename(db: &Connection, id: &TokenId, name: &TokenName) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE tokens SET name = ?2, folded = ?3 WHERE id = ?1")?
        .execute(params![id.as_str(), name.as_str(), name.folded()])
}

/// Brings the form that names are compared in up to date.
pub(crate) fn fold_names(db: &Connection) -> rusqlite::Result<()> {
    let stale: Vec<(i64, String)> = db
        .prepare("SELECT key, name, folded FROM tokens")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .filter_map(|row: rusqlite::Result<(i64, String, String)>| {
            row.map(|(key, name, before)| {
                let folded = token::fold(&name);
                (folded != before).then_some((key, folded))
            })
            .transpose()
        })
        .collect::<rusqlite::Result<_>>()?;
    let mut update = db.prepare("UPDATE tokens SET folded = ?2 WHERE key = ?1")?;
    stale
        .into_iter()
        .try_for_each(|(key, folded)| update.execute(params![key, folded]).map(drop))
}

pub(crate) fn describe(db: &Connection, id: &TokenId, description: &Description) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE tokens SET description = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), description.as_str()])
}

pub(crate) fn set_paused(db: &Connection, id: &TokenId, at: Option<Timestamp>) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE tokens SET paused_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
        .execute(params![id.as_str(), at.map(At)])
}

pub(crate) fn revoke(db: &Connection, id: &TokenId, at: Timestamp) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
        .execute(params![id.as_str(), At(at)])
}

pub(crate) fn set_deleted(db: &Connection, id: &TokenId, at: Option<Timestamp>) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "UPDATE tokens SET deleted_at = ?2 WHERE id = ?1 AND (deleted_at IS NULL) = (?2 IS NOT NULL)",
    )?
    .execute(params![id.as_str(), at.map(At)])
}

/// The records that were deleted before `before`: id and name.
pub(crate) fn deleted_before(db: &Connection, before: Timestamp) -> rusqlite::Result<Vec<(TokenId, String)>> {
    db.prepare_cached("SELECT id, name FROM tokens WHERE deleted_at < ?1 ORDER BY key")?
        .query_map([At(before)], |row| Ok((row.get::<_, Word<_>>(0)?.0, row.get(1)?)))?
        .collect()
}

/// Takes a deleted record away for good, secrets included.
pub(crate) fn purge(db: &Connection, id: &TokenId) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE tokens SET present = NULL WHERE id = ?1 AND deleted_at IS NOT NULL")?
        .execute([id.as_str()])?;
    db.prepare_cached("DELETE FROM tokens WHERE id = ?1 AND deleted_at IS NOT NULL")?
        .execute([id.as_str()])
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        id: row.get::<_, Word<_>>(0)?.0,
        name: row.get(1)?,
        owner: row.get(2)?,
        owner_account: row.get(3)?,
        groups: row.get::<_, Word<_>>(4)?.0,
        scopes: row.get::<_, Word<_>>(5)?.0,
        created_at: row.get::<_, At>(6)?.0,
        created_by: row.get(7)?,
        paused_at: row.get::<_, Option<At>>(8)?.map(|at| at.0),
        revoked_at: row.get::<_, Option<At>>(9)?.map(|at| at.0),
        deleted_at: row.get::<_, Option<At>>(10)?.map(|at| at.0),
        rev: row.get(11)?,
        present: Secret {
            id: row.get::<_, Word<_>>(12)?.0,
            state: row.get::<_, Word<_>>(13)?.0,
            last4: row.get(14)?,
            issued_at: row.get::<_, At>(15)?.0,
            expiry: expiry(row, 16)?,
            delivered_at: row.get::<_, Option<At>>(17)?.map(|at| at.0),
        },
        retiring: retiring(row)?,
        variable: row.get(21)?,
        limits: limits(row, 22)?,
        owner_groups: row.get::<_, Option<Word<_>>>(25)?.map(|groups| groups.0),
        is_owner_disabled: row.get(26)?,
        description: row.get(27)?,
    })
}

/// Three columns from `first` on.
pub(crate) fn limits(row: &Row<'_>, first: usize) -> rusqlite::Result<Limits> {
    let uses: Option<i64> = row.get(first + 1)?;
    let uses = uses.map(|uses| uses.to_string().parse()).transpose();
    Ok(Limits {
        rate: row.get::<_, Option<Word<_>>>(first)?.map(|rate| rate.0),
        uses: uses
            .map_err(|error| Error::FromSqlConversionFailure(first + 1, Type::Integer, Box::new(error)))?,
        networks: row
            .get::<_, Option<Word<_>>>(first + 2)?
            .map_or_else(Default::default, |networks| networks.0),
    })
}

fn retiring(row: &Row<'_>) -> rusqlite::Result<Option<Retiring>> {
    let Some(Word(id)) = row.get::<_, Option<Word<TokenId>>>(18)? else {
        return Ok(None);
    };
    // A retiring secret always has an end: a grace is finite.
    let Expiry::At(ends_at) = expiry(row, 20)? else {
        return Ok(None);
    };
    Ok(Some(Retiring {
        id,
        last4: row.get(19)?,
        ends_at,
        until_seen: row.get(28)?,
    }))
}
