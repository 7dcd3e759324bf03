//! From an older file to the present one: each step in the list, all of them in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use crate::chain::{self, ChainKey};
use crate::connection::{APPLICATION_ID, version};
use crate::table::{
    audit, checkouts, finishing, meta, personal, placements, policy, resources, secrets, tokens, under_way,
    users,
};

/// The version of the schema that this program writes. A program that knows an older one does not open
/// the file.
pub const SCHEMA_VERSION: u32 = STEPS.len() as u32;

type Step = fn(&Connection, &ChainKey) -> rusqlite::Result<()>;

/// The n-th step leads from version n to n + 1. A step that was released is never edited.
const STEPS: &[Step] = &[first, second, third, fourth, fifth, sixth];

/// Brings the file up to date. Of two programs that try together one does it and the other finds it done.
pub(crate) fn run(db: &mut Connection, key: &ChainKey) -> rusqlite::Result<()> {
    apply(db, key, STEPS)
}

fn apply(db: &mut Connection, key: &ChainKey, steps: &[Step]) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = version(&transaction)? as usize;
    for step in steps.iter().skip(from) {
        step(&transaction, key)?;
    }
    if from < steps.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", steps.len() as u32)?;
    }
    transaction.commit()
}

fn first(db: &Connection, _: &ChainKey) -> rusqlite::Result<()> {
    let tables = [
        meta::CREATE,
        users::CREATE,
        tokens::CREATE,
        secrets::CREATE,
        placements::CREATE,
        policy::CREATE,
        audit::CREATE,
    ];
    tables.iter().try_for_each(|create| db.execute_batch(create))
}

/// Names are compared by another form from here on: letters that look alike are the same.
fn second(db: &Connection, _: &ChainKey) -> rusqlite::Result<()> {
    tokens::fold_names(db)
}

/// Tokens may be limited, and a clock that was trusted is known from here on.
fn third(db: &Connection, _: &ChainKey) -> rusqlite::Result<()> {
    [tokens::ADD_LIMITS, secrets::ADD_SPENT, meta::ADD_TRUSTED]
        .iter()
        .try_for_each(|add| db.execute_batch(add))
}

/// Users can be disabled from here on.
fn fourth(db: &Connection, _: &ChainKey) -> rusqlite::Result<()> {
    db.execute_batch(users::ADD_DISABLED)
}

/// The audit trail is chained, tokens can be described, resources are checked out, and one token of each user's is kept from here on.
fn fifth(db: &Connection, key: &ChainKey) -> rusqlite::Result<()> {
    db.execute_batch(chain::CREATE)?;
    audit::add_chain(db, key)?;
    for more in [
        tokens::ADD_DESCRIPTION,
        resources::CREATE,
        checkouts::CREATE,
        personal::CREATE,
    ] {
        db.execute_batch(more)?;
    }
    Ok(())
}

/// The password of a resource is replaced once it is back, and a replaced secret of a token can wait for its successor,
/// which is put where it lay, from here on.
fn sixth(db: &Connection, _: &ChainKey) -> rusqlite::Result<()> {
    [
        resources::ADD_ROTATION,
        checkouts::ADD_ROTATION,
        finishing::ADD,
        under_way::CREATE,
    ]
    .iter()
    .try_for_each(|add| db.execute_batch(add))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ChainKey {
        ChainKey::from_bytes(&[7; 32]).expect("a key has 32 bytes")
    }

    fn one(db: &Connection, _: &ChainKey) -> rusqlite::Result<()> {
        db.execute_batch("CREATE TABLE kept (x INTEGER) STRICT; INSERT INTO kept VALUES (1);")
    }

    fn two(db: &Connection, _: &ChainKey) -> rusqlite::Result<()> {
        db.execute_batch("ALTER TABLE kept ADD COLUMN y INTEGER; UPDATE kept SET y = x + 1;")
    }

    fn broken(db: &Connection, key: &ChainKey) -> rusqlite::Result<()> {
        two(db, key)?;
        db.execute_batch("INSERT INTO no_such_table VALUES (1)")
    }

    fn kept(db: &Connection) -> (u32, i64) {
        let columns = "SELECT count(*) FROM pragma_table_info('kept')";
        (
            version(db).unwrap(),
            db.query_one(columns, [], |row| row.get(0)).unwrap(),
        )
    }

    #[test]
    fn an_empty_file_takes_every_step_and_an_older_one_the_rest() {
        let mut db = Connection::open_in_memory().unwrap();
        apply(&mut db, &key(), &[one]).unwrap();
        assert_eq!(kept(&db), (1, 1));
        apply(&mut db, &key(), &[one, two]).unwrap();
        assert_eq!(kept(&db), (2, 2), "the first step was not taken again");
        let y: i64 = db.query_one("SELECT y FROM kept", [], |row| row.get(0)).unwrap();
        assert_eq!(y, 2, "the row of version 1 is there, in the shape of version 2");
        apply(&mut db, &key(), &[one, two]).unwrap();
        assert_eq!(kept(&db), (2, 2), "a file that is up to date is left alone");
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let mut db = Connection::open_in_memory().unwrap();
        apply(&mut db, &key(), &[one]).unwrap();
        assert!(apply(&mut db, &key(), &[one, broken]).is_err());
        assert_eq!(
            kept(&db),
            (1, 1),
            "neither the version nor half of the step stayed"
        );
    }

    #[test]
    fn the_steps_of_the_program_apply() {
        let mut db = Connection::open_in_memory().unwrap();
        run(&mut db, &key()).unwrap();
        assert_eq!(version(&db).unwrap(), SCHEMA_VERSION);
    }
}
