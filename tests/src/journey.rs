//! The main job, step by step, as a person does it with the mouse or with the keyboard alone. Told once
//! here, walked by the tests and by the tour.

use crate::until::until;
use crate::window::Window;

/// The default variable.
pub const VARIABLE: &str = "TYCHODATA_OSPREY_APITOKEN";

/// From the first view to the list of tokens, with the mouse.
pub fn open_tokens_by_mouse(window: &Window) {
    window.click("button", "Profile of …*");
    window.click("menuitem", "Settings…*");
    window.click("tab", "API tokens");
    window.see("heading", "API tokens");
}

/// To a tab of Settings, wherever the window is.
pub fn open_tab(window: &Window, tab: &str) {
    window.press("Ctrl+,");
    window.click("tab", tab);
    window.see("heading", tab);
}

/// From the list to the one look at the new token, with the mouse.
pub fn generate_by_mouse(window: &Window, name: &str, days: &str) {
    window.click("button", "Generate token");
    window.see("heading", "Generate API token");
    window.fill("textbox", "Name", name);
    window.fill("textbox", "Expiration (days)", days);
    window.click("button", "Generate token");
    window.see("heading", "Copy your token now");
}

/// Copies the new token, with the mouse.
pub fn copy_by_mouse(window: &Window) {
    window.click("button", "Copy token");
    window.read("Copied. Clears from the clipboard in");
}

/// Puts the new token into the variable, with the mouse.
pub fn set_variable_by_mouse(window: &Window) {
    window.click("button", "Set environment variable…");
    window.see("heading", "Set environment variable");
    // What will be written is shown before it is.
    window.read("/.profile");
    window.click("button", "Set variable");
    window.read(&format!("{VARIABLE} is set. New programs can read it."));
    window.click("button", "Done");
    window.see("heading", "Copy your token now");
}

/// Leaves the one look at the new token: the list is there again, the new row has the focus.
pub fn finish_by_mouse(window: &Window, name: &str) {
    window.click("button", "Done");
    wait_for_focused_row(window, name);
}

/// Revokes the token in the focused row, with the mouse.
pub fn revoke_by_mouse(window: &Window, name: &str) {
    window.click("button", &format!("Actions for {name}"));
    window.click("menuitem", "Revoke…");
    window.see("heading", &format!("Revoke “{name}”?"));
    window.click("button", "Revoke token");
    wait_for_row(window, name, "Revoked");
}

/// From the first view to the list of tokens, with the keyboard alone.
pub fn open_tokens_by_keys(window: &Window) {
    let profile = window
        .names("button")
        .into_iter()
        .find(|name| name.starts_with("Profile of "));
    window.tab_to("button", &profile.expect("the profile button is on every screen"));
    window.press("Enter");
    until("the menu to have the focus", || {
        (window.focused().role == "menuitem").then_some(())
    });
    window.press("Enter");
    window.see("heading", "General");
    window.tab_to("tab", "General");
    window.press("Down");
    window.wait_for_focus("tab", "API tokens");
    window.see("heading", "API tokens");
}

/// From the list to the one look at the new token, with the keyboard alone.
pub fn generate_by_keys(window: &Window, name: &str, days: &str) {
    window.tab_to("button", "Generate token");
    window.press("Enter");
    window.wait_for_focus("textbox", "Name");
    window.type_text(name);
    window.tab_to("textbox", "Expiration (days)");
    window.press("Ctrl+a");
    window.type_text(days);
    window.press("Enter");
    window.wait_for_focus("button", "Copy token");
}

/// Copies the new token, with the keyboard alone.
pub fn copy_by_keys(window: &Window) {
    window.wait_for_focus("button", "Copy token");
    window.press("Enter");
    window.read("Copied. Clears from the clipboard in");
}

/// Puts the new token into the variable, with the keyboard alone.
pub fn set_variable_by_keys(window: &Window) {
    window.tab_to("button", "Set environment variable…");
    window.press("Enter");
    window.read("/.profile");
    window.tab_to("button", "Set variable");
    window.press("Enter");
    window.read(&format!("{VARIABLE} is set. New programs can read it."));
    window.tab_to("button", "Done");
    window.press("Enter");
    window.see("heading", "Copy your token now");
}

/// Leaves the one look at the new token, with the keyboard alone.
pub fn finish_by_keys(window: &Window, name: &str) {
    window.tab_to("button", "Done");
    window.press("Enter");
    wait_for_focused_row(window, name);
}

/// Revokes the token in the focused row, with the keyboard alone.
pub fn revoke_by_keys(window: &Window, name: &str) {
    window.press("Delete");
    window.wait_for_focus("button", "Keep token");
    window.tab_to("button", "Revoke token");
    window.press("Enter");
    wait_for_row(window, name, "Revoked");
}

/// Waits until the row of a token says these words.
pub fn wait_for_row(window: &Window, name: &str, words: &str) {
    until(&format!("a row with “{name}” and “{words}”"), || {
        window
            .row(name)
            .is_some_and(|row| row.contains(words))
            .then_some(())
    });
}

fn wait_for_focused_row(window: &Window, name: &str) {
    until(&format!("the focus on the row of “{name}”"), || {
        let focused = window.focused();
        (focused.role == "gridcell" && focused.text.contains(name)).then_some(())
    });
}
