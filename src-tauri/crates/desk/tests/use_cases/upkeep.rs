//! A store too large to be looked through while somebody waits.

use std::fs;

use desk::DeskEvent;
use desk::wire::{AppError, RestoreStore};
use store::{By, Event, Store};
use testkit::TestDesk;

use crate::delivered;

/// Above 16 MiB a store is not looked through when it is opened.
const LARGE: u64 = 17 * 1024 * 1024;

/// Fills the store with events until it is large.
fn grow(test: &TestDesk) {
    let now = desk::Clock::now(&*test.clock);
    let mut store = Store::open(&test.places().data, now).unwrap();
    let by = By {
        actor: "ann@plant7".to_owned(),
        source: store::Source::Window,
        at: now,
    };
    store
        .change(&by, |change| {
            (0..LARGE / 50_000).try_for_each(|_| {
                change.note(Event::named("clock.trusted").fact("latest_seen", "x".repeat(50_000)))
            })
        })
        .unwrap();
    drop(store);
    assert!(fs::metadata(file(test)).unwrap().len() > LARGE);
}

fn file(test: &TestDesk) -> std::path::PathBuf {
    test.places().data.join(store::FILE_NAME)
}

/// Overwrites pages in the middle of the events; everything that is read at start lies elsewhere.
fn damage(test: &TestDesk) {
    let mut bytes = fs::read(file(test)).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 20 * 4096].fill(0xA5);
    fs::write(file(test), bytes).unwrap();
}

fn copies(test: &TestDesk) -> usize {
    test.desk.store_copies().unwrap().len()
}

#[test]
fn a_large_store_is_opened_at_once_and_copied_behind() {
    let test = TestDesk::new();
    delivered(&test, "scanner", "30");
    grow(&test);
    let test = test.after_a_crash();
    test.clock.pass(crate::DAY);
    let before = copies(&test);
    assert_eq!(test.desk.list_tokens().unwrap().tokens.len(), 1);
    assert_eq!(copies(&test), before, "nobody waited for a copy");
    test.desk.look_after_store();
    assert_eq!(copies(&test), before + 1);
    test.desk.look_after_store();
    assert_eq!(copies(&test), before + 1, "one a day");
}

#[test]
fn a_verifier_that_serves_for_days_keeps_a_copy_of_each() {
    let test = TestDesk::of(desk::Source::Terminal);
    delivered(&test, "scanner", "30");
    let made = || test.desk.store_copies().unwrap();
    let mut before = made();
    for _ in 0..3 {
        test.clock.pass(crate::DAY);
        test.desk.tick_of_verifier();
        let now = made();
        assert!(now.iter().any(|copy| !before.contains(copy)), "{now:?}");
        test.desk.tick_of_verifier();
        assert_eq!(made(), now, "one a day");
        before = now;
    }
}

#[test]
fn damage_of_a_large_store_is_told_and_nothing_is_done_before_a_copy_took_its_place() {
    let test = TestDesk::new();
    delivered(&test, "scanner", "30");
    let grown = copies(&test);
    grow(&test);
    let test = test.after_a_crash();
    test.clock.pass(crate::DAY);
    test.desk.look_after_store();
    assert!(copies(&test) > grown);
    let test = test.after_a_crash();
    damage(&test);
    test.clock.pass(crate::DAY);
    assert_eq!(
        test.desk.list_tokens().unwrap().tokens.len(),
        1,
        "what is read is sound"
    );
    drop(test.events());

    test.desk.look_after_store();
    let corrupt = |error: &AppError| {
        matches!(
            error,
            AppError::StoreCorrupt {
                copy_from: Some(_),
                ..
            }
        )
    };
    let told = test
        .events()
        .into_iter()
        .any(|event| matches!(event, DeskEvent::StoreDamaged(error) if corrupt(&error)));
    assert!(told, "the window is told");
    for _ in 0..2 {
        let refused = test.desk.list_tokens().unwrap_err();
        assert!(corrupt(&refused), "{refused:?}");
    }

    let restored = test.desk.restore_store(RestoreStore { made_at: None }).unwrap();
    assert!(restored.is_some());
    assert_eq!(test.desk.list_tokens().unwrap().tokens.len(), 1);
    drop(test.events());
    test.desk.look_after_store();
    let told = test.events();
    assert!(
        !told
            .iter()
            .any(|event| matches!(event, DeskEvent::StoreDamaged(_))),
        "{told:?}"
    );
}

#[test]
#[cfg(unix)]
fn a_store_that_is_deleted_while_the_window_is_open_is_told_and_can_be_put_back_whole() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "scanner", "30");
    drop(test.events());
    fs::remove_file(file(&test)).unwrap();
    let refused = test
        .desk
        .revoke_tokens(desk::wire::TokenRefs { ids: vec![row.id] });
    assert!(refused.is_err(), "nothing is acknowledged");
    let told = test.events();
    assert!(
        told.iter()
            .any(|event| matches!(event, DeskEvent::StoreDamaged(AppError::StoreCorrupt { .. }))),
        "{told:?}"
    );
    let restored = test.desk.restore_store(RestoreStore { made_at: None }).unwrap();
    assert!(restored.is_some(), "what was in the deleted file was kept");
    assert_eq!(test.desk.list_tokens().unwrap().tokens.len(), 1);
}

#[test]
#[cfg(unix)]
fn an_older_store_that_is_put_back_while_the_window_is_open_is_read_anew_and_the_trail_looked_along() {
    let test = TestDesk::new();
    delivered(&test, "scanner", "30");
    let test = test.after_a_crash();
    test.desk.list_tokens().unwrap();
    test.desk.close();
    let older = fs::read(file(&test)).unwrap();
    delivered(&test, "made later", "30");
    test.desk.pin_audit();
    drop(test.events());

    let aside = file(&test).with_file_name("from a backup");
    fs::write(&aside, older).unwrap();
    fs::rename(aside, file(&test)).unwrap();
    for ending in ["-wal", "-shm"] {
        fs::remove_file(file(&test).with_file_name(format!("{}{ending}", store::FILE_NAME))).unwrap();
    }
    test.desk.refresh().unwrap();
    assert_eq!(test.desk.list_tokens().unwrap().tokens.len(), 1);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let (mut replaced, mut damage) = (false, None);
    while damage.is_none() {
        assert!(std::time::Instant::now() < deadline, "the cut trail was not told");
        for event in test.events() {
            if let DeskEvent::AuditChecked(found) = event {
                damage = damage.or(found.damage);
            } else {
                replaced |= event == DeskEvent::StoreReplaced(());
            }
        }
        std::thread::yield_now();
    }
    assert!(replaced);
}
