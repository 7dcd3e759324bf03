//! From a text to a verdict: the gate, then what was proven before, then the store, and Argon2id once.
//!
//! - What was not minted here dies at the gate: one keyed hash, no look-up. Where the gate's key was lost, what it
//!   does not admit is looked up and digested, but only so often a minute for one id and one address, and the same
//!   text not again for ten seconds.
//! - A proven token costs that hash, one read of the store's version and one probe of a map. Its expiry is
//!   compared each time. There is no time after which a proof ages.
//! - As soon as the version moves, by whatever program, every proven token has its row read again when it is next
//!   presented: what was committed before a request began is in its verdict.
//! - A token that is presented for the first time meets Argon2id once, however many requests wait for it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use token::{Digest, Gate, Presented, TokenId, TokenSecret, Workspace, recognise};
use tokio::sync::watch;

use crate::counts::Counts;
use crate::guesses::Guesses;
use crate::lending::Lending;
use crate::lookup::{Found, Lookup, Unavailable};
use crate::pool::Pool;
use crate::uses::Book;
use crate::verdict::{Refusal, Refused, Verdict};
use crate::verified::{Entry, Verified};
use crate::wrong::Wrong;

/// So long a request waits for a first check; the check goes on without it.
const PATIENCE: Duration = Duration::from_secs(2);
/// So many wrong secrets are digested in a minute for one id.
const WRONG_OF_AN_ID: u32 = 10;
/// And for one address, of those that no key of the gate admits.
const WRONG_FROM_AN_ADDRESS: u32 = 60;
/// A row that changes while it is read is read again so often.
const ROUNDS: usize = 3;

/// Decides about texts. One per process and store.
pub struct Checker {
    gate: Gate,
    lookup: Arc<dyn Lookup>,
    book: Option<Arc<dyn Book>>,
    lending: Option<Arc<dyn Lending>>,
    counts: Arc<Counts>,
    verified: Arc<Verified>,
    wrong: Wrong,
    by_id: Guesses<TokenId>,
    by_address: Guesses<IpAddr>,
    flights: Arc<Mutex<Flights>>,
    pool: Pool,
}

/// First checks under way, by the public id of the secret and the text's print.
type Flights = HashMap<TokenId, Vec<Flight>>;

struct Flight {
    print: token::Print,
    outcome: watch::Receiver<Option<Proof>>,
}

/// What a first check came to.
#[derive(Debug, Clone, Copy)]
enum Proof {
    Proven,
    Wrong,
    Failed(Unavailable),
}

impl Checker {
    /// A checker that trusts `gate` to know what was minted here and `lookup` for the rest.
    pub fn new(gate: Gate, lookup: Arc<dyn Lookup>) -> Self {
        Self {
            gate,
            lookup,
            book: None,
            lending: None,
            counts: Arc::default(),
            verified: Arc::new(Verified::new()),
            wrong: Wrong::default(),
            by_id: Guesses::at_most(WRONG_OF_AN_ID),
            by_address: Guesses::at_most(WRONG_FROM_AN_ADDRESS),
            flights: Arc::default(),
            pool: Pool::new(),
        }
    }

    /// Has uses of tokens written down in `book` by the service that it is given to.
    #[must_use]
    pub fn telling(mut self, book: Arc<dyn Book>) -> Self {
        self.book = Some(book);
        self
    }

    /// Has passwords of resources lent by `lending` through the service that it is given to.
    #[must_use]
    pub fn lent_by(mut self, lending: Arc<dyn Lending>) -> Self {
        self.lending = Some(lending);
        self
    }

    /// Who lends the passwords of resources, if anybody does.
    pub fn lending(&self) -> Option<&Arc<dyn Lending>> {
        self.lending.as_ref()
    }

    pub(crate) fn book(&self) -> Option<&Arc<dyn Book>> {
        self.book.as_ref()
    }

