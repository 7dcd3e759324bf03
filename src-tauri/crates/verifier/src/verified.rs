//! What was verified once and need not be digested again: a bounded map in memory, without any text of a token.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash as _, Hasher};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
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

/// A token whose secret was proven, as its row said at some version of the store. There are a hundred thousand of
/// them: what few tokens have lies elsewhere.
#[derive(Debug)]
#[repr(C)] // What every request looks at comes first, so that it is fetched together.
pub struct Entry {
    /// The latest version of the store at which its row was seen to say all this.
    version: AtomicI64,
    /// When it ends, in seconds; [`NEVER`] where it does not.
    ends: i64,
    /// In seconds, about.
    used: AtomicU32,
    standing: Standing,
    /// It was over once: a clock that is set back does not revive it.
    is_over: AtomicBool,
    bounds: Option<Box<Bounds>>,
    /// Whom it speaks for.
    pub subject: Subject,
    /// Which digest it was proven against: another one has to be proven again.
    proof: u64,
    /// The state of the clock's trust that it was judged under.
    trusted: i64,
}

/// No token ends then.
const NEVER: i64 = i64::MAX;

/// What holds for few tokens.
#[derive(Debug)]
struct Bounds {
    /// The public id of the secret.
    secret: TokenId,
    limits: Limits,
    beside_until: Option<Timestamp>,
    /// The present window of its rate, which outlives what is read of its row.
    window: Arc<Window>,
}

impl Bounds {
    fn of(secret: TokenId, found: &Found, window: impl FnOnce() -> Arc<Window>) -> Option<Box<Self>> {
        (found.limits != Limits::default() || found.beside_until.is_some()).then(|| {
            Box::new(Self {
                secret,
                limits: found.limits.clone(),
                beside_until: found.beside_until,
                window: window(),
            })
        })
    }
}

impl Entry {
    pub(crate) fn new(secret: TokenId, found: Found, version: i64, trusted: i64) -> Self {
        Self {
            proof: mark(&found.phc),
            bounds: Bounds::of(secret, &found, Arc::default),
            subject: found.subject,
            ends: found.expiry.instant().map_or(NEVER, Timestamp::as_second),
            trusted,
            standing: found.standing,
            version: AtomicI64::new(version),
            is_over: AtomicBool::new(false),
            used: AtomicU32::new(0),
        }
    }

    /// The same proof with what the row says by now, unless the digest is another: this entry, where the row says what
    /// it said, or a new one in its place.
    pub(crate) fn renewed(
        self: &Arc<Self>,
        secret: TokenId,
        found: &Found,
        version: i64,
        trusted: i64,
    ) -> Option<Arc<Self>> {
        if !self.proves(found) {
            return None;
        }
        if self.says(found) && self.trusted == trusted {
            // Whoever comes with an older version has an older row, which said the same, and looks again.
            self.version.store(version, Ordering::Release);
            return Some(Arc::clone(self));
        }
        let is_same = found.expiry == self.expiry() && trusted == self.trusted;
        let is_over = self.is_over.load(Ordering::Relaxed) && is_same;
        let window = || {
            let known = self.bounds.as_ref().map(|bounds| Arc::clone(&bounds.window));
            known.unwrap_or_default()
        };
        let renewed = Self {
            bounds: Bounds::of(secret, found, window),
            ..Self::new(secret, found.clone(), version, trusted)
        };
        renewed.is_over.store(is_over, Ordering::Relaxed);
        Some(Arc::new(renewed))
    }

    /// Whether the row says what it said.
    fn says(&self, found: &Found) -> bool {
        let bounds = self.bounds.as_deref();
        let (limits, beside_until) = match bounds {
            Some(bounds) => (&bounds.limits, bounds.beside_until),
            None => (&Limits::default(), None),
        };
        self.subject == found.subject
            && self.standing == found.standing
            && self.expiry() == found.expiry
            && *limits == found.limits
            && beside_until == found.beside_until
    }

    /// Whether it was proven against the digest that the row has.
    pub(crate) fn proves(&self, found: &Found) -> bool {
        mark(&found.phc) == self.proof
    }

