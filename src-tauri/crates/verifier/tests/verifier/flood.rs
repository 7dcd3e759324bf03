//! A flood of bad tokens beside a good one. What it costs is counted in work done and not in time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use token::{Expiry, TokenText};
use verifier::{Book, Outcome, Refusal, Standing};

use crate::bench::{Bench, evening, minted};
use crate::client::{ask, connect, once};
use crate::uses::Pages;

/// So many connections bring bad tokens, as fast as they are refused.
const FLOODING: usize = 6;
/// So often the good token is shown meanwhile, and after each of so many a new one as well.
const ASKED: u64 = 200;
const NEW_ONE: u64 = 20;
/// Wrong secrets of one id that are digested in a minute.
const GUESSES: u64 = 10;

fn bearer(text: &str) -> String {
    format!("Authorization: Bearer {text}")
}

/// Another secret behind the id of a real token.
fn forged(token: &TokenText) -> String {
    let mut forged = token.expose().to_owned();
    forged.replace_range(21..37, "0123456789abcdef");
    forged
}

fn metric(bench: &Bench, name: &str) -> u64 {
    let told = once(bench, "GET /metrics", &[]).body;
    let name = format!("tokendesk_{name}_total ");
    let line = told.lines().find_map(|line| line.strip_prefix(&name));
    line.unwrap().parse().unwrap()
}

#[test]
fn a_flood_of_bad_tokens_takes_neither_argon2_nor_rows_nor_a_single_answer_from_a_good_one() {
    let pages = Arc::new(Pages::default());
    let bench = Bench::telling(Arc::clone(&pages) as Arc<dyn Book>);
    let good = bench.rows.token(1, "good");
    bench
        .rows
        .edit(&good, |row| row.limits.rate = "100000/min".parse().ok());
    let (over, ended, guessed) = (
        bench.rows.token(2, "over"),
        bench.rows.token(3, "ended"),
        bench.rows.token(4, "guessed"),
    );
    bench.rows.edit(&over, |row| row.expiry = Expiry::At(evening()));
    bench.rows.edit(&ended, |row| row.standing = Standing::Revoked);
    let mut other = String::new();
    bench.rows.edit(&good, |row| other.clone_from(&row.phc));
    // As if somebody who has the gate's key made up secrets for it.
    bench.rows.edit(&guessed, |row| row.phc = other);
    let new: Vec<TokenText> = (0..ASKED / NEW_ONE)
        .map(|seed| bench.rows.token(100 + seed, "new"))
        .collect();
    let bad = [
        "tdk_nonsense".to_owned(),
        forged(&good),
        minted(9).expose().to_owned(),
        over.expose().to_owned(),
        ended.expose().to_owned(),
        guessed.expose().to_owned(),
    ];
    assert_eq!(
        once(&bench, "GET /v1/verify", &[&bearer(good.expose())]).status,
        204
    );

    let (is_over, flooded) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for start in 0..FLOODING {
            let (bench, bad, is_over, flooded) = (&bench, &bad, &is_over, &flooded);
            scope.spawn(move || {
                let mut stream = connect(bench);
                for text in bad.iter().cycle().skip(start) {
                    let status = ask(&mut stream, "GET /v1/verify", &[&bearer(text)], "").status;
                    assert!([401, 429].contains(&status), "{status}");
                    flooded.fetch_add(1, Ordering::Relaxed);
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        let mut stream = connect(&bench);
        let mut show =
            |text: &TokenText| ask(&mut stream, "GET /v1/verify", &[&bearer(text.expose())], "").status;
        let answers: Vec<u16> = (0..ASKED)
            .flat_map(|number| {
                let at_first_sight = number
                    .is_multiple_of(NEW_ONE)
                    .then(|| &new[(number / NEW_ONE) as usize]);
                std::iter::once(&good).chain(at_first_sight)
            })
            .map(&mut show)
            .collect();
        is_over.store(true, Ordering::Relaxed);
        assert!(answers.iter().all(|status| *status == 204), "{answers:?}");
    });

    let flooded = flooded.into_inner();
    println!("{flooded} bad ones beside {ASKED} good ones");
    assert_eq!(
        metric(&bench, "limited"),
        0,
        "no failure is charged to a good token"
    );
    let digests = metric(&bench, "digests");
    let honest = 1 + new.len() as u64;
    assert!(
        (honest..=honest + GUESSES).contains(&digests),
        "{digests} for {flooded} bad ones"
    );
    let rows = bench.stopped();
    let kept = pages.tallies();
    let refused = [Refusal::Expired, Refusal::Revoked, Refusal::WrongSecret].map(Outcome::Refused);
    assert!(
        kept <= pages.batches() * (1 + new.len() + refused.len()),
        "{kept} rows: of each token and reason there is one in a batch, however many came"
    );
    assert!(pages.count(&rows, &over, refused[0]) > 0 && pages.count(&rows, &ended, refused[1]) > 0);
}
