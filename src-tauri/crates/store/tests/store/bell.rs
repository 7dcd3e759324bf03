use store::{Event, Heard, Reader, Source};
use token::Expiry;

use crate::{Bench, sunday};

#[test]
fn whoever_listens_hears_of_every_change_before_it_is_acknowledged_and_of_nothing_else() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let (one, other) = (Heard::of(&bench.data()), Heard::of(&bench.data()));
    let mut before = one.last().unwrap();
    assert_eq!(one.last(), Some(before), "listening is no change");
    for _ in 0..50 {
        bench.change(sunday(), Event::named("token.paused"), |write| write.pause(&id));
        let after = one.last().unwrap();
        assert_ne!(after, before);
        assert_eq!(other.last(), Some(after));
        before = after;
        let refused: Result<(), store::Error> = bench.store.change(&crate::by_ann(sunday()), |_| {
            Err(store::Error::Newer { found: 9, known: 1 })
        });
        assert!(refused.is_err());
        assert_eq!(one.last(), Some(before), "what was not done is no change");
    }
}

#[test]
fn another_program_of_ours_is_heard_and_a_stranger_is_not_but_sqlite_tells_of_both() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let (heard, reader) = (Heard::of(&bench.data()), Reader::open(&bench.data()).unwrap());
    let (before, version) = (heard.last(), reader.version().unwrap());
    bench
        .stranger()
        .execute("UPDATE tokens SET paused_at = 1", [])
        .unwrap();
    assert_eq!(heard.last(), before);
    assert_ne!(reader.version().unwrap(), version);

    let mut another = store::Store::open(&bench.data(), sunday()).unwrap();
    let by = store::By {
        source: Source::Terminal,
        ..crate::by_ann(sunday())
    };
    another
        .change(&by, |change| {
            change.record(Event::named("token.revoked"))?.revoke(&id)
        })
        .unwrap();
    assert_ne!(heard.last(), before);
}

#[test]
fn where_nothing_can_be_heard_a_change_is_acknowledged_when_everybody_has_looked() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("scanner", Expiry::Never);
    let path = bench.data().join("changed");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        Heard::of(&bench.data()).last(),
        None,
        "then SQLite is asked each time"
    );
    std::fs::create_dir(&path).unwrap();
    let mut deaf = store::Store::open(&bench.data(), sunday()).unwrap();
    let began = std::time::Instant::now();
    deaf.change(&crate::by_ann(sunday()), |change| {
        change.record(Event::named("token.paused"))?.pause(&id)
    })
    .unwrap();
    assert!(began.elapsed() >= store::LATEST);
}
