//! Settings, lock and passphrase.

use desk::wire::{AppError, Field, FieldProblem, SetPassphrase, Settings, SettingsChange, Unlock};
use desk::{DeskEvent, Source};

use super::*;

fn passphrase(current: Option<&str>, new: Option<&str>) -> SetPassphrase {
    SetPassphrase {
        current: current.map(str::to_owned),
        new: new.map(str::to_owned),
    }
}

fn typed(passphrase: &str) -> Unlock {
    Unlock {
        passphrase: Some(passphrase.to_owned()),
    }
}

#[test]
fn a_change_is_kept_and_told_and_the_rest_stays() {
    let test = TestDesk::new();
    let change = SettingsChange {
        clipboard_seconds: Some(Some(15)),
        ..SettingsChange::default()
    };
    let settings = test.desk.change_settings(change).unwrap();
    assert_eq!(
        settings,
        Settings {
            clipboard_seconds: Some(15),
            ..Settings::default()
        }
    );
    assert_eq!(test.events(), [DeskEvent::SettingsChanged(settings.clone())]);
    assert_eq!(test.beside(Source::Window).desk.settings().unwrap(), settings);
    assert_eq!(test.desk.reset_settings().unwrap(), Settings::default());
}

#[test]
fn null_is_a_change_to_nothing_and_a_field_left_out_is_none() {
    let change: SettingsChange = serde_json::from_str(r#"{"clipboardSeconds":null}"#).unwrap();
    assert_eq!(
        change,
        SettingsChange {
            clipboard_seconds: Some(None),
            ..SettingsChange::default()
        }
    );
}

#[test]
fn values_out_of_bounds_change_nothing() {
    let none = SettingsChange::default;
    for change in [
        SettingsChange {
            text_size: Some(99),
            ..none()
        },
        SettingsChange {
            clipboard_seconds: Some(Some(0)),
            ..none()
        },
        SettingsChange {
            reveal_seconds: Some(Some(31)),
            ..none()
        },
        SettingsChange {
            lock_minutes: Some(Some(1)),
            ..none()
        },
        SettingsChange {
            default_days: Some(3_651),
            ..none()
        },
        SettingsChange {
            default_groups: Some(vec![]),
            ..none()
        },
        SettingsChange {
            default_groups: Some(vec!["Root".to_owned()]),
            ..none()
        },
        SettingsChange {
            variable: Some("PATH".to_owned()),
            ..none()
        },
        SettingsChange {
            language: Some(Some("<script>".to_owned())),
            ..none()
        },
    ] {
        let test = TestDesk::new();
        assert!(test.desk.change_settings(change.clone()).is_err(), "{change:?}");
        assert_eq!(test.desk.settings().unwrap(), Settings::default());
        assert!(!test.places().config.join("settings.json").exists());
    }
}

#[test]
fn a_damaged_file_is_set_aside_whole_and_said_so() {
    let test = TestDesk::new();
    std::fs::create_dir_all(test.places().config).unwrap();
    std::fs::write(test.places().config.join("settings.json"), "{\"theme\": \"dark\"").unwrap();
    let next = test.beside(Source::Window);
    let session = next.desk.session().unwrap();
    assert_eq!(session.settings, Settings::default());
    let aside = session.settings_set_aside.unwrap();
    assert_eq!(std::fs::read_to_string(aside).unwrap(), "{\"theme\": \"dark\"");
    assert!(
        next.desk
            .doctor()
            .iter()
            .any(|finding| finding.check == "settings" && finding.detail.contains("damaged"))
    );
}

#[test]
fn what_a_newer_or_careless_program_wrote_is_read_as_far_as_it_makes_sense() {
    let test = TestDesk::new();
    std::fs::create_dir_all(test.places().config).unwrap();
    let text = r#"{"theme":"dark","textSize":7,"hologram":true,"defaultDays":"ten","revealSeconds":60}"#;
    std::fs::write(test.places().config.join("settings.json"), text).unwrap();
    let next = test.beside(Source::Window);
    let settings = next.desk.settings().unwrap();
    let expected = Settings {
        theme: desk::wire::ThemeChoice::Dark,
        reveal_seconds: Some(60),
        ..Settings::default()
    };
    assert_eq!(settings, expected);
    assert_eq!(next.desk.session().unwrap().settings_set_aside, None);
}

#[test]
fn a_locked_desk_answers_session_settings_and_unlock_alone() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.events();
    test.desk.lock().unwrap();
    let told = test.events();
    assert!(
        told.contains(&DeskEvent::Locked(())) && told.contains(&DeskEvent::SecretGone(issued.reveal.clone()))
    );
    assert!(test.desk.session().unwrap().locked);
    test.desk.settings().unwrap();
    let locked = Some(AppError::StoreLocked);
    assert_eq!(test.desk.list_tokens().err(), locked);
    assert_eq!(test.desk.home().err(), locked);
    assert_eq!(test.desk.create_token(draft("x", "1")).err(), locked);
    assert_eq!(test.desk.reveal_secret(held(&issued)).err(), locked);
    assert_eq!(test.desk.change_settings(SettingsChange::default()).err(), locked);
    assert_eq!(test.desk.set_passphrase(passphrase(None, None)).err(), locked);
    test.desk.unlock(Unlock { passphrase: None }).unwrap();
    assert_eq!(
        test.desk.reveal_secret(held(&issued)).err(),
        Some(AppError::RevealGone)
    );
}

