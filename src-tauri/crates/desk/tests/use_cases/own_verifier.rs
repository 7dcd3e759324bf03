//! The verifier inside the program: started, asked, stopped, and what is said when it cannot be.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use desk::wire::{
    AppError, Field, FieldProblem, SettingsChange, TokenRefs, Unlock, VerifierLends, VerifierState,
};
use desk::{DeskEvent, SecretText, Source, VaultWish};
use testkit::{TestDesk, draft, reveal};

/// A busy machine has so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A port that nobody listens on: the system has just given it out, and gives the next one to the next who asks.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn with_port(port: u16) -> TestDesk {
    let test = TestDesk::new();
    let change = SettingsChange {
        verifier_port: Some(port),
        ..SettingsChange::default()
    };
    test.desk.change_settings(change).unwrap();
    test.events();
    test
}

fn told(test: &TestDesk) -> Vec<VerifierState> {
    let events = test.events().into_iter();
    let states = events.filter_map(|event| {
        if let DeskEvent::VerifierChanged(status) = event {
            Some(status.own)
        } else {
            None
        }
    });
    states.collect()
}

fn address(state: &VerifierState) -> SocketAddr {
    let VerifierState::Running { address, .. } = state else {
        panic!("it should run: {state:?}");
    };
    address.parse().unwrap()
}

/// The status that the verifier answers a token with.
fn asked(test: &TestDesk, address: SocketAddr, token: &str) -> u16 {
    let authority = fs::read(test.desk.authority_certificate().unwrap()).unwrap();
    verifier::ask(
        "localhost",
        address.port(),
        &authority,
        Some((token, verifier::Presented::Bearer)),
    )
    .unwrap()
}

#[test]
fn it_starts_answers_refuses_what_was_revoked_and_stops() {
    let test = with_port(free_port());
    let issued = test.desk.create_token(draft("PI", "30")).unwrap();
    let token = test
        .desk
        .reveal_secret(reveal(&issued.reveal))
        .unwrap()
        .text
        .clone();
    assert_eq!(test.desk.verifier_status().unwrap().own, VerifierState::Stopped);
    told(&test);

    let status = test.desk.verifier_start().unwrap();
    let address = address(&status.own);
    assert!(matches!(
        told(&test)[..],
        [VerifierState::Starting { .. }, VerifierState::Running { .. }]
    ));
    assert_eq!(asked(&test, address, &token), 204);
    let revoked = TokenRefs {
        ids: vec![issued.token.id],
    };
    test.desk.revoke_tokens(revoked).unwrap();
    assert_eq!(asked(&test, address, &token), 401);
    let requests = test.desk.verifier_status().unwrap().requests.unwrap();
    assert_eq!((requests.accepted, requests.rejected), (1, 1));
    assert_eq!(
        test.desk.verifier_start().unwrap().own,
        status.own,
        "it runs already"
    );

    told(&test);
    assert_eq!(test.desk.verifier_stop().unwrap().own, VerifierState::Stopped);
    assert_eq!(told(&test), [VerifierState::Stopping, VerifierState::Stopped]);
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
    let left = fs::read_dir(test.places().data).unwrap().flatten();
    let left: Vec<_> = left
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name.starts_with("verifier-"))
        .collect();
    assert!(left.is_empty(), "it was taken back that one runs: {left:?}");
}

#[test]
fn a_taken_port_is_told_with_the_one_who_has_it_and_the_next_works() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let test = with_port(taken.local_addr().unwrap().port());
    let VerifierState::Problem { error, .. } = test.desk.verifier_start().unwrap().own else {
        panic!("two cannot listen on one port");
    };
    let AppError::PortTaken { port, by, next } = error else {
        panic!("{error:?}");
    };
    assert_eq!(port, taken.local_addr().unwrap().port());
    if cfg!(target_os = "linux") {
        assert_eq!(by.unwrap().process, std::process::id());
    }
    let change = SettingsChange {
        verifier_port: next,
        ..SettingsChange::default()
    };
    test.desk.change_settings(change).unwrap();
    let status = test.desk.verifier_restart().unwrap();
    assert_eq!(Some(address(&status.own).port()), next);
    test.desk.close();
}

#[test]
fn an_address_of_nobody_here_is_told_in_words() {
    let test = with_port(free_port());
    let change = SettingsChange {
        verifier_address: Some("192.0.2.1".to_owned()), // RFC 5737: for documents
        ..SettingsChange::default()
    };
    test.desk.change_settings(change).unwrap();
    let status = test.desk.verifier_start().unwrap();
    assert!(
        matches!(
            &status.own,
            VerifierState::Problem {
                error: AppError::VerifierFailed { .. },
                ..
            }
        ),
        "{status:?}"
    );
}

