//! Verdicts without a server around them.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use token::{Digest, TEXT_LENGTH, TokenText};
use tokio::runtime::{Builder, Runtime};
use verifier::{Checker, Verdict};

use crate::clocks::{self, median};
use crate::others::{Prefixed, Simplified};
use crate::plain_server::Check;
use crate::product::{self, Tokens};
use crate::table::Table;

/// So many verdicts make one figure.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const TIMES: usize = 100_000;
/// So many of those who take an Argon2 run each time.
const FEW: usize = 20;

/// A checker, asked by one thread.
struct Asked {
    checker: Checker,
    runtime: Runtime,
}

impl Asked {
    fn new(checker: Checker) -> Self {
        Self {
            checker,
            runtime: Builder::new_current_thread().enable_time().build().unwrap(),
        }
    }

    /// How many of these are accepted.
    fn accepted<'a>(&self, texts: impl IntoIterator<Item = &'a [u8]>) -> usize {
        self.runtime.block_on(async {
            let mut accepted = 0;
            for text in texts {
                let verdict = self.checker.check(text, HERE).await;
                accepted += usize::from(matches!(verdict, Verdict::Good(..)));
            }
            accepted
        })
    }

    fn digests(&self) -> u64 {
        self.checker.counts().digests.get()
    }
}

/// Microseconds of CPU for each of `times`, the middle of so many rounds.
fn each(rounds: usize, times: usize, mut work: impl FnMut()) -> f64 {
    let round = |_| {
        let before = clocks::of_thread();
        work();
        (clocks::of_thread() - before).as_secs_f64() * 1e6 / times as f64
    };
    median((0..rounds).map(round).collect())
}

pub(crate) fn measure(folder: &Path, tokens: &Tokens, rounds: usize, table: &mut Table) {
    let asked = Asked::new(product::checker(folder));
    let still = Asked::new(product::checker_of_a_still_store(folder));
    let cheap = tokens.cheap();
    let shuffled = shuffled(cheap);
    println!("{} tokens are shown for the first time …", cheap.len());
    for checker in [&asked, &still] {
        let accepted = checker.accepted(cheap.iter().map(|text| text.expose().as_bytes()));
        assert_eq!((accepted, checker.digests()), (cheap.len(), cheap.len() as u64));
    }
    let one = cheap[0].expose();
    let warm = |asked: &Asked| {
        each(rounds, TIMES, || {
            assert_eq!(asked.accepted(std::iter::repeat_n(one.as_bytes(), TIMES)), TIMES);
        })
    };
    let random = |asked: &Asked| {
        each(rounds, cheap.len(), || {
            let texts = shuffled.as_bytes().chunks(TEXT_LENGTH);
            assert_eq!(asked.accepted(texts), cheap.len());
        })
    };
    table.at_most("a known token, CPU", 0.3, warm(&asked), "µs");
    table.at_most(
        "one of 100,000 known tokens at random, CPU",
        0.8,
        random(&asked),
        "µs",
    );
    let free = warm(&still);
    table.told(
        "the same two if the store's change counter were free",
        format!("{free:.2} · {:.2} µs", random(&still)),
    );

    let (unknown, forged) = (unknown(one), forged(one));
    let before = asked.digests();
    for (what, text) in [
        ("an unknown token", &unknown),
        ("a known id with a wrong secret", &forged),
    ] {
        let refused = each(rounds, TIMES, || {
            assert_eq!(asked.accepted(std::iter::repeat_n(text.as_bytes(), TIMES)), 0);
        });
        table.at_most(&format!("{what}, refused, CPU"), 0.25, refused, "µs");
    }
    table.exactly("Argon2 runs for those", 0, asked.digests() - before);
    first_sight(&asked, tokens.dear(), table);
}

/// What a token costs that was never seen, beside one Argon2 run, in turns.
fn first_sight(asked: &Asked, dear: &[TokenText], table: &mut Table) {
    let generator = testkit::generator(3);
    let mut rng = generator.lock().unwrap();
    let mut ratios = Vec::new();
    let mut each = Vec::new();
    for text in dear.iter().take(FEW) {
        let digest = Digest::of(&text.secret(), &mut *rng);
        let before = clocks::of_process();
        assert!(digest.verifies(&text.secret()));
        let argon2 = clocks::of_process() - before;
        let before = clocks::of_process();
        assert_eq!(asked.accepted([text.expose().as_bytes()]), 1);
        let first = clocks::of_process() - before;
        ratios.push(first.as_secs_f64() / argon2.as_secs_f64());
        each.push(first.as_secs_f64() * 1e3);
    }
    table.at_most("a token's first sight, in Argon2 runs", 1.05, median(ratios), "");
    table.told("the same, CPU", format!("{:.1} ms", median(each)));
}

pub(crate) fn measure_others(
    folder: &Path,
    prefixed: &[String],
    simplified: &[String],
    rounds: usize,
    table: &mut Table,
) {
    let check = Prefixed::read(folder);
    let mut random: Vec<&String> = prefixed.iter().collect();
    random.shuffle(&mut StdRng::seed_from_u64(5));
    // As ours are: at hand, in the order in which they are shown.
    let random: Vec<String> = random.into_iter().cloned().collect();
    let known = each(rounds, TIMES, || {
        assert!((0..TIMES).all(|_| check.is_good(&prefixed[0])));
    });
    let random = each(rounds, random.len(), || {
        assert!(random.iter().all(|key| check.is_good(key)))
    });
    let wrong = prefixed[0].replacen("bench_", "bench_x", 1);
    let unknown = each(rounds, TIMES, || {
        assert!((0..TIMES).all(|_| !check.is_good(&wrong)))
    });
    table.told(
        "prefixed-api-key, rows in memory: known · random · unknown",
        format!("{known:.2} · {random:.2} · {unknown:.2} µs"),
    );
    let check = Simplified::read(folder);
    let known = each(1, FEW, || {
        assert!(simplified.iter().take(FEW).all(|key| check.is_good(key)))
    });
    let mut wrong = simplified[0].clone();
    wrong.replace_range(20..21, if wrong.as_bytes()[20] == b'x' { "y" } else { "x" });
    let unknown = each(rounds, TIMES, || {
        assert!((0..TIMES).all(|_| !check.is_good(&wrong)))
    });
    table.told(
        "api-keys-simplified, rows in memory: known · unknown",
        format!("{known:.0} · {unknown:.2} µs"),
    );
}

/// All of them in one piece, in the order in which they are shown: what is presented has just been read from somewhere, so
/// it is at hand. Only what is known of it may be far away.
fn shuffled(tokens: &[TokenText]) -> String {
    let mut texts: Vec<&str> = tokens.iter().map(TokenText::expose).collect();
    texts.shuffle(&mut StdRng::seed_from_u64(5));
    texts.concat()
}

/// The form of a token, and none of ours.
fn unknown(token: &str) -> String {
    let mut unknown = token.to_owned();
    unknown.replace_range(4..20, &token[4..20].chars().rev().collect::<String>());
    unknown
}

/// Another secret behind a real id.
fn forged(token: &str) -> String {
    let mut forged = token.to_owned();
    forged.replace_range(21..37, "0123456789abcdef");
    forged
}
