//! Who has, or had, the password of a resource, and until when. A check-out whose end is over is over, whether or not
//! that was written down.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use token::TokenId;

use crate::column::{At, Word};

pub(crate) const CREATE: &str = "
CREATE TABLE checkouts (
    key       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    resource  INTEGER NOT NULL REFERENCES resources (key),
    token     TEXT,             -- by which it was taken; NULL: by the person themselves
    account   TEXT NOT NULL,    -- whom it was taken for
    reason    TEXT NOT NULL,
    email     TEXT NOT NULL,
    repeat    TEXT,             -- what the client calls the request, so that a repeated one is the same
    taken_at  INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX checkouts_repeated ON checkouts (coalesce(token, account), repeat) WHERE repeat IS NOT NULL;
CREATE INDEX checkouts_open ON checkouts (resource) WHERE closed_at IS NULL;
CREATE TRIGGER checkouts_end_with_their_token AFTER UPDATE OF revoked_at ON tokens WHEN NEW.revoked_at IS NOT NULL
BEGIN
    UPDATE checkouts SET closed_at = NEW.revoked_at WHERE token = NEW.id AND closed_at IS NULL;
END;
CREATE TRIGGER checkouts_end_with_their_user AFTER UPDATE OF disabled_at ON users WHEN NEW.disabled_at IS NOT NULL
BEGIN
    UPDATE checkouts SET closed_at = NEW.disabled_at WHERE account = NEW.account AND closed_at IS NULL;
END;
CREATE TRIGGER checkouts_end_with_their_resource AFTER UPDATE OF removed_at ON resources
WHEN NEW.removed_at IS NOT NULL
BEGIN
    UPDATE checkouts SET closed_at = NEW.removed_at WHERE resource = NEW.key AND closed_at IS NULL;
END;
";

/// What is back calls for another password from here on, and whoever shows who has what is told.
pub(crate) const ADD_ROTATION: &str = "
CREATE TRIGGER checkouts_call_for_rotation AFTER UPDATE OF closed_at ON checkouts
WHEN OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL
BEGIN
    UPDATE resources SET rotation_due = NEW.closed_at, rotation_failed = NULL
    WHERE key = NEW.resource AND rotate_with IS NOT NULL AND removed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM checkouts WHERE resource = NEW.resource AND closed_at IS NULL);
END;
CREATE TRIGGER checkouts_stamp_insert AFTER INSERT ON checkouts
BEGIN
    UPDATE meta SET rev = rev + 1;
END;
CREATE TRIGGER checkouts_stamp_update AFTER UPDATE ON checkouts
BEGIN
    UPDATE meta SET rev = rev + 1;
END;
";

/// A check-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The request's id, which nobody can guess.
    pub id: String,
    /// The resource's id.
    pub resource: String,
    /// The resource's name.
    pub resource_name: String,
    /// The token by which it was taken; `None`: by the person themselves.
    pub token: Option<TokenId>,
    /// Whom it was taken for; empty for a company token.
    pub account: String,
    /// What for.
    pub reason: String,
    /// Where to ask back; may be empty.
    pub email: String,
    /// What the client calls the request.
    pub repeat: Option<String>,
    /// Since when.
    pub taken_at: Timestamp,
    /// When it is checked in by itself.
    pub ends_at: Timestamp,
    /// When it was checked in, or closed with its token, its user or its resource.
    pub closed_at: Option<Timestamp>,
}

impl Checkout {
    /// Whether the password is out by it at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.closed_at.is_none() && now < self.ends_at
    }
}

const COLUMNS: &str =
    "SELECT c.id, r.id, r.name, c.token, c.account, c.reason, c.email, c.repeat, c.taken_at,
                              c.ends_at, c.closed_at";
const ANY: &str = "FROM checkouts c JOIN resources r ON r.key = c.resource";
/// Their index is named, since the planner walks all that there ever were, to have them in order.
const NOT_CLOSED: &str = "FROM checkouts c INDEXED BY checkouts_open JOIN resources r ON r.key = c.resource
                          WHERE c.closed_at IS NULL";

/// Those by which something is out at `now`, oldest first.
pub(crate) fn open(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Checkout>> {
    not_closed(db, "> ?1", now)
}

/// Those whose end has come and is not written down yet.
pub(crate) fn over(db: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Checkout>> {
    not_closed(db, "<= ?1", now)
}

fn not_closed(db: &Connection, ends: &str, now: Timestamp) -> rusqlite::Result<Vec<Checkout>> {
    db.prepare_cached(&format!(
        "{COLUMNS} {NOT_CLOSED} AND c.ends_at {ends} ORDER BY c.key"
    ))?
    .query_map([At(now)], checkout)?
    .collect()
}

pub(crate) fn by_id(db: &Connection, id: &str) -> rusqlite::Result<Option<Checkout>> {
    db.prepare_cached(&format!("{COLUMNS} {ANY} WHERE c.id = ?1"))?
        .query_one([id], checkout)
        .optional()
}

/// The one that `holder`, a token's id or an account, called `repeat`.
pub(crate) fn repeated(db: &Connection, holder: &str, repeat: &str) -> rusqlite::Result<Option<Checkout>> {
    db.prepare_cached(&format!(
        "{COLUMNS} {ANY} WHERE coalesce(c.token, c.account) = ?1 AND c.repeat = ?2"
    ))?
    .query_one([holder, repeat], checkout)
    .optional()
}

pub(crate) fn insert(db: &Connection, new: &Checkout) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "INSERT INTO checkouts (id, resource, token, account, reason, email, repeat, taken_at, ends_at)
         SELECT ?1, key, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM resources WHERE id = ?2 AND removed_at IS NULL",
    )?
    .execute(params![
        new.id,
        new.resource,
        new.token.map(Word),
        new.account,
        new.reason,
        new.email,
        new.repeat,
        At(new.taken_at),
        At(new.ends_at),
    ])
}

pub(crate) fn close(db: &Connection, id: &str, at: Timestamp) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE checkouts SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL")?
        .execute(params![id, At(at)])
}

fn checkout(row: &Row<'_>) -> rusqlite::Result<Checkout> {
    Ok(Checkout {
        id: row.get(0)?,
        resource: row.get(1)?,
        resource_name: row.get(2)?,
        token: row.get::<_, Option<Word<_>>>(3)?.map(|id| id.0),
        account: row.get(4)?,
        reason: row.get(5)?,
        email: row.get(6)?,
        repeat: row.get(7)?,
        taken_at: row.get::<_, At>(8)?.0,
        ends_at: row.get::<_, At>(9)?.0,
        closed_at: row.get::<_, Option<At>>(10)?.map(|at| at.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::ChainKey;
    use crate::migration;

    /// They are asked at each check-out, each check-in and each tick of the clock, for years.
    #[test]
    fn what_is_out_is_found_without_a_walk_through_all_that_ever_was() {
        let mut db = Connection::open_in_memory().unwrap();
        migration::run(&mut db, &ChainKey::from_bytes(&[7; 32]).unwrap()).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {COLUMNS} {NOT_CLOSED} AND c.ends_at > 1 ORDER BY c.key");
        let mut plan = db.prepare(&sql).unwrap();
        let steps = plan.query_map([], |row| row.get::<_, String>(3)).unwrap();
        let steps: Vec<_> = steps.collect::<Result<_, _>>().unwrap();
        let walks = |step: &&String| step.starts_with("SCAN") && !step.contains("INDEX checkouts_open");
        assert_eq!(steps.iter().find(walks), None, "{steps:?}");
        assert!(
            steps.iter().any(|step| step.contains("checkouts_open")),
            "{steps:?}"
        );
    }
}
