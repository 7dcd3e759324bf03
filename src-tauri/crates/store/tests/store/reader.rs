use store::{Error, Event, Reader, SecretState};
use token::{Expiry, Grace};

use crate::{Bench, days, sunday};

#[test]
fn a_reader_tells_what_a_verdict_needs_and_nothing_of_strangers() {
    let mut bench = Bench::new();
    let (id, secret) = bench.active("PI Scanner", days(30));
    let reader = Reader::open(&bench.data()).unwrap();
    let found = reader.verifiable(&secret).unwrap().unwrap();
    assert_eq!((found.token_id, found.name.as_str()), (id, "PI Scanner"));
    assert_eq!((found.state, found.expiry), (SecretState::Active, days(30)));
    assert!(!found.is_paused && !found.is_revoked && !found.is_deleted);
    assert!(found.phc.starts_with("$argon2id$"));
    assert_eq!(reader.verifiable(&bench.draw_id()).unwrap(), None);
}

#[test]
fn the_version_moves_with_every_commit_and_with_nothing_else() {
    let mut bench = Bench::new();
    let (id, secret) = bench.active("first", Expiry::Never);
    let reader = Reader::open(&bench.data()).unwrap();
    let before = reader.version().unwrap();
    assert_eq!(reader.version().unwrap(), before, "asking is no change");

    bench.change(sunday(), Event::named("token.revoked"), |write| write.revoke(&id));
    let after = reader.version().unwrap();
    assert_ne!(after, before);
    assert!(reader.verifiable(&secret).unwrap().unwrap().is_revoked);

    let stranger = bench.stranger();
    stranger
        .execute("UPDATE tokens SET revoked_at = NULL", [])
        .unwrap();
    assert_ne!(
        reader.version().unwrap(),
        after,
        "a program that is not ours is seen too"
    );
}

#[test]
fn an_old_secret_is_told_as_retiring_with_the_end_of_its_grace() {
    let mut bench = Bench::new();
    let (id, old) = bench.active("scanner", Expiry::Never);
    let new = bench.regenerate(&id, Grace::Hour);
    let reader = Reader::open(&bench.data()).unwrap();
    let state = |secret| reader.verifiable(&secret).unwrap().unwrap().state;
    assert_eq!(
        (state(old), state(new)),
        (SecretState::Active, SecretState::Pending)
    );

    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&new)
    });
    assert_eq!(
        (state(old), state(new)),
        (SecretState::Retiring, SecretState::Active)
    );
    let end = reader.verifiable(&old).unwrap().unwrap().expiry;
    assert_eq!(end, Expiry::At(Grace::Hour.end(sunday(), Expiry::Never)));
}

#[test]
fn a_file_that_was_put_in_the_store_s_place_is_noticed() {
    let bench = Bench::new();
    let reader = Reader::open(&bench.data()).unwrap();
    assert!(!reader.is_replaced());
    if cfg!(not(unix)) {
        println!("SKIPPED because an open file cannot be replaced on this system");
        return;
    }
    let other = Bench::new();
    std::fs::rename(other.file(), bench.file()).unwrap();
    assert!(reader.is_replaced());
    std::fs::remove_file(bench.file()).unwrap();
    assert!(reader.is_replaced(), "no file is another file");
}

#[test]
fn a_reader_opens_no_store_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Reader::open(folder.path()), Err(Error::Damaged { .. })));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "it made nothing"
    );
}
