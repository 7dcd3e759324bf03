//! Damaged files: never a panic, never a wrong answer without a word.

use std::fs;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::{Error, Event, Store};
use token::{Expiry, Grace};

use crate::{Bench, sunday};

/// A store with something in every table, all of it in the one file.
fn sound() -> (tempfile::TempDir, Vec<u8>) {
    let mut bench = Bench::new();
    for n in 0..40 {
        let (id, _) = bench.active(&format!("token {n}"), Expiry::Never);
        if n % 4 == 0 {
            let new = bench.regenerate(&id, Grace::Day);
            bench.change(sunday(), Event::named("token.delivered"), |write| {
                write.deliver(&new)
            });
        }
    }
    let file = bench.file();
    drop(bench.store);
    let bytes = fs::read(file).unwrap();
    (bench.folder, bytes)
}

/// Everything that can be asked.
fn ask_everything(store: &Store) -> Result<(), Error> {
    let read = store.read();
    let tokens = read.tokens()?;
    for record in &tokens {
        read.token(&record.id)?;
        read.audit_of(&record.id, 50)?;
        read.digest(&record.present.id)?;
    }
    read.changes_since(0)?;
    read.audit(1_000)?;
    read.policy()?;
    read.placements()?;
    read.pending()?;
    read.latest_time()?;
    Ok(())
}

#[test]
fn random_damage_is_told_or_harmless() {
    let (folder, bytes) = sound();
    let data = folder.path().join("data");
    let mut dice = StdRng::seed_from_u64(7);
    let (mut told, rounds) = (0, 400);
    for round in 0..rounds {
        let mut damaged = bytes.clone();
        match round % 4 {
            0 => damaged.truncate(dice.random_range(1..bytes.len())),
            1 => {
                let start = dice.random_range(0..bytes.len() - 512);
                damaged[start..start + 512].fill(0);
            }
            _ => {
                for _ in 0..dice.random_range(1..40) {
                    let at = dice.random_range(0..bytes.len());
                    damaged[at] ^= 1 << dice.random_range(0..8);
                }
            }
        }
        for rest in ["-wal", "-shm"] {
            let _ = fs::remove_file(data.join(format!("{}{rest}", store::FILE_NAME)));
        }
        let _ = fs::remove_dir_all(data.join("copies"));
        fs::write(data.join(store::FILE_NAME), &damaged).unwrap();
        match Store::open(&data, sunday()).and_then(|store| ask_everything(&store)) {
            Ok(()) => {}
            Err(Error::Damaged { .. } | Error::Newer { .. }) => told += 1,
            Err(other) => panic!("round {round}: damage was called {other}"),
        }
    }
    assert!(
        told > rounds / 4,
        "only {told} of {rounds} damaged files were noticed"
    );
}

#[test]
fn a_file_that_is_no_store_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(store::FILE_NAME);
    for content in [&b"not a database, but long enough to hold a header of one hundred bytes, which is what is read of it"[..], b"x"] {
        fs::write(&file, content).unwrap();
        assert!(matches!(Store::open(folder.path(), sunday()), Err(Error::Damaged { copy_from: None, .. })));
        assert_eq!(fs::read(&file).unwrap(), content);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was laid beside it");
    }
}

#[test]
fn the_database_of_another_program_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(store::FILE_NAME);
    let other = rusqlite::Connection::open(&file).unwrap();
    other
        .execute_batch("PRAGMA application_id = 77; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")
        .unwrap();
    drop(other);
    let before = fs::read(&file).unwrap();
    assert!(matches!(
        Store::open(folder.path(), sunday()),
        Err(Error::Damaged { .. })
    ));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_damaged_file_names_the_copy_to_go_back_to() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    bench.store.keep_copy(sunday()).unwrap();
    let (data, file) = (bench.data(), bench.file());
    drop(bench.store);
    let mut bytes = fs::read(&file).unwrap();
    bytes[4_096..].fill(0xA5);
    fs::write(&file, bytes).unwrap();
    let refused = Store::open(&data, sunday());
    assert!(
        matches!(refused, Err(Error::Damaged { path, copy_from }) if path == file && copy_from == Some(sunday()))
    );
}
