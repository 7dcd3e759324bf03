//! Whoever meddles with the rows is found: a thousand trials of every kind, each on a trail of its own state.

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rusqlite::Connection;
use token::TokenId;

use super::{ChainKey, Checked, Damage, Extent, Pin, Tampering, check};
use crate::change::{By, Event, Source};
use crate::migration;
use crate::table::audit;

const TRIALS: u64 = 1_000;
const ROWS: i64 = 16;

/// A trail that anybody with the file can meddle with, but who lacks the key.
struct Trail {
    db: Connection,
    key: ChainKey,
    rng: StdRng,
    /// The seal as it was after so many rows.
    seals: Vec<String>,
}

impl Trail {
    fn new(seed: u64) -> Self {
        let mut db = Connection::open_in_memory().unwrap();
        let key = ChainKey::from_bytes(&[7; 32]).unwrap();
        migration::run(&mut db, &key).unwrap();
        db.execute_batch(
            "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted;
             DROP TRIGGER audit_is_never_replaced;",
        )
        .unwrap();
        let rng = StdRng::seed_from_u64(seed);
        let mut trail = Self {
            db,
            key,
            rng,
            seals: Vec::new(),
        };
        for number in 0..ROWS {
            trail.seals.push(trail.seal());
            trail.add(number);
        }
        trail
    }

    fn add(&mut self, number: i64) {
        let by = By {
            actor: format!("ann{}@plant7", number % 3),
            source: Source::Window,
            at: Timestamp::from_second(1_795_000_000 + number).unwrap(),
        };
        let mut event = Event::named("token.renamed").fact("from", format!("no. {number}"));
        if number % 2 == 0 {
            event = event.about(TokenId::generate(&mut self.rng), "a token");
        }
        audit::insert(&self.db, &self.key, &by, &event).unwrap();
    }

    fn seal(&self) -> String {
        self.db
            .query_one("SELECT hex(seal) FROM chain", [], |row| row.get(0))
            .unwrap()
    }

    fn checked(&self, extent: Extent, pin: Option<&Pin>) -> Checked {
        check(&self.db, &audit::CHAINED, Some(&self.key), extent, pin).unwrap()
    }

    fn damage(&self, pin: Option<&Pin>) -> Option<Damage> {
        self.checked(Extent::Whole, pin).damage
    }

    fn end(&self) -> Pin {
        self.checked(Extent::Whole, None)
            .end
            .expect("it is as it was written")
    }

    fn draw(&mut self, from: i64, to: i64) -> i64 {
        self.rng.random_range(from..=to)
    }

    /// Meddles, looks, and puts everything back.
    fn tried(&self, meddle: &str) -> Option<Damage> {
        self.db
            .execute_batch(&format!("SAVEPOINT trial; {meddle}"))
            .unwrap();
        let found = self.damage(None);
        self.db.execute_batch("ROLLBACK TO trial; RELEASE trial").unwrap();
        found
    }
}

fn damage(seq: i64, kind: Tampering) -> Option<Damage> {
    Some(Damage { seq, kind })
}

#[test]
fn a_trail_that_nobody_meddled_with_is_as_it_was_written() {
    let mut trail = Trail::new(1);
    let whole = trail.checked(Extent::Whole, None);
    assert_eq!((whole.rows, whole.damage), (ROWS as u64, None));
    let pin = trail.end();
    assert_eq!(pin.seq(), ROWS);
    assert_eq!(pin.to_string().parse(), Ok(pin));
    trail.add(ROWS);
    assert_eq!(trail.damage(Some(&pin)), None, "it grew");
    let newest = trail.checked(Extent::Newest(5), Some(&pin));
    assert_eq!((newest.rows, newest.damage), (5, None));
}

