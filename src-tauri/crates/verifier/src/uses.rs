//! Uses made visible: who presented which token, when, from where and by what program.
//!
//! A request only adds to a tally in memory. A thread of its own hands the tallies over every two seconds, sooner when
//! many wait, and when the service ends. Where every use is to be recorded, the answer waits until its row is safe,
//! together with those of all requests that came meanwhile.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::hash::{BuildHasher as _, BuildHasherDefault, Hash, Hasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use token::TokenId;
use tokio::sync::oneshot;

use crate::counts::Counts;
use crate::credential::Scheme;
use crate::lookup::Unavailable;
use crate::verdict::Refusal;

/// How often tallies are handed over.
const ROUND: Duration = Duration::from_secs(2);
/// So many tallies wait at most; what comes besides is counted as dropped.
const MOST: usize = 65_536;
const SHARDS: usize = 8;
/// When so many of a shard wait, all are handed over before their time.
const MANY: usize = 2_048;
/// From so many tallies of a shard on, connections whose program is not known yet are counted together.
const CROWD: usize = 512;
/// So many tallies are handed over at once.
const HANDFUL: usize = 4_096;
/// So many requests wait at most to be recorded, and so many are written in one commit.
const LONGEST_QUEUE: usize = 1_024;
const LARGEST_COMMIT: usize = 512;

/// What a presented token came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was accepted.
    Accepted,
    /// It was good, and may not do what was asked.
    Forbidden,
    /// It came unencrypted, so that whoever listened on the way has it. It was not served.
    Exposed,
    /// It was refused.
    Refused(Refusal),
}

impl Outcome {
    /// The word in lists and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Forbidden => "forbidden",
            Self::Exposed => "exposed",
            Self::Refused(why) => why.word(),
        }
    }
}

/// A token that was presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The record.
    pub token: TokenId,
    /// The public id of the secret, where it was good and the token has another one beside it.
    pub secret: Option<TokenId>,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub address: IpAddr,
    /// In which form.
    pub scheme: Scheme,
    /// By which program of this computer, where the system could tell.
    pub program: Option<Box<str>>,
    /// What came of it.
    pub outcome: Outcome,
}

/// So many uses of one token with one outcome, and the last of them. While a token has two secrets, also of one secret
/// by one program at one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The last one.
    pub last: Use,
    /// How many.
    pub count: u64,
}

/// Where uses are written down. Called by threads that may wait.
pub trait Book: Send + Sync + 'static {
    /// Adds tallies to what is known.
    ///
    /// # Errors
    /// They could not be written down; they are handed over again later.
    fn keep(&self, tallies: &[Tally]) -> Result<(), Unavailable>;

    /// Whether every accepted use is to be recorded before it is answered. Asked every two seconds.
    fn records_every_use(&self) -> bool;

    /// Writes uses down, all or none. They are safe on disk when this answers.
    ///
    /// # Errors
    /// They could not be written down: their requests are not served.
    fn record(&self, uses: &[Use]) -> Result<(), Unavailable>;
}

/// The program at the other end of a connection, once it is known.
pub(crate) type Program = Arc<OnceLock<Box<str>>>;

/// What is noted of a request; its program may become known a moment later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) token: TokenId,
    pub(crate) secret: Option<TokenId>,
    pub(crate) at: Timestamp,
    pub(crate) address: IpAddr,
    pub(crate) scheme: Scheme,
    pub(crate) program: &'a Program,
    pub(crate) outcome: Outcome,
}

/// The tallies of one service, and the threads that hand them over.
#[derive(Debug)]
pub(crate) struct Uses {
    shared: Arc<Shared>,
    queue: SyncSender<Waiting>,
    /// It hands over at every word, and ends when it can be told none any more.
    thread: Mutex<Option<(SyncSender<()>, JoinHandle<()>)>>,
}

struct Waiting {
    kind: Kind,
    used: Last,
    done: oneshot::Sender<Result<(), Unavailable>>,
}

struct Shared {
    book: Arc<dyn Book>,
    counts: Arc<Counts>,
    shards: [Mutex<Tallies>; SHARDS],
    records_every_use: AtomicBool,
}

type Tallies = HashMap<Kind, Last, BuildHasherDefault<KindHasher>>;

/// The last of so many uses. There may be tens of thousands of them between two rounds.
#[derive(Debug)]
struct Last {
    at: Timestamp,
    address: IpAddr,
    scheme: Scheme,
    program: Program,
    count: u64,
}

/// What is counted together.
#[derive(PartialEq, Eq)]
struct Kind {
    token: TokenId,
    outcome: Outcome,
    /// Where uses are told by secret: who used which. Few tokens have two.
    user: Option<Box<(TokenId, IpAddr, By)>>,
}

/// By which program.
#[derive(PartialEq, Eq, Hash)]
enum By {
    Known(Box<str>),
    /// Its name may become known yet: the connection is told from others by where the name comes to, which the tally
    /// keeps alive.
    Asked(usize),
    Unknown,
}

