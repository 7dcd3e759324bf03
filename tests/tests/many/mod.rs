//! The real window with 10,000 tokens, for the tests of the list and for its figures (`examples/grid.rs`).

use jiff::Timestamp;
use store::{By, Event, NewSecret, NewToken, Source, Store};
use tests::until::until;
use tests::{Desktop, Window};
use token::{Days, Digest, Group, Groups, Limits, Scopes, TokenId, TokenName};

/// So many tokens there are.
pub(crate) const COUNT: usize = 10_000;

/// The window with the list in front, and the focus on the grid's first row.
pub(crate) fn open(desktop: &Desktop) -> Window {
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
