use store::{AuditFilter, Damage, Event, Extent, Reader, Source, Store, Tampering};
use token::Expiry;

use crate::{Bench, bytes_below, sunday};

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
        "INSERT OR REPLACE INTO audit SELECT 1, at, 'x', NULL, NULL, actor, source, facts, link FROM audit WHERE seq = 2",
        "REPLACE INTO audit (seq, at, event, actor, source, facts) VALUES (1, 0, 'x', 'y', 'window', '{}')",
        "INSERT INTO audit (at, event, actor, source, facts) VALUES (0, 'x', 'y', 'window', 'no json')",
    ] {
        assert!(stranger.execute(tampering, []).is_err(), "{tampering}");
    }
    assert_eq!(bench.store.read().audit(10).unwrap(), before);
}

#[test]
fn a_row_that_was_meddled_with_is_found_by_every_program() {
    let mut bench = Bench::new();
    for number in 0..8 {
        bench.active(&format!("token {number}"), Expiry::Never);
    }
    let fine = bench.store.read().check_audit(Extent::Whole, None).unwrap();
    assert_eq!((fine.rows, fine.damage), (16, None));
    let stranger = bench.stranger();
    stranger
        .execute_batch(
            "DROP TRIGGER audit_is_never_changed; UPDATE audit SET actor = 'somebody else' WHERE seq = 9",
        )
        .unwrap();
    let edited = Some(Damage {
        seq: 9,
        kind: Tampering::Edited,
    });
    let reader = Reader::open(&bench.data()).unwrap();
    for read in [bench.store.read(), reader.read()] {
        assert_eq!(
            read.check_audit(Extent::Whole, fine.end.as_ref()).unwrap().damage,
            edited
        );
        let newest = read.check_audit(Extent::Newest(4), None).unwrap();
        assert_eq!(
            (newest.rows, newest.damage),
            (4, None),
            "the newest are as they were"
        );
    }
}

#[test]
fn a_key_that_was_lost_is_made_anew_and_the_loss_is_told() {
    let mut bench = Bench::new();
    bench.active("before", Expiry::Never);
    for damaged in [false, true] {
        let rows = bench.store.read().audit(u32::MAX).unwrap().len();
        let key = bench.data().join("audit.key");
        if damaged {
            std::fs::write(&key, "no key").unwrap();
        } else {
            std::fs::remove_file(&key).unwrap();
        }
        let lost = Some(Damage {
            seq: i64::try_from(rows).unwrap() + 1,
            kind: Tampering::KeyLost,
        });
        let without = bench.store.read().check_audit(Extent::Whole, None).unwrap();
        assert_eq!(without.damage, lost);
        bench.store = Store::open(&bench.data(), sunday()).unwrap();
        bench.active(if damaged { "then" } else { "after" }, Expiry::Never);
        let since = bench.store.read().check_audit(Extent::Whole, None).unwrap();
        assert_eq!((since.rows, since.damage), (2, lost));
    }
    let names: Vec<_> = bytes_below(&bench.data())
        .into_iter()
        .filter(|(path, _)| path.to_string_lossy().contains("audit.key"))
        .collect();
    assert_eq!(names.len(), 1, "nothing is left of the making");
}

#[test]
fn programs_that_start_together_chain_under_one_key() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for number in 0..6 {
            let folder = folder.path();
            scope.spawn(move || {
                let mut store = Store::open(folder, sunday()).unwrap();
                for step in 0..5 {
                    let event = Event::named("noted").fact("program", number).fact("step", step);
                    let noted: Result<(), store::Error> =
                        store.change(&crate::by_ann(sunday()), |change| change.note(event));
                    noted.unwrap();
                }
            });
        }
    });
    let store = Store::open(folder.path(), sunday()).unwrap();
    let checked = store.read().check_audit(Extent::Whole, None).unwrap();
    assert_eq!((checked.rows, checked.damage), (30, None));
}

#[test]
fn a_filter_means_rows_by_time_event_actor_token_source_and_text_page_by_page() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("100% of it", Expiry::Never);
    for number in 0..40 {
        let event = Event::named("user.added").fact("account", format!("user_{number}"));
        let by = crate::by_ann(sunday() + crate::hours(number));
        let noted: Result<(), store::Error> = bench.store.change(&by, |change| change.note(event));
        noted.unwrap();
    }
    let read = bench.store.read();
    let all = |filter: AuditFilter| {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let page = read.audit_page(&filter, before, 7).unwrap();
            assert!(page.rows.len() <= 7);
            found.extend(page.rows.into_iter().map(|row| row.seq));
            before = page.next;
            if before.is_none() {
                return found;
            }
        }
    };
    let filter = AuditFilter::default;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(all(filter()), (1..=42).rev().collect::<Vec<_>>());
    let cases = [
        (
            AuditFilter {
                event: text("token"),
                ..filter()
            },
            vec![2, 1],
        ),
        (
            AuditFilter {
                event: text("token.created"),
                ..filter()
            },
            vec![1],
        ),
        (
            AuditFilter {
                event: text("tok"),
                ..filter()
            },
            vec![],
        ),
        (
            AuditFilter {
                token: text(id.as_str()),
                ..filter()
            },
            vec![1],
        ),
        (
            AuditFilter {
                token: text("100%"),
                ..filter()
            },
            vec![1],
        ),
        (
            AuditFilter {
                token: text("1_0"),
                ..filter()
            },
            vec![],
        ),
        (
            AuditFilter {
                text: text("USER_39"),
                ..filter()
            },
            vec![42],
        ),
        (
            AuditFilter {
                source: Some(Source::Window),
                ..filter()
            },
            vec![],
        ),
        (
            AuditFilter {
                actor: text("ANN"),
                event: text("token"),
                ..filter()
            },
            vec![2, 1],
        ),
        (
            AuditFilter {
                only_by: text("ann"),
                ..filter()
            },
            vec![],
        ),
        (
            AuditFilter {
                since: Some(sunday() + crate::hours(38)),
                ..filter()
            },
            vec![42, 41],
        ),
        (
            AuditFilter {
                until: Some(sunday() + crate::hours(1)),
                event: text("user"),
                ..filter()
            },
            vec![3],
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(all(filter.clone()), expected, "{filter:?}");
    }
    assert_eq!(read.audit_row(2).unwrap().unwrap().event, "token.delivered");
    assert_eq!(read.audit_row(43).unwrap(), None);
}