impl Kind {
    /// Where `is_crowded`, connections that have no name yet are not told apart.
    fn of(seen: &Seen<'_>, is_crowded: bool) -> Self {
        let by = || match seen.program.get() {
            Some(name) => By::Known(name.clone()),
            None if seen.address.is_loopback() && !is_crowded => By::Asked(Arc::as_ptr(seen.program).addr()),
            None => By::Unknown,
        };
        Self {
            token: seen.token,
            outcome: seen.outcome,
            user: seen.secret.map(|secret| Box::new((secret, seen.address, by()))),
        }
    }

    fn secret(&self) -> Option<TokenId> {
        self.user.as_ref().map(|user| user.0)
    }
}

/// The ids of tokens were drawn here, so nobody can aim for collisions with them, and mixing them a little is enough. With
/// addresses and names of programs somebody could.
impl Hash for Kind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        static UNFORESEEN: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        (self.token, self.outcome).hash(state);
        if let Some(user) = &self.user {
            state.write_u64(UNFORESEEN.hash_one(user));
        }
    }
}

#[derive(Debug, Default)]
struct KindHasher(u64);

impl Hasher for KindHasher {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..piece.len()].copy_from_slice(piece);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(29) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    /// The length of an id is always the same.
    fn write_usize(&mut self, _: usize) {}

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}

impl Last {
    fn of(seen: &Seen<'_>) -> Self {
        Self {
            at: seen.at,
            address: seen.address,
            scheme: seen.scheme,
            program: Arc::clone(seen.program),
            count: 1,
        }
    }

    /// Counts one more. A clock that is set back does not make an earlier use the last one.
    fn add(&mut self, seen: &Seen<'_>) {
        self.count += 1;
        if seen.at < self.at {
            return;
        }
        (self.at, self.address, self.scheme) = (seen.at, seen.address, seen.scheme);
        if !Arc::ptr_eq(&self.program, seen.program) {
            self.program = Arc::clone(seen.program);
        }
    }

