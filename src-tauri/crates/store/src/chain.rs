//! The chain of the audit trail, and of recorded requests: each row carries a keyed hash over all its columns and
//! over the row before, and the last one is sealed apart. Whoever lacks the key can neither edit, take away, add
//! nor reorder rows, nor cut off the last ones, without [`check()`] telling.
//!
//! The hash is keyed BLAKE3: it is in the program for the tags of tokens already, and a million rows are checked
//! in seconds. A plain hash would not do, since whoever can write to the file could compute it anew.

mod check;
mod key;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

pub(crate) use check::check;
pub use check::{Checked, Damage, Extent, Pin, Tampering};
pub(crate) use key::ChainKey;

/// The last link of a chain and what is known of the rows before it. There is one chain in a file.
pub(crate) const CREATE: &str = "
CREATE TABLE chain (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    key   BLOB NOT NULL,    -- tells the key from another, and nothing else of it
    since INTEGER NOT NULL, -- the first row under this key; those before it cannot be judged any more
    cut   INTEGER NOT NULL, -- 0, or the row from which on some were found missing while one was added
    seal  BLOB NOT NULL     -- over the last row and the columns here
) STRICT;
";

/// A row's hash.
pub(crate) type Link = [u8; 32];

/// What the first row is chained to.
const BEGINNING: Link = [0; 32];

/// A table whose rows are chained. They count up from 1 without gaps in `seq`, and have a column `link`.
pub(crate) struct Chained {
    /// Its name.
    pub(crate) table: &'static str,
    /// Its columns but `seq` and `link`, with commas between them.
    pub(crate) columns: &'static str,
    /// Separates its keys from those of other tables. Never changed.
    pub(crate) context: &'static str,
}

/// The end of a chain: its last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) seq: i64,
    pub(crate) link: Link,
}

impl End {
    const NONE: Self = Self {
        seq: 0,
        link: BEGINNING,
    };
}

/// The row of the table `chain`.
struct Head {
    key: Vec<u8>,
    since: i64,
    cut: i64,
    seal: Vec<u8>,
}

/// Adds rows, each with its columns but `seq` and `link`. It must be inside of a transaction that no other program
/// writes beside.
pub(crate) fn append(
    db: &Connection,
    chained: &Chained,
    key: &ChainKey,
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> rusqlite::Result<()> {
    let keys = key.keys_of(chained);
    let mut end = end(db, chained)?;
    let head = settled(&keys, head(db)?, end);
    let places: String = (1..=chained.columns.split(',').count() + 2)
        .map(|number| format!(",?{number}"))
        .collect();
    let mut insert = db.prepare_cached(&format!(
        "INSERT INTO {} (seq, {}, link) VALUES ({})",
        chained.table,
        chained.columns,
        &places[1..]
    ))?;
    for values in rows {
        let seq = end.seq + 1;
        let link = {
            let all = std::iter::once(ValueRef::Integer(seq)).chain(values.iter().map(ValueRef::from));
            keys.link(&end.link, all)
        };
        let row = std::iter::once(Value::Integer(seq))
            .chain(values)
            .chain([Value::Blob(link.to_vec())]);
        insert.execute(params_from_iter(row))?;
        end = End { seq, link };
    }
    seal(db, &keys, end, head)
}

/// Chains the rows of a file that had no chain yet. The table can be changed at this moment.
pub(crate) fn begin(db: &Connection, chained: &Chained, key: &ChainKey) -> rusqlite::Result<()> {
    let keys = key.keys_of(chained);
    let mut end = End::NONE;
    let mut update = db.prepare(&format!("UPDATE {} SET link = ?1 WHERE seq = ?2", chained.table))?;
    let mut all = db.prepare(&format!(
        "SELECT seq, {} FROM {} WHERE seq > ?1 ORDER BY seq LIMIT 1",
        chained.columns, chained.table
    ))?;
    let columns = all.column_count();
    // One at a time: what is read must not be changed under the cursor.
    while let Some(next) = all
        .query_one([end.seq], |row| {
            let seq: i64 = row.get(0)?;
            let values: Vec<ValueRef<'_>> = (0..columns)
                .map(|column| row.get_ref(column))
                .collect::<Result<_, _>>()?;
            let link = keys.link(&end.link, values.into_iter());
            Ok(End { seq, link })
        })
        .optional()?
    {
        update.execute(params![next.link, next.seq])?;
        end = next;
    }
    let head = Head {
        key: Vec::new(),
        since: 1,
        cut: 0,
        seal: Vec::new(),
    };
    seal(db, &keys, end, head)
}

fn end(db: &Connection, chained: &Chained) -> rusqlite::Result<End> {
    let last = format!(
        "SELECT seq, link FROM {} ORDER BY seq DESC LIMIT 1",
        chained.table
    );
    let found = db
        .prepare_cached(&last)?
        .query_one([], |row| {
            Ok(End {
                seq: row.get(0)?,
                link: link_of(row.get_ref(1)?),
            })
        })
        .optional()?;
    Ok(found.unwrap_or(End::NONE))
}

fn head(db: &Connection) -> rusqlite::Result<Option<Head>> {
    db.prepare_cached("SELECT key, since, cut, seal FROM chain")?
        .query_one([], |row| {
            Ok(Head {
                key: row.get(0)?,
                since: row.get(1)?,
                cut: row.get(2)?,
                seal: row.get(3)?,
            })
        })
        .optional()
}

/// What is kept of the head when a row is added after `end`: a damage that this row would cover up is noted.
fn settled(keys: &key::Keys, head: Option<Head>, end: End) -> Head {
    match head {
        Some(head) if head.key == keys.name && head.seal == keys.seal(end, head.since, head.cut) => head,
        // What the other key sealed can never be judged again.
        Some(head) if head.key != keys.name => Head {
            since: end.seq + 1,
            ..head
        },
        found => {
            let (since, cut) = found.as_ref().map_or((1, 0), |head| (head.since, head.cut));
            Head {
                key: Vec::new(),
                since,
                cut: if cut == 0 { end.seq + 1 } else { cut },
                seal: Vec::new(),
            }
        }
    }
}

fn seal(db: &Connection, keys: &key::Keys, end: End, head: Head) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO chain (one, key, since, cut, seal) VALUES (1, ?1, ?2, ?3, ?4)")?
        .execute(params![
            keys.name,
            head.since,
            head.cut,
            keys.seal(end, head.since, head.cut)
        ])
        .map(drop)
}

/// The hash in a column; none of ours where it was meddled with.
fn link_of(value: ValueRef<'_>) -> Link {
    match value {
        ValueRef::Blob(bytes) => bytes.try_into().unwrap_or(BEGINNING),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) => BEGINNING,
    }
}

#[cfg(test)]
mod tampering;
