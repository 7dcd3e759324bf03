//! Looking along a chain for the first row that is not as it was written.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::key::Keys;
use super::{BEGINNING, ChainKey, Chained, End, Link, head, link_of};

/// So many rows are read under one snapshot: a check that takes seconds keeps nobody's log from being emptied.
const BATCH: usize = 20_000;

/// How much of a chain is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The newest rows, so many of them.
    Newest(u32),
    /// Every row.
    Whole,
}

/// The last row of a chain, to be kept outside of the file: what is put back to an earlier state does not hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    pub(super) seq: i64,
    pub(super) link: Link,
}

impl Pin {
    /// The row's number.
    pub fn seq(&self) -> i64 {
        self.seq
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.link.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Pin {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (seq, link) = text.split_once(':').ok_or(())?;
        if link.len() != 64 || !link.is_ascii() {
            return Err(());
        }
        let mut pin = Self {
            seq: seq.parse().map_err(|_| ())?,
            link: BEGINNING,
        };
        for (byte, digits) in pin.link.iter_mut().zip(link.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| ())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ())?;
        }
        Ok(pin)
    }
}

/// What a look along a chain came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// How many rows were looked at.
    pub rows: u64,
    /// The last row, if there is one and nothing is wrong with it.
    pub end: Option<Pin>,
    /// The first damage.
    pub damage: Option<Damage>,
}

/// A chain that is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// The first row that is concerned.
    pub seq: i64,
    /// What was done.
    pub kind: Tampering,
}

/// What was done to a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    /// The row is another than it was.
    Edited,
    /// The row is gone, from between others.
    Missing,
    /// The row was put in by somebody else.
    Inserted,
    /// The row is not in its place.
    Reordered,
    /// From this row on the last rows are gone.
    CutShort,
    /// The row, and perhaps those around it, are from another copy of the file.
    Replaced,
    /// The key was lost or changed: rows before this one cannot be judged.
    KeyLost,
}

/// Looks along a chain. `key` is the one in the folder, `pin` what was kept outside.
pub(crate) fn check(
    db: &Connection,
    chained: &Chained,
    key: Option<&ChainKey>,
    extent: Extent,
    pin: Option<&Pin>,
) -> rusqlite::Result<Checked> {
    let lost = |seq| Checked {
        rows: 0,
        end: None,
        damage: Some(Damage {
            seq,
            kind: Tampering::KeyLost,
        }),
    };
    let known = head(db)?;
    let last = super::end(db, chained)?.seq;
    let Some(keys) = key.map(|key| key.keys_of(chained)) else {
        return Ok(lost(last + 1));
    };
    if known.as_ref().is_some_and(|head| head.key != keys.name) {
        return Ok(lost(last + 1));
    }
    let since = known.map_or(1, |head| head.since);
    let mut walk = Walk::from(db, chained, &keys, extent, since)?;
    if walk.damage.is_none() {
        walk.go(pin)?;
    }
    let damage = walk.damage.or((since > 1).then_some(Damage {
        seq: since,
        kind: Tampering::KeyLost,
    }));
    Ok(Checked {
        rows: walk.rows,
        end: (walk.damage.is_none() && walk.end.seq > 0).then_some(Pin {
            seq: walk.end.seq,
            link: walk.end.link,
        }),
        damage,
    })
}

struct Walk<'a> {
    db: &'a Connection,
    chained: &'a Chained,
    keys: &'a Keys,
    /// The first row that is looked at. Before the very first there may be some with numbers below 1.
    first: i64,
    /// The last row that is as it was written.
    end: End,
    rows: u64,
    damage: Option<Damage>,
}