/// Root may everything, unless it gives that up: then the test is run once more by one who did.
#[cfg(target_os = "linux")]
#[test]
fn what_this_account_may_not_use_is_told_as_no_permission_and_works_once_it_may() {
    use std::os::unix::fs::PermissionsExt as _;

    let test = with_port(free_port());
    let folder = test.places().data.join("verifier");
    fs::create_dir_all(&folder).unwrap();
    let may = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    may(0o000);
    if fs::read_dir(&folder).is_ok() {
        return testkit::once_more_bound_by_rights(
            "own_verifier::what_this_account_may_not_use_is_told_as_no_permission_and_works_once_it_may",
        );
    }
    let VerifierState::Problem { error, .. } = test.desk.verifier_start().unwrap().own else {
        panic!("it runs without its certificates");
    };
    let AppError::VerifierNotPermitted { place } = error else {
        panic!("{error:?}");
    };
    assert!(place.starts_with(folder.to_str().unwrap()), "{place}");
    may(0o700);
    address(&test.desk.verifier_restart().unwrap().own);
    test.desk.close();
}

#[test]
fn what_a_program_that_is_not_ours_commits_holds_a_quarter_of_a_second_later_at_the_latest() {
    let test = with_port(free_port());
    let issued = test.desk.create_token(draft("PI", "30")).unwrap();
    let token = test.desk.reveal_secret(reveal(&issued.reveal)).unwrap();
    let address = address(&test.desk.verifier_start().unwrap().own);
    let says = || asked(&test, address, &token.text);
    for (value, status) in [("1", 401), ("NULL", 204), ("1", 401)] {
        let before = says();
        assert_ne!(before, status);
        let written = std::process::Command::new("sqlite3")
            .arg(test.places().data.join("tokens.db"))
            .arg(format!("UPDATE tokens SET revoked_at = {value}"))
            .status();
        let Ok(written) = written else {
            return eprintln!("SKIPPED because sqlite3 is not installed");
        };
        assert!(written.success());
        if cfg!(target_os = "linux") {
            assert_eq!(says(), before, "this clock stands still, so nobody has looked");
        }
        test.clock.pass(Duration::from_millis(250));
        assert_eq!(says(), status);
    }
    test.desk.close();
}

#[test]
fn what_it_runs_with_is_taken_from_the_settings_at_the_next_start() {
    let test = with_port(free_port());
    test.desk.verifier_start().unwrap();
    assert!(!test.desk.verifier_status().unwrap().settings_wait);
    let change = SettingsChange {
        verifier_keys_in_query: Some(true),
        ..SettingsChange::default()
    };
    test.desk.change_settings(change).unwrap();
    assert!(test.desk.verifier_status().unwrap().settings_wait);
    assert!(!test.desk.verifier_restart().unwrap().settings_wait);
    test.desk.close();
    assert_eq!(test.desk.verifier_status().unwrap().own, VerifierState::Stopped);
}

#[test]
fn a_locked_window_keeps_its_verifier_and_answers_nothing_about_it() {
    let test = with_port(free_port());
    let issued = test.desk.create_token(draft("PI", "30")).unwrap();
    let token = test
        .desk
        .reveal_secret(reveal(&issued.reveal))
        .unwrap()
        .text
        .clone();
    let address = address(&test.desk.verifier_start().unwrap().own);
    test.desk.lock().unwrap();
    assert_eq!(asked(&test, address, &token), 204);
    for refused in [
        test.desk.verifier_status(),
        test.desk.verifier_start(),
        test.desk.verifier_stop(),
    ] {
        assert_eq!(refused, Err(AppError::StoreLocked));
    }
    test.desk.unlock(Unlock { passphrase: None }).unwrap();
    test.desk.close();
}

#[test]
fn it_starts_with_the_window_where_that_is_wanted() {
    let test = with_port(free_port());
    test.desk.start_verifier_with_window();
    assert_eq!(test.desk.verifier_status().unwrap().own, VerifierState::Stopped);
    let change = SettingsChange {
        verifier_with_window: Some(true),
        ..SettingsChange::default()
    };
    test.desk.change_settings(change).unwrap();
    test.desk.start_verifier_with_window();
    address(&test.desk.verifier_status().unwrap().own);
    test.desk.close();
}

