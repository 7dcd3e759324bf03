//! The file of uses.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rusqlite::Connection;
use store::{
    Damage, Error, Extent, Presented, Refusals, Refused, Request, SecretUse, Tampering, USAGE_FILE_NAME,
    Usage, Used,
};
use token::TokenId;

use crate::sunday;

fn id(seed: u64) -> TokenId {
    TokenId::generate(&mut StdRng::seed_from_u64(seed))
}

fn after(seconds: i64) -> Timestamp {
    sunday() + SignedDuration::from_secs(seconds)
}

fn seen(at: Timestamp, address: &str) -> Presented {
    Presented {
        at,
        address: address.into(),
        scheme: "bearer".into(),
        program: None,
    }
}

fn used(token: TokenId, at: Timestamp, address: &str, count: u64) -> Used {
    Used {
        token,
        last: seen(at, address),
        count,
    }
}

fn expired(token: TokenId, at: Timestamp) -> Refusals {
    Refusals {
        token,
        why: "expired".into(),
        last: seen(at, "10.0.0.9"),
        count: 1,
    }
}

#[test]
fn uses_told_by_several_programs_add_up_and_the_latest_is_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = Usage::open(folder.path(), sunday()).unwrap();
    let mut other = Usage::open(folder.path(), sunday()).unwrap();
    one.keep(
        &[used(id(1), after(9), "10.0.0.1", 3)],
        &[expired(id(2), after(9))],
    )
    .unwrap();
    // Told later, and earlier in time.
    other
        .keep(
            &[used(id(1), after(4), "10.0.0.2", 2)],
            &[expired(id(2), after(4))],
        )
        .unwrap();
    drop((one, other));
    let again = Usage::look(folder.path()).unwrap().unwrap();
    assert_eq!(
        again.used(&id(1)).unwrap(),
        Some(used(id(1), after(9), "10.0.0.1", 5))
    );
    assert_eq!(again.all_used().unwrap().len(), 1);
    assert_eq!(again.used(&id(2)).unwrap(), None, "a refused attempt is no use");
    let refused = again.refused(&id(2)).unwrap();
    assert_eq!((refused[0].count, refused[0].last.at), (2, after(9)));
    assert_eq!(
        again.all_refused().unwrap()[&id(2)],
        Refused {
            count: 2,
            exposed_at: None
        }
    );
}

#[test]
fn what_was_kept_since_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    usage.keep(&[used(id(1), after(1), "::1", 1)], &[]).unwrap();
    let rev = usage.rev().unwrap();
    assert_eq!(usage.changed_since(0).unwrap(), [id(1)]);
    assert_eq!(usage.changed_since(rev).unwrap(), []);
    usage.keep(&[], &[expired(id(2), after(2))]).unwrap();
    assert_eq!(usage.changed_since(rev).unwrap(), [id(2)]);
    usage.forget(&id(2)).unwrap();
    assert_eq!(usage.refused(&id(2)).unwrap(), []);
}

#[test]
fn recorded_requests_are_kept_in_order_and_cannot_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    let request = |second| Request {
        token: id(1),
        seen: seen(after(second), "127.0.0.1"),
        outcome: "accepted".into(),
    };
    usage.record(&[request(1), request(2)]).unwrap();
    assert_eq!(usage.requests(&id(1), 9).unwrap(), [request(2), request(1)]);
    let stranger = Connection::open(folder.path().join(USAGE_FILE_NAME)).unwrap();
    for change in ["UPDATE requests SET at = 0", "DELETE FROM requests"] {
        assert!(stranger.execute(change, []).is_err(), "{change}");
    }
}

#[test]
fn a_damaged_file_is_set_aside_and_a_newer_one_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(USAGE_FILE_NAME);
    assert!(Usage::look(folder.path()).unwrap().is_none());
    fs::write(
        &file,
        "no database, and longer than one hundred bytes: ".repeat(99),
    )
    .unwrap();
    assert!(matches!(Usage::look(folder.path()), Err(Error::Damaged { .. })));
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    usage.keep(&[used(id(1), after(1), "::1", 1)], &[]).unwrap();
    let aside = fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with("usage-damaged-")
        })
        .count();
    assert_eq!(aside, 1);
    fs::remove_file(&file).unwrap();
    assert!(usage.is_replaced());
    drop(usage);
    Connection::open(&file)
        .unwrap()
        .execute_batch("PRAGMA user_version = 99")
        .unwrap();
    assert!(matches!(
        Usage::open(folder.path(), sunday()),
        Err(Error::Newer { found: 99, .. })
    ));
}

