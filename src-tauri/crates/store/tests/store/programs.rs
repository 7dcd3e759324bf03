use std::collections::BTreeSet;
use std::io::Read;

use store::{Event, Store};
use token::{Expiry, TokenName};

use crate::killed::writer;
use crate::{Bench, sunday};

#[test]
fn programs_that_write_at_the_same_time_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut children: Vec<_> = (0..3).map(|n| writer(folder.path(), n * 1_000_000, 60)).collect();
    let mut made = BTreeSet::new();
    for child in &mut children {
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(child.wait().unwrap().success());
        made.extend(
            said.lines()
                .filter_map(|line| Some(line.strip_prefix("made ")?.to_owned())),
        );
    }
    let store = Store::open(folder.path(), sunday()).unwrap();
    let there: BTreeSet<_> = store
        .read()
        .tokens()
        .unwrap()
        .iter()
        .map(|record| record.id.to_string())
        .collect();
    assert_eq!(there.len(), 180);
    assert_eq!(made, there);
    let seqs: Vec<_> = store
        .read()
        .audit(u32::MAX)
        .unwrap()
        .iter()
        .map(|row| row.seq)
        .collect();
    assert_eq!(
        seqs,
        (1..=240).rev().collect::<Vec<_>>(),
        "180 made and 60 revoked, one row each"
    );
}

#[test]
fn a_change_of_another_program_is_seen_and_named() {
    let mut bench = Bench::new();
    let (first, _) = bench.active("first", Expiry::Never);
    let (second, _) = bench.active("second", Expiry::Never);
    let mut other = Store::open(&bench.data(), sunday()).unwrap();
    let (version, rev) = (
        bench.store.read().data_version().unwrap(),
        bench.store.read().rev().unwrap(),
    );
    assert_eq!(bench.store.read().changes_since(rev).unwrap().upsert, []);

    let renamed: Result<(), store::Error> = other.change(&crate::by_ann(sunday()), |change| {
        change
            .record(Event::named("token.renamed"))?
            .rename(&second, &TokenName::parse("other").unwrap())
    });
    renamed.unwrap();
    assert_ne!(bench.store.read().data_version().unwrap(), version);
    let changes = bench.store.read().changes_since(rev).unwrap();
    assert_eq!(
        changes
            .upsert
            .iter()
            .map(|record| record.name.as_str())
            .collect::<Vec<_>>(),
        ["other"]
    );
    assert!(changes.remove.is_empty() && changes.rev > rev);

    let all = bench.store.read().changes_since(0).unwrap();
    assert_eq!(all.upsert.len(), 2, "from 0 on, everything is told");
    bench.change(sunday(), Event::named("token.deleted"), |write| {
        write.delete(&first)
    });
    let changes = bench.store.read().changes_since(changes.rev).unwrap();
    assert_eq!((changes.upsert.len(), changes.remove), (0, vec![first]));
}

#[test]
fn writers_that_know_nothing_of_us_are_seen_too() {
    let mut bench = Bench::new();
    let (first, secret) = bench.active("first", Expiry::Never);
    let (second, _) = bench.active("second", Expiry::Never);
    let stranger = bench.stranger();
    for (tampering, told) in [
        ("UPDATE tokens SET revoked_at = 5 WHERE name = 'first'", first),
        ("UPDATE tokens SET rev = 0 WHERE name = 'second'", second),
        (
            "UPDATE secrets SET expires_at = 1 WHERE last4 = 'g2Vp' AND token = 1",
            first,
        ),
        (
            "INSERT INTO placements VALUES ('X', 2, NULL, randomblob(32), '', 0)",
            second,
        ),
        ("DELETE FROM placements", second),
    ] {
        let rev = bench.store.read().rev().unwrap();
        assert!(stranger.execute(tampering, []).unwrap() > 0, "{tampering}");
        let changes = bench.store.read().changes_since(rev).unwrap();
        assert_eq!(
            changes.upsert.iter().map(|record| record.id).collect::<Vec<_>>(),
            [told],
            "{tampering}"
        );
    }
    let rev = bench.store.read().rev().unwrap();
    stranger
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM tokens WHERE name = 'first'")
        .unwrap();
    assert_eq!(
        bench.store.read().changes_since(rev).unwrap().remove,
        [first],
        "a row that is gone is told as well"
    );
    assert!(bench.store.read().digest(&secret).is_ok());
}

#[test]
fn many_that_open_a_new_store_at_once_all_get_it() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let opening: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| Store::open(folder.path(), sunday())))
            .collect();
        for opened in opening {
            assert!(opened.join().unwrap().is_ok());
        }
    });
}