    /// What happened so far.
    pub fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }

    /// How many tokens are remembered as proven.
    pub fn remembered(&self) -> usize {
        self.verified.len()
    }

    /// Where tokens are looked up.
    pub fn lookup(&self) -> &Arc<dyn Lookup> {
        &self.lookup
    }

    /// The public id of the secret in `text`, if it was minted here. No verdict: its secret is not looked at.
    pub fn minted_here(&self, text: &[u8]) -> Option<TokenId> {
        let presented = recognise(text, &self.gate).ok()?;
        presented.is_admitted().then(|| presented.id())
    }

    /// The verdict on `text`, which `peer` sent.
    pub async fn check(&self, text: &[u8], peer: IpAddr) -> Verdict {
        let verdict = match recognise(text, &self.gate) {
            Ok(presented) => self.check_shaped(&presented, peer).await,
            Err(_) => {
                self.counts.gate_refused.add();
                return Verdict::Refused(Refused::stranger(Refusal::NotOurs));
            }
        };
        match &verdict {
            Verdict::Good(..) => self.counts.accepted.add(),
            Verdict::Refused(_) | Verdict::TooMany(_) => self.counts.refused.add(),
            Verdict::Unavailable(_) => self.counts.unavailable.add(),
        }
        verdict
    }

    async fn check_shaped(&self, presented: &Presented<'_>, peer: IpAddr) -> Verdict {
        for _ in 0..ROUNDS {
            match self.look(presented) {
                Look::Decided(verdict) => return verdict,
                Look::Unproven(found, version) => {
                    // Apart, here and in the routes: each request is moved about with room for all that it may wait for.
                    match Box::pin(self.prove(presented, peer, *found, version)).await {
                        Ok(()) => {}
                        Err(verdict) => return verdict,
                    }
                }
            }
        }
        // Proven and changed again each time: somebody rewrites the row without a pause.
        Verdict::Unavailable(Unavailable::Busy)
    }

    /// Everything but Argon2id.
    fn look(&self, presented: &Presented<'_>) -> Look {
        // The version first: what is committed while a row is read moves it again.
        let version = match self.lookup.version() {
            Ok(version) => version,
            Err(error) => return Look::Decided(Verdict::Unavailable(error)),
        };
        let (secret, print) = (presented.id(), presented.print());
        let proven = match self.verified.find(&print) {
            Some(entry) if entry.is_of(version) => return self.judged(entry),
            proven => proven,
        };
        if let Some(refused) = self.wrong.refused(presented, version, self.lookup.now()) {
            return Look::Decided(Verdict::Refused(refused));
        }
        let found = match self.lookup.find(&secret) {
            Ok(Some(found)) => found,
            Ok(None) => {
                self.verified.remove(&print);
                let refused = Refused::stranger(Refusal::Unknown);
                self.wrong.note(presented, refused, version, self.lookup.now());
                return Look::Decided(Verdict::Refused(refused));
            }
            Err(error) => return Look::Decided(Verdict::Unavailable(error)),
        };
        let trusted = match self.lookup.trusted() {
            Ok(trusted) => trusted,
            Err(error) => return Look::Decided(Verdict::Unavailable(error)),
        };
        if let Some(known) = &proven
            && let Some(entry) = known.renewed(secret, &found, version, trusted)
        {
            self.counts.renewals.add();
            if !Arc::ptr_eq(&entry, known) {
                self.verified.insert(print, Arc::clone(&entry));
            }
            return self.judged(entry);
        }
        self.unproven(found, version)
    }

    /// What is refused whatever its secret is, is refused without Argon2id.
    fn unproven(&self, found: Found, version: i64) -> Look {
        let refused = |why| {
            Look::Decided(Verdict::Refused(Refused {
                why,
                token: Some(found.subject.token),
            }))
        };
        if let Some(why) = Refusal::of(found.standing) {
            return refused(why);
        }
        if found.expiry.is_over(self.lookup.now()) {
            return refused(Refusal::Expired);
        }
        Look::Unproven(Box::new(found), version)
    }

    fn judged(&self, entry: Arc<Entry>) -> Look {
        let now = self.lookup.now();
        Look::Decided(match entry.judge(now) {
            Ok(()) => Verdict::Good(entry, now),
            Err(why) => Verdict::Refused(Refused {
                why,
                token: Some(entry.subject.token),
            }),
        })
    }

    /// Has the secret digested, once for all who wait for it.
    async fn prove(
        &self,
        presented: &Presented<'_>,
        peer: IpAddr,
        found: Found,
        version: i64,
    ) -> Result<(), Verdict> {
        let token = found.subject.token;
        if let Some(seconds) = self.must_wait(presented, peer) {
            return Err(Verdict::TooMany(seconds));
        }
        let mut outcome = self.flight(presented, found).map_err(Verdict::Unavailable)?;
        let landed = tokio::time::timeout(PATIENCE, outcome.wait_for(Option::is_some)).await;
        let proof = match landed {
            Ok(Ok(proof)) => *proof,
            // The thread that checked is gone, or takes too long.
            Ok(Err(_)) | Err(_) => None,
        };
        match proof {
            Some(Proof::Proven) => Ok(()),
            Some(Proof::Wrong) => {
                let refused = Refused {
                    why: Refusal::WrongSecret,
                    token: Some(token),
                };
                self.note_wrong(presented, peer);
                self.wrong.note(presented, refused, version, self.lookup.now());
                Err(Verdict::Refused(refused))
            }
            Some(Proof::Failed(why)) => Err(Verdict::Unavailable(why)),
            None => Err(Verdict::Unavailable(Unavailable::Busy)),
        }
    }

    /// For how many seconds no further secret is tried.
    fn must_wait(&self, presented: &Presented<'_>, peer: IpAddr) -> Option<u32> {
        let now = self.lookup.now();
        let for_the_id = self.by_id.must_wait(&presented.id(), now);
        for_the_id.or_else(|| {
            let stranger = !presented.is_admitted();
            stranger.then(|| self.by_address.must_wait(&peer, now))?
        })
    }

    fn note_wrong(&self, presented: &Presented<'_>, peer: IpAddr) {
        let now = self.lookup.now();
        self.by_id.note(&presented.id(), now);
        if !presented.is_admitted() {
            self.by_address.note(&peer, now);
        }
    }

    /// Joins the first check of this text, or starts it.
    fn flight(
        &self,
        presented: &Presented<'_>,
        found: Found,
    ) -> Result<watch::Receiver<Option<Proof>>, Unavailable> {
        let (secret, print) = (presented.id(), presented.print());
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        let same = flights.get(&secret).and_then(|under_way| {
            let same = under_way.iter().find(|flight| flight.print.is(&print));
            same.map(|flight| flight.outcome.clone())
        });
        if let Some(outcome) = same {
            return Ok(outcome);
        }
        // A check that has landed since the map was asked needs no second one.
        let landed = self.verified.find(&print);
        if landed.is_some_and(|entry| entry.proves(&found)) {
            return Ok(watch::channel(Some(Proof::Proven)).1);
        }
        let (tell, outcome) = watch::channel(None);
        let job = self.job(presented, found, tell);
        self.pool.run(job).map_err(|_| Unavailable::Busy)?;
        flights.entry(secret).or_default().push(Flight {
            print,
            outcome: outcome.clone(),
        });
        Ok(outcome)
    }

    fn job(
        &self,
        presented: &Presented<'_>,
        found: Found,
        tell: watch::Sender<Option<Proof>>,
    ) -> impl FnOnce(&mut Workspace) + Send + 'static {
        let (id, print, secret) = (presented.id(), presented.print(), presented.secret());
        let (verified, flights) = (Arc::clone(&self.verified), Arc::clone(&self.flights));
        let counts = Arc::clone(&self.counts);
        move |room| {
            let landing = Landing { id, print, flights };
            let proof = digest(&found, &secret, &counts, room);
            if matches!(proof, Proof::Proven) {
                // Of no version: its row is read again before anything is decided by it.
                verified.insert(print, Arc::new(Entry::new(id, found, NO_VERSION, 0)));
            }
            drop(landing);
            tell.send_replace(Some(proof));
        }
    }
}

/// No version is negative.
const NO_VERSION: i64 = i64::MIN;

enum Look {
    Decided(Verdict),
    /// What the row said at this version.
    Unproven(Box<Found>, i64),
}

fn digest(found: &Found, secret: &TokenSecret, counts: &Counts, room: &mut Workspace) -> Proof {
    match Digest::from_phc(&found.phc) {
        Ok(digest) => {
            counts.digests.add();
            if digest.verifies_in(secret, room) {
                Proof::Proven
            } else {
                Proof::Wrong
            }
        }
        Err(error) => {
            tracing::error!(token = %found.subject.token, %error, "a stored digest is not used");
            Proof::Failed(Unavailable::Digest)
        }
    }
}

/// Takes a flight off the list, however it ends.
struct Landing {
    id: TokenId,
    print: token::Print,
    flights: Arc<Mutex<Flights>>,
}

impl Drop for Landing {
    fn drop(&mut self) {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under_way) = flights.get_mut(&self.id) {
            under_way.retain(|flight| !flight.print.is(&self.print));
            if under_way.is_empty() {
                flights.remove(&self.id);
            }
        }
    }
}
