//! What was verified once and need not be digested again: a bounded map in memory, without any text of a token.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash as _, Hasher};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use token::{Expiry, Limits, Print, TokenId};

use crate::limit::Window;
use crate::lookup::{Found, Standing, Subject};
use crate::verdict::Refusal;

const SHARDS: usize = 16;
/// So many are remembered; then about the longest unused one gives way.
const MOST: usize = 262_144;
/// So many are looked at to find one that gives way.
const SAMPLE: usize = 32;

/// A token whose secret was proven, as its row said at some version of the store.
#[derive(Debug)]
pub struct Entry {
    /// Whom it speaks for.
    pub subject: Subject,
    /// The public id of its secret.
    pub secret: TokenId,
    /// When it ends.
    pub expiry: Expiry,
    /// How often, how many times and from where it is accepted.
    pub limits: Limits,
    beside_until: Option<Timestamp>,
    standing: Standing,
    /// What the proven text is recognised by.
    print: Print,
    /// Which digest it was proven against: another one has to be proven again.
    proof: u64,
    /// The version of the store that all this was read at.
    version: i64,
    /// The present window of its rate, which outlives what is read of its row.
    window: Arc<Window>,
    /// The state of the clock's trust that it was judged under.
    trusted: i64,
    /// It was over once: a clock that is set back does not revive it.
    is_over: AtomicBool,
    used: AtomicI64,
}

impl Entry {
    pub(crate) fn new(secret: TokenId, found: Found, print: Print, version: i64, trusted: i64) -> Self {
        Self {
            proof: mark(&found.phc),
            subject: found.subject,
            secret,
            expiry: found.expiry,
            limits: found.limits,
            beside_until: found.beside_until,
            window: Arc::default(),
            trusted,
            standing: found.standing,
            print,
            version,
            is_over: AtomicBool::new(false),
            used: AtomicI64::new(0),
        }
    }

    /// The same proof with what the row says by now, unless the digest is another.
    pub(crate) fn renewed(&self, found: Found, version: i64, trusted: i64) -> Option<Self> {
        if !self.proves(&found) {
            return None;
        }
        let is_same = found.expiry == self.expiry && trusted == self.trusted;
        let is_over = self.is_over.load(Ordering::Relaxed) && is_same;
        let mut renewed = Self::new(self.secret, found, self.print, version, trusted);
        renewed.window = Arc::clone(&self.window);
        renewed.is_over.store(is_over, Ordering::Relaxed);
        Some(renewed)
    }

    /// Whether it was proven against the digest that the row has.
    pub(crate) fn proves(&self, found: &Found) -> bool {
        mark(&found.phc) == self.proof
    }

    pub(crate) fn is_of(&self, version: i64) -> bool {
        self.version == version
    }

    /// Its secret, while its token has another one beside it.
    pub(crate) fn secret_beside_another(&self, now: Timestamp) -> Option<TokenId> {
        self.beside_until
            .is_some_and(|end| now < end)
            .then_some(self.secret)
    }

    /// Counts a request in the present window of its rate, or answers how long to wait.
    pub(crate) fn take(&self, now: Timestamp) -> Result<(), u32> {
        self.limits
            .rate
            .map_or(Ok(()), |rate| self.window.take(rate, now))
    }

    /// Whether it is accepted at `now`. Expiry is compared each time.
    pub(crate) fn judge(&self, now: Timestamp) -> Result<(), Refusal> {
        if let Some(refusal) = Refusal::of(self.standing) {
            return Err(refusal);
        }
        if self.expiry.is_over(now) {
            self.is_over.store(true, Ordering::Relaxed);
        }
        if self.is_over.load(Ordering::Relaxed) {
            return Err(Refusal::Expired);
        }
        self.used.store(now.as_second(), Ordering::Relaxed);
        Ok(())
    }
}

/// Tells one stored digest from another. Whoever can forge it can write the store anyway.
fn mark(phc: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    phc.hash(&mut hasher);
    hasher.finish()
}

type Shard = HashMap<TokenId, Arc<Entry>, BuildHasherDefault<IdHasher>>;

/// All of them, by the public id of the secret. Only what passed the gate is looked for here, so nobody outside
/// can aim for collisions.
#[derive(Debug)]
pub(crate) struct Verified {
    shards: [RwLock<Shard>; SHARDS],
    most_per_shard: usize,
}

impl Verified {
    pub(crate) fn new() -> Self {
        Self::bounded(MOST)
    }

    fn bounded(most: usize) -> Self {
        Self {
            shards: std::array::from_fn(|_| RwLock::default()),
            most_per_shard: most.div_ceil(SHARDS),
        }
    }

