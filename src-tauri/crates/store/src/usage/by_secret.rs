//! Uses told by secret, of tokens that have two that live: who uses the new one already, and who still the old one.

use rusqlite::{Connection, params};
use token::TokenId;

use super::{Presented, presented};
use crate::column::{At, Word};

/// So many users of one secret are known by name; the longest unseen give way.
const MOST: u32 = 100;

pub(super) const CREATE: &str = "
CREATE TABLE by_secret (
    secret  TEXT NOT NULL,
    address TEXT NOT NULL,
    program TEXT NOT NULL,       -- empty: the system could not tell
    token   TEXT NOT NULL,
    scheme  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (secret, address, program)
) STRICT, WITHOUT ROWID;
CREATE INDEX by_secret_of_token ON by_secret (token);
";

/// So many accepted uses of one secret by one program at one address, and the last of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretUse {
    /// The public id of the secret.
    pub secret: TokenId,
    /// The record.
    pub token: TokenId,
    /// The last use.
    pub last: Presented,
    /// How many.
    pub count: u64,
}

/// Adds to what is known. The later of two uses is the last one, whichever program tells it first.
pub(super) fn keep(db: &Connection, uses: &[SecretUse]) -> rusqlite::Result<()> {
    let mut add = db.prepare_cached(
        "INSERT INTO by_secret (secret, address, program, token, scheme, at, count)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (secret, address, program) DO UPDATE SET
             scheme = iif(excluded.at >= at, excluded.scheme, scheme),
             at     = max(at, excluded.at),
             count  = count + excluded.count",
    )?;
    let mut bound = db.prepare_cached(
        "DELETE FROM by_secret WHERE secret = ?1 AND (address, program) NOT IN (
             SELECT address, program FROM by_secret WHERE secret = ?1 ORDER BY at DESC LIMIT ?2)",
    )?;
    for one in uses {
        add.execute(params![
            one.secret.as_str(),
            one.last.address,
            one.last.program.as_deref().unwrap_or_default(),
            one.token.as_str(),
            one.last.scheme,
            At(one.last.at),
            one.count.cast_signed(),
        ])?;
        bound.execute(params![one.secret.as_str(), MOST])?;
    }
    Ok(())
}

const COLUMNS: &str = "SELECT at, address, scheme, nullif(program, ''), secret, token, count FROM by_secret";

/// Of one token, the latest first.
pub(super) fn of_token(db: &Connection, token: &TokenId) -> rusqlite::Result<Vec<SecretUse>> {
    db.prepare_cached(&format!(
        "{COLUMNS} WHERE token = ?1 ORDER BY at DESC, address, program"
    ))?
    .query_map([token.as_str()], secret_use)?
    .collect()
}

/// Of every token, the latest first.
pub(super) fn all(db: &Connection) -> rusqlite::Result<Vec<SecretUse>> {
    db.prepare_cached(&format!("{COLUMNS} ORDER BY at DESC, address, program"))?
        .query_map([], secret_use)?
        .collect()
}

pub(super) fn forget(db: &Connection, token: &TokenId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM by_secret WHERE token = ?1", [token.as_str()])
        .map(drop)
}

fn secret_use(row: &rusqlite::Row<'_>) -> rusqlite::Result<SecretUse> {
    Ok(SecretUse {
        last: presented(row)?,
        secret: row.get::<_, Word<_>>(4)?.0,
        token: row.get::<_, Word<_>>(5)?.0,
        count: row.get::<_, i64>(6)?.unsigned_abs(),
    })
}
