//! The list of 10,000 tokens in the real window, walked by keys.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "this file is a test from its first line to its last"
)]

use std::ops::RangeInclusive;

use many::{COUNT, open};
use serde_json::json;
use tests::until::until;
use tests::{Bus, Desktop, Window};

mod many;

/// The row that has the focus, counted with the header.
fn focused_row(window: &Window) -> u64 {
    let script =
        "return Number(document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex') ?? 0)";
    window.run(script, vec![]).as_u64().unwrap_or_default()
}

fn walk(window: &Window, keys: &str, rows: RangeInclusive<u64>) {
    window.press(keys);
    until(&format!("row {rows:?} after {keys}"), || {
        rows.contains(&focused_row(window)).then_some(())
    });
}

#[test]
fn ten_thousand_rows_are_walked_from_end_to_end_by_keys() {
    let desktop = Desktop::new(Bus::None);
    let window = open(&desktop);
    window.run(
        "document.querySelector('[role=grid] [tabindex=\"0\"]').focus()",
        vec![],
    );
    let last = COUNT as u64 + 1;
    walk(&window, "Ctrl+Home", 1..=2);
    walk(&window, "Ctrl+End", last..=last);
    walk(&window, "Up", last - 1..=last - 1);
    // Scrolled out of sight and back, the row that had the focus has it still.
    let scroll = "const grid = document.querySelector('[role=grid]');
        const inner = [grid, ...grid.querySelectorAll('*')].find((each) => each.scrollHeight > each.clientHeight + 10000);
        inner.scrollTop = arguments[0] === 'up' ? 0 : inner.scrollHeight;";
    window.run(scroll, vec![json!("up")]);
    window.run(scroll, vec![json!("down")]);
    assert_eq!(focused_row(&window), last - 1);
    let stops = "const able = '[tabindex], a[href], button, input, select, textarea';
        const grid = document.querySelector('[role=grid]');
        return [grid, ...grid.querySelectorAll(able)].filter((one) => one.matches(able) && one.tabIndex >= 0).length;";
    assert_eq!(window.run(stops, vec![]), json!(1), "Tab stops at one place");
    walk(&window, "Ctrl+Home", 1..=2);
}