#[test]
fn idling_locks_and_doing_something_puts_it_off() {
    let test = TestDesk::new();
    test.desk
        .change_settings(SettingsChange {
            lock_minutes: Some(Some(5)),
            ..SettingsChange::default()
        })
        .unwrap();
    test.clock.pass(Duration::from_secs(240));
    test.desk.touch();
    test.clock.pass(Duration::from_secs(299));
    test.desk.tick();
    assert!(!test.desk.session().unwrap().locked);
    assert_eq!(test.desk.next_deadline(), Some(Duration::from_secs(1)));
    test.clock.pass(Duration::from_secs(1));
    test.desk.tick();
    assert!(test.desk.session().unwrap().locked);
}

#[test]
fn a_passphrase_guards_the_next_window_and_not_the_terminal() {
    let test = TestDesk::new();
    test.desk
        .set_passphrase(passphrase(None, Some("correct horse")))
        .unwrap();
    let window = test.beside(Source::Window);
    assert!(window.desk.session().unwrap().locked);
    assert_eq!(
        window.desk.unlock(typed("wrong horse")),
        Err(AppError::WrongPassphrase)
    );
    assert_eq!(
        window.desk.unlock(Unlock { passphrase: None }),
        Err(AppError::WrongPassphrase)
    );
    assert_eq!(window.desk.list_tokens().err(), Some(AppError::StoreLocked));
    window.desk.unlock(typed("correct horse")).unwrap();
    window.desk.list_tokens().unwrap();
    test.beside(Source::Terminal).desk.list_tokens().unwrap();
    assert_eq!(testkit::leaks(test.folder(), "correct horse"), []);
}

#[test]
fn changing_a_passphrase_asks_for_the_present_one() {
    let test = TestDesk::new();
    let too_short = FieldProblem::TooShort { min: 8 };
    assert_eq!(
        test.desk.set_passphrase(passphrase(None, Some("short"))),
        Err(AppError::InvalidField {
            field: Field::Passphrase,
            problem: too_short
        })
    );
    test.desk
        .set_passphrase(passphrase(None, Some("correct horse")))
        .unwrap();
    assert_eq!(
        test.desk.set_passphrase(passphrase(None, None)),
        Err(AppError::WrongPassphrase)
    );
    test.desk
        .set_passphrase(passphrase(Some("correct horse"), None))
        .unwrap();
    assert!(!test.desk.session().unwrap().has_passphrase);
}

#[test]
fn a_damaged_passphrase_file_keeps_the_lock_shut_and_is_named() {
    let test = TestDesk::new();
    std::fs::create_dir_all(test.places().config).unwrap();
    let file = test.places().config.join("passphrase");
    std::fs::write(&file, "not a digest").unwrap();
    let window = test.beside(Source::Window);
    let error = window.desk.unlock(typed("anything"));
    assert!(
        matches!(&error, Err(AppError::Unknown { detail }) if detail.contains(&*file.to_string_lossy())),
        "{error:?}"
    );
    assert!(window.desk.session().unwrap().locked);
}
