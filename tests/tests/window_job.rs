//! The main job, end to end, in the real window: by mouse, and again by keyboard alone.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;

use tests::journey::{self, VARIABLE, wait_for_row};
use tests::shells::what_new_programs_see;
use tests::traces::{files_with, secret_part, text_holds};
use tests::until::until;
use tests::{Bus, Desktop, Window};
use token::{Digest, Gate, GateKey};

const NAME: &str = "PI Scanner Token";

/// A home with start-up files of the person's own, which must stay as they are but for our lines.
fn desktop() -> Desktop {
    let desktop = Desktop::new(Bus::None);
    fs::write(desktop.home().join(".bashrc"), "alias ll='ls -l'\n").unwrap();
    fs::write(desktop.home().join(".profile"), "umask 022\n").unwrap();
    desktop
}

#[test]
fn a_token_is_generated_copied_and_placed_by_mouse() {
    let desktop = desktop();
    let window = Window::open(&desktop);
    watch_policy(&window);
    journey::open_tokens_by_mouse(&window);
    journey::generate_by_mouse(&window, NAME, "30");
    journey::copy_by_mouse(&window);
    let token = copied(&desktop);
    verifies(&desktop, &token);
    not_in_the_page(&window, &token);
    journey::set_variable_by_mouse(&window);
    new_programs_see(&desktop, &token);
    journey::finish_by_mouse(&window, NAME);
    wait_for_row(&window, NAME, "Active");
    journey::revoke_by_mouse(&window, NAME);
    nothing_violated(&window);
    nowhere_but_in_the_variable(&desktop, &token);
    still_there_after_a_restart(&desktop, window, &token);
}

#[test]
fn a_token_is_generated_copied_and_placed_by_keyboard_alone() {
    let desktop = desktop();
    let window = Window::open(&desktop);
    window.run(
        "globalThis.pointed = 0; for (const kind of ['pointerdown', 'mousedown']) \
         addEventListener(kind, (event) => { if (event.isTrusted) pointed += 1 }, true)",
        vec![],
    );
    watch_policy(&window);
    journey::open_tokens_by_keys(&window);
    journey::generate_by_keys(&window, NAME, "30");
    journey::copy_by_keys(&window);
    let token = copied(&desktop);
    verifies(&desktop, &token);
    journey::set_variable_by_keys(&window);
    new_programs_see(&desktop, &token);
    journey::finish_by_keys(&window, NAME);
    wait_for_row(&window, NAME, "Active");
    journey::revoke_by_keys(&window, NAME);
    assert_eq!(window.run("return pointed", vec![]), 0, "no mouse was used");
    nothing_violated(&window);
    nowhere_but_in_the_variable(&desktop, &token);
    still_there_after_a_restart(&desktop, window, &token);
}

fn copied(desktop: &Desktop) -> String {
    let token = until("a token on the clipboard", || {
        desktop.clipboard().filter(|text| text.starts_with("tdk_"))
    });
    assert_eq!(
        token.len(),
        73,
        "the whole token and nothing else is on the clipboard"
    );
    token
}

/// The store's digest accepts what was on the clipboard.
fn verifies(desktop: &Desktop, token: &str) {
    let key: [u8; 32] = fs::read(desktop.data().join("gate.key"))
        .unwrap()
        .try_into()
        .unwrap();
    let gate = Gate::new(GateKey::from_bytes(&key));
    let text = token::parse(token, &gate).expect("our gate minted it");
    let store = store::Store::open(&desktop.data(), jiff::Timestamp::UNIX_EPOCH).unwrap();
    let stored = store
        .read()
        .digest(&text.id())
        .unwrap()
        .expect("the store knows its id");
    let digest = Digest::from_phc(&stored.phc).unwrap();
    assert!(
        digest.verifies(&text.secret()),
        "the digest in the store is that of the token on the clipboard"
    );
}

fn new_programs_see(desktop: &Desktop, token: &str) {
    for (program, value) in what_new_programs_see(desktop, VARIABLE) {
        assert_eq!(
            value.as_deref(),
            Some(token),
            "a new {program} must see the token"
        );
    }
}

fn not_in_the_page(window: &Window, token: &str) {
    let secret = secret_part(token);
    assert!(
        !text_holds(&window.markup(), secret),
        "the page gets the characters only at Show"
    );
    let kept = window.run(
        "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])",
        vec![],
    );
    assert!(
        !text_holds(kept.as_str().unwrap_or_default(), secret),
        "nothing of it is kept by the page"
    );
    assert!(!text_holds(&window.title(), secret));
}

/// Counts what the content security policy forbids from now on.
fn watch_policy(window: &Window) {
    window.run(
        "globalThis.violations = []; document.addEventListener('securitypolicyviolation', \
         (event) => violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`))",
        vec![],
    );
}

fn nothing_violated(window: &Window) {
    let violations = window.run("return violations", vec![]);
    assert_eq!(
        violations,
        serde_json::json!([]),
        "the page asks for nothing that its policy forbids"
    );
}

fn nowhere_but_in_the_variable(desktop: &Desktop, token: &str) {
    let secret = secret_part(token);
    assert_eq!(
        files_with(&desktop.desk(), secret),
        Vec::<std::path::PathBuf>::new(),
        "data, settings, logs, page cache"
    );
    let home = files_with(&desktop.home(), secret);
    assert!(
        !home.is_empty(),
        "the variable's files hold it: the search is not blind"
    );
}

fn still_there_after_a_restart(desktop: &Desktop, window: Window, token: &str) {
    window.quit();
    assert_eq!(
        files_with(&desktop.desk(), secret_part(token)),
        Vec::<std::path::PathBuf>::new()
    );
    let again = Window::open(desktop);
    again.press("Ctrl+t");
    wait_for_row(&again, NAME, "Revoked");
}
