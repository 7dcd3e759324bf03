//! From Generate to the deleted record.

use desk::wire::{AppError, DraftCheck, Grace, Policy, TokenStatus};
use desk::{Desk, DeskEvent};
use testkit::draft;

use super::*;

#[test]
fn a_new_token_is_a_row_with_an_end_exactly_so_many_times_24_hours_later() {
    let test = TestDesk::new();
    let issued = create(&test, "PI Scanner Token", "30");
    let row = &issued.token;
    assert_eq!(row.status, TokenStatus::Active);
    assert_eq!(row.expires_at.as_deref(), Some("2026-12-22T20:30:00Z"));
    assert_eq!(
        (row.user.as_deref(), row.created_by.as_str()),
        (Some("ann"), "ann@plant7")
    );
    assert_eq!(row.groups, ["Synchronizer", "User"]);
    assert_eq!(issued.masked, format!("tdk_••••••••••••{}", row.last4));
    assert_eq!(row.id.len(), 16);
    assert_eq!(
        &test.desk.list_tokens().unwrap().tokens,
        std::slice::from_ref(row)
    );
    assert_eq!(history(&test, &row.id), ["token.created"]);
}

#[test]
fn a_token_of_0_days_never_expires() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "for ever", "0");
    assert_eq!(row.expires_at, None);
    test.clock.pass(DAY * 365 * 50);
    assert_eq!(super::row(&test, &row.id).status, TokenStatus::Active);
}

#[test]
fn a_token_expires_to_the_second_and_the_screen_is_told() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "a day", "1");
    test.clock.pass(DAY - Duration::from_secs(1));
    assert_eq!(super::row(&test, &row.id).status, TokenStatus::Active);
    assert_eq!(test.desk.next_deadline(), Some(Duration::from_secs(1)));
    test.events();
    test.clock.pass(Duration::from_secs(1));
    test.desk.tick();
    let told = test.events();
    let [DeskEvent::TokensChanged(changed)] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(changed.upsert[0].status, TokenStatus::Expired);
    test.desk.tick();
    assert_eq!(test.events(), [], "it is told once");
}

#[test]
fn a_company_token_has_no_user_and_its_own_names() {
    let test = TestDesk::new();
    let company = desk::wire::TokenDraft {
        owner: desk::wire::Owner::Company,
        description: "For the whole plant".to_owned(),
        ..draft("Plant 7", "0")
    };
    assert_eq!(test.desk.create_token(company).unwrap().token.user, None);
    create(&test, "Plant 7", "0"); // a person's name is free even if the company has one like it
}

#[test]
fn names_are_compared_without_case_in_every_script_and_dead_tokens_free_theirs() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "Žluťoučký Kůň", "1");
    let again = test.desk.create_token(draft("žLUŤOUČKÝ kŮŇ", "1"));
    let taken = matches!(
        again,
        Err(AppError::InvalidField { field: desk::wire::Field::Name, problem: desk::wire::FieldProblem::Taken { ref name } })
            if name == "Žluťoučký Kůň"
    );
    assert!(taken, "{again:?}");
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    create(&test, "žluťoučký kůň", "1");
}

#[test]
fn a_draft_is_checked_while_it_is_typed_without_making_anything() {
    let test = TestDesk::new();
    let check = |days: &str| test.desk.check_draft(draft("PI", days)).unwrap();
    assert_eq!(check("30").expires_at.as_deref(), Some("2026-12-22T20:30:00Z"));
    assert_eq!(
        check("0"),
        DraftCheck {
            expires_at: None,
            never: true,
            problems: vec![]
        }
    );
    assert_eq!(check("-1").problems.len(), 1);
    assert!(test.desk.list_tokens().unwrap().tokens.is_empty());
}

#[test]
fn the_policy_bounds_new_tokens_and_shortens_no_living_one() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "long", "3650");
    let policy = Policy {
        max_days: 90,
        never_allowed: false,
    };
    assert_eq!(test.desk.change_policy(policy.clone()).unwrap(), policy);
    assert_eq!(test.desk.policy().unwrap(), policy);
    for days in ["91", "0"] {
        assert!(test.desk.create_token(draft("new", days)).is_err(), "{days}");
        assert!(regenerate(&test, &row.id, days, Grace::Now).is_err(), "{days}");
    }
    create(&test, "new", "90");
    assert_eq!(super::row(&test, &row.id), row);
}

#[test]
fn a_rename_that_was_based_on_an_older_row_is_a_conflict() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "old", "1");
    let renamed = rename(&test, &row, "new", Some(row.rev)).unwrap();
    assert_eq!(renamed.name, "new");
    assert_eq!(
        rename(&test, &row, "newer", Some(row.rev)),
        Err(AppError::Conflict)
    );
    assert_eq!(rename(&test, &row, "newer", None).unwrap().name, "newer");
    assert_eq!(history(&test, &row.id)[..2], ["token.renamed", "token.renamed"]);
}

