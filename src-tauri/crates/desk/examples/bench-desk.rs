//! How long the desk takes with many tokens: prints `name median_ms p95_ms` lines. For `cargo xtask bench`.
//!
//! `bench-desk [COUNT]`: 100,000 tokens unless said otherwise. They are written by the desk's own store in few
//! transactions with one digest, for what is measured is the desk, not Argon2.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that prints figures, or fails"
)]

use std::sync::Arc;
use std::time::Instant;

use desk::wire::{Owner, TokenDraft, TokenLimits, TokenRef};
use desk::{Account, Desk, Places, Ports, Source, SystemClock};
use jiff::Timestamp;
use store::{By, Event, NewSecret, NewToken, Store, User};
use testkit::{FakeClipboard, FakeKeyring, generator};
use token::{Days, Digest, Expiry, Gate, GateKey, Group, Groups, Limits, Scopes, TokenId, TokenName, mint};

const ROUNDS: usize = 15;

fn main() {
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    let places = Places::under(folder.path());
    let desk = Desk::new(places.clone(), ports(folder.path()), Source::Window);
    desk.list_tokens().unwrap(); // makes folder and key
    desk.close();
    fill(&places, count);

    let first = timed(|| drop(desk.list_tokens().unwrap()));
    println!("open_and_list_{count} {first:.1} {first:.1}");
    report(&format!("list_{count}"), |_| drop(desk.list_tokens().unwrap()));
    report(&format!("create_at_{count}"), |round| {
        let issued = desk.create_token(draft(&format!("one more {round}"))).unwrap();
        drop(desk.reveal_secret(testkit::reveal(&issued.reveal)).unwrap());
    });
    report(&format!("check_draft_at_{count}"), |round| {
        drop(desk.check_draft(draft(&format!("typing {round}"))).unwrap());
    });
    let ids: Vec<String> = desk
        .list_tokens()
        .unwrap()
        .tokens
        .into_iter()
        .take(ROUNDS)
        .map(|row| row.id)
        .collect();
    report(&format!("pause_at_{count}"), |round| {
        drop(
            desk.pause_token(TokenRef {
                id: ids[round].clone(),
            })
            .unwrap(),
        );
    });
    report(&format!("refresh_at_{count}"), |_| desk.refresh().unwrap());
}

fn ports(home: &std::path::Path) -> Ports {
    Ports {
        clock: Arc::new(SystemClock),
        generator: generator(7),
        clipboard: Arc::new(FakeClipboard::default()),
        keyring: Arc::new(FakeKeyring::default()),
        machine: environment::Machine::in_home(home, home.join("placements")),
        account: Account::new("ann@plant7"),
    }
}

fn draft(name: &str) -> TokenDraft {
    TokenDraft {
        name: name.to_owned(),
        days: "90".to_owned(),
        owner: Owner::Me,
        groups: vec!["Synchronizer".to_owned()],
        scopes: vec![],
        limits: TokenLimits::default(),
        description: String::new(),
    }
}

fn fill(places: &Places, count: usize) {
    let now: Timestamp = desk::Clock::now(&SystemClock);
    let generator = generator(11);
    let mut rng = generator.lock().unwrap();
    let gate = Gate::new(GateKey::generate(&mut *rng));
    let digest = Digest::of(&mint(&gate, &mut *rng).secret(), &mut *rng);
    let by = By {
        actor: "ann@plant7".to_owned(),
        source: store::Source::Window,
        at: now,
    };
    let mut store = Store::open(&places.data, now).unwrap();
    store
        .change(&by, |change| {
            let user = User {
                account: "ann@plant7".to_owned(),
                name: "ann".to_owned(),
                groups: Groups::all(),
                created_at: now,
                disabled_at: None,
            };
            change.record(Event::named("user.added"))?.add_user(&user)?;
            for number in 0..count {
                let text = mint(&gate, &mut *rng);
                let days = [0, 7, 30, 90, 365][number % 5];
                let new = NewToken {
                    id: TokenId::generate(&mut *rng),
                    name: TokenName::parse(&format!("Scanner {number} of plant {}", number % 97)).unwrap(),
                    owner: (number % 10 > 0).then(|| user.account.clone()),
                    groups: Groups::from_iter([Group::Synchronizer, Group::User]),
                    scopes: Scopes::default(),
                    limits: Limits::default(),
                };
                let secret = NewSecret {
                    id: text.id(),
                    digest: digest.clone(),
                    last4: text.last4(),
                    issued_at: now,
                    expiry: Days::new(days).map_or(Expiry::Never, |days| days.from(now)),
                    holder: String::new(),
                };
                let mut recorded =
                    change.record(Event::named("token.created").about(new.id, new.name.as_str()))?;
                recorded.add_token(&new, &secret)?;
                recorded.deliver(&secret.id)?;
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1000.0
}

fn report(name: &str, mut work: impl FnMut(usize)) {
    let mut times: Vec<f64> = (0..ROUNDS).map(|round| timed(|| work(round))).collect();
    times.sort_by(f64::total_cmp);
    let p95 = times[(times.len() * 95).div_ceil(100) - 1];
    println!("{name} {:.1} {p95:.1}", times[times.len() / 2]);
}