impl<'a> Walk<'a> {
    fn from(
        db: &'a Connection,
        chained: &'a Chained,
        keys: &'a Keys,
        extent: Extent,
        since: i64,
    ) -> rusqlite::Result<Self> {
        let first = match extent {
            Extent::Whole => since,
            Extent::Newest(count) => since.max(super::end(db, chained)?.seq.saturating_sub(count.into()) + 1),
        };
        let before = (first > 1).then(|| link_at(db, chained, first - 1)).transpose()?;
        Ok(Self {
            db,
            chained,
            keys,
            first: if first > 1 { first } else { i64::MIN },
            end: End {
                seq: first - 1,
                link: before.flatten().unwrap_or(BEGINNING),
            },
            rows: 0,
            damage: (before == Some(None)).then_some(Damage {
                seq: first - 1,
                kind: Tampering::Missing,
            }),
        })
    }

    fn go(&mut self, pin: Option<&Pin>) -> rusqlite::Result<()> {
        loop {
            // Within a change there is one already.
            let snapshot = self
                .db
                .is_autocommit()
                .then(|| Transaction::new_unchecked(self.db, rusqlite::TransactionBehavior::Deferred))
                .transpose()?;
            let is_over = self.walk_on()?;
            if self.damage.is_none() && is_over {
                self.damage = self.damage_at_the_end()?.or(self.against(pin)?);
            }
            drop(snapshot);
            if is_over || self.damage.is_some() {
                return Ok(());
            }
        }
    }

