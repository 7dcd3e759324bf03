//! Resources: things with credentials of their own, and the tokens that are bound to one.
//!
//! What is sealed was sealed elsewhere; here it is bytes.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use token::{Groups, TokenId};

use crate::column::{At, Word};

pub(crate) const CREATE: &str = "
CREATE TABLE resources (
    key        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL COLLATE NOCASE, -- what scripts call it: runHost
    kind       TEXT NOT NULL,
    address    TEXT NOT NULL,
    account    BLOB NOT NULL,                -- sealed
    password   BLOB NOT NULL,                -- sealed
    version    INTEGER NOT NULL,             -- counts the changes of what is sealed
    exclusive  INTEGER NOT NULL,
    groups     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER                       -- the row stays for its past check-outs; what was sealed is gone
) STRICT;
CREATE UNIQUE INDEX resources_names ON resources (name) WHERE removed_at IS NULL;
CREATE TRIGGER resources_stamp AFTER UPDATE ON resources
BEGIN
    UPDATE meta SET rev = rev + 1;
    UPDATE tokens SET rev = rev WHERE key IN (SELECT token FROM bound WHERE resource = NEW.key);
END;
CREATE TABLE bound (
    token    INTEGER PRIMARY KEY REFERENCES tokens (key) ON DELETE CASCADE,
    resource INTEGER NOT NULL REFERENCES resources (key)
) STRICT;
CREATE INDEX bound_by_resource ON bound (resource);
";

/// Passwords are replaced once they are back, from here on.
pub(crate) const ADD_ROTATION: &str = "
ALTER TABLE resources ADD COLUMN rotate_with TEXT;       -- the program that replaces the password; NULL: nothing does
ALTER TABLE resources ADD COLUMN next_password BLOB;     -- sealed: what the program was, or is, told to set
ALTER TABLE resources ADD COLUMN rotation_due INTEGER;   -- since when nobody has it and the password is the old one
ALTER TABLE resources ADD COLUMN rotating_until INTEGER; -- a program runs; after this its end is not waited for
ALTER TABLE resources ADD COLUMN rotation_failed TEXT;   -- why the last one failed; NULL: it did not
CREATE TRIGGER resources_stamp_insert AFTER INSERT ON resources
BEGIN
    UPDATE meta SET rev = rev + 1;
END;
";

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Never given out again.
    pub id: String,
    /// What scripts call it. Letters count alike in either case.
    pub name: String,
    /// A word for what it is.
    pub kind: String,
    /// Where it is.
    pub address: String,
    /// The account there, sealed.
    pub account: Vec<u8>,
    /// That account's password, sealed.
    pub password: Vec<u8>,
    /// Counts the changes of what is sealed.
    pub version: u32,
    /// Whether one at a time may have it.
    pub is_exclusive: bool,
    /// Whoever is in one of these may check it out.
    pub groups: Groups,
    /// Since when it is known.
    pub created_at: Timestamp,
    /// How its password is replaced once it is back.
    pub rotation: Rotation,
}

/// How the password of a resource is replaced, and how far that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotation {
    /// The program that does it; `None`: nothing does.
    pub program: Option<String>,
    /// What the program was, or is, told to set, sealed. It is kept until the program succeeded.
    pub next: Option<Vec<u8>>,
    /// Since when nobody has it and the password is still the old one.
    pub due_since: Option<Timestamp>,
    /// Until when the end of a program that runs is waited for.
    pub runs_until: Option<Timestamp>,
    /// A word for why the last one failed.
    pub failed: Option<String>,
}

impl Rotation {
    /// Whether a program runs at `now`.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.runs_until.is_some_and(|until| now < until)
    }

    /// Whether the password must not be given out at `now`, since it is about to be another.
    pub fn is_in_the_way(&self, now: Timestamp) -> bool {
        self.due_since.is_some() || self.runs(now)
    }
}

const COLUMNS: &str =
    "SELECT id, name, kind, address, account, password, version, exclusive, groups, created_at, rotate_with,
                              next_password, rotation_due, rotating_until, rotation_failed
                       FROM resources";

/// All that were not removed, by name.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<Resource>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE removed_at IS NULL ORDER BY name"))?
        .query_map([], resource)?
        .collect()
}

pub(crate) fn by_name(db: &Connection, name: &str) -> rusqlite::Result<Option<Resource>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE name = ?1 AND removed_at IS NULL"))?
        .query_one([name], resource)
        .optional()
}

