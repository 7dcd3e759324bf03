//! The store through its public doors, on real files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod bell;
mod copies;
mod damage;
mod folder;
mod killed;
mod limits;
mod placements;
mod programs;
mod reader;
mod records;
mod replaced;
mod reserve;
mod restore;
mod secrets;
mod usage;
mod users;
mod versions;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rusqlite::Connection;
use store::{By, Event, NewSecret, NewToken, Source, Store};
use tempfile::TempDir;
use token::{Days, Digest, Expiry, Grace, Groups, Limits, TokenId, TokenName};

/// A Sunday evening.
fn sunday() -> Timestamp {
    "2026-11-22T20:30:00Z".parse().expect("a valid instant")
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

fn by_ann(at: Timestamp) -> By {
    By {
        actor: "ann@plant7".into(),
        source: Source::Terminal,
        at,
    }
}

/// A store in a folder that goes away with it.
struct Bench {
    folder: TempDir,
    store: Store,
    drawn: u64,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let store = Store::open(&folder.path().join("data"), sunday()).expect("a new store opens");
        Self {
            folder,
            store,
            drawn: 0,
        }
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn file(&self) -> std::path::PathBuf {
        self.data().join(store::FILE_NAME)
    }

    /// A second connection without any of our settings, as another program would open it.
    fn stranger(&self) -> Connection {
        Connection::open(self.file()).expect("the file is there")
    }

    fn draw_id(&mut self) -> TokenId {
        self.drawn += 1;
        draw_id(self.drawn)
    }

    fn secret(&mut self, expiry: Expiry) -> NewSecret {
        let id = self.draw_id();
        new_secret(id, expiry)
    }

    /// A record whose first secret is still pending.
    fn pending(&mut self, name: &str, expiry: Expiry) -> (TokenId, TokenId) {
        let new = new_token(self.draw_id(), name);
        let secret = self.secret(expiry);
        let event = Event::named("token.created").about(new.id, name);
        self.change(sunday(), event, |write| write.add_token(&new, &secret));
        (new.id, secret.id)
    }

    /// A record with an active secret.
    fn active(&mut self, name: &str, expiry: Expiry) -> (TokenId, TokenId) {
        let (id, secret) = self.pending(name, expiry);
        self.change(sunday(), Event::named("token.delivered"), |write| {
            write.deliver(&secret)
        });
        (id, secret)
    }

    /// A pending successor of a record's secret.
    fn regenerate(&mut self, id: &TokenId, grace: Grace) -> TokenId {
        let secret = self.secret(Expiry::Never);
        self.change(sunday(), Event::named("token.regenerated"), |write| {
            write.add_secret(id, &secret, grace)
        });
        secret.id
    }

    fn change(
        &mut self,
        at: Timestamp,
        event: Event,
        work: impl FnOnce(&mut store::Recorded<'_>) -> Result<(), store::Error>,
    ) {
        self.store
            .change(&by_ann(at), |change| work(&mut change.record(event)?))
            .expect("the change is possible");
    }

    fn record(&self, id: &TokenId) -> store::Record {
        self.store
            .read()
            .token(id)
            .expect("the store reads")
            .expect("the record is there")
    }
}

fn draw_id(seed: u64) -> TokenId {
    TokenId::generate(&mut StdRng::seed_from_u64(seed))
}

fn new_token(id: TokenId, name: &str) -> NewToken {
    NewToken {
        id,
        name: TokenName::parse(name).expect("a name"),
        owner: None,
        groups: Groups::all(),
        scopes: "read".parse().expect("a scope"),
        limits: Limits::default(),
    }
}

fn new_secret(id: TokenId, expiry: Expiry) -> NewSecret {
    NewSecret {
        id,
        digest: digest(),
        last4: "g2Vp".into(),
        issued_at: sunday(),
        expiry,
        holder: "a process".into(),
    }
}

/// A digest that is quick to have: what it digests does not matter here.
fn digest() -> Digest {
    Digest::from_phc(
        "$argon2id$v=19$m=1024,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$QdFJynGCXwjmHsAG0qraQML7tAA+lXg2OmT2syglkK0",
    )
    .expect("a valid digest")
}

fn days(count: u32) -> Expiry {
    Days::new(count).expect("a count of days").from(sunday())
}

/// Every file below a folder with its bytes.
fn bytes_below(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), std::fs::read(path).expect("a file")))
        .collect();
    files.sort();
    files
}