    fn told(&self, kind: &Kind) -> Tally {
        let last = Use {
            token: kind.token,
            secret: kind.secret(),
            at: self.at,
            address: self.address,
            scheme: self.scheme,
            program: self.program.get().cloned(),
            outcome: kind.outcome,
        };
        Tally {
            last,
            count: self.count,
        }
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl Uses {
    /// Starts the threads that hand over to `book`. Where the system has none left, nothing is handed over, and
    /// what is to be recorded is refused.
    pub(crate) fn new(book: Arc<dyn Book>, counts: Arc<Counts>) -> Self {
        Self::handing_over_every(ROUND, book, counts)
    }

    fn handing_over_every(round: Duration, book: Arc<dyn Book>, counts: Arc<Counts>) -> Self {
        let shared = Arc::new(Shared {
            records_every_use: AtomicBool::new(book.records_every_use()),
            book,
            counts,
            shards: Default::default(),
        });
        let (hurry, hurried) = sync_channel(1);
        let (queue, waiting) = sync_channel::<Waiting>(LONGEST_QUEUE);
        let handing = Arc::clone(&shared);
        let hand_over = thread::Builder::new().name("uses".to_owned()).spawn(move || {
            while hurried.recv_timeout(round) != Err(RecvTimeoutError::Disconnected) {
                let every = handing.book.records_every_use();
                handing.records_every_use.store(every, Ordering::Relaxed);
                handing.hand_over();
            }
            handing.hand_over();
        });
        let recording = Arc::clone(&shared.book);
        let record = thread::Builder::new().name("recorder".to_owned()).spawn(move || {
            while let Ok(first) = waiting.recv() {
                let rest = waiting.try_iter().take(LARGEST_COMMIT - 1);
                commit(&*recording, std::iter::once(first).chain(rest));
            }
        });
        if let Err(error) = record {
            tracing::warn!(%error, "no use can be recorded: a thread could not be started");
        }
        let thread = hand_over
            .inspect_err(|error| tracing::warn!(%error, "uses are not kept: a thread could not be started"))
            .ok()
            .map(|thread| (hurry, thread));
        Self {
            shared,
            queue,
            thread: Mutex::new(thread),
        }
    }

    /// Adds to the tally of its token.
    pub(crate) fn note(&self, seen: &Seen<'_>) {
        if self.shared.note(seen) {
            let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((hurry, _)) = &*thread {
                // It may have been told already.
                let _ = hurry.try_send(());
            }
        }
    }

    /// Whether every accepted use is recorded before it is answered.
    pub(crate) fn records_every_use(&self) -> bool {
        self.shared.records_every_use.load(Ordering::Relaxed)
    }

    /// Records one use, and answers when it is safe on disk.
    pub(crate) async fn record(&self, seen: &Seen<'_>) -> Result<(), Unavailable> {
        let (done, recorded) = oneshot::channel();
        let (kind, used) = (Kind::of(seen, true), Last::of(seen));
        self.queue
            .try_send(Waiting { kind, used, done })
            .map_err(|error| match error {
                TrySendError::Full(_) => Unavailable::Busy,
                TrySendError::Disconnected(_) => Unavailable::Store,
            })?;
        recorded.await.unwrap_or(Err(Unavailable::Store))
    }

    /// Hands over what is left. Nothing is handed over afterwards.
    pub(crate) fn finish(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((hurry, thread)) = thread {
            drop(hurry);
            // It has told of its own trouble.
            let _ = thread.join();
        }
    }
}

impl Drop for Uses {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Shared {
    /// Whether there have just come to be many.
    fn note(&self, seen: &Seen<'_>) -> bool {
        let mut tallies = self.shard(&seen.token);
        let kind = Kind::of(seen, tallies.len() >= CROWD);
        if let Some(known) = tallies.get_mut(&kind) {
            known.add(seen);
            return false;
        }
        self.add(&mut tallies, kind, Last::of(seen));
        tallies.len() == MANY
    }

    fn shard(&self, token: &TokenId) -> MutexGuard<'_, Tallies> {
        let shard = &self.shards[usize::from(token.as_str().as_bytes()[0]) % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, tallies: &mut Tallies, kind: Kind, last: Last) {
        let is_full = tallies.len() >= MOST / SHARDS;
        match tallies.entry(kind) {
            Slot::Occupied(mut known) => {
                let known = known.get_mut();
                let count = known.count + last.count;
                if last.at >= known.at {
                    *known = last;
                }
                known.count = count;
            }
            Slot::Vacant(_) if is_full => self.counts.uses_dropped.add(),
            Slot::Vacant(free) => {
                free.insert(last);
            }
        }
    }

    /// Takes the tallies out, so that no request waits for the book, and hands them over, a handful at a time: what
    /// many take at once is not soon given back to the system.
    fn hand_over(&self) {
        let mut taken: Vec<(Kind, Last)> = Vec::new();
        for shard in &self.shards {
            let tallies = std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner));
            taken.extend(tallies);
        }
        // Neighbours come together in the book, whose pages are then written once each.
        taken.sort_unstable_by_key(|(kind, _)| kind.token);
        let mut taken = taken.into_iter();
        loop {
            let handful: Vec<(Kind, Last)> = taken.by_ref().take(HANDFUL).collect();
            if handful.is_empty() {
                return;
            }
            let tallies: Vec<Tally> = handful.iter().map(|(kind, last)| last.told(kind)).collect();
            match self.book.keep(&tallies) {
                Ok(()) => self.counts.uses_kept.add(),
                Err(error) => {
                    tracing::warn!(%error, "uses are kept later");
                    for (kind, last) in handful.into_iter().chain(taken) {
                        let mut tallies = self.shard(&kind.token);
                        self.add(&mut tallies, kind, last);
                    }
                    return;
                }
            }
        }
    }
}

/// One commit for all who wait.
fn commit(book: &dyn Book, waiting: impl Iterator<Item = Waiting>) {
    let (uses, done): (Vec<_>, Vec<_>) = waiting
        .map(|waiting| (waiting.used.told(&waiting.kind).last, waiting.done))
        .unzip();
    let recorded = book.record(&uses);
    if let Err(error) = &recorded {
        tracing::error!(%error, "uses that are to be recorded could not be");
    }
    for done in done {
        // Whoever went away did not need to know.
        let _ = done.send(recorded);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Condvar;

    use super::*;

    #[derive(Default)]
    struct Pages {
        kept: Mutex<usize>,
        turned: Condvar,
    }

    impl Book for Pages {
        fn keep(&self, tallies: &[Tally]) -> Result<(), Unavailable> {
            *self.kept.lock().unwrap() += tallies.len();
            self.turned.notify_all();
            Ok(())
        }

        fn records_every_use(&self) -> bool {
            false
        }

        fn record(&self, _: &[Use]) -> Result<(), Unavailable> {
            Ok(())
        }
    }

    #[test]
    fn many_that_come_at_once_are_handed_over_before_their_time() {
        let pages = Arc::new(Pages::default());
        let book = Arc::clone(&pages) as Arc<dyn Book>;
        let never = Duration::from_secs(3600);
        let uses = Uses::handing_over_every(never, book, Arc::default());
        let program = Program::default();
        for number in 0..MANY {
            uses.note(&Seen {
                // All of one shard.
                token: format!("{:0>16}", number).parse().unwrap(),
                secret: None,
                at: Timestamp::UNIX_EPOCH,
                address: IpAddr::from([10, 0, 0, 1]),
                scheme: Scheme::Bearer,
                program: &program,
                outcome: Outcome::Accepted,
            });
        }
        let patience = Duration::from_secs(60);
        let kept = pages.kept.lock().unwrap();
        let (kept, _) = pages
            .turned
            .wait_timeout_while(kept, patience, |kept| *kept < MANY)
            .unwrap();
        assert_eq!(*kept, MANY);
    }
}
