//! The window and the terminal over one store.

use desk::wire::{AppError, Field, FieldProblem, SettingsChange, TokenStatus};
use desk::{DeskEvent, Source};
use testkit::draft;

use super::*;

#[test]
fn each_sees_what_the_other_changed_and_tells_its_screen() {
    let window = TestDesk::new();
    let terminal = window.beside(Source::Terminal);
    window.desk.list_tokens().unwrap();
    window.events();

    let (row, _) = delivered(&terminal, "from the terminal", "30");
    window.desk.refresh().unwrap();
    let told = window.events();
    let [DeskEvent::TokensChanged(changed)] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(&changed.upsert, std::slice::from_ref(&row));
    window.desk.refresh().unwrap();
    assert_eq!(window.events(), [], "nothing changed since");

    terminal.desk.revoke_tokens(ids(&[&row])).unwrap();
    assert_eq!(
        super::row(&window, &row.id).status,
        TokenStatus::Revoked,
        "without a refresh too"
    );
    terminal.desk.delete_record(id(&row.id)).unwrap();
    window.events();
    window.desk.refresh().unwrap();
    let told = window.events();
    let [DeskEvent::TokensChanged(changed)] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(changed.remove, [row.id]);
}

#[test]
fn an_audit_row_names_the_program_that_made_the_change() {
    let window = TestDesk::new();
    let terminal = window.beside(Source::Terminal);
    let (row, _) = delivered(&window, "PI", "30");
    terminal.desk.pause_token(id(&row.id)).unwrap();
    let history = window.desk.token_details(id(&row.id)).unwrap().history;
    let sources: Vec<(&str, &str)> = history
        .iter()
        .map(|row| (row.event.as_str(), row.source.as_str()))
        .collect();
    assert_eq!(
        sources,
        [
            ("token.paused", "terminal"),
            ("token.delivered", "window"),
            ("token.created", "window")
        ]
    );
    assert!(history.iter().all(|row| row.actor == "ann@plant7"));
}

#[test]
fn a_name_that_the_other_program_took_is_taken() {
    let window = TestDesk::new();
    let terminal = window.beside(Source::Terminal);
    create(&window, "PI", "30");
    let taken = terminal.desk.create_token(draft("pi", "30"));
    let problem = FieldProblem::Taken {
        name: "PI".to_owned(),
    };
    assert_eq!(
        taken,
        Err(AppError::InvalidField {
            field: Field::Name,
            problem
        })
    );
}

#[test]
fn settings_that_one_changes_reach_the_other_and_none_are_lost() {
    let window = TestDesk::new();
    let terminal = window.beside(Source::Terminal);
    terminal
        .desk
        .change_settings(SettingsChange {
            default_days: Some(7),
            ..SettingsChange::default()
        })
        .unwrap();
    window
        .desk
        .change_settings(SettingsChange {
            text_size: Some(125),
            ..SettingsChange::default()
        })
        .unwrap();
    terminal.desk.refresh().unwrap();
    for test in [&window, &terminal] {
        let settings = test.desk.settings().unwrap();
        assert_eq!((settings.default_days, settings.text_size), (7, 125));
    }
}
