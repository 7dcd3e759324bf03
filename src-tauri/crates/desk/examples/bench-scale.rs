//! How long the desk takes with 10,000 users, 100,000 tokens and 1,000,000 rows of the audit trail: prints
//! `what; p95 in ms; goal in ms` lines, and after that how long a race for a resource takes. For `cargo xtask bench scale`.
//!
//! They are written by the desk's own store in few transactions with one digest, for what is measured is the desk,
//! not Argon2.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that prints figures, or fails"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use desk::wire::{AuditAsk, AuditQuery, CheckOut, Rename, ResourceDraft, TokenRef};
use desk::{Account, Clock, Desk, Places, Ports, SecretText, Source, SystemClock};
use jiff::Timestamp;
use rand::CryptoRng;
use store::{By, Event, NewSecret, NewToken, Store, User};
use testkit::{FakeClipboard, FakeKeyring, TestDesk, generator};
use token::{Digest, Expiry, Gate, GateKey, Group, Groups, Limits, Scopes, TokenId, TokenName, mint};

const USERS: usize = 10_000;
const TOKENS: usize = 100_000;
const AUDIT_ROWS: usize = 1_000_000;
const ROUNDS: usize = 20;

const START: f64 = 1_500.0;
const INTERACTION: f64 = 100.0;
const WHOLE_CHECK: f64 = 30_000.0;
/// So many ask for one exclusive resource at once, so many times.
const RACERS: usize = 64;
const RACES: usize = 10_000;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::under(folder.path());
    let first = open(&places, folder.path());
    first.list_tokens().unwrap(); // makes folder and keys
    first.close();
    drop(first);
    fill(&Fill {
        now: SystemClock.now(),
        places: &places,
    });

    let mut started = None;
    report(
        "start: session, first view, list, users, newest events",
        START,
        3,
        |_| {
            started = None;
            let desk = open(&places, folder.path());
            desk.session().unwrap();
            desk.home().unwrap();
            assert!(desk.list_tokens().unwrap().tokens.len() >= TOKENS);
            assert!(desk.list_users().unwrap().users.len() >= USERS);
            page(&desk, AuditQuery::default());
            started = Some(desk);
        },
    );
    let desk = started.unwrap();
    let text = |text: &str| Some(text.to_owned());
    for (what, query) in [
        ("events: the newest 500", AuditQuery::default()),
        (
            "events: one kind",
            AuditQuery {
                event: text("token.renamed"),
                ..AuditQuery::default()
            },
        ),
        (
            "events: search with many hits",
            AuditQuery {
                text: text("scanner"),
                ..AuditQuery::default()
            },
        ),
        (
            "events: a step of a search in vain",
            AuditQuery {
                text: text("nobody says this"),
                ..AuditQuery::default()
            },
        ),
        (
            "events: one person",
            AuditQuery {
                actor: text("user17@"),
                ..AuditQuery::default()
            },
        ),
    ] {
        report(what, INTERACTION, ROUNDS, |_| page(&desk, query.clone()));
    }
    grids(&desk);
    report("the whole chain is checked", WHOLE_CHECK, 3, |_| {
        let found = desk.check_audit().unwrap();
        assert!(
            found.damage.is_none() && found.rows as usize >= AUDIT_ROWS,
            "{found:?}"
        );
    });
    races();
}

/// What the grids of tokens and users ask of the desk; searching, sorting and filtering are the page's own.
fn grids(desk: &Desk) {
    let all = desk.list_tokens().unwrap().tokens;
    let id = |round: usize| all[round * 4_993 % all.len()].id.clone();
    report(
        "users: the whole list, as after each change",
        INTERACTION,
        ROUNDS,
        |_| {
            assert!(desk.list_users().unwrap().users.len() >= USERS);
        },
    );
    report("tokens: details of one", INTERACTION, ROUNDS, |round| {
        desk.token_details(TokenRef { id: id(round) }).unwrap();
    });
    report(
        "tokens: one is renamed, and the window told",
        INTERACTION,
        ROUNDS,
        |round| {
            let name = format!("Renamed {round}");
            let renamed = Rename {
                id: id(round),
                name,
                rev: None,
            };
            desk.rename_token(renamed).unwrap();
            desk.refresh().unwrap();
        },
    );
    report(
        "tokens: one is duplicated, up to its draft judged",
        INTERACTION,
        ROUNDS,
        |round| {
            let like = desk.duplicate_token(TokenRef { id: id(round) }).unwrap();
            desk.check_draft(like.draft).unwrap();
        },
    );
    report("resources: those that one may see", INTERACTION, ROUNDS, |_| {
        desk.resources().unwrap();
    });
}

