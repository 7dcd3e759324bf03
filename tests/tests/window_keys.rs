//! The keyboard map in the real window, whose web view has keys of its own (reload, search, print), and where the focus goes.
#![cfg(target_os = "linux")]

use tests::journey::{self, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

const NAME: &str = "Scanner";

/// The list of a desk with one token, and the page marked, so that a reload would be noticed.
fn list(desktop: &Desktop) -> Window {
    desktop.terminal(&["generate", "--name", NAME, "--print"]);
    let window = Window::open(desktop);
    window.mark();
    window.press("Ctrl+t");
    wait_for_row(&window, NAME, "Active");
    window
}

/// The focus on the token's row, as walking there gives it.
fn into_row(window: &Window) {
    let script =
        "[...document.querySelectorAll('[role=row]')].find((row) => row.textContent.includes(arguments[0]))
        .querySelector('[aria-colindex=\"2\"]').focus()";
    window.run(script, vec![NAME.into()]);
    on_row(window);
}

fn on_row(window: &Window) {
    until("the focus on the row", || {
        let focused = window.focused();
        (focused.role == "gridcell" && focused.text.contains(NAME)).then_some(())
    });
}

/// Opens something by a key, and closes it by Escape.
fn opens(window: &Window, keys: &str, role: &str, name: &str) {
    window.press(keys);
    window.see(role, name);
    window.press("Escape");
    window.see_no(role, name);
}

#[test]
fn the_windows_own_keys_lead_where_the_list_of_shortcuts_says() {
    let desktop = Desktop::new(Bus::None);
    let window = list(&desktop);
    opens(&window, "Ctrl+n", "heading", "Generate API token");
    opens(&window, "Ctrl+/", "heading", "Keyboard shortcuts");
    opens(&window, "Ctrl+k", "combobox", "Search or run a command");
    for (keys, tab) in [
        ("Ctrl+1", "General"),
        ("Ctrl+2", "API tokens"),
        ("Ctrl+,", "API tokens"),
    ] {
        window.press(keys);
        window.see("heading", tab);
    }
    for keys in ["Ctrl+f", "/"] {
        window.press(keys);
        window.wait_for_focus("searchbox", "Search tokens");
        window.press("Escape");
        window.press("F6");
    }
    let before = window.focused();
    for _ in 0..3 {
        window.press("F6");
    }
    assert_eq!(window.focused(), before, "three regions make a round");
    window.press("Shift+F6");
    assert_ne!(window.focused(), before);
    // What a web view may do by itself is kept from it. This one does none of it, so that is asked of the event.
    window.run(
        "globalThis.left = []; addEventListener('keydown', (event) => { \
         if (!event.defaultPrevented && event.key !== 'Control') left.push(event.key) })",
        vec![],
    );
    for keys in ["Ctrl+r", "F5", "Ctrl+p", "Ctrl+s"] {
        window.press(keys);
    }
    assert_eq!(window.run("return left", vec![]), serde_json::json!([]));
    window.press("Ctrl+l");
    window.see("heading", "Token Desk is locked");
    window.press("Enter");
    wait_for_row(&window, NAME, "Active");
    assert!(window.was_never_loaded_again(), "the page was never loaded again");
}

#[test]
fn the_keys_of_the_list_do_to_the_row_what_they_say() {
    let desktop = Desktop::new(Bus::None);
    let window = list(&desktop);
    for (keys, heading) in [
        ("F2", format!("Rename “{NAME}”")),
        ("Ctrl+r", format!("Regenerate “{NAME}”?")),
        ("Delete", format!("Revoke “{NAME}”?")),
    ] {
        into_row(&window);
        opens(&window, keys, "heading", &heading);
        on_row(&window);
    }
    into_row(&window);
    opens(&window, "Shift+F10", "menuitem", "View details");
    on_row(&window);
    opens(&window, "Enter", "heading", "Token details");
    on_row(&window);
    window.press("Space");
    window.read("1 selected");
    window.press("Escape");
    window.press("Ctrl+a");
    window.read("1 selected");
    assert!(window.was_never_loaded_again(), "Ctrl R did not reload");
}

#[test]
fn escape_closes_a_list_before_its_dialog_and_never_the_one_look_at_a_token() {
    let desktop = Desktop::new(Bus::None);
    let window = list(&desktop);
    window.press("Ctrl+n");
    window.wait_for_focus("textbox", "Name");
    window.tab_to("combobox", "Groups");
    window.press("Down");
    window.see("option", "User");
    window.press("Escape");
    window.see_no("option", "User");
    window.see("heading", "Generate API token");
    window.press("Escape");
    window.see_no("heading", "Generate API token");

    journey::generate_by_mouse(&window, "Second", "30");
    window.press("Escape");
    // Outside of the dialog, on the scrim.
    desktop.click_at(5, 450);
    window.press("Escape");
    window.see("heading", "Copy your token now");
    assert_eq!(
        window.run(
            "return document.querySelectorAll('[role=dialog], [role=alertdialog]').length",
            vec![]
        ),
        1,
        "and nothing asks anything"
    );
    window.press("c");
    window.read("Copied. Clears from the clipboard in");
    desktop.copied_token();
}

#[test]
fn revoke_begins_at_the_safe_button_and_gives_the_focus_back_to_the_row() {
    let desktop = Desktop::new(Bus::None);
    let window = list(&desktop);
    into_row(&window);
    window.press("Delete");
    window.wait_for_focus("button", "Keep token");
    window.press("Escape");
    on_row(&window);
    window.press("Delete");
    window.wait_for_focus("button", "Keep token");
    // Enter where the focus begins keeps the token.
    window.press("Enter");
    on_row(&window);
    wait_for_row(&window, NAME, "Active");
}
