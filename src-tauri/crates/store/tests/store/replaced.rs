//! Files that are deleted, renamed, replaced or cut under an open store: nothing is said to be safe that is not.

use std::fs;
use std::path::Path;

use store::{Error, Event, Store};
use token::Expiry;

use crate::{Bench, by_ann, sunday};

const ROUNDS: usize = 50;

/// Does `harm` to the file under an open store, and answers that store.
fn harmed(round: usize, harm: impl Fn(&Path)) -> Bench {
    let mut bench = Bench::new();
    for number in 0..=round % 3 {
        bench.active(&format!("token {number}"), Expiry::Never);
    }
    assert!(!bench.store.is_replaced());
    harm(&bench.file());
    bench
}

fn note(store: &mut Store) -> Result<(), Error> {
    store.change(&by_ann(sunday()), |change| {
        change.note(Event::named("clock.trusted"))
    })
}

fn assert_refuses(bench: &mut Bench) {
    assert!(bench.store.is_replaced());
    for _ in 0..2 {
        let refused = note(&mut bench.store);
        assert!(matches!(refused, Err(Error::Unavailable { .. })), "{refused:?}");
    }
}

#[cfg(unix)]
fn log_of(file: &Path) -> std::path::PathBuf {
    file.with_file_name(format!("{}-wal", store::FILE_NAME))
}

#[cfg(unix)]
fn other_store(file: &Path) -> std::path::PathBuf {
    let mut other = Bench::new();
    other.active("another", Expiry::Never);
    let path = file.with_file_name("other.db");
    let source = other.file();
    drop(other.store);
    fs::copy(source, &path).unwrap();
    path
}

// A system that does not let go of open files prevents the first three.
#[test]
#[cfg(unix)]
fn a_deleted_store_acknowledges_nothing() {
    for round in 0..ROUNDS {
        assert_refuses(&mut harmed(round, |file| fs::remove_file(file).unwrap()));
    }
}

#[test]
#[cfg(unix)]
fn a_renamed_store_acknowledges_nothing() {
    for round in 0..ROUNDS {
        assert_refuses(&mut harmed(round, |file| {
            fs::rename(file, file.with_file_name("old.db")).unwrap();
        }));
    }
}

#[test]
#[cfg(unix)]
fn a_store_that_another_took_the_place_of_acknowledges_nothing_and_leaves_the_other_alone() {
    for round in 0..ROUNDS {
        let mut bench = harmed(round, |file| {
            fs::rename(other_store(file), file).unwrap();
            let log = log_of(file);
            fs::remove_file(&log).unwrap();
            fs::write(log, "the log of whoever has the other store open").unwrap();
        });
        let there = [bench.file(), log_of(&bench.file())].map(|file| fs::read(file).unwrap());
        assert_refuses(&mut bench);
        let (file, folder) = (bench.file(), bench.folder);
        drop(bench.store);
        assert_eq!(
            [file.clone(), log_of(&file)].map(|file| fs::read(file).unwrap()),
            there
        );
        drop(folder);
    }
}

#[test]
fn a_store_that_was_cut_acknowledges_nothing() {
    for round in 0..ROUNDS {
        let mut bench = harmed(round, |_| ());
        // What is in the log alone is not in the file yet: without it there would be nothing to cut.
        bench.stranger().execute_batch("PRAGMA wal_checkpoint").unwrap();
        note(&mut bench.store).unwrap();
        let file = fs::OpenOptions::new().write(true).open(bench.file()).unwrap();
        let length = file.metadata().unwrap().len();
        file.set_len(length / 4096 * (round as u64 % 4) / 4 * 4096)
            .unwrap();
        assert_refuses(&mut bench);
    }
}

#[test]
#[cfg(unix)]
fn a_store_whose_log_was_deleted_acknowledges_nothing() {
    for round in 0..ROUNDS {
        assert_refuses(&mut harmed(round, |file| {
            fs::remove_file(log_of(file)).unwrap();
        }));
    }
}

#[test]
#[cfg(unix)]
fn what_was_in_a_deleted_store_is_kept_and_can_be_put_back() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("token", Expiry::Never);
    let data = bench.data();
    fs::remove_file(bench.file()).unwrap();
    bench.store.keep_lost(sunday()).unwrap();
    drop(bench.store);
    let lost = Store::open(&data, sunday());
    assert!(
        matches!(lost, Err(Error::Damaged { copy_from: Some(made), .. }) if made == sunday()),
        "an empty store does not take its place: {lost:?}"
    );
    Store::restore(&data, None, &by_ann(sunday())).unwrap();
    let back = Store::open(&data, sunday()).unwrap();
    assert!(back.read().token(&id).unwrap().is_some());
}

#[test]
#[cfg(unix)]
fn a_replaced_store_says_why() {
    let mut bench = harmed(0, |file| fs::remove_file(file).unwrap());
    assert!(matches!(
        note(&mut bench.store),
        Err(Error::Unavailable {
            obstacle: store::Obstacle::Replaced,
            ..
        })
    ));
}