#[test]
fn stop_is_heard_while_it_is_being_started() {
    let test = with_port(free_port());
    let desk = test.desk.clone();
    let starts = std::thread::spawn(move || desk.verifier_start().unwrap());
    let began = Instant::now();
    while test.desk.verifier_status().unwrap().own == VerifierState::Stopped {
        assert!(began.elapsed() < PATIENCE, "it is started");
        std::thread::yield_now();
    }
    test.desk.verifier_stop().unwrap();
    starts.join().unwrap();
    assert_eq!(test.desk.verifier_status().unwrap().own, VerifierState::Stopped);
}

#[test]
fn ports_addresses_and_names_that_cannot_be_are_refused() {
    let test = TestDesk::new();
    let refused = |change| match test.desk.change_settings(change) {
        Err(AppError::InvalidField { field, problem }) => (field, problem),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(SettingsChange {
            verifier_port: Some(443),
            ..SettingsChange::default()
        }),
        (Field::Port, FieldProblem::BadPort)
    );
    assert_eq!(
        refused(SettingsChange {
            verifier_address: Some("localhost".to_owned()),
            ..SettingsChange::default()
        }),
        (Field::Address, FieldProblem::BadAddress)
    );
    for name in ["", "plant 7", "-a", "a..b", "ü.example"] {
        assert_eq!(
            refused(SettingsChange {
                verifier_names: Some(vec![name.to_owned()]),
                ..SettingsChange::default()
            }),
            (Field::HostNames, FieldProblem::BadHostNames),
            "{name}"
        );
    }
    let kept = SettingsChange {
        verifier_names: Some(vec!["plant7.example".to_owned(), "10.0.0.7".to_owned()]),
        ..SettingsChange::default()
    };
    assert_eq!(test.desk.change_settings(kept).unwrap().verifier_names.len(), 2);
}

#[test]
fn one_of_another_version_is_told_as_such_and_what_a_dead_one_left_is_removed() {
    let test = with_port(free_port());
    test.desk.create_token(draft("PI", "30")).unwrap(); // makes the folder
    let data = test.places().data;
    let facts = |process: u32| {
        format!(
            r#"{{"process":{process},"host":"service","address":"127.0.0.1:7443","since":"2026-11-22T18:00:00Z","version":"0.0.1"}}"#
        )
    };
    // Another program over the same store: its lock is held as long as it lives.
    let alive = fs::File::create(data.join("verifier-00000000000000aa.lock")).unwrap();
    alive.lock().unwrap();
    fs::write(data.join("verifier-00000000000000aa.json"), facts(1)).unwrap();
    fs::write(data.join("verifier-00000000000000bb.lock"), "").unwrap();
    fs::write(data.join("verifier-00000000000000bb.json"), facts(2)).unwrap();

    let others = test.desk.verifier_status().unwrap().others;
    let [other] = &others[..] else {
        panic!("{others:?}")
    };
    assert_eq!(
        (other.process, other.version.as_str(), other.same_version),
        (1, "0.0.1", false)
    );
    assert!(!data.join("verifier-00000000000000bb.json").exists());

    drop(alive);
    test.events();
    test.desk.tick();
    assert_eq!(told(&test), [VerifierState::Stopped], "its end is news");
    assert_eq!(test.desk.verifier_status().unwrap().others, []);
}

#[test]
fn it_lends_nothing_before_this_program_was_given_the_passphrase_and_says_so() {
    let passphrase = || SecretText::new("correct horse battery".to_owned());
    let lends = |test: &TestDesk| test.desk.verifier_status().unwrap().lends;
    let test = with_port(free_port());
    assert_eq!(lends(&test), VerifierLends::Freely);
    test.desk
        .keep_vault(&VaultWish::Passphrase(passphrase()))
        .unwrap();
    assert_eq!(lends(&test), VerifierLends::Freely, "there is nothing to be lent");
    test.desk
        .add_resource(&crate::resources::draft("plant-db", &["User"], true))
        .unwrap();
    assert_eq!(lends(&test), VerifierLends::Opened);

    let test = test.beside(Source::Window);
    assert_eq!(
        test.desk.verifier_start().unwrap().lends,
        VerifierLends::Closed,
        "each program is given it anew"
    );
    test.events();
    test.desk.unlock_vault(&passphrase()).unwrap();
    let events = test.events();
    assert!(
        matches!(&events[..], [DeskEvent::VerifierChanged(status)] if status.lends == VerifierLends::Opened),
        "the window hears of it: {events:?}"
    );
    test.desk.verifier_stop().unwrap();
}
