//! Where the secret goes and where it does not: the clipboard and its end, *Show* and its end, the process's
//! end, closing without copying.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use rustix::process::Signal;
use tests::journey;
use tests::traces::{files_with, secret_part, text_holds};
use tests::until::{PATIENCE, until, within};
use tests::{Bus, Desktop, Window};

const NAME: &str = "Scanner";

/// A window with a new token that has not been copied.
fn with_new_token(desktop: &Desktop) -> Window {
    let window = Window::open(desktop);
    journey::open_tokens_by_mouse(&window);
    journey::generate_by_mouse(&window, NAME, "30");
    window
}

#[test]
fn the_clipboard_is_cleared_after_its_time() {
    let desktop = Desktop::new(Bus::None);
    desktop.wish(r#"{"clipboardSeconds":15}"#);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    desktop.copied_token();
    until("an empty clipboard", || {
        desktop.clipboard().is_none().then_some(())
    });
    window.read("Cleared from the clipboard.");
}

#[test]
fn clear_now_clears_now() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    desktop.copied_token();
    window.click("button", "Clear now");
    until("an empty clipboard", || {
        desktop.clipboard().is_none().then_some(())
    });
    window.read("Cleared from the clipboard.");
}

#[test]
fn what_another_program_copied_is_left_alone() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    desktop.copied_token();
    desktop.set_clipboard("something of the person's own");
    window.read("Another app changed the clipboard, so it was left alone.");
    window.quit();
    assert_eq!(
        desktop.clipboard().as_deref(),
        Some("something of the person's own")
    );
}

#[test]
fn leaving_clears_the_clipboard() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    desktop.copied_token();
    window.quit();
    assert_eq!(
        desktop.clipboard(),
        None,
        "a clean end takes the token off the clipboard"
    );
}

#[test]
fn even_a_killed_window_leaves_no_token_on_the_clipboard() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    desktop.copied_token();
    let keeper = window.keeper().expect("a keeper holds the clipboard");
    assert!(
        keeper.arguments.iter().all(|argument| !argument.contains("tdk_")),
        "the secret is in nobody's arguments: {:?}",
        keeper.arguments
    );
    window.signal(Signal::KILL);
    window.wait_for_end();
    until("an empty clipboard", || {
        desktop.clipboard().is_none().then_some(())
    });
}

#[test]
fn the_characters_are_in_the_page_only_while_they_are_shown() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    let token = desktop.copied_token();
    let secret = secret_part(&token);
    assert!(!text_holds(&window.markup(), secret), "not before Show");
    window.click("button", "Show token");
    until("the token in the page", || {
        window.all_text().contains(&token).then_some(())
    });
    window.click("button", "Hide token");
    until("the token gone from the page", || {
        (!text_holds(&window.markup(), secret)).then_some(())
    });
    window.click("button", "Show token");
    until("the token in the page", || {
        window.all_text().contains(&token).then_some(())
    });
    journey::finish_by_mouse(&window, NAME);
    assert!(!text_holds(&window.markup(), secret), "not after Done");
    window.quit();
    assert_eq!(
        files_with(&desktop.desk(), secret),
        Vec::<std::path::PathBuf>::new()
    );
}

#[test]
fn the_characters_go_when_the_person_turns_to_another_program() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    let token = desktop.copied_token();
    desktop.focus_window();
    window.click("button", "Show token");
    until("the token in the page", || {
        window.all_text().contains(&token).then_some(())
    });
    desktop.focus_elsewhere();
    until("the token gone from the page", || {
        (!text_holds(&window.markup(), secret_part(&token))).then_some(())
    });
    window.see("button", "Show token");
}

#[test]
fn the_characters_go_by_themselves() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    journey::copy_by_mouse(&window);
    let token = desktop.copied_token();
    window.click("button", "Show token");
    until("the token in the page", || {
        window.all_text().contains(&token).then_some(())
    });
    let gone = within(2 * PATIENCE, || {
        (!text_holds(&window.markup(), secret_part(&token))).then_some(())
    });
    assert!(gone.is_some(), "shown characters are hidden after half a minute");
    window.see("button", "Show token");
}

#[test]
fn without_a_clipboard_the_token_is_not_lost() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    let taken = desktop.take_all_connections();
    window.click("button", "Copy token");
    window.read("Couldn’t reach the clipboard.");
    drop(taken);
    window.click("button", "Copy token");
    window.read("Copied. Clears from the clipboard in");
    desktop.copied_token();
}

#[test]
fn closing_without_copying_asks_and_discards() {
    let desktop = Desktop::new(Bus::None);
    let window = with_new_token(&desktop);
    desktop.press_the_x();
    window.read("Close without copying?");
    window.click("button", "Go back");
    window.see("heading", "Copy your token now");
    desktop.press_the_x();
    window.read("Close without copying?");
    window.click_to_end("button", "Close anyway");
    window.wait_for_end();
    let again = Window::open(&desktop);
    again.press("Ctrl+t");
    journey::wait_for_row(&again, NAME, "Revoked");
}

#[test]
fn a_window_with_nothing_at_stake_closes_at_once() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    desktop.press_the_x();
    window.wait_for_end();
}
