//! Facts about the store itself: the change counter and the latest hour seen.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::column::At;

pub(crate) const CREATE: &str = "
CREATE TABLE meta (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    rev         INTEGER NOT NULL DEFAULT 0, -- counts every change of a token, by any program
    latest_time INTEGER NOT NULL DEFAULT 0, -- the clock was here once; it may not be earlier now
    checked_at  INTEGER NOT NULL DEFAULT 0  -- when the whole file was last found sound
) STRICT;
INSERT INTO meta (one) VALUES (1);
";

/// How often a person said that the clock is right though it was ahead once.
pub(crate) const ADD_TRUSTED: &str = "ALTER TABLE meta ADD COLUMN trusted INTEGER NOT NULL DEFAULT 0;";

pub(crate) fn trusted(db: &Connection) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT trusted FROM meta")?
        .query_one([], |row| row.get(0))
}

pub(crate) fn rev(db: &Connection) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT rev FROM meta")?
        .query_one([], |row| row.get(0))
}

pub(crate) fn latest_time(db: &Connection) -> rusqlite::Result<Timestamp> {
    db.prepare_cached("SELECT latest_time FROM meta")?
        .query_one([], |row| row.get::<_, At>(0))
        .map(|at| at.0)
}

pub(crate) fn note_time(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE meta SET latest_time = ?1 WHERE latest_time < ?1")?
        .execute([At(now)])
        .map(drop)
}

pub(crate) fn set_time(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE meta SET latest_time = ?1, trusted = trusted + 1")?
        .execute([At(now)])
        .map(drop)
}

pub(crate) fn checked_at(db: &Connection) -> rusqlite::Result<Timestamp> {
    db.query_one("SELECT checked_at FROM meta", [], |row| row.get::<_, At>(0))
        .map(|at| at.0)
}

pub(crate) fn note_check(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    db.execute("UPDATE meta SET checked_at = ?1", params![At(now)])
        .map(drop)
}