    pub(crate) fn is_of(&self, version: i64) -> bool {
        self.version.load(Ordering::Acquire) == version
    }

    /// When it ends.
    pub fn expiry(&self) -> Expiry {
        match Timestamp::from_second(self.ends) {
            Ok(end) => Expiry::At(end),
            // Nothing else lies beyond the last year.
            Err(_) => Expiry::Never,
        }
    }

    /// How many times and from where it is accepted, where that is limited, with the secret that it is.
    pub(crate) fn limits(&self) -> Option<(&Limits, TokenId)> {
        self.bounds.as_ref().map(|bounds| (&bounds.limits, bounds.secret))
    }

    /// Its secret, while its token has another one beside it.
    pub(crate) fn secret_beside_another(&self, now: Timestamp) -> Option<TokenId> {
        let bounds = self.bounds.as_ref()?;
        (now < bounds.beside_until?).then_some(bounds.secret)
    }

    /// Counts a request in the present window of its rate, or answers how long to wait.
    pub(crate) fn take(&self, now: Timestamp) -> Result<(), u32> {
        let limited = self
            .bounds
            .as_ref()
            .and_then(|bounds| Some((bounds, bounds.limits.rate?)));
        limited.map_or(Ok(()), |(bounds, rate)| bounds.window.take(rate, now))
    }

