//! Which token is somebody's personal one, and its text, sealed by whoever calls: this crate cannot open it.

use rusqlite::{Connection, OptionalExtension, params};
use token::TokenId;

use crate::column::Word;

pub(crate) const CREATE: &str = "
CREATE TABLE personal (
    owner  INTEGER PRIMARY KEY REFERENCES users (key),
    token  INTEGER NOT NULL UNIQUE REFERENCES tokens (key) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
";

/// Somebody's personal token: one per user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal {
    /// The record.
    pub token_id: TokenId,
    /// The public id of the secret whose text is sealed; no other has it.
    pub secret_id: TokenId,
    /// The secret's text, sealed.
    pub sealed: Vec<u8>,
}

pub(crate) fn of_owner(db: &Connection, account: &str) -> rusqlite::Result<Option<Personal>> {
    db.prepare_cached(
        "SELECT tokens.id, secret, sealed FROM personal
         JOIN users ON users.key = personal.owner JOIN tokens ON tokens.key = personal.token
         WHERE users.account = ?1",
    )?
    .query_one([account], |row| {
        Ok(Personal {
            token_id: row.get::<_, Word<_>>(0)?.0,
            secret_id: row.get::<_, Word<_>>(1)?.0,
            sealed: row.get(2)?,
        })
    })
    .optional()
}

/// Puts it in the place of the one before.
pub(crate) fn put(db: &Connection, account: &str, new: &Personal) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO personal (owner, token, secret, sealed)
         SELECT users.key, tokens.key, ?3, ?4 FROM users, tokens WHERE users.account = ?1 AND tokens.id = ?2",
    )?
    .execute(params![
        account,
        new.token_id.as_str(),
        new.secret_id.as_str(),
        new.sealed
    ])
}
