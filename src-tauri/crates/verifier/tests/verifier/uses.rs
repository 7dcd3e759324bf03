//! Who used which token: what the book is told, and that no request waits for it.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use jiff::SignedDuration;
use token::{Expiry, TokenText};
use verifier::{Book, Outcome, Refusal, Scheme, Standing, Tally, Unavailable, Use};

use crate::bench::{Bench, Rows, evening, minted};
use crate::client::{ask, connect, once, plain, read_reply};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A book in memory.
#[derive(Default)]
pub(crate) struct Pages {
    kept: Mutex<Vec<Tally>>,
    batches: AtomicUsize,
    turned: Condvar,
    recorded: Mutex<Vec<Use>>,
    commits: AtomicUsize,
    fails: AtomicBool,
    records: AtomicBool,
}

impl Book for Pages {
    fn keep(&self, tallies: &[Tally]) -> Result<(), Unavailable> {
        self.trouble()?;
        self.kept.lock().unwrap().extend_from_slice(tallies);
        self.batches.fetch_add(1, Ordering::Relaxed);
        self.turned.notify_all();
        Ok(())
    }

    fn records_every_use(&self) -> bool {
        self.records.load(Ordering::Relaxed)
    }

    fn record(&self, uses: &[Use]) -> Result<(), Unavailable> {
        self.trouble()?;
        self.recorded.lock().unwrap().extend_from_slice(uses);
        self.commits.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

impl Pages {
    fn trouble(&self) -> Result<(), Unavailable> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(Unavailable::Store);
        }
        Ok(())
    }

    pub(crate) fn tallies(&self) -> usize {
        self.kept.lock().unwrap().len()
    }

    pub(crate) fn batches(&self) -> usize {
        self.batches.load(Ordering::Relaxed)
    }

    /// How often each token came to each outcome.
    pub(crate) fn count(&self, rows: &Rows, text: &TokenText, outcome: Outcome) -> u64 {
        let token = rows.id_of(text);
        let kept = self.kept.lock().unwrap();
        kept.iter()
            .filter(|tally| tally.last.token == token && tally.last.outcome == outcome)
            .map(|tally| tally.count)
            .sum()
    }
}

fn bearer(text: &TokenText) -> String {
    format!("Authorization: Bearer {}", text.expose())
}

#[test]
fn every_use_and_every_refusal_of_a_real_token_is_counted_with_where_it_came_from() {
    let pages = Arc::new(Pages::default());
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let (good, old, gone) = (
        bench.rows.token(1, "good"),
        bench.rows.token(2, "old"),
        bench.rows.token(3, "gone"),
    );
    bench.rows.edit(&old, |row| row.expiry = Expiry::At(evening()));
    bench.rows.edit(&gone, |row| row.standing = Standing::Revoked);
    let mut stream = connect(&bench);
    for _ in 0..3 {
        assert_eq!(
            ask(&mut stream, "GET /v1/whoami", &[&bearer(&good)], "").status,
            200
        );
    }
    bench.rows.clock(SignedDuration::from_secs(7));
    let key = format!("X-API-Key: {}", good.expose());
    assert_eq!(ask(&mut stream, "GET /v1/verify", &[&key], "").status, 204);
    let lacking = "GET /v1/verify?group=Admin";
    assert_eq!(ask(&mut stream, lacking, &[&bearer(&good)], "").status, 403);
    for refused in [&old, &gone, &gone, &minted(99)] {
        let reply = ask(&mut stream, "GET /v1/whoami", &[&bearer(refused)], "");
        assert_eq!(reply.status, 401);
    }
    assert_eq!(
        ask(&mut stream, "GET /v1/whoami", &["X-API-Key: nonsense"], "").status,
        401
    );
    let rows = bench.stopped();
    assert_eq!(pages.count(&rows, &good, Outcome::Accepted), 4);
    assert_eq!(pages.count(&rows, &good, Outcome::Forbidden), 1);
    assert_eq!(pages.count(&rows, &old, Outcome::Refused(Refusal::Expired)), 1);
    assert_eq!(pages.count(&rows, &gone, Outcome::Refused(Refusal::Revoked)), 2);
    let kept = pages.kept.lock().unwrap();
    let known = [&good, &old, &gone].map(|text| rows.id_of(text));
    assert!(
        kept.iter().all(|tally| known.contains(&tally.last.token)),
        "what names no token is nobody's"
    );
    let last = &kept
        .iter()
        .rfind(|tally| tally.last.outcome == Outcome::Accepted)
        .unwrap()
        .last;
    assert_eq!((last.address, last.scheme), (LOOPBACK, Scheme::ApiKey));
    assert_eq!(last.at, evening() + SignedDuration::from_secs(7));
}