/// Prints how long a race took. That each had exactly one winner is made sure of in it.
fn races() {
    let test = TestDesk::new();
    let draft = ResourceDraft {
        name: "plant-db".into(),
        kind: "database".into(),
        address: "db.plant7:5432".into(),
        exclusive: true,
        groups: vec!["User".into()],
        account: SecretText::new("scanner".into()),
        password: SecretText::new("pg-Fj39slQx72-password".into()),
        rotate_with: String::new(),
    };
    test.desk.add_resource(&draft).unwrap();
    let wish = CheckOut {
        resource: draft.name,
        reason: "a race".into(),
        minutes: "5".into(),
        email: String::new(),
        repeat: None,
    };
    let start = Instant::now();
    testkit::race(&test, &wish, RACERS, RACES);
    let each = start.elapsed().as_secs_f64() * 1000.0 / RACES as f64;
    println!("{RACES} races of {RACERS} for one exclusive resource, one winner in each; {each:.1}; -");
}

fn open(places: &Places, home: &Path) -> Desk {
    let ports = Ports {
        clock: Arc::new(SystemClock),
        generator: generator(7),
        clipboard: Arc::new(FakeClipboard::default()),
        keyring: Arc::new(FakeKeyring::default()),
        machine: environment::Machine::in_home(home, home.join("placements")),
        account: Account::new("ann@plant7"),
    };
    Desk::new(places.clone(), ports, Source::Window)
}

fn page(desk: &Desk, query: AuditQuery) {
    let ask = AuditAsk {
        query,
        before: None,
        count: 500,
    };
    drop(desk.audit_page(ask).unwrap());
}

struct Fill<'a> {
    now: Timestamp,
    places: &'a Places,
}

fn fill(fill: &Fill<'_>) {
    let generator = generator(11);
    let mut rng = generator.lock().unwrap();
    let gate = Gate::new(GateKey::generate(&mut *rng));
    let digest = Digest::of(&mint(&gate, &mut *rng).secret(), &mut *rng);
    let mut store = Store::open(&fill.places.data, fill.now).unwrap();
    let by = |number: usize| By {
        actor: format!("user{}@plant7", number % USERS),
        source: store::Source::Window,
        at: fill.now,
    };
    changed(&mut store, &by(0), |change| {
        for number in 0..=USERS {
            let groups = if number == 0 {
                Groups::all()
            } else {
                Groups::from_iter([Group::Synchronizer])
            };
            let account = match number {
                0 => "ann@plant7".to_owned(),
                number => format!("user{number}@plant7"),
            };
            let user = User {
                name: account.clone(),
                account,
                groups,
                created_at: fill.now,
                disabled_at: None,
            };
            change.record(Event::named("user.added"))?.add_user(&user)?;
        }
        Ok(())
    });
    changed(&mut store, &by(0), |change| {
        for number in 0..TOKENS {
            let (new, secret) = token_of(number, fill.now, &gate, &digest, &mut *rng);
            let mut recorded =
                change.record(Event::named("token.created").about(new.id, new.name.as_str()))?;
            recorded.add_token(&new, &secret)?;
            recorded.deliver(&secret.id)?;
        }
        Ok(())
    });
    for batch in (0..AUDIT_ROWS - TOKENS - USERS).step_by(10_000) {
        changed(&mut store, &by(batch / 10_000), |change| {
            (0..10_000).try_for_each(|number| {
                let event = Event::named("token.renamed").fact("from", format!("scanner {}", batch + number));
                change.note(event.about(TokenId::generate(&mut *rng), "a scanner"))
            })
        });
    }
}

fn token_of(
    number: usize,
    now: Timestamp,
    gate: &Gate,
    digest: &Digest,
    mut rng: &mut dyn CryptoRng,
) -> (NewToken, NewSecret) {
    let text = mint(gate, &mut rng);
    let new = NewToken {
        id: TokenId::generate(&mut rng),
        name: TokenName::parse(&format!("Scanner {number} of plant {}", number % 97)).unwrap(),
        owner: (!number.is_multiple_of(10)).then(|| format!("user{}@plant7", 1 + number % USERS)),
        groups: Groups::from_iter([Group::Synchronizer]),
        scopes: Scopes::default(),
        limits: Limits::default(),
    };
    let secret = NewSecret {
        id: text.id(),
        digest: digest.clone(),
        last4: text.last4(),
        issued_at: now,
        expiry: Expiry::Never,
        holder: String::new(),
    };
    (new, secret)
}

fn changed(
    store: &mut Store,
    by: &By,
    work: impl FnOnce(&mut store::Change<'_>) -> Result<(), store::Error>,
) {
    store.change(by, work).unwrap();
}

fn report(what: &str, goal: f64, rounds: usize, mut work: impl FnMut(usize)) {
    let mut times: Vec<f64> = (0..rounds)
        .map(|round| {
            let start = Instant::now();
            work(round);
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let p95 = times[(times.len() * 95).div_ceil(100) - 1];
    println!("{what}; {p95:.0}; {goal:.0}");
}
