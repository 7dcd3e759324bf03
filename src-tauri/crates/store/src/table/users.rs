//! Whom tokens act for.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use token::Groups;

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

/// Somebody whom tokens act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their account: `DOMAIN\user` on Windows, `user@host` elsewhere.
    pub account: String,
    /// What to call them.
    pub name: String,
    /// What they may do.
    pub groups: Groups,
    /// Since when they are known.
    pub created_at: Timestamp,
}

pub(crate) fn by_account(db: &Connection, account: &str) -> rusqlite::Result<Option<User>> {
    db.prepare_cached("SELECT account, name, groups, created_at FROM users WHERE account = ?1")?
        .query_one([account], user)
        .optional()
}

/// Everybody, by the key that records name them by.
pub(crate) fn by_key(db: &Connection) -> rusqlite::Result<HashMap<i64, User>> {
    db.prepare_cached("SELECT account, name, groups, created_at, key FROM users")?
        .query_map([], |row| Ok((row.get(4)?, user(row)?)))?
        .collect()
}

pub(crate) fn insert(db: &Connection, user: &User) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO users (account, name, groups, created_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            user.account,
            user.name,
            Word(user.groups),
            At(user.created_at)
        ])
        .map(drop)
}

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        account: row.get(0)?,
        name: row.get(1)?,
        groups: row.get::<_, Word<_>>(2)?.0,
        created_at: row.get::<_, At>(3)?.0,
    })
}
