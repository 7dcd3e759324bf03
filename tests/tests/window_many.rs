//! The list of 10,000 tokens in the real window, walked by keys.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "this file is a test from its first line to its last"
)]

use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde_json::json;
use store::{By, Event, NewSecret, NewToken, Source, Store};
use tests::until::until;
use tests::{Bus, Desktop, Window};
use token::{Days, Digest, Group, Groups, Limits, Scopes, TokenId, TokenName};

const COUNT: usize = 10_000;
/// The window with the list in front, and the focus on the grid's first row.
fn open(desktop: &Desktop) -> Window {
    desktop.terminal(&["list"]);
    fill(desktop);
    let window = Window::open(desktop);
    window.press("Ctrl+t");
    until("the whole list", || {
        (count_of_rows(&window) == COUNT + 1).then_some(())
    });
    window
}

/// Written in one go: made one by one they would cost Argon2 ten thousand times.
fn fill(desktop: &Desktop) {
    let now = Timestamp::now();
    let by = By {
        actor: "tester".to_owned(),
        source: Source::Terminal,
        at: now,
    };
    let digest =
        "$argon2id$v=19$m=1024,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$QdFJynGCXwjmHsAG0qraQML7tAA+lXg2OmT2syglkK0";
    let digest = Digest::from_phc(digest).unwrap();
    let mut store = Store::open(&desktop.data(), now).unwrap();
    store
        .change(&by, |change| {
            (0..COUNT).try_for_each(|number| {
                let days = [0, 7, 30, 90, 365][number % 5];
                let id: TokenId = format!("{number:016}").parse().unwrap();
                let new = NewToken {
                    id,
                    name: TokenName::parse(&format!("Scanner {number} of plant {}", number % 97)).unwrap(),
                    owner: None,
                    groups: Groups::from_iter([Group::Synchronizer]),
                    scopes: Scopes::default(),
                    limits: Limits::default(),
                };
                let secret = NewSecret {
                    id,
                    digest: digest.clone(),
                    last4: "g2Vp".to_owned(),
                    issued_at: now,
                    expiry: Days::new(days).unwrap().from(now),
                    holder: "nobody".to_owned(),
                };
                let mut made = change.record(Event::named("token.created").about(id, new.name.as_str()))?;
                made.add_token(&new, &secret)?;
                made.deliver(&id)
            })
        })
        .unwrap();
}

/// What the grid says that it has, its header included.
fn count_of_rows(window: &Window) -> usize {
    let script = "return Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? 0)";
    window.run(script, vec![]).as_u64().unwrap_or_default() as usize
}

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