#[test]
fn every_edit_of_every_column_is_found_at_its_row() {
    let mut trail = Trail::new(2);
    let columns = [
        "at",
        "event",
        "token_id",
        "token_name",
        "actor",
        "source",
        "facts",
        "link",
    ];
    for (number, column) in columns.into_iter().enumerate() {
        for trial in 0..TRIALS {
            let seq = trail.draw(1, ROWS);
            let value = match column {
                "at" => format!("{}", trial + 1),
                "facts" => format!("'{{\"trial\":\"{trial}\"}}'"),
                "link" => format!("randomblob({})", if trial % 50 == 0 { 31 } else { 32 }),
                // NULL where there was text, too.
                "token_id" | "token_name" if trial % 5 == 0 => format!("iif({column} IS NULL, '', NULL)"),
                _ => format!("'{number} {trial}'"),
            };
            let found = trail.tried(&format!("UPDATE audit SET {column} = {value} WHERE seq = {seq}"));
            assert_eq!(
                found,
                damage(seq, Tampering::Edited),
                "{column} of {seq} to {value}"
            );
        }
    }
}

#[test]
fn text_that_is_moved_from_one_column_to_the_next_is_found() {
    let trail = Trail::new(3);
    let found = trail.tried(
        "UPDATE audit SET actor = actor || substr(source, 1, 1), source = substr(source, 2) WHERE seq = 4",
    );
    assert_eq!(found, damage(4, Tampering::Edited));
}

#[test]
fn every_row_that_is_taken_out_is_found() {
    let mut trail = Trail::new(4);
    for trial in 0..TRIALS {
        let seq = trail.draw(1, ROWS - 1);
        let take = format!("DELETE FROM audit WHERE seq = {seq};");
        assert_eq!(trail.tried(&take), damage(seq, Tampering::Missing));
        if trial % 4 == 0 {
            let closed = format!("{take} {}", shift(seq, ROWS, -1));
            assert_eq!(
                trail.tried(&closed),
                damage(seq, Tampering::Missing),
                "the others moved up"
            );
        }
    }
}

#[test]
fn every_row_that_is_put_in_is_found() {
    let mut trail = Trail::new(5);
    for trial in 0..TRIALS {
        let seq = trail.draw(1, ROWS + 1);
        let insert = format!(
            "{} INSERT INTO audit SELECT {seq}, at + {trial}, event, token_id, token_name, actor, source, facts,
             randomblob(32) FROM audit WHERE seq <> {seq} ORDER BY random() LIMIT 1;",
            shift(seq, ROWS, 1)
        );
        assert_eq!(trail.tried(&insert), damage(seq, Tampering::Inserted));
    }
    let before = "INSERT INTO audit SELECT 0, at, event, token_id, token_name, actor, source, facts, link FROM audit WHERE seq = 1";
    assert_eq!(trail.tried(before), damage(0, Tampering::Inserted));
}

#[test]
fn rows_that_change_places_are_found() {
    let mut trail = Trail::new(6);
    for trial in 0..TRIALS {
        let one = trail.draw(1, ROWS - 1);
        let other = trail.draw(one + 1, ROWS);
        let swap = if trial % 2 == 0 {
            // With their hashes.
            format!(
                "UPDATE audit SET seq = -1 WHERE seq = {one}; UPDATE audit SET seq = {one} WHERE seq = {other};
                 UPDATE audit SET seq = {other} WHERE seq = -1;"
            )
        } else {
            // Each leaves its hash where it was.
            format!(
                "CREATE TEMP TABLE two AS SELECT * FROM audit WHERE seq IN ({one}, {other});
                 UPDATE audit SET (at, event, token_id, token_name, actor, source, facts) =
                     (SELECT at, event, token_id, token_name, actor, source, facts FROM two
                      WHERE two.seq = {one} + {other} - audit.seq)
                 WHERE seq IN ({one}, {other});"
            )
        };
        assert_eq!(trail.tried(&swap), damage(one, Tampering::Reordered), "{swap}");
    }
}