#[test]
fn a_paused_token_is_refused_until_it_is_resumed() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "1");
    assert_eq!(
        test.desk.pause_token(id(&row.id)).unwrap().status,
        TokenStatus::Paused
    );
    assert_eq!(
        wrong_state(test.desk.pause_token(id(&row.id))),
        Some(TokenStatus::Paused)
    );
    assert_eq!(
        test.desk.resume_token(id(&row.id)).unwrap().status,
        TokenStatus::Active
    );
    assert_eq!(
        wrong_state(test.desk.resume_token(id(&row.id))),
        Some(TokenStatus::Active)
    );
}

#[test]
fn a_revoked_token_is_over_for_good() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "1");
    let outcome = test.desk.revoke_tokens(ids(&[&row])).unwrap();
    assert_eq!(outcome.done[0].status, TokenStatus::Revoked);
    let revoked = Some(TokenStatus::Revoked);
    assert_eq!(wrong_state(test.desk.pause_token(id(&row.id))), revoked);
    assert_eq!(wrong_state(test.desk.resume_token(id(&row.id))), revoked);
    assert_eq!(wrong_state(rename(&test, &row, "x", None)), revoked);
    assert_eq!(wrong_state(regenerate(&test, &row.id, "1", Grace::Now)), revoked);
}

#[test]
fn revoking_many_does_what_it_can_and_tells_the_rest_and_its_progress() {
    let test = TestDesk::new();
    let rows: Vec<TokenRow> = ["a", "b", "c"]
        .iter()
        .map(|name| delivered(&test, name, "1").0)
        .collect();
    test.desk.revoke_tokens(ids(&[&rows[1]])).unwrap();
    test.events();
    let mut wanted = ids(&[&rows[0], &rows[1], &rows[2]]);
    wanted.ids.push("0000000000000000".to_owned());
    let outcome = test.desk.revoke_tokens(wanted).unwrap();
    let done: Vec<&str> = outcome.done.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(done, ["a", "c"]);
    assert_eq!(
        outcome.failed[0].error,
        AppError::WrongState {
            status: TokenStatus::Revoked
        }
    );
    assert_eq!(outcome.failed[1].error, AppError::NotFound);
    let progress: Vec<(u32, u32)> = test
        .events()
        .iter()
        .filter_map(|event| {
            if let DeskEvent::BulkProgress(at) = event {
                Some((at.done, at.total))
            } else {
                None
            }
        })
        .collect();
    assert_eq!(progress, [(1, 4), (2, 4), (3, 4), (4, 4)]);
}

#[test]
fn all_expired_tokens_can_be_revoked_at_once() {
    let test = TestDesk::new();
    delivered(&test, "short", "1");
    delivered(&test, "long", "9");
    test.clock.pass(DAY * 2);
    let outcome = test.desk.revoke_expired().unwrap();
    assert_eq!((outcome.done.len(), outcome.failed.len()), (1, 0));
    assert_eq!(outcome.done[0].name, "short");
}

#[test]
fn a_deleted_record_is_gone_for_good_once_it_can_no_longer_be_brought_back() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "9");
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    test.desk.delete_record(id(&row.id)).unwrap();
    test.clock.pass(Duration::from_secs(14 * 60));
    test.desk.tick();
    test.desk.restore_record(id(&row.id)).unwrap();
    test.desk.delete_record(id(&row.id)).unwrap();
    test.clock.pass(Duration::from_secs(16 * 60));
    test.desk.tick();
    assert_eq!(test.desk.restore_record(id(&row.id)), Err(AppError::NotFound));
    let newest = test.desk.home().unwrap().recent.remove(0);
    assert_eq!(
        (
            newest.event.as_str(),
            newest.source.as_str(),
            newest.token_name.as_deref()
        ),
        ("token.record_purged", "program", Some("PI"))
    );
}

#[test]
fn a_deleted_record_that_nobody_waited_for_is_gone_at_the_next_start() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "9");
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    test.desk.delete_record(id(&row.id)).unwrap();
    test.desk.close();
    test.clock.pass(HOUR);
    let next = test.beside(desk::Source::Terminal);
    next.desk.list_tokens().unwrap();
    assert_eq!(next.desk.restore_record(id(&row.id)), Err(AppError::NotFound));
}

#[test]
fn only_the_record_of_a_dead_token_can_be_deleted_and_it_can_be_brought_back() {
    let test = TestDesk::new();
    let (row, _) = delivered(&test, "PI", "1");
    assert_eq!(
        wrong_state(test.desk.delete_record(id(&row.id))),
        Some(TokenStatus::Active)
    );
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    test.desk.delete_record(id(&row.id)).unwrap();
    assert!(test.desk.list_tokens().unwrap().tokens.is_empty());
    assert_eq!(test.desk.token_details(id(&row.id)), Err(AppError::NotFound));
    assert_eq!(
        test.desk.restore_record(id(&row.id)).unwrap().status,
        TokenStatus::Revoked
    );
    assert_eq!(
        history(&test, &row.id)[..2],
        ["token.record_restored", "token.record_deleted"]
    );
}

