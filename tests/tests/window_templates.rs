//! Templates and company tokens in the real window: a token begins with a template, the settings are kept as one of the
//! person's own, a company token is made with it, described, shown once, and copied with *Duplicate*.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "this file is a test from its first line to its last"
)]

use serde_json::Value;
use tests::journey::{self, wait_for_row};
use tests::until::until;
use tests::{Bus, Desktop, Window};

fn choose(window: &Window, list: &str, option: &str) {
    window.click("combobox", &format!("{list}, …*"));
    window.click("option", option);
    window.see("combobox", &format!("{list}, {option}"));
}

fn listed(desktop: &Desktop, name: &str) -> Value {
    let list: Value = serde_json::from_str(&desktop.terminal(&["list", "--json"])).unwrap();
    let rows = list["tokens"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).cloned().unwrap()
}

#[test]
fn a_company_token_is_made_with_a_template_of_ones_own_shown_once_and_duplicated() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    journey::open_tokens_by_mouse(&window);
    window.click("button", "Generate token");
    window.see("heading", "Generate API token");
    choose(&window, "Template", "Ratings API");
    window.read("It goes into RATINGS_API_TOKEN.");
    until("a year", || {
        (window.value("textbox", "Expiration (days)")? == "365").then_some(())
    });
    window.fill("textbox", "Expiration (days)", "30");
    window.click("button", "Keep these settings as a template");
    window.fill("textbox", "Name of the template", "Our ratings");
    window.click("button", "Save template");
    window.see("combobox", "Template, Our ratings");
    let own: Value = serde_json::from_str(&desktop.terminal(&["templates", "list", "--json"])).unwrap();
    assert_eq!(own["own"][0]["name"], "Our ratings", "{own}");
    assert_eq!(own["own"][0]["days"], 30, "{own}");

    window.fill("textbox", "Name", "All plants");
    choose(&window, "User", "Company (no user)");
    window.click("button", "Generate token");
    window.read("Not tied to a user.");
    window.see("textbox", "Description");
    window.fill("textbox", "Description", "Ratings for the weekly report");
    window.click("button", "Generate token");
    window.see("heading", "Copy your token now");
    journey::copy_by_mouse(&window);
    let token = desktop.copied_token();
    journey::finish_by_mouse(&window, "All plants");
    assert!(!window.markup().contains(&token), "shown once only");

    let made = listed(&desktop, "All plants");
    assert_eq!(
        (&made["user"], &made["scopes"][0]),
        (&Value::Null, &"read".into()),
        "{made}"
    );
    window.click("button", "Actions for All plants");
    window.click("menuitem", "View details");
    window.read("Ratings for the weekly report");
    window.press("Escape");

    window.click("button", "Actions for All plants");
    window.click("menuitem", "Duplicate…");
    window.see("heading", "Generate API token");
    assert_eq!(window.value("textbox", "Name").as_deref(), Some("All plants 2"));
    assert_eq!(
        window.value("textbox", "Description").as_deref(),
        Some("Ratings for the weekly report")
    );
    window.click("button", "Generate token");
    window.see("heading", "Copy your token now");
    journey::copy_by_mouse(&window);
    journey::finish_by_mouse(&window, "All plants 2");
    wait_for_row(&window, "All plants 2", "Company");
    assert_eq!(listed(&desktop, "All plants 2")["scopes"], made["scopes"]);
}
