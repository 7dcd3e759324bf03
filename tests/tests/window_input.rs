//! What people mistype, in the real window: each is told in place, and nothing is made of it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "this file is a test from its first line to its last"
)]

use serde_json::Value;
use tests::journey::{self, VARIABLE, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// Types into a field of the open dialog, presses its button, and reads why not.
fn refused(window: &Window, field: &str, text: &str, button: &str, sentence: &str) {
    if text.is_empty() {
        window.click("textbox", field);
        window.press("Ctrl+a");
        window.press("Delete");
        until("an empty field", || {
            window.value("textbox", field)?.is_empty().then_some(())
        });
    } else {
        window.fill("textbox", field, text);
    }
    window.click("button", button);
    window.read(sentence);
    until("the field that is wrong", || {
        (window.attribute("textbox", field, "aria-invalid")? == "true").then_some(())
    });
}

/// The names in the store, as the terminal reads it.
fn names(desktop: &Desktop) -> Vec<String> {
    let list: Value = serde_json::from_str(&desktop.terminal(&["list", "--json"])).unwrap();
    let rows = list["tokens"].as_array().unwrap();
    let name = |row: &Value| row["name"].as_str().unwrap().to_owned();
    rows.iter().map(name).collect()
}

#[test]
fn names_and_days_that_are_none_are_refused_where_they_were_typed() {
    let desktop = Desktop::new(Bus::None);
    let token = desktop.terminal(&["generate", "--name", "Scanner", "--print"]);
    let window = Window::open(&desktop);
    journey::open_tokens_by_mouse(&window);
    window.click("button", "Generate token");
    window.see("heading", "Generate API token");
    for (name, sentence) in [
        ("", "Enter a name so you can recognise this token later."),
        (&"x".repeat(81), "Use 80 characters or fewer."),
        ("sCANNER", "“Scanner” is already in use."),
        (token.trim(), "That looks like a token, not a name."),
        (&token.trim()[24..], "That looks like a token, not a name."),
    ] {
        refused(&window, "Name", name, "Generate token", sentence);
    }
    window.fill("textbox", "Name", "Second");
    let whole = "Enter whole days, or 0 for a token that never expires.";
    for (days, sentence) in [
        ("-1", whole),
        ("1.5", whole),
        ("٣", whole),
        ("", whole),
        ("99999", "Enter 3,650 or less."),
    ] {
        refused(&window, "Expiration (days)", days, "Generate token", sentence);
    }
    assert_eq!(names(&desktop), ["Scanner"], "nothing was generated on the way");
}

#[test]
fn names_in_any_writing_and_markup_are_shown_as_they_are() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    journey::open_tokens_by_mouse(&window);
    let every = [
        "رمز الماسح",
        "工場 🏭",
        "<img src=x onerror=document.title='ran'>",
    ];
    for name in every {
        journey::generate_by_mouse(&window, name, "30");
        window.read(name);
        journey::copy_by_mouse(&window);
        journey::finish_by_mouse(&window, name);
        wait_for_row(&window, name, "Active");
    }
    assert_eq!(window.title(), "API tokens – Token Desk", "no markup ran");
    assert_eq!(names(&desktop), every);
}

#[test]
fn variables_that_are_none_are_refused_and_nothing_is_written() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    journey::open_tokens_by_mouse(&window);
    journey::generate_by_mouse(&window, "Scanner", "30");
    window.click("button", "Set environment variable…");
    window.see("heading", "Set environment variable");
    let form = "Use letters, digits and underscores, and don’t start with a digit.";
    for (name, sentence) in [
        ("PATH", "Other programs depend on this variable."),
        ("a=b", form),
        ("1X", form),
        ("", "Enter the variable’s name."),
    ] {
        refused(&window, "Name", name, "Set variable", sentence);
    }
    assert!(!desktop.home().join(".profile").exists());
    window.fill("textbox", "Name", VARIABLE);
    // What will be written is shown before it is.
    window.read("/.profile");
    window.click("button", "Set variable");
    window.read(&format!("{VARIABLE} is set. New programs can read it."));
}
