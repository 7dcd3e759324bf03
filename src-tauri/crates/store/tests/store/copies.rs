use std::fs;

use store::{Error, Event, Obstacle, Store};
use token::{Expiry, Policy};

use crate::{Bench, hours, sunday};

fn copies(bench: &Bench) -> Vec<String> {
    let Ok(entries) = fs::read_dir(bench.data().join("copies")) else {
        return Vec::new();
    };
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_copy_is_kept_each_day_and_two_in_all() {
    let mut bench = Bench::new();
    assert_eq!(copies(&bench), [""; 0], "an empty store is not worth a copy");
    bench.active("token", Expiry::Never);
    for day in 0..4 {
        for again in 0..2 {
            Store::open(&bench.data(), sunday() + hours(24 * day + again)).unwrap();
        }
    }
    assert_eq!(
        copies(&bench),
        ["tokens-20261124T203000Z.db", "tokens-20261125T203000Z.db"]
    );
}

#[test]
fn copies_of_a_clock_that_was_ahead_do_not_push_out_those_that_are_newer() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    for hour in [sunday() + hours(24 * 400), sunday() + hours(24 * 402)] {
        bench.store.keep_copy(hour).unwrap();
    }
    bench.store.keep_copy(sunday()).unwrap();
    bench.store.keep_copy(sunday() + hours(25)).unwrap();
    assert_eq!(
        copies(&bench),
        ["tokens-20261122T203000Z.db", "tokens-20261123T213000Z.db"]
    );
}

#[test]
fn a_copy_holds_everything_and_is_ours_alone() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("token", Expiry::Never);
    bench.store.keep_copy(sunday()).unwrap();
    let copy = bench.data().join("copies/tokens-20261122T203000Z.db");
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&copy).unwrap().permissions()) & 0o777,
        0o600
    );
    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(copy, elsewhere.path().join(store::FILE_NAME)).unwrap();
    let restored = Store::open(elsewhere.path(), sunday()).unwrap();
    assert_eq!(restored.read().token(&id).unwrap(), Some(bench.record(&id)));
}

#[test]
fn a_store_that_was_lost_is_not_replaced_by_an_empty_one() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    bench.store.keep_copy(sunday()).unwrap();
    let folder = bench.data();
    drop(bench.store);
    for lost in [true, false] {
        if lost {
            fs::remove_file(folder.join(store::FILE_NAME)).unwrap();
        } else {
            fs::write(folder.join(store::FILE_NAME), "").unwrap();
        }
        let refused = Store::open(&folder, sunday());
        assert!(matches!(refused, Err(Error::Damaged { copy_from: Some(made), .. }) if made == sunday()));
    }
}

#[test]
fn a_log_whose_store_was_lost_is_not_thrown_away() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    // While the store is open its newest changes are in the log alone.
    fs::remove_file(bench.file()).unwrap();
    let log = bench.data().join(format!("{}-wal", store::FILE_NAME));
    let before = fs::read(&log).unwrap();
    assert!(!before.is_empty());
    assert!(matches!(
        Store::open(&bench.data(), sunday()),
        Err(Error::Damaged { copy_from: None, .. })
    ));
    assert_eq!(fs::read(&log).unwrap(), before);
}

#[test]
fn a_copy_that_cannot_be_made_does_not_keep_the_store_from_opening() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    fs::write(bench.data().join("copies"), "in the way").unwrap();
    assert!(matches!(
        bench.store.keep_copy(sunday()),
        Err(Error::Unavailable {
            obstacle: Obstacle::NoFolder | Obstacle::Failed,
            ..
        })
    ));
    let mut store = Store::open(&bench.data(), sunday()).unwrap();
    let changed: Result<(), Error> = store.change(&crate::by_ann(sunday()), |change| {
        change
            .record(Event::named("policy.changed"))?
            .set_policy(&Policy::default())
    });
    changed.unwrap();
}