    /// Whether it is accepted at `now`. Expiry is compared each time.
    pub(crate) fn judge(&self, now: Timestamp) -> Result<(), Refusal> {
        if let Some(refusal) = Refusal::of(self.standing) {
            return Err(refusal);
        }
        if self.ends <= now.as_second() {
            self.is_over.store(true, Ordering::Relaxed);
        }
        if self.is_over.load(Ordering::Relaxed) {
            return Err(Refusal::Expired);
        }
        // Most are asked for many times a second, and a line of memory that is written to is fetched by every core anew.
        let now = u32::try_from(now.as_second()).unwrap_or(u32::MAX);
        if self.used.load(Ordering::Relaxed) != now {
            self.used.store(now, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Tells one stored digest from another. Whoever can forge it can write the store anyway.
fn mark(phc: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    phc.hash(&mut hasher);
    hasher.finish()
}

/// By what the proven text is recognised by.
type Shard = HashMap<Print, Arc<Entry>, BuildHasherDefault<PrintHasher>>;

/// All of them. A print is made with the gate's key, so nobody outside can aim for collisions.
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

    /// The proven token with this text.
    pub(crate) fn find(&self, print: &Print) -> Option<Arc<Entry>> {
        let shard = self.shard(print).read().unwrap_or_else(PoisonError::into_inner);
        shard.get(print).map(Arc::clone)
    }

    pub(crate) fn insert(&self, print: Print, entry: Arc<Entry>) {
        let mut shard = self.shard(&print).write().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= self.most_per_shard && !shard.contains_key(&print) {
            let oldest = shard
                .iter()
                .take(SAMPLE)
                .min_by_key(|(_, entry)| entry.used.load(Ordering::Relaxed))
                .map(|(print, _)| *print);
            oldest.map(|oldest| shard.remove(&oldest));
        }
        shard.insert(print, entry);
    }

    pub(crate) fn remove(&self, print: &Print) {
        self.shard(print)
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(print);
    }

    pub(crate) fn len(&self) -> usize {
        let count = |shard: &RwLock<Shard>| shard.read().unwrap_or_else(PoisonError::into_inner).len();
        self.shards.iter().map(count).sum()
    }

    fn shard(&self, print: &Print) -> &RwLock<Shard> {
        &self.shards[(print.number() >> 32) as usize % SHARDS]
    }
}

/// For prints, which are hashes already.
#[derive(Debug, Default)]
struct PrintHasher(u64);

impl Hasher for PrintHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{minted, subject};
    use token::{Gate, GateKey, recognise};

    fn gate() -> Gate {
        Gate::new(GateKey::from_bytes(&[42; 32]))
    }

    fn entry(seed: u64, used: u32) -> (Arc<Entry>, Print) {
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
        let entry = Entry::new(text.id(), found, 1, 0);
        entry.used.store(used, Ordering::Relaxed);
        (Arc::new(entry), print)
    }

    #[test]
    fn only_the_same_text_finds_what_was_proven() {
        let verified = Verified::new();
        let ((one, print), (_, other)) = (entry(1, 0), entry(2, 0));
        verified.insert(print, one);
        assert!(verified.find(&print).is_some());
        assert!(verified.find(&other).is_none());
    }

    #[test]
    fn what_was_used_last_stays_when_there_is_no_more_room() {
        let verified = Verified::bounded(SHARDS * 4);
        let (kept, print) = entry(0, u32::MAX);
        verified.insert(print, kept);
        for seed in 1..2_000 {
            let (one, print) = entry(seed, 0);
            verified.insert(print, one);
        }
        assert!(verified.len() <= SHARDS * 4);
        assert!(verified.find(&print).is_some());
    }

    #[test]
    fn a_row_that_says_what_it_said_is_no_new_entry_and_any_other_is() {
        let (one, _) = entry(1, 0);
        let same = Found {
            subject: one.subject.clone(),
            standing: Standing::Good,
            expiry: Expiry::Never,
            limits: Limits::default(),
            beside_until: None,
            phc: "phc".into(),
        };
        let renewed = one.renewed(one.subject.token, &same, 7, 0).unwrap();
        assert!(Arc::ptr_eq(&renewed, &one) && one.is_of(7) && !one.is_of(1));
        let end = "2026-11-22T20:30:00Z".parse().unwrap();
        let changed: [fn(&mut Found); 5] = [
            |found| found.standing = Standing::Revoked,
            |found| found.subject.groups = "User".parse().unwrap(),
            |found| found.limits.rate = Some("1/h".parse().unwrap()),
            |found| found.expiry = Expiry::At("2030-01-01T00:00:00Z".parse().unwrap()),
            |found| found.beside_until = Some("2030-01-01T00:00:00Z".parse().unwrap()),
        ];
        for change in changed {
            let mut found = same.clone();
            change(&mut found);
            let renewed = one.renewed(one.subject.token, &found, 8, 0).unwrap();
            assert!(!Arc::ptr_eq(&renewed, &one) && renewed.is_of(8) && one.is_of(7));
            assert!(renewed.says(&found), "{found:?}");
        }
        let trusted = one.renewed(one.subject.token, &same, 8, 1).unwrap();
        assert!(!Arc::ptr_eq(&trusted, &one), "a person trusted the clock");
        assert_eq!(trusted.judge(end), Ok(()));
        let other = Found {
            phc: "another".into(),
            ..same
        };
        assert!(
            one.renewed(one.subject.token, &other, 8, 0).is_none(),
            "another digest has to be proven"
        );
    }

    #[test]
    fn what_is_remembered_of_a_hundred_thousand_tokens_is_small() {
        // With its two counters and what the allocator adds it fills 176 bytes.
        assert!(size_of::<Entry>() <= 152, "{}", size_of::<Entry>());
    }

    #[test]
    fn an_end_that_was_seen_stays_when_the_clock_is_set_back() {
        let (one, _) = entry(1, 0);
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
        let short = Arc::new(Entry::new(one.subject.token, found(Expiry::At(end)), 1, 0));
        assert_eq!(short.judge(before), Ok(()));
        assert_eq!(
            short.judge(end),
            Err(Refusal::Expired),
            "it is over at its second, not after it"
        );
        assert_eq!(short.judge(before), Err(Refusal::Expired));
        let renewed = short
            .renewed(one.subject.token, &found(Expiry::At(end)), 2, 0)
            .unwrap();
        assert_eq!(
            renewed.judge(before),
            Err(Refusal::Expired),
            "nor when its row is read again"
        );
        let trusted = renewed
            .renewed(one.subject.token, &found(Expiry::At(end)), 3, 1)
            .unwrap();
        assert_eq!(
            trusted.judge(before),
            Ok(()),
            "but when a person said that the clock had been wrong"
        );
    }
}
