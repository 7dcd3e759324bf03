//! What was placed, in the real window: seen, changed from outside, noticed, and taken back without a trace.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use std::fs;

use tests::journey::{self, VARIABLE};
use tests::shells::what_new_programs_see;
use tests::traces::{files_with, secret_part, text_holds};
use tests::until::until;
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
    journey::open_tab(&window, "Connections");
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
    look_again(&desktop, &window);
    window.read("Overwritten");
    fs::write(&file, written).unwrap();
    look_again(&desktop, &window);
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

#[test]
fn a_settings_file_is_shown_changed_noticed_and_put_back_byte_for_byte() {
    let desktop = Desktop::new(Bus::None);
    let token = desktop.terminal(&["generate", "--name", "scanner", "--days", "30"]);
    let token = token.trim();
    let file = desktop.home().join("scanner.ini");
    let with =
        |lines: &str| format!("\u{feff}[osprey]\r\nother = 5\r\n{lines}\r\n\r\n[pi]\r\nx=1").into_bytes();
    let before = with(&format!("tychoDataAPIToken = \"{token}\" ; plant 7"));
    let after = with(&format!("; plant 7\r\ntychoDataAPIToken = ${{{VARIABLE}}}"));
    fs::write(&file, &before).unwrap();
    let window = Window::open(&desktop);
    journey::open_tab(&window, "Connections");

    window.fill("textbox", "File", &file.display().to_string());
    window.click("button", "Show what would change");
    window.read("Line 3 holds a secret in plain text");
    window.see("group", "What will change");
    window.read(&format!("tychoDataAPIToken = ${{{VARIABLE}}}"));
    assert_eq!(fs::read(&file).unwrap(), before, "looking changes nothing");

    window.click("button", "Change the file");
    window.read("Lines 3 and 4 changed; nothing else.");
    assert_eq!(fs::read(&file).unwrap(), after);
    window.read("The old token “scanner” stood in this file in plain text");
    window.read("Installed");

    fs::write(&file, &before).unwrap();
    look_again(&desktop, &window);
    window.read("“scanner” stands in the file in plain text");
    assert!(
        !text_holds(&window.markup(), secret_part(token)),
        "the page never gets the token"
    );
    fs::write(&file, &after).unwrap();
    look_again(&desktop, &window);
    window.read("Installed");

    window.click("button", "Undo…");
    window.see("heading", "Undo the change of the settings file?");
    window.click("button", "Undo");
    window.read("Undone. The file is byte for byte as it was.");
    window.read("“scanner” stands in the file in plain text again");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(
        files_with(desktop.everything(), secret_part(token)),
        [file],
        "the token is in the file that had it, and nowhere else"
    );
}

#[test]
fn a_settings_file_is_chosen_in_the_systems_own_dialog() {
    const TITLE: &str = "Choose a settings file";
    let desktop = Desktop::new(Bus::None);
    let folder = desktop.home().join("plant 7");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("scanner.ini");
    fs::write(&file, "[osprey]\ntychoDataAPIToken =\n").unwrap();
    let window = Window::open(&desktop);
    journey::open_tab(&window, "Connections");
    let before = window.value("textbox", "File");

    window.click("button", "Choose…");
    desktop.leave_dialog(TITLE);
    assert_eq!(window.value("textbox", "File"), before, "nothing was chosen");

    window.click("button", "Choose…");
    desktop.choose_in_dialog(TITLE, &file);
    window.see("group", "What will change");
    window.read(&format!("tychoDataAPIToken = ${{{VARIABLE}}}"));
    assert_eq!(window.value("textbox", "File").as_deref(), file.to_str());
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
fn look_again(desktop: &Desktop, window: &Window) {
    desktop.focus_elsewhere();
    // Who is back before the page knew that they were gone was never away.
    until("the page to know that it has no focus", || {
        (window.run("return document.hasFocus()", vec![]) == false).then_some(())
    });
    desktop.focus_window();
}