#[test]
fn a_token_is_found_by_id_beginning_or_name_that_only_one_has() {
    let test = TestDesk::new();
    let (row, text) = delivered(&test, "Nightly sync", "1");
    for words in [
        &row.id,
        &row.id[..8],
        &row.prefix,
        &row.prefix[..12],
        "nightly SYNC",
        &text,
    ] {
        assert_eq!(test.desk.resolve_token(words).unwrap().id, row.id, "{words}");
    }
    assert_eq!(test.desk.resolve_token(&row.id[..7]), Err(AppError::NotFound));
    assert_eq!(test.desk.resolve_token("PI"), Err(AppError::NotFound));
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    delivered(&test, "Nightly sync", "1");
    assert!(matches!(
        test.desk.resolve_token("Nightly sync"),
        Err(AppError::Unknown { .. })
    ));
}

#[test]
fn the_same_life_is_offered_for_a_regenerated_token() {
    let test = TestDesk::new();
    assert_eq!(Desk::same_days(&create(&test, "a", "45").token), "45");
    assert_eq!(Desk::same_days(&create(&test, "b", "0").token), "0");
}

#[test]
fn the_first_view_counts_and_names_the_latest() {
    let test = TestDesk::new();
    let (soon, _) = delivered(&test, "soon", "20");
    test.clock.pass(DAY * 14);
    delivered(&test, "later", "90");
    let (gone, _) = delivered(&test, "gone", "90");
    test.desk.revoke_tokens(ids(&[&gone])).unwrap();
    let home = test.desk.home().unwrap();
    assert_eq!((home.total, home.active, home.ends_soon), (3, 2, 1));
    assert_eq!(home.soon[0].id, soon.id);
    assert_eq!(Some(&home.soon[0].ends_at), soon.expires_at.as_ref());
    assert_eq!(home.recent[0].event, "token.revoked");
    assert_eq!(home.recent.len(), 5);
}

#[test]
fn the_calendar_has_the_ends_that_are_ahead_and_keeps_each_event_when_a_token_is_regenerated() {
    let test = TestDesk::new();
    let (row, text) = delivered(&test, "Scanner, line 7; \\north", "30");
    let (gone, _) = delivered(&test, "gone", "30");
    delivered(&test, "forever", "0");
    test.desk.revoke_tokens(ids(&[&gone])).unwrap();
    let file = test.desk.export_ends(ids(&[])).unwrap();
    assert_eq!(file.rows, 1);
    let written = std::fs::read_to_string(&file.path).unwrap();
    let lines = written.replace("\r\n ", "");
    let uid = format!("UID:{}@token-desk", row.id);
    assert!(
        lines.contains("SUMMARY:Token ends: Scanner\\, line 7\\; \\\\north"),
        "{lines}"
    );
    assert!(lines.contains(&uid), "{lines}");
    for trigger in ["-PT2592000S", "-PT604800S", "-PT86400S"] {
        assert!(lines.contains(trigger), "{trigger}: {lines}");
    }
    assert!(
        written.lines().all(|line| line.len() <= 75),
        "RFC 5545, section 3.1"
    );
    assert_eq!(testkit::leaks_in(written.as_bytes(), &text[21..]), [""; 0]);

    let newer = regenerate(&test, &row.id, "90", Grace::Now).unwrap();
    drop(test.desk.reveal_secret(held(&newer)).unwrap());
    let later = test.desk.calendar_of_ends().unwrap();
    assert!(later.contains(&uid), "the event moves: {later}");
    assert_ne!(later, written);
}

#[test]
fn the_export_holds_the_rows_and_overwrites_nothing() {
    let test = TestDesk::new();
    let (row, text) = delivered(&test, "=HYPERLINK(1)", "1");
    delivered(&test, "other", "1");
    let first = test.desk.export_tokens(ids(&[&row])).unwrap();
    let all = test.desk.export_tokens(ids(&[])).unwrap();
    assert_eq!((first.rows, all.rows), (1, 2));
    assert_ne!(first.path, all.path);
    let csv = std::fs::read_to_string(&first.path).unwrap();
    assert!(csv.contains("\"'=HYPERLINK(1)\""), "{csv}");
    assert_eq!(testkit::leaks_in(csv.as_bytes(), &text[21..]), [""; 0]);
}

#[test]
fn the_calendar_reminds_as_many_days_before_as_the_person_wants() {
    let test = TestDesk::new();
    delivered(&test, "scanner", "90");
    let reminds = |days: &[u32]| {
        let change = desk::wire::SettingsChange {
            remind_days: Some(days.to_vec()),
            ..Default::default()
        };
        test.desk.change_settings(change).unwrap();
        let text = test.desk.calendar_of_ends().unwrap();
        let triggers = text.lines().filter_map(|line| line.strip_prefix("TRIGGER:"));
        triggers.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = |days: u32| format!("-PT{}S", days * 24 * 60 * 60);
    assert_eq!(reminds(&[30, 7, 1]), [before(30), before(7), before(1)]);
    assert_eq!(reminds(&[14]), [before(14)]);
    assert_eq!(reminds(&[]), [""; 0]);
}
