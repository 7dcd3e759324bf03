//! Files of other versions.

use std::fs;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use store::{Error, Extent, Rotation, SCHEMA_VERSION, Store};
use token::{Expiry, Limits, Status};

use crate::{Bench, bytes_below, hours, sunday};

/// A store as the first version left it. A released version's file is never edited: the next version adds
/// its own beside it.
const GOLDEN_1: &str = include_str!("../fixtures/v1.sql");
/// As the second version left it.
const GOLDEN_2: &str = include_str!("../fixtures/v2.sql");
/// As the third version left it.
const GOLDEN_3: &str = include_str!("../fixtures/v3.sql");
/// As the fourth version left it.
const GOLDEN_4: &str = include_str!("../fixtures/v4.sql");
/// As the fifth version left it, and the key of its chain.
const GOLDEN_5: &str = include_str!("../fixtures/v5.sql");
const GOLDEN_5_CHAIN: [u8; 32] = [7; 32];

fn golden(dump: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Connection::open(folder.path().join(store::FILE_NAME))
        .unwrap()
        .execute_batch(dump)
        .unwrap();
    folder
}

#[test]
fn a_store_of_version_1_is_read_as_it_was_written() {
    let folder = golden(GOLDEN_1);
    let store = Store::open(folder.path(), sunday()).unwrap();
    let tokens = store.read().tokens().unwrap();
    let names: Vec<_> = tokens
        .iter()
        .map(|record| (record.name.as_str(), record.status(sunday())))
        .collect();
    assert_eq!(
        names,
        [
            ("PI Scanner – Werk Süd", Status::Active),
            ("renewed", Status::Active),
            ("paused", Status::Paused),
            ("revoked", Status::Revoked),
        ]
    );
    assert_eq!(tokens[0].owner.as_deref(), Some("Ann"));
    assert_eq!(tokens[1].retiring.as_ref().unwrap().ends_at, sunday() + hours(24));
    assert_eq!(tokens[1].variable.as_deref(), Some("TYCHODATA_OSPREY_APITOKEN"));
    assert_eq!(store.read().pending().unwrap().len(), 1);
    assert_eq!(store.read().policy().unwrap().max_days().count(), 365);
    assert_eq!(store.read().audit(100).unwrap().len(), 19);
}

#[test]
fn a_store_of_version_1_compares_its_names_as_they_look_from_here_on() {
    let folder = golden(GOLDEN_1);
    Connection::open(folder.path().join(store::FILE_NAME))
        .unwrap()
        .execute_batch("UPDATE tokens SET name = 'Su\u{308}d', folded = 'su\u{308}d' WHERE name = 'renewed'")
        .unwrap();
    let store = Store::open(folder.path(), sunday()).unwrap();
    let name = token::TokenName::parse("S\u{fc}d").unwrap();
    let taken = store.read().taken_name(&name, None, None, sunday()).unwrap();
    assert_eq!(taken.as_deref(), Some("Su\u{308}d"));
    assert_eq!(Store::copies(folder.path()).len(), 1, "a copy was kept before");
}

#[test]
fn a_store_of_version_2_is_read_as_it_was_written_and_its_tokens_have_no_limits() {
    let folder = golden(GOLDEN_2);
    let store = Store::open(folder.path(), sunday()).unwrap();
    let tokens = store.read().tokens().unwrap();
    let names: Vec<_> = tokens.iter().map(|record| record.name.as_str()).collect();
    assert_eq!(
        names,
        ["PI Scanner – Werk Süd", "renewed", "paused", "revoked", "Süd 2"]
    );
    assert!(tokens.iter().all(|record| record.limits == Limits::default()));
    assert_eq!(tokens[4].owner_account.as_deref(), Some("bob@plant7"));
    assert_eq!(store.read().audit(100).unwrap().len(), 24);
    assert_eq!(store.read().spent(&tokens[4].present.id).unwrap(), 0);
    assert_eq!(Store::copies(folder.path()).len(), 1, "a copy was kept before");
}

#[test]
fn a_store_of_version_3_is_read_as_it_was_written_and_its_owners_are_users_who_are_not_disabled() {
    let folder = golden(GOLDEN_3);
    let store = Store::open(folder.path(), sunday()).unwrap();
    let tokens = store.read().tokens().unwrap();
    let names: Vec<_> = tokens.iter().map(|record| record.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "PI Scanner – Werk Süd",
            "renewed",
            "paused",
            "revoked",
            "Süd 2",
            "Limited – Halle 3",
            "Company sync"
        ]
    );
    let limits = Limits {
        rate: Some("100/min".parse().unwrap()),
        uses: Some("5".parse().unwrap()),
        networks: "10.20.0.0/16".parse().unwrap(),
    };
    assert_eq!(tokens[5].limits, limits);
    assert_eq!(store.read().audit(100).unwrap().len(), 30);
    let users = store.read().users().unwrap();
    let accounts: Vec<_> = users.iter().map(|user| user.account.as_str()).collect();
    assert_eq!(accounts, ["ann@plant7", "bob@plant7", "cid@plant7"]);
    assert!(users.iter().all(store::User::is_site_admin));
    let owners: Vec<_> = tokens
        .iter()
        .map(|record| record.owner_account.as_deref())
        .collect();
    assert_eq!(owners[0], Some("ann@plant7"), "an owner is a user");
    assert_eq!(
        owners[5..],
        [Some("cid@plant7"), None],
        "a company token stays one"
    );
    assert!(tokens.iter().all(|record| !record.is_owner_disabled));
    assert_eq!(Store::copies(folder.path()).len(), 1, "a copy was kept before");
}

