//! Which processes run a verifier over this store. Each writes down where it answers, beside a file that it keeps
//! locked; the system lets go of the lock when the process ends, however it ends.

use std::fs::{self, File, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::wire::{OtherVerifier, VerifierHost};
use crate::{Desk, Source, files, places};

const FACTS: &str = "json";
const LOCK: &str = "lock";
/// What a file of facts is called: this, sixteen digits, `.json`. Whoever watches the data folder knows it by that.
const BEGINNING: &str = "verifier-";
/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a process says of its verifier.
#[derive(Debug, Serialize, Deserialize)]
struct Facts {
    process: u32,
    host: VerifierHost,
    address: SocketAddr,
    since: Timestamp,
    version: String,
}

/// This process's verifier, announced until this is dropped.
#[derive(Debug)]
pub(super) struct Announced {
    facts: PathBuf,
    lock: PathBuf,
    /// Locked while it is open.
    held: Option<File>,
}

impl Announced {
    /// Announces that a verifier answers at `address`.
    pub(super) fn new(desk: &Desk, address: SocketAddr) -> io::Result<Self> {
        let mut bytes = [0; 8];
        desk.with_generator(|generator| generator.fill_bytes(&mut bytes));
        let folder = &desk.inner.places.data;
        let file = |kind: &str| folder.join(format!("{BEGINNING}{:016x}.{kind}", u64::from_be_bytes(bytes)));
        let (facts, lock) = (file(FACTS), file(LOCK));
        let held = files::private_file(&lock)?;
        held.lock()?;
        // From here on whatever was written is taken away again.
        let announced = Self {
            facts,
            lock,
            held: Some(held),
        };
        let told = Facts {
            process: std::process::id(),
            host: host(desk.inner.source),
            address,
            since: desk.now(),
            version: VERSION.to_owned(),
        };
        files::replace(&announced.facts, &serde_json::to_vec(&told)?)?;
        Ok(announced)
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        drop(self.held.take());
        // What cannot be removed is without a lock, and says as much as nothing.
        let _ = fs::remove_file(&self.facts);
        let _ = fs::remove_file(&self.lock);
    }
}

/// The verifiers of other processes over the store in `data`, the oldest first. What dead ones left is removed.
pub(super) fn others(data: &Path) -> Vec<OtherVerifier> {
    let entries = fs::read_dir(data).into_iter().flatten().flatten();
    let mut found: Vec<Facts> = entries
        .map(|entry| entry.path())
        .filter(|path| is_facts(path))
        .filter_map(|path| alive(&path))
        .filter(|facts| facts.process != std::process::id())
        .collect();
    found.sort_by_key(|facts| facts.since);
    found.into_iter().map(told).collect()
}

/// Whether a file of the data folder tells of a verifier.
pub fn is_facts(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    name.starts_with(BEGINNING) && name.ends_with(".json")
}

fn alive(facts: &Path) -> Option<Facts> {
    let lock = facts.with_extension(LOCK);
    let is_free = match File::open(&lock) {
        Ok(file) => match file.try_lock() {
            Ok(()) => true,
            // A file system without locks: rather name a dead one than hide a living one.
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if is_free {
        // Left by a process that was killed. If it cannot be removed it is looked at again the next time.
        let _ = fs::remove_file(facts);
        let _ = fs::remove_file(lock);
        return None;
    }
    serde_json::from_slice(&fs::read(facts).ok()?).ok()
}

fn told(facts: Facts) -> OtherVerifier {
    OtherVerifier {
        process: facts.process,
        host: facts.host,
        address: facts.address.to_string(),
        since: facts.since.to_string(),
        same_version: facts.version == VERSION,
        version: facts.version,
    }
}

fn host(source: Source) -> VerifierHost {
    match source {
        Source::Window => VerifierHost::Window,
        // systemd gives this to what it starts (systemd.exec(5)); a service of ours is told by it when to be ready.
        Source::Terminal if places::variable("NOTIFY_SOCKET").is_some() => VerifierHost::Service,
        Source::Terminal => VerifierHost::Terminal,
    }
}
