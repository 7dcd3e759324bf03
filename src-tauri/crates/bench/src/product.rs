//! Token Desk itself: a store full of tokens, its verdicts, its service.

use std::path::Path;
use std::sync::Arc;

use desk::{Account, Clock as _, Desk, Places, Ports, RunningVerifier, Source, SystemClock, VerifierWish};
use environment::Machine;
use jiff::Timestamp;
use store::{By, Event, NewSecret, NewToken, Store, User};
use testkit::{FakeClipboard, FakeKeyring, generator};
use token::{
    Cost, Digest, Expiry, Gate, GateKey, Group, Groups, Limits, Scopes, TokenId, TokenName, TokenText, mint,
};
use verifier::{Book, Checker, Config, Found, Lookup, Service, Tally, Unavailable, Use};

/// Of so many tokens the digest costs what it does in earnest; they come after all others.
pub(crate) const DEAR: usize = 64;
/// The others' digests are cheap: how often they are made is measured, and not how long it takes.
const CHEAP: Cost = Cost {
    memory: 64,
    passes: 1,
};

/// Every token of the store, the dear ones last.
pub(crate) struct Tokens(Vec<TokenText>);

impl Tokens {
    pub(crate) fn cheap(&self) -> &[TokenText] {
        &self.0[..self.0.len() - DEAR]
    }

    pub(crate) fn dear(&self) -> &[TokenText] {
        &self.0[self.0.len() - DEAR..]
    }
}

fn desk_in(folder: &Path) -> Desk {
    let ports = Ports {
        clock: Arc::new(SystemClock),
        generator: generator(7),
        clipboard: Arc::new(FakeClipboard::default()),
        keyring: Arc::new(FakeKeyring::default()),
        machine: Machine::in_home(folder, folder.join("placements")),
        account: Account::new("ann@plant7"),
    };
    Desk::new(Places::under(folder), ports, Source::Terminal)
}

fn gate_in(folder: &Path) -> Gate {
    let key = std::fs::read(Places::under(folder).data.join("gate.key")).unwrap();
    Gate::new(GateKey::from_bytes(key.as_slice().try_into().unwrap()))
}

/// A store with `count` cheap tokens and the dear ones.
pub(crate) fn fill(folder: &Path, count: usize) -> Tokens {
    let desk = desk_in(folder);
    drop(desk.list_tokens().unwrap()); // makes folder and key
    desk.close();
    let now = SystemClock.now();
    let by = By {
        actor: "ann@plant7".to_owned(),
        source: store::Source::Terminal,
        at: now,
    };
    let user = User {
        account: "ann@plant7".to_owned(),
        name: "ann".to_owned(),
        groups: Groups::all(),
        created_at: now,
        disabled_at: None,
    };
    let (gate, generator) = (gate_in(folder), generator(11));
    let mut rng = generator.lock().unwrap();
    let mut store = Store::open(&Places::under(folder).data, now).unwrap();
    let mut tokens = Vec::with_capacity(count + DEAR);
    store
        .change(&by, |change| {
            change.record(Event::named("user.added"))?.add_user(&user)?;
            for number in 0..count + DEAR {
                let text = mint(&gate, &mut *rng);
                let digest = if number < count {
                    Digest::with_cost(&text.expose().as_bytes()[21..64], CHEAP, &mut *rng)
                } else {
                    Digest::of(&text.secret(), &mut *rng)
                };
                let (new, secret) = rows(number, &text, digest, now, TokenId::generate(&mut *rng));
                let event = Event::named("token.created").about(new.id, new.name.as_str());
                let mut recorded = change.record(event)?;
                recorded.add_token(&new, &secret)?;
                recorded.deliver(&secret.id)?;
                tokens.push(text);
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
    Tokens(tokens)
}

fn rows(
    number: usize,
    text: &TokenText,
    digest: Digest,
    now: Timestamp,
    id: TokenId,
) -> (NewToken, NewSecret) {
    let token = NewToken {
        id,
        name: TokenName::parse(&format!("Scanner {number}")).unwrap(),
        owner: Some("ann@plant7".to_owned()),
        groups: Groups::from_iter([Group::Synchronizer, Group::User]),
        scopes: Scopes::default(),
        limits: Limits::default(),
    };
    let secret = NewSecret {
        id: text.id(),
        digest,
        last4: text.last4(),
        issued_at: now,
        expiry: Expiry::Never,
        holder: String::new(),
    };
    (token, secret)
}

/// What the service decides by.
pub(crate) fn checker(folder: &Path) -> Checker {
    desk_in(folder).checker().unwrap()
}

/// The same over a change counter that costs nothing: as fast as any other counter could make it, at most.
pub(crate) fn checker_of_a_still_store(folder: &Path) -> Checker {
    let lookup = Arc::clone(checker(folder).lookup());
    let version = lookup.version().unwrap();
    Checker::new(gate_in(folder), Arc::new(Still { lookup, version }))
}

/// The verifier as people run it.
pub(crate) fn serve(folder: &Path) -> RunningVerifier {
    let wish = VerifierWish {
        port: 0,
        ..VerifierWish::default()
    };
    desk_in(folder).start_verifier(&wish).unwrap()
}

/// The verifier over a change counter that costs nothing.
pub(crate) fn serve_a_still_store(folder: &Path) -> Service {
    let authority = Places::under(folder).data.join("verifier");
    let checker = checker_of_a_still_store(folder).telling(Arc::new(Forgetful));
    Service::start(Config::on_loopback(0, authority), checker).unwrap()
}

/// A store that never changes, and knows it without looking.
struct Still {
    lookup: Arc<dyn Lookup>,
    version: i64,
}

impl Lookup for Still {
    fn version(&self) -> Result<i64, Unavailable> {
        Ok(self.version)
    }

    fn find(&self, secret: &TokenId) -> Result<Option<Found>, Unavailable> {
        self.lookup.find(secret)
    }

    fn now(&self) -> Timestamp {
        self.lookup.now()
    }

    fn trusted(&self) -> Result<i64, Unavailable> {
        self.lookup.trusted()
    }

    fn spend(&self, secret: &TokenId, most: u32) -> Result<bool, Unavailable> {
        self.lookup.spend(secret, most)
    }

    fn revoke(&self, token: &TokenId, by: &TokenId) -> Result<(), Unavailable> {
        self.lookup.revoke(token, by)
    }

    fn expose(&self, token: &TokenId, from: std::net::IpAddr) -> Result<(), Unavailable> {
        self.lookup.expose(token, from)
    }
}

/// Uses are tallied as ever, and then forgotten.
struct Forgetful;

impl Book for Forgetful {
    fn keep(&self, _: &[Tally]) -> Result<(), Unavailable> {
        Ok(())
    }

    fn records_every_use(&self) -> bool {
        false
    }

    fn record(&self, _: &[Use]) -> Result<(), Unavailable> {
        Ok(())
    }
}