#[test]
fn a_store_of_version_4_is_read_as_it_was_written_and_its_audit_trail_is_chained_from_then_on() {
    let folder = golden(GOLDEN_4);
    let store = Store::open(folder.path(), sunday()).unwrap();
    let users = store.read().users().unwrap();
    let eve = users.iter().find(|user| user.account == "eve").unwrap();
    assert!(eve.disabled_at.is_some());
    let tokens = store.read().tokens().unwrap();
    assert_eq!(tokens.last().unwrap().name, "Hub upload");
    assert_eq!(tokens.last().unwrap().owner_account.as_deref(), Some("datahub"));
    let rows = store.read().audit(100).unwrap().len();
    let checked = store.read().check_audit(Extent::Whole, None).unwrap();
    assert_eq!((checked.rows, checked.damage), (rows as u64, None));
    assert_eq!(Store::copies(folder.path()).len(), 1, "a copy was kept before");
    // And what was chained is still never changed by another program.
    let stranger = Connection::open(folder.path().join(store::FILE_NAME)).unwrap();
    assert!(stranger.execute("UPDATE audit SET actor = 'nobody'", []).is_err());
}

#[test]
fn a_store_of_version_5_is_read_as_it_was_written_and_nothing_of_it_waits() {
    let folder = golden(GOLDEN_5);
    fs::write(folder.path().join("audit.key"), GOLDEN_5_CHAIN).unwrap();
    let store = Store::open(folder.path(), sunday()).unwrap();
    let resources = store.read().resources().unwrap();
    let names: Vec<_> = resources
        .iter()
        .map(|found| (found.name.as_str(), found.is_exclusive, &found.rotation))
        .collect();
    let none = Rotation::default();
    assert_eq!(names, [("hall-host", false, &none), ("plant-db", true, &none)]);
    let open = store.read().open_checkouts(sunday()).unwrap();
    let reasons: Vec<_> = open.iter().map(|checkout| checkout.reason.as_str()).collect();
    assert_eq!(reasons, ["night job", "patches"]);
    let tokens = store.read().tokens().unwrap();
    let bound = tokens
        .iter()
        .find(|record| record.name == "Nightly report")
        .unwrap();
    let bound = store.read().bound_to(&bound.id).unwrap();
    assert_eq!(bound.unwrap().1, "plant-db");
    assert!(store.read().personal("root@plant7").unwrap().is_some());
    assert!(
        tokens
            .iter()
            .any(|record| record.description.as_deref() == Some("Uploads the scans of hall 3"))
    );
    let renewed = tokens.iter().find(|record| record.name == "renewed").unwrap();
    assert!(!renewed.retiring.as_ref().unwrap().until_seen);
    assert_eq!(store.read().finishing().unwrap(), []);
    assert_eq!(store.read().under_way().unwrap(), []);
    let checked = store.read().check_audit(Extent::Whole, None).unwrap();
    assert_eq!((checked.rows, checked.damage), (51, None));
    assert_eq!(Store::copies(folder.path()).len(), 1, "a copy was kept before");
}

#[test]
fn every_released_version_comes_to_the_schema_that_a_new_store_has() {
    let schema = |db: &Connection| -> Vec<String> {
        let mut rows = db
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        rows.query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let new = schema(&Bench::new().stranger());
    for dump in [GOLDEN_1, GOLDEN_2, GOLDEN_3, GOLDEN_4, GOLDEN_5] {
        let folder = golden(dump);
        drop(Store::open(folder.path(), sunday()).unwrap());
        let old = Connection::open(folder.path().join(store::FILE_NAME)).unwrap();
        assert_eq!(schema(&old), new, "a released schema changes by a new step only");
    }
}

#[test]
fn an_empty_file_becomes_a_store() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(store::FILE_NAME), "").unwrap();
    let store = Store::open(folder.path(), sunday()).unwrap();
    assert_eq!(store.read().tokens().unwrap(), []);
    let db = Connection::open(folder.path().join(store::FILE_NAME)).unwrap();
    let version: u32 = db
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, SCHEMA_VERSION);
}

#[test]
fn a_newer_file_is_refused_and_nothing_in_its_folder_changes() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    let data = bench.data();
    bench
        .stranger()
        .execute_batch("PRAGMA user_version = 99; CREATE TABLE future (x);")
        .unwrap();
    drop(bench.store);
    let before = bytes_below(&data);
    for _ in 0..3 {
        let refused = Store::open(&data, sunday());
        assert!(matches!(
            refused,
            Err(Error::Newer {
                found: 99,
                known: SCHEMA_VERSION
            })
        ));
    }
    assert_eq!(bytes_below(&data), before);
}

#[test]
fn a_newer_version_that_is_still_in_the_log_is_seen_and_the_log_is_kept() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    let data = bench.data();
    drop(bench.store);
    let newer = Connection::open(data.join(store::FILE_NAME)).unwrap();
    newer
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .unwrap();
    newer
        .execute_batch("PRAGMA user_version = 99; CREATE TABLE future (x);")
        .unwrap();
    drop(newer);
    let without_index = || {
        let mut files = bytes_below(&data);
        files.retain(|(path, _)| !path.to_string_lossy().ends_with("-shm"));
        files
    };
    let before = without_index();
    assert!(
        before
            .iter()
            .any(|(path, bytes)| path.to_string_lossy().ends_with("-wal") && !bytes.is_empty())
    );
    assert!(matches!(
        Store::open(&data, sunday()),
        Err(Error::Newer { found: 99, .. })
    ));
    assert_eq!(without_index(), before);
}