#[test]
fn uses_are_handed_over_after_five_seconds_at_the_latest() {
    use std::time::{Duration, Instant};

    let pages = Arc::new(Pages::default());
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let token = bench.rows.token(1, "x");
    let mut stream = connect(&bench);
    for _ in 0..2 {
        let (began, told) = (Instant::now(), pages.tallies());
        let reply = ask(&mut stream, "GET /v1/whoami", &[&bearer(&token)], "");
        assert_eq!(reply.status, 200);
        let kept = pages.kept.lock().unwrap();
        let waited = pages
            .turned
            .wait_timeout_while(kept, Duration::from_secs(60), |kept| kept.len() == told);
        assert!(!waited.unwrap().1.timed_out());
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}

#[test]
fn a_token_that_comes_unencrypted_is_told_of_as_exposed_unless_that_value_is_over() {
    let pages = Arc::new(Pages::default());
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let (good, old) = (bench.rows.token(1, "good"), bench.rows.token(2, "replaced"));
    bench.rows.edit(&old, |row| row.standing = Standing::Void);
    for text in [&good, &good, &old, &minted(99)] {
        let key = format!("X-API-Key: {}", text.expose());
        assert_eq!(ask(&mut plain(&bench), "GET /v1/whoami", &[&key], "").status, 400);
    }
    let rows = bench.stopped();
    assert_eq!(pages.count(&rows, &good, Outcome::Exposed), 2);
    let kept = pages.kept.lock().unwrap();
    assert!(kept.iter().all(|tally| tally.last.token == rows.id_of(&good)));
    assert_eq!(
        (kept[0].last.address, kept[0].last.scheme),
        (LOOPBACK, Scheme::ApiKey)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn the_program_at_the_other_end_of_a_loopback_connection_is_named() {
    use std::time::{Duration, Instant};

    let pages = Arc::new(Pages::default());
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let token = bench.rows.token(1, "x");
    let own = std::env::current_exe().unwrap();
    let own = own.file_name().unwrap().to_str().unwrap().to_owned();
    let mut stream = connect(&bench);
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        assert_eq!(
            ask(&mut stream, "GET /v1/whoami", &[&bearer(&token)], "").status,
            200
        );
        let kept = pages.kept.lock().unwrap();
        let (kept, _) = pages.turned.wait_timeout(kept, Duration::from_secs(5)).unwrap();
        let is_named = kept
            .iter()
            .any(|tally| tally.last.program.as_deref() == Some(own.as_str()));
        if is_named {
            return;
        }
        assert!(Instant::now() < deadline, "{kept:?}");
    }
}

#[test]
fn no_request_waits_for_a_book_that_is_stuck_and_nothing_is_lost_by_one_that_fails() {
    let pages = Arc::new(Pages::default());
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let token = bench.rows.token(1, "x");
    let mut stream = connect(&bench);
    let stuck = pages.kept.lock().unwrap();
    for _ in 0..200 {
        assert_eq!(
            ask(&mut stream, "GET /v1/whoami", &[&bearer(&token)], "").status,
            200
        );
    }
    pages.fails.store(true, Ordering::Relaxed);
    drop(stuck);
    for _ in 0..50 {
        assert_eq!(
            ask(&mut stream, "GET /v1/whoami", &[&bearer(&token)], "").status,
            200
        );
    }
    pages.fails.store(false, Ordering::Relaxed);
    let rows = bench.stopped();
    assert_eq!(pages.count(&rows, &token, Outcome::Accepted), 250);
}

#[test]
fn where_every_use_is_recorded_no_answer_comes_before_its_row() {
    let pages = Arc::new(Pages::default());
    pages.records.store(true, Ordering::Relaxed);
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let token = bench.rows.token(1, "x");
    let mut stream = connect(&bench);
    for number in 1..=5 {
        assert_eq!(
            ask(&mut stream, "GET /v1/verify", &[&bearer(&token)], "").status,
            204
        );
        assert_eq!(pages.recorded.lock().unwrap().len(), number);
    }
    pages.fails.store(true, Ordering::Relaxed);
    for path in ["GET /v1/verify", "GET /v1/whoami"] {
        let reply = ask(&mut stream, path, &[&bearer(&token)], "");
        assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")));
    }
    let nobody = once(&bench, "GET /v1/verify", &[&bearer(&minted(9))]);
    assert_eq!(nobody.status, 401, "there is nothing to record of a stranger");
    pages.fails.store(false, Ordering::Relaxed);
    assert_eq!(
        ask(&mut stream, "GET /v1/verify", &[&bearer(&token)], "").status,
        204
    );
    assert_eq!(pages.recorded.lock().unwrap().len(), 6);
    let rows = bench.stopped();
    assert_eq!(
        pages.count(&rows, &token, Outcome::Accepted),
        6,
        "what was not served was not used"
    );
}

#[test]
fn requests_that_come_while_a_row_is_written_share_the_next_commit() {
    const MANY: usize = 24;
    let pages = Arc::new(Pages::default());
    pages.records.store(true, Ordering::Relaxed);
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let token = bench.rows.token(1, "x");
    let stuck = pages.recorded.lock().unwrap();
    let mut waiting: Vec<_> = (0..MANY)
        .map(|_| {
            let mut stream = connect(&bench);
            let request = format!(
                "GET /v1/verify HTTP/1.1\r\nHost: localhost\r\n{}\r\n\r\n",
                bearer(&token)
            );
            stream.write_all(request.as_bytes()).unwrap();
            stream
        })
        .collect();
    // Nobody is answered before the row is safe, and all of them wait for it.
    let in_time = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let served = || bench.service.counts().accepted.get();
    while served() < MANY as u64 {
        assert!(std::time::Instant::now() < in_time, "{} of them came", served());
        std::thread::yield_now();
    }
    drop(stuck);
    for stream in &mut waiting {
        assert_eq!(read_reply(stream, false).unwrap().status, 204);
    }
    assert_eq!(pages.recorded.lock().unwrap().len(), MANY);
    let commits = pages.commits.load(Ordering::Relaxed);
    assert!(commits <= 4, "{commits} commits for {MANY} requests");
}

#[test]
fn while_a_token_has_two_secrets_uses_are_told_by_secret_until_the_older_one_s_time_is_over() {
    let pages = Arc::new(Pages::default());
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let (old, new, other) = (
        bench.rows.token(1, "scanner"),
        bench.rows.token(2, "scanner"),
        bench.rows.token(3, "alone"),
    );
    let record = bench.rows.id_of(&new);
    let end = evening() + SignedDuration::from_secs(60);
    for text in [&old, &new] {
        bench.rows.edit(text, |row| {
            row.subject.token = record;
            row.beside_until = Some(end);
        });
    }
    let mut stream = connect(&bench);
    let mut asks = |text: &TokenText| {
        let reply = ask(&mut stream, "GET /v1/verify", &[&bearer(text)], "");
        assert_eq!(reply.status, 204);
    };
    for text in [&old, &new, &old, &other] {
        asks(text);
    }
    bench.rows.clock(SignedDuration::from_secs(60));
    asks(&new);
    drop(stream);
    let rows = bench.stopped();
    assert_eq!(
        pages.count(&rows, &new, Outcome::Accepted),
        4,
        "both are the record's"
    );
    let kept = pages.kept.lock().unwrap();
    let of_secret = |secret: Option<token::TokenId>| -> u64 {
        let of_record = kept.iter().filter(|tally| tally.last.token == record);
        of_record
            .filter(|tally| tally.last.secret == secret)
            .map(|tally| tally.count)
            .sum()
    };
    assert_eq!(of_secret(Some(old.id())), 2);
    assert_eq!(of_secret(Some(new.id())), 1);
    assert_eq!(of_secret(None), 1, "alone again it is told as any other");
    let alone = rows.id_of(&other);
    assert!(
        kept.iter()
            .any(|tally| tally.last.token == alone && tally.last.secret.is_none())
    );
}
