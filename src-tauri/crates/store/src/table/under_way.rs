//! Secrets on their way to where their predecessors lie. A program that dies before one has arrived everywhere leaves its
//! row behind, so that another goes on.

use rusqlite::{Connection, params};
use token::TokenId;

use crate::column::Word;

pub(crate) const CREATE: &str = "
CREATE TABLE under_way (
    secret  INTEGER PRIMARY KEY REFERENCES secrets (key) ON DELETE CASCADE,
    old     INTEGER NOT NULL REFERENCES secrets (key) ON DELETE CASCADE,
    at_once INTEGER NOT NULL,
    holder  TEXT NOT NULL        -- the process that carries it
) STRICT;
";

/// A secret on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// The record.
    pub token_id: TokenId,
    /// The public id of the secret.
    pub secret: TokenId,
    /// The public id of the one that it replaces.
    pub old: TokenId,
    /// Whether that one ends when this one has arrived everywhere, seen or not.
    pub at_once: bool,
    /// The process that carries it, or carried it when it died.
    pub holder: String,
}

/// Those that were received and are still the ones that their records go by, the longest under way first.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<UnderWay>> {
    db.prepare_cached(
        "SELECT t.id, n.id, o.id, w.at_once, w.holder
         FROM under_way w JOIN secrets n ON n.key = w.secret JOIN secrets o ON o.key = w.old
         JOIN tokens t ON t.key = n.token
         WHERE n.state = 'active' AND t.revoked_at IS NULL AND t.deleted_at IS NULL
         ORDER BY w.secret",
    )?
    .query_map([], |row| {
        Ok(UnderWay {
            token_id: row.get::<_, Word<_>>(0)?.0,
            secret: row.get::<_, Word<_>>(1)?.0,
            old: row.get::<_, Word<_>>(2)?.0,
            at_once: row.get(3)?,
            holder: row.get(4)?,
        })
    })?
    .collect()
}

/// Notes that a secret is under way, and that no other of its record is any more.
pub(crate) fn insert(db: &Connection, new: &UnderWay) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "DELETE FROM under_way WHERE secret IN (
             SELECT s.key FROM secrets s JOIN tokens t ON t.key = s.token WHERE t.id = ?1)",
    )?
    .execute([new.token_id.as_str()])?;
    db.prepare_cached(
        "INSERT INTO under_way (secret, old, at_once, holder)
         SELECT n.key, o.key, ?3, ?4 FROM secrets n JOIN secrets o ON o.token = n.token
         WHERE n.id = ?1 AND o.id = ?2",
    )?
    .execute(params![
        new.secret.as_str(),
        new.old.as_str(),
        new.at_once,
        new.holder
    ])
}

/// The processes that carry a secret of this record that was not voided, whether or not anybody received it.
pub(crate) fn carriers(db: &Connection, token: &TokenId) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached(
        "SELECT w.holder FROM tokens t JOIN secrets n ON n.token = t.key JOIN under_way w ON w.secret = n.key
         WHERE t.id = ?1 AND n.state IN ('pending', 'active')",
    )?
    .query_map([token.as_str()], |row| row.get(0))?
    .collect()
}

/// Goes on for a process that died. Of several that try one does.
pub(crate) fn take_over(db: &Connection, left: &UnderWay, holder: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "UPDATE under_way SET holder = ?3
         WHERE holder = ?2 AND secret = (SELECT key FROM secrets WHERE id = ?1)",
    )?
    .execute(params![left.secret.as_str(), left.holder, holder])
    .map(|changed| changed > 0)
}

/// Notes that a secret is under way no more.
pub(crate) fn end(db: &Connection, secret: &TokenId) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM under_way WHERE secret = (SELECT key FROM secrets WHERE id = ?1)")?
        .execute([secret.as_str()])
        .map(drop)
}
