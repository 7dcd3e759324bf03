//! Whom tokens act for, and who may do what. The person at the keyboard is one of them.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use token::{Group, Groups, TokenId};

use crate::column::{At, Word};

pub(crate) const CREATE: &str = "
CREATE TABLE users (
    key        INTEGER PRIMARY KEY,
    account    TEXT NOT NULL UNIQUE, -- DOMAIN\\user on Windows, user@host elsewhere
    name       TEXT NOT NULL,
    groups     TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
";

/// A disabled user's tokens are refused until the user is enabled; a change of a user is a change of their tokens.
pub(crate) const ADD_DISABLED: &str = "
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
CREATE INDEX tokens_by_owner ON tokens (owner) WHERE owner IS NOT NULL;
CREATE TRIGGER users_stamp_insert AFTER INSERT ON users
BEGIN UPDATE meta SET rev = rev + 1; END;
CREATE TRIGGER users_stamp_update AFTER UPDATE ON users
BEGIN
    UPDATE meta SET rev = rev + 1;
    UPDATE tokens SET rev = rev WHERE owner = NEW.key;
END;
";

/// Somebody whom tokens act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their account: `DOMAIN\user` on Windows, `user@host` elsewhere, or the user name of another system.
    pub account: String,
    /// What to call them.
    pub name: String,
    /// What they may do.
    pub groups: Groups,
    /// Since when they are known.
    pub created_at: Timestamp,
    /// Since when they, and every token of theirs, are refused.
    pub disabled_at: Option<Timestamp>,
}

impl User {
    /// Whether they may do everything, now.
    pub fn is_site_admin(&self) -> bool {
        self.disabled_at.is_none() && self.groups.contains(Group::SiteAdmin)
    }
}

/// A user with what belongs to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The user.
    pub user: User,
    /// Their tokens that have not been deleted.
    pub tokens: Vec<Owned>,
}

/// A token of somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owned {
    /// The record.
    pub id: TokenId,
    /// Whether it is neither revoked, paused nor expired; its owner aside.
    pub is_active: bool,
}

const COLUMNS: &str = "SELECT account, name, groups, created_at, disabled_at, key FROM users";

pub(crate) fn by_account(db: &Connection, account: &str) -> rusqlite::Result<Option<User>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE account = ?1"))?
        .query_one([account], user)
        .optional()
}

/// Everybody, oldest first.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<User>> {
    db.prepare_cached(&format!("{COLUMNS} ORDER BY key"))?
        .query_map([], user)?
        .collect()
}

/// Everybody, by the key that records name them by.
pub(crate) fn by_key(db: &Connection) -> rusqlite::Result<HashMap<i64, User>> {
    db.prepare_cached(COLUMNS)?
        .query_map([], |row| Ok((row.get(5)?, user(row)?)))?
        .collect()
}

/// Everybody with their tokens, oldest first. A token is judged by `now`.
pub(crate) fn holdings(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Holding>> {
    let mut tokens: HashMap<i64, Vec<Owned>> = HashMap::new();
    // Owner by owner, as the index has them, each record would lie on another page of the file.
    let mut asked = db.prepare_cached(
        "SELECT t.owner, t.id, t.revoked_at IS NULL AND t.paused_at IS NULL
                AND (s.expires_at IS NULL OR s.expires_at > ?1)
         FROM tokens t NOT INDEXED JOIN secrets s ON s.key = t.present
         WHERE t.owner IS NOT NULL AND t.deleted_at IS NULL",
    )?;
    let mut rows = asked.query([At(now)])?;
    while let Some(row) = rows.next()? {
        tokens.entry(row.get(0)?).or_default().push(Owned {
            id: row.get::<_, Word<_>>(1)?.0,
            is_active: row.get(2)?,
        });
    }
    db.prepare_cached(&format!("{COLUMNS} ORDER BY key"))?
        .query_map([], |row| {
            Ok(Holding {
                user: user(row)?,
                tokens: tokens.remove(&row.get(5)?).unwrap_or_default(),
            })
        })?
        .collect()
}

pub(crate) fn insert(db: &Connection, user: &User) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO users (account, name, groups, created_at, disabled_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        user.account,
        user.name,
        Word(user.groups),
        At(user.created_at),
        user.disabled_at.map(At),
    ])
    .map(drop)
}

pub(crate) fn edit(db: &Connection, account: &str, name: &str, groups: Groups) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE users SET name = ?2, groups = ?3 WHERE account = ?1")?
        .execute(params![account, name, Word(groups)])
}

pub(crate) fn set_disabled(db: &Connection, account: &str, at: Option<Timestamp>) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "UPDATE users SET disabled_at = ?2 WHERE account = ?1 AND (disabled_at IS NULL) = (?2 IS NOT NULL)",
    )?
    .execute(params![account, at.map(At)])
}

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        account: row.get(0)?,
        name: row.get(1)?,
        groups: row.get::<_, Word<_>>(2)?.0,
        created_at: row.get::<_, At>(3)?.0,
        disabled_at: row.get::<_, Option<At>>(4)?.map(|at| at.0),
    })
}
