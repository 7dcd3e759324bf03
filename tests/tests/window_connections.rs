//! What was placed, in the real window: seen, changed from outside, noticed, and taken back without a trace.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;

use tests::journey::VARIABLE;
use tests::shells::what_new_programs_see;
use tests::traces::{files_with, text_holds};
use tests::{Bus, Desktop, Window};

const VALUE: &str = "made-elsewhere-4fGh2Lk9Qw7Zx1Cv";
const OTHER: &str = "put-there-by-somebody-else-9aBc";
const PROFILE: &str = "umask 022\n";
const BASHRC: &str = "alias ll='ls -l'\n";

#[test]
fn a_pasted_value_is_placed_found_overwritten_and_taken_back_byte_for_byte() {
    let desktop = Desktop::new(Bus::None);
    let home = desktop.home();
    fs::write(home.join(".profile"), PROFILE).unwrap();
    fs::write(home.join(".bashrc"), BASHRC).unwrap();
    let window = Window::open(&desktop);
    window.press("Ctrl+3");
    window.see("heading", "Connections");
    window.read("Nothing is placed yet");

    set_from_what_is_typed(&window);
    for (program, value) in what_new_programs_see(&desktop, VARIABLE) {
        assert_eq!(
            value.as_deref(),
            Some(VALUE),
            "a new {program} must see the value"
        );
    }
    window.see("heading", "Connections");
    window.read("Installed");
    assert!(
        !text_holds(&window.markup(), VALUE),
        "the page never keeps the value"
    );

    let file = home.join(".config/token-desk/env.sh");
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replace(VALUE, OTHER)).unwrap();
    look_again(&desktop);
    window.read("Overwritten");
    fs::write(&file, written).unwrap();
    look_again(&desktop);
    window.read("Installed");

    window.click("button", "Undo…");
    window.see("heading", &format!("Undo setting {VARIABLE}?"));
    window.click("button", "Undo");
    window.read("Undone. Everything is as it was before.");
    window.read("Nothing is placed yet");
    assert_eq!(fs::read_to_string(home.join(".profile")).unwrap(), PROFILE);
    assert_eq!(fs::read_to_string(home.join(".bashrc")).unwrap(), BASHRC);
    assert_eq!(
        files_with(desktop.everything(), VALUE),
        Vec::<std::path::PathBuf>::new(),
        "the value is nowhere any more"
    );
}

fn set_from_what_is_typed(window: &Window) {
    window.click("button", "Set from a value I paste…");
    window.wait_for_focus("textbox", "Value");
    window.type_text(VALUE);
    window.press("Enter");
    window.see("heading", "Set environment variable");
    window.read("/.profile");
    window.click("button", "Set variable");
    window.read(&format!("{VARIABLE} is set. New programs can read it."));
    window.click("button", "Done");
}

/// The person turns to another program and back.
fn look_again(desktop: &Desktop) {
    desktop.focus_elsewhere();
    desktop.focus_window();
}
