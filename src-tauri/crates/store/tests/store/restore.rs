//! A good copy in the place of a damaged store.

use std::fs;
use std::path::Path;

use store::{Error, Event, FILE_NAME, Obstacle, Store};
use token::{Expiry, Status};

use crate::{Bench, by_ann, hours, sunday};

/// A store of three tokens with a copy; after the copy one is revoked, one paused and one is new. Then it is closed.
fn with_copy() -> (tempfile::TempDir, Vec<token::TokenId>) {
    let mut bench = Bench::new();
    let ids: Vec<_> = ["kept", "revoked", "paused"]
        .map(|name| bench.active(name, Expiry::Never).0)
        .into();
    bench.store.keep_copy(sunday()).unwrap();
    bench.change(sunday() + hours(1), Event::named("token.revoked"), |write| {
        write.revoke(&ids[1])
    });
    bench.change(sunday() + hours(1), Event::named("token.paused"), |write| {
        write.pause(&ids[2])
    });
    bench.active("new", Expiry::Never);
    let Bench { folder, store, .. } = bench;
    drop(store);
    (folder, ids)
}

fn later() -> store::By {
    by_ann(sunday() + hours(2))
}

#[test]
fn who_was_disabled_since_the_copy_is_disabled_again() {
    let mut bench = Bench::new();
    let ann = crate::users::user("ann@plant7", "SiteAdmin");
    bench.change(sunday(), Event::named("user.added"), |write| write.add_user(&ann));
    bench.store.keep_copy(sunday()).unwrap();
    bench.change(sunday() + hours(1), Event::named("user.disabled"), |write| {
        write.disable_user("ann@plant7")
    });
    let Bench { folder, store, .. } = bench;
    drop(store);
    let data = folder.path().join("data");
    Store::restore(&data, Some(sunday()), &later()).unwrap();
    let store = Store::open(&data, later().at).unwrap();
    let user = store.read().user("ann@plant7").unwrap().unwrap();
    assert_eq!(user.disabled_at, Some(later().at));
}

fn damage(data: &Path) -> Vec<u8> {
    let file = data.join(FILE_NAME);
    fs::write(&file, "not a database").unwrap();
    fs::read(file).unwrap()
}

#[test]
fn the_newest_copy_takes_the_place_of_a_damaged_store_which_is_kept() {
    let (folder, ids) = with_copy();
    let data = folder.path().join("data");
    let damaged = damage(&data);
    assert!(matches!(
        Store::open(&data, later().at),
        Err(Error::Damaged { .. })
    ));
    let restored = Store::restore(&data, None, &later()).unwrap();
    assert_eq!(restored.from, sunday());
    assert_eq!(
        fs::read(restored.aside.unwrap().join(FILE_NAME)).unwrap(),
        damaged
    );
    let store = Store::open(&data, later().at).unwrap();
    assert_eq!(store.read().tokens().unwrap().len(), ids.len());
    assert_eq!(store.read().audit(1).unwrap()[0].event, "store.restored");
    assert!(!data.join("restoring.db").exists());
}

#[test]
fn what_was_revoked_or_paused_since_the_copy_stays_so_where_the_damaged_file_can_still_tell() {
    let (folder, ids) = with_copy();
    let data = folder.path().join("data");
    // Sound but for its owner: the person asks for the copy by its time.
    let restored = Store::restore(&data, Some(sunday()), &later()).unwrap();
    assert_eq!(restored.ended_again, 2);
    let store = Store::open(&data, later().at).unwrap();
    let status = |id| store.read().token(id).unwrap().unwrap().status(later().at);
    assert_eq!(
        [status(&ids[0]), status(&ids[1]), status(&ids[2])],
        [Status::Active, Status::Revoked, Status::Paused]
    );
}

#[test]
fn a_copy_that_is_damaged_too_is_passed_over() {
    let (folder, ids) = with_copy();
    let data = folder.path().join("data");
    fs::write(data.join("copies/tokens-20261123T203000Z.db"), "nor is this").unwrap();
    damage(&data);
    assert_eq!(Store::copies(&data).len(), 2);
    assert_eq!(Store::restore(&data, None, &later()).unwrap().from, sunday());
    assert_eq!(
        Store::open(&data, later().at)
            .unwrap()
            .read()
            .tokens()
            .unwrap()
            .len(),
        ids.len()
    );
}

#[test]
fn without_a_sound_copy_nothing_changes() {
    let (folder, _) = with_copy();
    let data = folder.path().join("data");
    damage(&data);
    fs::remove_dir_all(data.join("copies")).unwrap();
    let before = crate::bytes_below(&data);
    assert!(matches!(
        Store::restore(&data, None, &later()),
        Err(Error::Damaged { copy_from: None, .. })
    ));
    assert_eq!(crate::bytes_below(&data), before);
}

#[test]
fn a_store_that_a_program_has_open_is_not_taken_from_it() {
    let (folder, _) = with_copy();
    let data = folder.path().join("data");
    let open = Store::open(&data, later().at).unwrap();
    assert!(matches!(
        Store::restore(&data, Some(sunday()), &later()),
        Err(Error::Unavailable {
            obstacle: Obstacle::InUse,
            ..
        })
    ));
    drop(open);
    Store::restore(&data, Some(sunday()), &later()).unwrap();
}

#[test]
fn a_restore_that_was_cut_short_is_seen_as_a_loss_and_can_be_done_again() {
    let (folder, ids) = with_copy();
    let data = folder.path().join("data");
    // The store was moved aside and nothing has taken its place yet; its log is still there.
    fs::rename(data.join(FILE_NAME), data.join("moved")).unwrap();
    fs::write(data.join(format!("{FILE_NAME}-wal")), [7; 4_096]).unwrap();
    assert!(matches!(
        Store::open(&data, later().at),
        Err(Error::Damaged { .. })
    ));
    Store::restore(&data, None, &later()).unwrap();
    let store = Store::open(&data, later().at).unwrap();
    assert_eq!(
        store.read().tokens().unwrap().len(),
        ids.len(),
        "the old log was not taken for the new store's"
    );
}
