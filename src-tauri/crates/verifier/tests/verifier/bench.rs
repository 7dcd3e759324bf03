//! A store in memory, and a service over it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;
use token::{Cost, Digest, Expiry, Gate, GateKey, Limits, Scopes, TokenId, TokenText, mint};
use verifier::{Book, Checker, Config, Found, Lookup, Service, Standing, Subject, Unavailable};

/// Rows by the public id of the secret; every change moves the version.
#[derive(Default)]
pub(crate) struct Rows {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    version: i64,
    rows: HashMap<TokenId, Found>,
    trouble: Option<Unavailable>,
    ahead: SignedDuration,
    found: usize,
    exposed: Vec<(TokenId, IpAddr)>,
    revoked: Vec<(TokenId, TokenId)>,
    trusted: i64,
    spent: HashMap<TokenId, u32>,
}

pub(crate) fn evening() -> Timestamp {
    "2026-11-22T20:30:00Z".parse().unwrap()
}

pub(crate) fn gate() -> Gate {
    Gate::new(GateKey::from_bytes(&[42; 32]))
}

pub(crate) fn minted(seed: u64) -> TokenText {
    mint(&gate(), &mut StdRng::seed_from_u64(seed))
}

impl Rows {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A new token that never ends.
    pub(crate) fn token(&self, seed: u64, name: &str) -> TokenText {
        let text = minted(seed);
        // Cheap on purpose: what is tested here is when it runs and not how long.
        let cost = Cost {
            memory: 64,
            passes: 1,
        };
        let secret = &text.expose().as_bytes()[21..64];
        let phc = Digest::with_cost(secret, cost, &mut StdRng::seed_from_u64(seed));
        let found = Found {
            subject: Subject {
                token: TokenId::generate(&mut StdRng::seed_from_u64(seed + 1_000_000)),
                name: name.into(),
                owner: Some("ann@plant7".into()),
                groups: "Synchronizer,User".parse().unwrap(),
                scopes: Scopes::default(),
                resource: None,
                issued_at: evening(),
            },
            standing: Standing::Good,
            expiry: Expiry::Never,
            limits: Limits::default(),
            beside_until: None,
            phc: phc.as_phc().to_owned(),
        };
        self.change(|rows| drop(rows.insert(text.id(), found)));
        text
    }

    pub(crate) fn change(&self, work: impl FnOnce(&mut HashMap<TokenId, Found>)) {
        let mut state = self.state();
        state.version += 1;
        work(&mut state.rows);
    }

    pub(crate) fn edit(&self, text: &TokenText, work: impl FnOnce(&mut Found)) {
        self.change(|rows| work(rows.get_mut(&text.id()).unwrap()));
    }

    pub(crate) fn fails(&self, trouble: Option<Unavailable>) {
        self.state().trouble = trouble;
    }

    /// A person says that the clock is right now.
    pub(crate) fn trust_clock(&self) {
        let mut state = self.state();
        state.version += 1;
        state.trusted += 1;
    }

    /// Sets the clock, from the evening on.
    pub(crate) fn clock(&self, ahead: SignedDuration) {
        self.state().ahead = ahead;
    }

    /// The record that a token belongs to.
    pub(crate) fn id_of(&self, text: &TokenText) -> TokenId {
        self.state().rows[&text.id()].subject.token
    }

    pub(crate) fn look_ups(&self) -> usize {
        self.state().found
    }

    pub(crate) fn exposed(&self) -> Vec<(TokenId, IpAddr)> {
        self.state().exposed.clone()
    }

    pub(crate) fn revoked(&self) -> Vec<(TokenId, TokenId)> {
        self.state().revoked.clone()
    }

    fn readable(&self) -> Result<MutexGuard<'_, State>, Unavailable> {
        let state = self.state();
        state.trouble.map_or(Ok(state), Err)
    }
}

impl Lookup for Rows {
    fn version(&self) -> Result<i64, Unavailable> {
        self.readable().map(|state| state.version)
    }

    fn find(&self, secret: &TokenId) -> Result<Option<Found>, Unavailable> {
        let mut state = self.readable()?;
        state.found += 1;
        Ok(state.rows.get(secret).cloned())
    }

    fn now(&self) -> Timestamp {
        evening().saturating_add(self.state().ahead).unwrap()
    }

    fn trusted(&self) -> Result<i64, Unavailable> {
        self.readable().map(|state| state.trusted)
    }

    fn spend(&self, secret: &TokenId, most: u32) -> Result<bool, Unavailable> {
        let mut state = self.readable()?;
        let spent = state.spent.entry(*secret).or_default();
        *spent += 1;
        Ok(*spent <= most)
    }

    fn revoke(&self, token: &TokenId, by: &TokenId) -> Result<(), Unavailable> {
        let mut state = self.readable()?;
        state.version += 1;
        for row in state.rows.values_mut().filter(|row| row.subject.token == *token) {
            row.standing = Standing::Revoked;
        }
        state.revoked.push((*token, *by));
        Ok(())
    }

    fn expose(&self, token: &TokenId, from: IpAddr) -> Result<(), Unavailable> {
        self.readable()?.exposed.push((*token, from));
        Ok(())
    }
}

/// A service that answers.
pub(crate) struct Bench {
    pub(crate) rows: Arc<Rows>,
    pub(crate) service: Service,
    pub(crate) folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(work: impl FnOnce(&mut Config)) -> Self {
        Self::of(work, |checker| checker)
    }

    /// A service that has uses written down.
    pub(crate) fn telling(book: Arc<dyn Book>) -> Self {
        Self::of(|_| {}, |checker| checker.telling(book))
    }

    fn of(work: impl FnOnce(&mut Config), finish: impl FnOnce(Checker) -> Checker) -> Self {
        let (rows, folder) = (Arc::new(Rows::default()), tempfile::tempdir().unwrap());
        let mut config = Config::on_loopback(0, folder.path().join("verifier"));
        work(&mut config);
        let checker = finish(Checker::new(gate(), Arc::clone(&rows) as Arc<dyn Lookup>));
        let service = Service::start(config, checker).unwrap();
        Self {
            rows,
            service,
            folder,
        }
    }

    /// Stops the service; what it had to tell is told.
    pub(crate) fn stopped(self) -> Arc<Rows> {
        self.service.stop();
        self.rows
    }

    pub(crate) fn port(&self) -> u16 {
        self.service.address().port()
    }

    pub(crate) fn authority(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("verifier/ca.pem")).unwrap()
    }
}