/// Those whose password is to be replaced, and for which no program runs at `now`; the longest wait first.
pub(crate) fn to_rotate(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Resource>> {
    db.prepare_cached(&format!(
        "{COLUMNS} WHERE rotation_due IS NOT NULL AND rotate_with IS NOT NULL AND removed_at IS NULL
                   AND (rotating_until IS NULL OR rotating_until <= ?1)
         ORDER BY rotation_due"
    ))?
    .query_map([At(now)], resource)?
    .collect()
}

/// The resource that a token is bound to, removed ones included: id and name.
pub(crate) fn bound_to(db: &Connection, token: &TokenId) -> rusqlite::Result<Option<(String, String)>> {
    db.prepare_cached(
        "SELECT r.id, r.name FROM bound b JOIN tokens t ON t.key = b.token JOIN resources r ON r.key = b.resource
         WHERE t.id = ?1",
    )?
    .query_one([token.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()
}

/// The tokens that are bound to a resource and are not revoked: id and name, oldest first.
pub(crate) fn tokens_of(db: &Connection, id: &str) -> rusqlite::Result<Vec<(TokenId, String)>> {
    db.prepare_cached(
        "SELECT t.id, t.name FROM bound b JOIN tokens t ON t.key = b.token JOIN resources r ON r.key = b.resource
         WHERE r.id = ?1 AND t.revoked_at IS NULL ORDER BY t.key",
    )?
    .query_map([id], |row| Ok((row.get::<_, Word<_>>(0)?.0, row.get(1)?)))?
    .collect()
}

pub(crate) fn insert(db: &Connection, new: &Resource) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO resources (id, name, kind, address, account, password, version, exclusive, groups, created_at,
                                rotate_with)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        new.id,
        new.name,
        new.kind,
        new.address,
        new.account,
        new.password,
        new.version,
        new.is_exclusive,
        Word(new.groups),
        At(new.created_at),
        new.rotation.program,
    ])
    .map(drop)
}

/// Everything but the id and the day it was made.
pub(crate) fn edit(db: &Connection, changed: &Resource) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "UPDATE resources SET name = ?2, kind = ?3, address = ?4, account = ?5, password = ?6, version = ?7,
                exclusive = ?8, groups = ?9, rotate_with = ?10, next_password = ?11, rotation_due = ?12,
                rotating_until = ?13, rotation_failed = ?14
         WHERE id = ?1 AND removed_at IS NULL",
    )?
    .execute(params![
        changed.id,
        changed.name,
        changed.kind,
        changed.address,
        changed.account,
        changed.password,
        changed.version,
        changed.is_exclusive,
        Word(changed.groups),
        changed.rotation.program,
        changed.rotation.next,
        changed.rotation.due_since.map(At),
        changed.rotation.runs_until.map(At),
        changed.rotation.failed,
    ])
}

/// Takes what was sealed away for good, and revokes the tokens that are bound to it.
pub(crate) fn remove(db: &Connection, id: &str, at: Timestamp) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "UPDATE tokens SET revoked_at = ?2 WHERE revoked_at IS NULL AND key IN
             (SELECT token FROM bound JOIN resources r ON r.key = resource WHERE r.id = ?1)",
    )?
    .execute(params![id, At(at)])?;
    db.prepare_cached(
        "UPDATE resources SET removed_at = ?2, account = x'', password = x'', next_password = NULL, rotation_due = NULL
         WHERE id = ?1 AND removed_at IS NULL",
    )?
    .execute(params![id, At(at)])
}

pub(crate) fn bind(db: &Connection, token: &TokenId, id: &str) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "INSERT INTO bound (token, resource) SELECT t.key, r.key FROM tokens t, resources r
         WHERE t.id = ?1 AND r.id = ?2 AND r.removed_at IS NULL",
    )?
    .execute([token.as_str(), id])
}

fn resource(row: &Row<'_>) -> rusqlite::Result<Resource> {
    Ok(Resource {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        address: row.get(3)?,
        account: row.get(4)?,
        password: row.get(5)?,
        version: row.get(6)?,
        is_exclusive: row.get(7)?,
        groups: row.get::<_, Word<_>>(8)?.0,
        created_at: row.get::<_, At>(9)?.0,
        rotation: Rotation {
            program: row.get(10)?,
            next: row.get(11)?,
            due_since: row.get::<_, Option<At>>(12)?.map(|at| at.0),
            runs_until: row.get::<_, Option<At>>(13)?.map(|at| at.0),
            failed: row.get(14)?,
        },
    })
}
