//! What the organisation allows: one row.

use rusqlite::types::Type;
use rusqlite::{Connection, Error, params};
use token::Policy;

pub(crate) const CREATE: &str = "
CREATE TABLE policy (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    max_days      INTEGER NOT NULL CHECK (max_days BETWEEN 1 AND 3650),
    never_allowed INTEGER NOT NULL CHECK (never_allowed IN (0, 1))
) STRICT;
INSERT INTO policy (one, max_days, never_allowed) VALUES (1, 3650, 1);
";

pub(crate) fn read(db: &Connection) -> rusqlite::Result<Policy> {
    db.prepare_cached("SELECT max_days, never_allowed FROM policy")?
        .query_one([], |row| {
            Policy::new(row.get(0)?, row.get(1)?)
                .map_err(|error| Error::FromSqlConversionFailure(0, Type::Integer, Box::new(error)))
        })
}

pub(crate) fn write(db: &Connection, policy: &Policy) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE policy SET max_days = ?1, never_allowed = ?2")?
        .execute(params![policy.max_days().count(), policy.never_allowed()])
        .map(drop)
}
