//! A desk over a folder of its own, with a home of its own.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use desk::wire::{Owner, RevealId, RevealRef, TokenDraft, TokenLimits};
use desk::{Account, Desk, DeskEvent, Generator, Places, Ports, Source};
use environment::Machine;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tempfile::TempDir;

use crate::{FakeClipboard, FakeKeyring, FixedClock};

/// A desk, and everything that it stands on.
pub struct TestDesk {
    /// The desk.
    pub desk: Desk,
    /// Its hour: 2026-11-22T20:30:00Z at first.
    pub clock: Arc<FixedClock>,
    /// Its clipboard.
    pub clipboard: FakeClipboard,
    /// Its keyring, shared with every desk over the same files.
    pub keyring: FakeKeyring,
    events: Arc<Mutex<Vec<DeskEvent>>>,
    ports: Ports,
    folder: Arc<TempDir>,
    /// How many programs over these files died: each draws other ids.
    crashes: u64,
}

impl TestDesk {
    /// A window's desk over a new folder.
    pub fn new() -> Self {
        Self::of(Source::Window)
    }

    /// A desk over a new folder.
    ///
    /// # Panics
    /// When there is no folder for temporary files.
    pub fn of(source: Source) -> Self {
        let folder = Arc::new(TempDir::new().expect("there is a folder for temporary files"));
        let home = folder.path().join("home");
        std::fs::create_dir(&home).expect("a new folder can be written");
        let clock = Arc::new(FixedClock::at("2026-11-22T20:30:00Z"));
        let clipboard = FakeClipboard::default();
        let keyring = FakeKeyring::default();
        let ports = Ports {
            clock: clock.clone(),
            generator: generator(7),
            clipboard: Arc::new(clipboard.clone()),
            keyring: Arc::new(keyring.clone()),
            machine: Machine::in_home(&home, desk::journal_in(&folder.path().join("data"))),
            account: Account::new("ann@plant7"),
        };
        Self::over(folder, ports, clock, (clipboard, keyring), source)
    }

    /// Another desk over the same files, as in another program: it shares the hour and the clipboard.
    pub fn beside(&self, source: Source) -> Self {
        let ports = Ports {
            generator: generator(99),
            ..self.ports.clone()
        };
        Self::over(
            Arc::clone(&self.folder),
            ports,
            Arc::clone(&self.clock),
            (self.clipboard.clone(), self.keyring.clone()),
            source,
        )
    }

    /// Another desk over the same files with another person at the keyboard. Real ones have accounts of their own and
    /// cannot open each other's files.
    #[must_use]
    pub fn of_person(&self, account: &str) -> Self {
        let ports = Ports {
            generator: generator(account.bytes().map(u64::from).sum()),
            account: Account::new(account),
            ..self.ports.clone()
        };
        Self::over(
            Arc::clone(&self.folder),
            ports,
            Arc::clone(&self.clock),
            (self.clipboard.clone(), self.keyring.clone()),
            Source::Window,
        )
    }

    /// The same files after the program was killed: the system let go of its locks, and nothing else was
    /// cleaned up.
    #[must_use]
    pub fn after_a_crash(self) -> Self {
        let (folder, ports, clock, fakes) = (
            Arc::clone(&self.folder),
            self.ports.clone(),
            Arc::clone(&self.clock),
            (self.clipboard.clone(), self.keyring.clone()),
        );
        let crashes = self.crashes + 1;
        drop(self); // without `close`
        let ports = Ports {
            generator: generator(22 + crashes),
            ..ports
        };
        Self {
            crashes,
            ..Self::over(folder, ports, clock, fakes, Source::Window)
        }
    }

    fn over(
        folder: Arc<TempDir>,
        ports: Ports,
        clock: Arc<FixedClock>,
        (clipboard, keyring): (FakeClipboard, FakeKeyring),
        source: Source,
    ) -> Self {
        let desk = Desk::new(Places::under(folder.path()), ports.clone(), source);
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        desk.subscribe(move |event| {
            heard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(event.clone());
        });
        Self {
            desk,
            clock,
            clipboard,
            keyring,
            events,
            ports,
            folder,
            crashes: 0,
        }
    }

    /// Everything that it stands on, home included.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where its files are.
    pub fn places(&self) -> Places {
        Places::under(self.folder.path())
    }

    /// What was told since this was last asked.
    pub fn events(&self) -> Vec<DeskEvent> {
        std::mem::take(&mut *self.events.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Default for TestDesk {
    fn default() -> Self {
        Self::new()
    }
}

/// Randomness that is the same in every run.
pub fn generator(seed: u64) -> Generator {
    Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))
}

/// A draft of the person's own token with the groups that the form starts with.
pub fn draft(name: &str, days: &str) -> TokenDraft {
    TokenDraft {
        name: name.to_owned(),
        days: days.to_owned(),
        owner: Owner::Me,
        groups: vec!["Synchronizer".to_owned(), "User".to_owned()],
        scopes: Vec::new(),
        limits: TokenLimits::default(),
        description: String::new(),
    }
}

/// A request about a held secret.
pub fn reveal(id: &RevealId) -> RevealRef {
    RevealRef { reveal: id.clone() }
}