    /// The proven token with this id and this text.
    pub(crate) fn find(&self, secret: &TokenId, print: &Print) -> Option<Arc<Entry>> {
        let shard = self.shard(secret).read().unwrap_or_else(PoisonError::into_inner);
        shard
            .get(secret)
            .filter(|entry| entry.print.is(print))
            .map(Arc::clone)
    }

    pub(crate) fn insert(&self, entry: Arc<Entry>) {
        let mut shard = self
            .shard(&entry.secret)
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= self.most_per_shard && !shard.contains_key(&entry.secret) {
            let oldest = shard
                .values()
                .take(SAMPLE)
                .min_by_key(|entry| entry.used.load(Ordering::Relaxed))
                .map(|entry| entry.secret);
            oldest.map(|oldest| shard.remove(&oldest));
        }
        shard.insert(entry.secret, entry);
    }

    pub(crate) fn remove(&self, secret: &TokenId) {
        self.shard(secret)
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(secret);
    }

    pub(crate) fn len(&self) -> usize {
        let count = |shard: &RwLock<Shard>| shard.read().unwrap_or_else(PoisonError::into_inner).len();
        self.shards.iter().map(count).sum()
    }

    fn shard(&self, secret: &TokenId) -> &RwLock<Shard> {
        let mut hasher = IdHasher::default();
        secret.hash(&mut hasher);
        &self.shards[(hasher.finish() >> 32) as usize % SHARDS]
    }
}

/// For ids, which are random already: it only brings their 16 letters together.
#[derive(Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..piece.len()].copy_from_slice(piece);
            // An odd constant spreads what letters have in common: their high bits.
            self.0 = (self.0.rotate_left(29) ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    /// The length of an id is always the same.
    fn write_usize(&mut self, _: usize) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{minted, subject};
    use token::{Gate, GateKey, recognise};

    fn gate() -> Gate {
        Gate::new(GateKey::from_bytes(&[42; 32]))
    }

    fn entry(seed: u64, used: i64) -> (Arc<Entry>, Print) {
        let gate = gate();
        let text = minted(&gate, seed);
        let print = recognise(text.expose().as_bytes(), &gate).unwrap().print();
        let found = Found {
            subject: subject(text.id(), "x"),
            standing: Standing::Good,
            expiry: Expiry::Never,
            limits: Limits::default(),
            beside_until: None,
            phc: "phc".into(),
        };
        let entry = Entry::new(text.id(), found, print, 1, 0);
        entry.used.store(used, Ordering::Relaxed);
        (Arc::new(entry), print)
    }

    #[test]
    fn only_the_same_text_finds_what_was_proven() {
        let verified = Verified::new();
        let ((one, print), (_, other)) = (entry(1, 0), entry(2, 0));
        verified.insert(Arc::clone(&one));
        assert!(verified.find(&one.secret, &print).is_some());
        assert!(
            verified.find(&one.secret, &other).is_none(),
            "the id alone opens nothing"
        );
    }

    #[test]
    fn what_was_used_last_stays_when_there_is_no_more_room() {
        let verified = Verified::bounded(SHARDS * 4);
        let (kept, print) = entry(0, i64::MAX);
        verified.insert(Arc::clone(&kept));
        for seed in 1..2_000 {
            verified.insert(entry(seed, 0).0);
        }
        assert!(verified.len() <= SHARDS * 4);
        assert!(verified.find(&kept.secret, &print).is_some());
    }

    #[test]
    fn an_end_that_was_seen_stays_when_the_clock_is_set_back() {
        let (one, print) = entry(1, 0);
        let end: Timestamp = "2026-11-22T20:30:00Z".parse().unwrap();
        let found = |expiry| Found {
            subject: one.subject.clone(),
            standing: Standing::Good,
            expiry,
            limits: Limits::default(),
            beside_until: None,
            phc: "phc".into(),
        };
        let before = end.saturating_sub(jiff::SignedDuration::from_hours(24)).unwrap();
        let short = Entry::new(one.secret, found(Expiry::At(end)), print, 1, 0);
        assert_eq!(short.judge(before), Ok(()));
        assert_eq!(
            short.judge(end),
            Err(Refusal::Expired),
            "it is over at its second, not after it"
        );
        assert_eq!(short.judge(before), Err(Refusal::Expired));
        let renewed = short.renewed(found(Expiry::At(end)), 2, 0).unwrap();
        assert_eq!(
            renewed.judge(before),
            Err(Refusal::Expired),
            "nor when its row is read again"
        );
        let trusted = renewed.renewed(found(Expiry::At(end)), 3, 1).unwrap();
        assert_eq!(
            trusted.judge(before),
            Ok(()),
            "but when a person said that the clock had been wrong"
        );
    }
}