#[test]
fn a_recorded_request_that_was_meddled_with_is_found_and_a_file_of_version_1_is_chained() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(USAGE_FILE_NAME);
    let requests: Vec<Request> = (0..20)
        .map(|number| Request {
            token: id(1),
            seen: seen(after(number), "10.0.0.1"),
            outcome: "accepted".into(),
        })
        .collect();
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    usage.record(&requests[..8]).unwrap();
    drop(usage);
    // As the first version left it.
    Connection::open(&file)
        .unwrap()
        .execute_batch("ALTER TABLE requests DROP COLUMN link; DROP TABLE chain; DROP TABLE by_secret; PRAGMA user_version = 1")
        .unwrap();
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    usage.record(&requests[8..]).unwrap();
    let checked = usage.check_requests(Extent::Whole).unwrap();
    assert_eq!((checked.rows, checked.damage), (20, None));
    let stranger = Connection::open(&file).unwrap();
    assert!(stranger.execute("UPDATE requests SET at = 1", []).is_err());
    stranger
        .execute_batch("DROP TRIGGER requests_are_never_deleted; DELETE FROM requests WHERE seq = 7")
        .unwrap();
    let missing = Damage {
        seq: 7,
        kind: Tampering::Missing,
    };
    assert_eq!(usage.check_requests(Extent::Whole).unwrap().damage, Some(missing));
}

/// A file of uses as the second version left it, under the chain's key of `GOLDEN_KEY`.
const GOLDEN_2: &str = include_str!("../fixtures/usage-v2.sql");
const GOLDEN_KEY: [u8; 32] = [7; 32];

#[test]
fn a_file_of_version_2_is_read_as_it_was_written_and_tells_uses_by_secret_from_then_on() {
    let schema = |folder: &std::path::Path| -> Vec<String> {
        let db = Connection::open(folder.join(USAGE_FILE_NAME)).unwrap();
        let mut rows = db
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        rows.query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("audit.key"), GOLDEN_KEY).unwrap();
    Connection::open(folder.path().join(USAGE_FILE_NAME))
        .unwrap()
        .execute_batch(GOLDEN_2)
        .unwrap();
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    let scanner: TokenId = "C134hDGpPpXgtcs2".parse().unwrap();
    assert_eq!(usage.used(&scanner).unwrap().unwrap().count, 2);
    assert_eq!(usage.all_refused().unwrap().len(), 1);
    let checked = usage.check_requests(Extent::Whole).unwrap();
    assert_eq!((checked.rows, checked.damage), (3, None));
    assert_eq!(usage.all_by_secret().unwrap(), []);
    let told = by_curl(id(7), after(9), "10.0.0.1");
    usage
        .keep_by_secret(&[], &[], std::slice::from_ref(&told))
        .unwrap();
    assert_eq!(usage.all_by_secret().unwrap(), [told]);
    let new = tempfile::tempdir().unwrap();
    drop(Usage::open(new.path(), sunday()).unwrap());
    assert_eq!(schema(folder.path()), schema(new.path()));
}

fn by_curl(secret: TokenId, at: Timestamp, address: &str) -> SecretUse {
    SecretUse {
        secret,
        token: id(1),
        last: Presented {
            program: Some("curl".into()),
            ..seen(at, address)
        },
        count: 2,
    }
}

#[test]
fn who_used_which_secret_is_kept_by_place_and_program_and_goes_with_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    let (old, new) = (id(7), id(8));
    let unknown = SecretUse {
        last: seen(after(5), "10.0.0.1"),
        ..by_curl(old, after(5), "10.0.0.1")
    };
    usage
        .keep_by_secret(
            &[],
            &[],
            &[
                by_curl(old, after(9), "10.0.0.1"),
                unknown.clone(),
                by_curl(new, after(3), "10.0.0.1"),
            ],
        )
        .unwrap();
    // Told later, and earlier in time.
    usage
        .keep_by_secret(&[], &[], &[by_curl(old, after(4), "10.0.0.1")])
        .unwrap();
    let latest = SecretUse {
        count: 4,
        ..by_curl(old, after(9), "10.0.0.1")
    };
    let all = [latest, unknown, by_curl(new, after(3), "10.0.0.1")];
    assert_eq!(usage.by_secret(&id(1)).unwrap(), all);
    assert_eq!(usage.all_by_secret().unwrap(), all);
    assert_eq!(usage.by_secret(&id(2)).unwrap(), []);
    usage.forget(&id(1)).unwrap();
    assert_eq!(usage.all_by_secret().unwrap(), []);
}

#[test]
fn of_very_many_users_of_one_secret_the_latest_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let mut usage = Usage::open(folder.path(), sunday()).unwrap();
    let uses: Vec<SecretUse> = (0..150)
        .map(|n| by_curl(id(7), after(n), &format!("10.0.1.{n}")))
        .collect();
    usage.keep_by_secret(&[], &[], &uses).unwrap();
    let known = usage.by_secret(&id(1)).unwrap();
    assert_eq!(known.len(), 100);
    assert_eq!(
        (known[0].last.at, known[99].last.at),
        (after(149), after(50)),
        "the longest unseen gave way"
    );
}