#[test]
fn a_tail_that_is_cut_is_found_by_its_seal() {
    let mut trail = Trail::new(7);
    for _ in 0..TRIALS {
        let kept = trail.draw(0, ROWS - 1);
        let cut = format!("DELETE FROM audit WHERE seq > {kept}");
        assert_eq!(trail.tried(&cut), damage(kept + 1, Tampering::CutShort));
    }
    let without = "DELETE FROM chain";
    assert_eq!(trail.tried(without), damage(ROWS + 1, Tampering::CutShort));
}

#[test]
fn an_older_copy_that_was_put_back_is_found_by_the_pin_also_after_it_grew() {
    let mut trail = Trail::new(8);
    let seals = trail.seals.clone();
    let pin = trail.end();
    for trial in 0..TRIALS {
        let kept = trail.draw(0, ROWS - 1);
        let seal = &seals[usize::try_from(kept).unwrap()];
        let older = format!(
            "SAVEPOINT trial; DELETE FROM audit WHERE seq > {kept}; UPDATE chain SET seal = x'{seal}'"
        );
        trail.db.execute_batch(&older).unwrap();
        assert_eq!(trail.damage(None), None, "nothing in the file tells");
        assert_eq!(trail.damage(Some(&pin)), damage(kept + 1, Tampering::CutShort));
        if trial % 10 == 0 {
            (kept..ROWS + 3).for_each(|number| trail.add(100 + number));
            assert_eq!(trail.damage(None), None);
            assert_eq!(trail.damage(Some(&pin)), damage(ROWS, Tampering::Replaced));
        }
        trail
            .db
            .execute_batch("ROLLBACK TO trial; RELEASE trial")
            .unwrap();
    }
}

#[test]
fn rows_that_are_added_after_a_cut_do_not_cover_it_up() {
    let mut trail = Trail::new(9);
    for trial in 0..TRIALS {
        let kept = trail.draw(0, ROWS - 1);
        trail
            .db
            .execute_batch(&format!("SAVEPOINT trial; DELETE FROM audit WHERE seq > {kept}"))
            .unwrap();
        (0..=trial % 3).for_each(|number| trail.add(i64::try_from(number).unwrap()));
        assert_eq!(trail.damage(None), damage(kept + 1, Tampering::CutShort));
        let newest = trail.checked(Extent::Newest(1), None);
        assert_eq!(newest.damage, damage(kept + 1, Tampering::CutShort));
        // And who takes the note away breaks the seal.
        trail.db.execute_batch("UPDATE chain SET cut = 0").unwrap();
        assert!(trail.damage(None).is_some());
        trail
            .db
            .execute_batch("ROLLBACK TO trial; RELEASE trial")
            .unwrap();
    }
}

#[test]
fn under_another_key_nothing_can_be_judged_and_that_stays_told() {
    let mut trail = Trail::new(10);
    let lost = damage(ROWS + 1, Tampering::KeyLost);
    let without = check(&trail.db, &audit::CHAINED, None, Extent::Whole, None).unwrap();
    assert_eq!((without.rows, without.damage), (0, lost));
    trail.key = ChainKey::from_bytes(&[8; 32]).unwrap();
    assert_eq!(trail.damage(None), lost);
    (0..3).for_each(|number| trail.add(number));
    let since = trail.checked(Extent::Whole, None);
    assert_eq!((since.rows, since.damage), (3, lost), "those since can be judged");
    let edited = trail.tried(&format!("UPDATE audit SET at = 1 WHERE seq = {}", ROWS + 2));
    assert_eq!(edited, damage(ROWS + 2, Tampering::Edited));
    let denied = trail.tried("UPDATE chain SET since = 1");
    assert!(denied.is_some());
}

/// SQL that gives the rows from `seq` on other numbers.
fn shift(seq: i64, to: i64, by: i64) -> String {
    format!(
        "UPDATE audit SET seq = -(seq + {by}) WHERE seq BETWEEN {seq} AND {to}; UPDATE audit SET seq = -seq WHERE seq < 0;"
    )
}