    /// Looks at the next rows, and answers whether there are no more.
    fn walk_on(&mut self) -> rusqlite::Result<bool> {
        let sql = format!(
            "SELECT seq, {}, link FROM {} WHERE seq >= ?1 ORDER BY seq LIMIT {BATCH}",
            self.chained.columns, self.chained.table
        );
        let mut asked = self.db.prepare_cached(&sql)?;
        let last = asked.column_count() - 1;
        let mut rows = asked.query([self.first])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(0)?;
            let link = self.keys.link(&self.end.link, columns(row, seq, last));
            if seq != self.end.seq + 1 || row.get_ref(last)?.as_blob().ok() != Some(&link) {
                self.damage = Some(self.judge(seq)?);
                return Ok(true);
            }
            self.end = End { seq, link };
            self.rows += 1;
            count += 1;
        }
        self.first = self.end.seq + 1;
        Ok(count < BATCH)
    }

    /// What was done where the row `seq` is the first that does not fit.
    fn judge(&self, seq: i64) -> rusqlite::Result<Damage> {
        let expected = self.end.seq + 1;
        let damage = |seq, kind| Ok(Damage { seq, kind });
        if seq < expected {
            return damage(seq, Tampering::Inserted);
        }
        if self.is_further_on(expected, seq)? {
            // Where a row was put in, all those behind it, the last one too, are further on than they belong.
            let last = super::end(self.db, self.chained)?;
            let is_one_more = self.is_sealed(End {
                seq: last.seq - 1,
                ..last
            })?;
            let kind = if is_one_more {
                Tampering::Inserted
            } else {
                Tampering::Reordered
            };
            return damage(expected, kind);
        }
        if seq > expected {
            return damage(expected, Tampering::Missing);
        }
        // What comes next tells by what it was chained to, and by the number that it had.
        let stored = link_at(self.db, self.chained, seq)?.unwrap_or(BEGINNING);
        if self.is_followed(seq, &self.end.link, seq)? {
            return damage(seq, Tampering::Inserted);
        }
        if self.is_followed(seq, &stored, seq + 2)? {
            return damage(seq, Tampering::Missing);
        }
        damage(seq, Tampering::Edited)
    }

    /// Whether a later row is the one that belongs at `expected`.
    fn is_further_on(&self, expected: i64, from: i64) -> rusqlite::Result<bool> {
        let here = link_at(self.db, self.chained, expected)?;
        let sql = format!(
            "SELECT seq, {}, link FROM {} WHERE seq > ?1 ORDER BY seq",
            self.chained.columns, self.chained.table
        );
        let mut asked = self.db.prepare_cached(&sql)?;
        let last = asked.column_count() - 1;
        let mut rows = asked.query([from.min(expected)])?;
        while let Some(row) = rows.next()? {
            let link = self.keys.link(&self.end.link, columns(row, expected, last));
            if link_of(row.get_ref(last)?) == link {
                return Ok(true);
            }
            // Their hashes stayed where they were. Of two rows that tell the same neither has moved.
            if here == Some(link) && self.fits_at(expected, row.get(0)?)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the row `seq` is the one that belongs at `place`.
    fn fits_at(&self, seq: i64, place: i64) -> rusqlite::Result<bool> {
        let before = link_at(self.db, self.chained, place - 1)?.unwrap_or(BEGINNING);
        let link = link_at(self.db, self.chained, place)?;
        self.with_row(seq, |row, last| {
            Ok(Some(self.keys.link(&before, columns(row, place, last))) == link)
        })
        .map(|fits| fits == Some(true))
    }

    fn with_row(
        &self,
        seq: i64,
        look: impl FnOnce(&Row<'_>, usize) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<Option<bool>> {
        let sql = format!(
            "SELECT seq, {}, link FROM {} WHERE seq = ?1",
            self.chained.columns, self.chained.table
        );
        let mut asked = self.db.prepare_cached(&sql)?;
        let last = asked.column_count() - 1;
        asked.query_one([seq], |row| look(row, last)).optional()
    }

    /// Whether what comes after `seq`, another row or the end, was once number `number` after a row with the hash
    /// `before`.
    fn is_followed(&self, seq: i64, before: &Link, number: i64) -> rusqlite::Result<bool> {
        let next = self.with_row(seq + 1, |row, last| {
            Ok(self.keys.link(before, columns(row, number, last)) == link_of(row.get_ref(last)?))
        })?;
        match next {
            Some(fits) => Ok(fits),
            None => self.is_sealed(End {
                seq: number - 1,
                link: *before,
            }),
        }
    }

    /// Damage that rows themselves cannot tell of: the last ones are gone.
    fn damage_at_the_end(&self) -> rusqlite::Result<Option<Damage>> {
        let cut = |seq| {
            Some(Damage {
                seq,
                kind: Tampering::CutShort,
            })
        };
        if !self.is_sealed(self.end)? {
            return Ok(cut(self.end.seq + 1));
        }
        let noted = head(self.db)?.map_or(0, |head| head.cut);
        Ok(if noted > 0 { cut(noted) } else { None })
    }

    fn is_sealed(&self, end: End) -> rusqlite::Result<bool> {
        Ok(head(self.db)?.is_some_and(|head| head.seal == self.keys.seal(end, head.since, head.cut)))
    }

    /// Damage that only what was kept outside of the file can tell of.
    fn against(&self, pin: Option<&Pin>) -> rusqlite::Result<Option<Damage>> {
        let Some(pin) = pin else { return Ok(None) };
        if pin.seq > self.end.seq {
            return Ok(Some(Damage {
                seq: self.end.seq + 1,
                kind: Tampering::CutShort,
            }));
        }
        let is_there = pin.seq == 0 || link_at(self.db, self.chained, pin.seq)? == Some(pin.link);
        Ok((!is_there).then_some(Damage {
            seq: pin.seq,
            kind: Tampering::Replaced,
        }))
    }
}

/// The columns of a row as they are hashed, with the number that it is to have.
fn columns<'r>(row: &'r Row<'_>, seq: i64, last: usize) -> impl Iterator<Item = ValueRef<'r>> {
    std::iter::once(ValueRef::Integer(seq))
        .chain((1..last).map(|column| row.get_ref(column).unwrap_or(ValueRef::Null)))
}

fn link_at(db: &Connection, chained: &Chained, seq: i64) -> rusqlite::Result<Option<Link>> {
    db.prepare_cached(&format!("SELECT link FROM {} WHERE seq = ?1", chained.table))?
        .query_one([seq], |row| Ok(link_of(row.get_ref(0)?)))
        .optional()
}
