//! Which variable holds which token, as far as Token Desk put it there. The value itself is not here:
//! only a keyed fingerprint, to recognise it by.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use token::{Fingerprint, TokenId};

use crate::column::{At, Word};

pub(crate) const CREATE: &str = "
CREATE TABLE placements (
    variable  TEXT PRIMARY KEY,
    token     INTEGER REFERENCES tokens (key) ON DELETE SET NULL, -- NULL: a value that was typed in
    secret_id TEXT,
    print     BLOB NOT NULL CHECK (length(print) = 32),
    last4     TEXT NOT NULL,
    placed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX placements_by_token ON placements (token, placed_at);
CREATE TRIGGER placements_stamp_insert AFTER INSERT ON placements
BEGIN UPDATE tokens SET rev = rev WHERE key = NEW.token; END;
CREATE TRIGGER placements_stamp_update AFTER UPDATE ON placements
BEGIN UPDATE tokens SET rev = rev WHERE key IN (NEW.token, OLD.token); END;
CREATE TRIGGER placements_stamp_delete AFTER DELETE ON placements
BEGIN UPDATE tokens SET rev = rev WHERE key = OLD.token; END;
";

/// A value that Token Desk put into a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The variable.
    pub variable: String,
    /// The record of the token, where the value is one of ours.
    pub token_id: Option<TokenId>,
    /// The public id of the secret, where the value is one of ours.
    pub secret_id: Option<TokenId>,
    /// Recognises the value.
    pub print: Fingerprint,
    /// The value's last four characters; fewer when it is so short that they would give it away.
    pub last4: String,
    /// When it was put there.
    pub placed_at: Timestamp,
}

const COLUMNS: &str = "
SELECT variable, tokens.id, secret_id, print, last4, placed_at
FROM placements LEFT JOIN tokens ON tokens.key = placements.token";

pub(crate) fn of_variable(db: &Connection, variable: &str) -> rusqlite::Result<Option<Placement>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE variable = ?1"))?
        .query_one([variable], placement)
        .optional()
}

pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<Placement>> {
    db.prepare_cached(&format!("{COLUMNS} ORDER BY variable"))?
        .query_map([], placement)?
        .collect()
}

/// Of each record that was placed, by key, the variable that it was last put into.
pub(crate) fn newest_by_token(db: &Connection) -> rusqlite::Result<HashMap<i64, String>> {
    db.prepare_cached("SELECT token, variable FROM placements WHERE token IS NOT NULL ORDER BY placed_at")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

pub(crate) fn put(db: &Connection, placement: &Placement) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO placements (variable, token, secret_id, print, last4, placed_at)
         VALUES (?1, (SELECT key FROM tokens WHERE id = ?2), ?3, ?4, ?5, ?6)
         ON CONFLICT (variable) DO UPDATE SET token = excluded.token, secret_id = excluded.secret_id,
             print = excluded.print, last4 = excluded.last4, placed_at = excluded.placed_at",
    )?
    .execute(params![
        placement.variable,
        placement.token_id.as_ref().map(TokenId::as_str),
        placement.secret_id.as_ref().map(TokenId::as_str),
        placement.print.0,
        placement.last4,
        At(placement.placed_at)
    ])
    .map(drop)
}

pub(crate) fn take_away(db: &Connection, variable: &str) -> rusqlite::Result<usize> {
    db.prepare_cached("DELETE FROM placements WHERE variable = ?1")?
        .execute([variable])
}

fn placement(row: &Row<'_>) -> rusqlite::Result<Placement> {
    Ok(Placement {
        variable: row.get(0)?,
        token_id: row.get::<_, Option<Word<_>>>(1)?.map(|id| id.0),
        secret_id: row.get::<_, Option<Word<_>>>(2)?.map(|id| id.0),
        print: Fingerprint(row.get(3)?),
        last4: row.get(4)?,
        placed_at: row.get::<_, At>(5)?.0,
    })
}
