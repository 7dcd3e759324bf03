//! Secrets that end as soon as the one that replaced them is seen, or with their grace.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use token::{Expiry, TokenId};

use super::secrets::expiry;
use crate::column::{At, Word};

/// Whether a replaced secret ends once its successor is seen. A grace alone ends by the clock, and needs no mark.
pub(crate) const ADD: &str = "
ALTER TABLE secrets ADD COLUMN until_seen INTEGER NOT NULL DEFAULT 0;
CREATE INDEX secrets_until_seen ON secrets (token) WHERE until_seen = 1 AND state = 'retiring';
";

/// A replaced secret that waits for its successor to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finishing {
    /// The record.
    pub token_id: TokenId,
    /// That record's name.
    pub token_name: String,
    /// The public id of the secret that ends.
    pub old: TokenId,
    /// When it ends if nothing is seen.
    pub ends_at: Timestamp,
    /// The public id of the secret that has to be seen: the one that the record goes by.
    pub new: TokenId,
    /// When that one ends.
    pub new_expiry: Expiry,
}

/// All of them. A record that is revoked or deleted has nothing left to finish.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<Finishing>> {
    db.prepare_cached(
        "SELECT t.id, t.name, o.id, o.expires_at, p.id, p.expires_at
         FROM secrets o JOIN tokens t ON t.key = o.token JOIN secrets p ON p.key = t.present
         WHERE o.until_seen = 1 AND o.state = 'retiring' AND o.expires_at IS NOT NULL AND p.state = 'active'
           AND t.revoked_at IS NULL AND t.deleted_at IS NULL
         ORDER BY o.key",
    )?
    .query_map([], |row| {
        Ok(Finishing {
            token_id: row.get::<_, Word<_>>(0)?.0,
            token_name: row.get(1)?,
            old: row.get::<_, Word<_>>(2)?.0,
            ends_at: row.get::<_, At>(3)?.0,
            new: row.get::<_, Word<_>>(4)?.0,
            new_expiry: expiry(row, 5)?,
        })
    })?
    .collect()
}

/// Has a replaced secret wait for its successor.
pub(crate) fn await_successor(db: &Connection, old: &TokenId) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE secrets SET until_seen = 1 WHERE id = ?1 AND state = 'retiring'")?
        .execute([old.as_str()])
}

/// Ends a secret that waited, unless there is nothing that replaces it: a record never loses its last secret here.
pub(crate) fn end(db: &Connection, old: &TokenId, at: Timestamp) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "UPDATE secrets SET state = 'ended', expires_at = min(expires_at, ?2), ended_at = ?2
         WHERE id = ?1 AND state = 'retiring' AND until_seen = 1
           AND EXISTS (SELECT 1 FROM secrets n WHERE n.token = secrets.token AND n.state = 'active')",
    )?
    .execute(params![old.as_str(), At(at)])
}
