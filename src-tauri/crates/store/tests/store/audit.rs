use store::{Event, Source};
use token::Expiry;

use crate::{Bench, sunday};

#[test]
fn every_change_leaves_its_row_and_rows_count_up_without_gaps() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("token", Expiry::Never);
    bench.change(
        sunday(),
        Event::named("token.paused")
            .about(id, "token")
            .fact("why", "holiday"),
        |write| write.pause(&id),
    );
    let rows = bench.store.read().audit(10).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.seq, row.event.as_str())).collect();
    assert_eq!(
        told,
        [(3, "token.paused"), (2, "token.delivered"), (1, "token.created")]
    );
    let newest = &rows[0];
    assert_eq!(
        (newest.actor.as_str(), newest.source, newest.at),
        ("ann@plant7", Source::Terminal, sunday())
    );
    assert_eq!(
        (newest.token_id, newest.token_name.as_deref()),
        (Some(id), Some("token"))
    );
    assert_eq!(newest.facts["why"], "holiday");
    assert_eq!(bench.store.read().audit_of(&id, 1).unwrap(), rows[..1]);
    assert_eq!(
        bench.store.read().audit_of(&id, 50).unwrap().len(),
        2,
        "one row tells of no record"
    );
}

#[test]
fn no_program_can_change_take_away_or_replace_a_row() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    let before = bench.store.read().audit(10).unwrap();
    let stranger = bench.stranger();
    for tampering in [
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "INSERT OR REPLACE INTO audit SELECT 1, at, 'x', NULL, NULL, actor, source, facts FROM audit WHERE seq = 2",
        "REPLACE INTO audit (seq, at, event, actor, source, facts) VALUES (1, 0, 'x', 'y', 'window', '{}')",
        "INSERT INTO audit (at, event, actor, source, facts) VALUES (0, 'x', 'y', 'window', 'no json')",
    ] {
        assert!(stranger.execute(tampering, []).is_err(), "{tampering}");
    }
    assert_eq!(bench.store.read().audit(10).unwrap(), before);
}
