//! *Start when I sign in*, the window's switch, under a real systemd user manager of the test's own: what runs in the
//! window goes to the background and comes back. This test starts itself anew inside, in the place of a window.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use desk::wire::{SettingsChange, VerifierAtSignIn, VerifierHost, VerifierState};
use desk::{Desk, Places, Ports, Source};

use crate::service::{MANAGER, answer_of_systemd};
use crate::{Answer, Person};

/// The name by which the test finds itself.
const SELF: &str = "switch::what_runs_in_a_window_goes_to_the_background_at_sign_in_and_comes_back";

#[test]
fn what_runs_in_a_window_goes_to_the_background_at_sign_in_and_comes_back() {
    if let Some(home) = inside() {
        return switches(&home);
    }
    let ann = Person::new();
    ann.generates("PI Scanner");
    let window = ann.folder.path().join("window");
    fs::copy(std::env::current_exe().unwrap(), &window).unwrap();
    // What is started at sign-in stands beside the window.
    fs::copy(
        env!("CARGO_BIN_EXE_tokendesk"),
        window.with_file_name("tokendesk"),
    )
    .unwrap();
    let journey = format!("{MANAGER}\n\"$WINDOW\" --exact {SELF} --nocapture 2>&1");
    let Some(told): Option<Answer> = answer_of_systemd(&ann, &journey, &[("WINDOW", &window)]) else {
        return;
    };
    assert!(told.out.contains("1 passed"), "{}\n{}", told.out, told.err);
}

/// The data folder, inside.
#[allow(
    clippy::disallowed_methods,
    reason = "the test's own mark, not a part of the product"
)]
fn inside() -> Option<PathBuf> {
    std::env::var_os("WINDOW")?;
    std::env::var_os("TOKEN_DESK_HOME").map(PathBuf::from)
}

fn switches(home: &Path) {
    let places = Places::under(home);
    let desk = Desk::new(places.clone(), Ports::of_this_machine(&places), Source::Window);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let change = SettingsChange {
        verifier_port: Some(free.port()),
        ..SettingsChange::default()
    };
    desk.change_settings(change).unwrap();
    let runs = |state: &VerifierState| matches!(state, VerifierState::Running { .. });
    assert!(runs(&desk.verifier_start().unwrap().own));
    assert!(!desk.verifier_background().unwrap().at_sign_in);

    let on = desk.verifier_at_sign_in(VerifierAtSignIn { on: true }).unwrap();
    assert!(on.at_sign_in, "{on:?}");
    let status = desk.verifier_status().unwrap();
    assert_eq!(status.own, VerifierState::Stopped);
    let [other] = &status.others[..] else {
        panic!("{status:?}");
    };
    assert_eq!(
        (other.host, &other.address, other.same_version),
        (VerifierHost::Service, &free.to_string(), true)
    );

    let off = desk.verifier_at_sign_in(VerifierAtSignIn { on: false }).unwrap();
    assert!(!off.at_sign_in, "{off:?}");
    let status = desk.verifier_status().unwrap();
    assert!(runs(&status.own) && status.others.is_empty(), "{status:?}");
    desk.close();
}
