//! What the verifiers told of uses, on its way to the screen.

use desk::DeskEvent;
use store::{Presented, Refusals, Usage, Used};

use super::*;

fn seen(test: &TestDesk) -> Presented {
    use desk::Clock as _;
    Presented {
        at: test.clock.now(),
        address: "10.20.7.31".into(),
        scheme: "basic".into(),
        program: Some("curl".into()),
    }
}

fn usage(test: &TestDesk) -> Usage {
    use desk::Clock as _;
    Usage::open(&test.places().data, test.clock.now()).unwrap()
}

fn used(test: &TestDesk, row: &TokenRow, count: u64) -> Used {
    Used {
        token: row.id.parse().unwrap(),
        last: seen(test),
        count,
    }
}

#[test]
fn a_use_reaches_the_list_and_an_open_window_and_changes_no_token() {
    let test = TestDesk::new();
    let (before, _) = delivered(&test, "PI", "30");
    let (other, _) = delivered(&test, "unused", "30");
    assert_eq!((before.last_used_at.as_deref(), before.refused), (None, 0));
    test.events();
    let refused = Refusals {
        token: before.id.parse().unwrap(),
        why: "forbidden".into(),
        last: seen(&test),
        count: 2,
    };
    usage(&test).keep(&[used(&test, &before, 3)], &[refused]).unwrap();
    test.desk.refresh().unwrap();
    let told = test.events();
    let [DeskEvent::TokensUsed(news)] = told.as_slice() else {
        panic!("{told:?}")
    };
    let after = row(&test, &before.id);
    assert_eq!(news.rows, std::slice::from_ref(&after));
    assert_eq!(after.last_used_from.as_deref(), Some("10.20.7.31 · curl"));
    assert_eq!((after.rev, after.refused), (before.rev, 2));
    assert_eq!(row(&test, &other.id).last_used_at, None);
    test.desk.refresh().unwrap();
    assert_eq!(test.events(), [], "it is told once");

    let uses = test.desk.token_details(id(&before.id)).unwrap().uses;
    assert_eq!((uses.count, uses.last.unwrap().scheme.as_str()), (3, "basic"));
    assert_eq!(
        (uses.refused[0].why.as_str(), uses.refused[0].count),
        ("forbidden", 2)
    );
    let renamed = rename(&test, &after, "PI 2", None).unwrap();
    assert_eq!(renamed.last_used_at, after.last_used_at);
}

#[test]
fn uses_of_a_record_that_is_gone_are_forgotten() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "30");
    usage(&test).keep(&[used(&test, &row, 1)], &[]).unwrap();
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    test.desk.delete_record(id(&row.id)).unwrap();
    test.clock.pass(HOUR);
    test.desk.tick();
    assert_eq!(usage(&test).all_used().unwrap().len(), 0);
}

#[test]
fn a_damaged_file_of_uses_hides_no_token() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "30");
    let file = test.places().data.join(store::USAGE_FILE_NAME);
    std::fs::write(
        &file,
        "no database at all, and long enough to be one: ".repeat(99),
    )
    .unwrap();
    let list = test.desk.list_tokens().unwrap();
    assert_eq!(list.tokens[0].last_used_at, None);
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
}
