//! Reminders of ends: in the real window, and by the desktop as a daemon of the test's own hears it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "this file is a test from its first line to its last"
)]

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use store::{By, Event, NewSecret, NewToken, Source, Store};
use tests::journey::{self, wait_for_row};
use tests::notices::Notices;
use tests::tray::Tray;
use tests::until::until;
use tests::{Bus, Desktop, Window};
use token::{Digest, Expiry, Groups, Limits, TokenId, TokenName};

const NAME: &str = "R&D <scanner>";

/// A token that was made 60 days ago and ends in five: no terminal could make one today.
fn plant(desktop: &Desktop) {
    desktop.terminal(&["list"]);
    let now = Timestamp::now();
    let days = |count: i64| now.checked_add(SignedDuration::from_hours(24 * count)).unwrap();
    let id: TokenId = "AbCdEfGh01234567".parse().unwrap();
    let new = NewToken {
        id,
        name: TokenName::parse(NAME).unwrap(),
        owner: None,
        groups: Groups::all(),
        scopes: "read".parse().unwrap(),
        limits: Limits::default(),
    };
    let secret = NewSecret {
        id,
        digest: Digest::from_phc(
            "$argon2id$v=19$m=1024,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$QdFJynGCXwjmHsAG0qraQML7tAA+lXg2OmT2syglkK0",
        )
        .unwrap(),
        last4: "g2Vp".to_owned(),
        issued_at: days(-60),
        expiry: Expiry::At(days(5)),
        holder: "nobody".to_owned(),
    };
    let by = By {
        actor: "tester".to_owned(),
        source: Source::Terminal,
        at: now,
    };
    let mut store = Store::open(&desktop.data(), now).unwrap();
    store
        .change(&by, |change| {
            let event = Event::named("token.created").about(id, NAME);
            change.record(event)?.add_token(&new, &secret)?;
            change
                .record(Event::named("token.delivered").about(id, NAME))?
                .deliver(&id)
        })
        .unwrap();
}

#[test]
fn a_token_that_ends_soon_is_told_of_once_by_the_desktop_and_in_the_window_until_it_is_read() {
    let desktop = Desktop::new(Bus::Own);
    let notices = Notices::on(desktop.bus());
    plant(&desktop);

    let window = Window::open(&desktop);
    window.see("heading", "Ends soon");
    window.read(&format!("“{NAME}” ends in "));
    let notice = until("a notice", || notices.all().first().cloned());
    assert_eq!(notice.program, "Token Desk");
    assert!(
        notice.title.starts_with(&format!("“{NAME}” ends in ")),
        "{notice:?}"
    );
    assert!(
        notice.body.starts_with("R&amp;D &lt;scanner&gt;: "),
        "a name is no markup: {notice:?}"
    );
    window.quit();

    let window = Window::open(&desktop);
    window.read(&format!("“{NAME}” ends in "));
    window.click("button", "Show");
    wait_for_row(&window, NAME, "Expires soon");
    window.see_no("button", "Show");
    window.quit();
    assert_eq!(notices.all().len(), 1, "the desktop is told once");
}

#[test]
fn without_a_desktop_that_tells_the_window_tells_alone_and_says_so() {
    let desktop = Desktop::new(Bus::None);
    plant(&desktop);
    let window = Window::open(&desktop);
    window.read(&format!("“{NAME}” ends in "));
    window.click("button", "Close");
    window.see_no("button", "Close");
    journey::open_tab(&window, "General");
    window.read("This desktop shows no notifications. Every reminder is in this window.");
    window.quit();
}

/// Whether the library for icons is installed.
fn has_library() -> bool {
    let triple = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    [&triple, "/usr/lib64", "/usr/lib"]
        .iter()
        .any(|folder| Path::new(folder).join("libayatana-appindicator3.so.1").exists())
}

#[test]
fn the_icon_says_what_ends_next_and_closes_the_window() {
    if !has_library() {
        eprintln!("SKIPPED because libayatana-appindicator3 is not installed: there is no icon");
        return;
    }
    // Nobody takes icons on this one.
    let alone = Desktop::new(Bus::None);
    plant(&alone);
    let window = Window::open(&alone);
    window.read(&format!("“{NAME}” ends in "));
    journey::open_tab(&window, "General");
    window.see("switch", "Tray icon");
    window.quit();

    let desktop = Desktop::new(Bus::Own);
    let tray = Tray::on(desktop.bus());
    plant(&desktop);
    let window = Window::open(&desktop);
    let ends = format!("“{NAME}” ends in ");
    let menu = until("the icon's menu", || {
        tray.menu().filter(|menu| menu[0].starts_with(&ends))
    });
    assert_eq!(menu[1..], ["Open Token Desk", "Quit"]);
    desktop.terminal(&["pause", "AbCdEfGh01234567"]);
    until("no name at the icon", || {
        tray.menu().filter(|menu| menu[0] == "No token ends")
    });
    tray.choose("Quit");
    window.wait_for_end();
}
