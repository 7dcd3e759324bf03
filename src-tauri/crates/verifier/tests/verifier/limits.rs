//! Limits of single tokens, and that nobody's failures are charged to anybody else.

use jiff::SignedDuration;
use token::{Expiry, Limits, TokenText};

use crate::bench::{Bench, evening, minted};
use crate::client::{ask, connect, once};

fn limited(bench: &Bench, seed: u64, work: impl FnOnce(&mut Limits)) -> TokenText {
    let token = bench.rows.token(seed, "limited");
    bench.rows.edit(&token, |row| work(&mut row.limits));
    token
}

fn bearer(text: &TokenText) -> String {
    format!("Authorization: Bearer {}", text.expose())
}

#[test]
fn a_rate_holds_in_its_window_whatever_changes_meanwhile_and_for_its_token_alone() {
    let bench = Bench::new();
    let token = limited(&bench, 1, |limits| limits.rate = "3/min".parse().ok());
    let other = bench.rows.token(2, "free");
    let mut stream = connect(&bench);
    let mut asks = |token: &TokenText| ask(&mut stream, "GET /v1/verify", &[&bearer(token)], "");
    for _ in 0..2 {
        assert_eq!(asks(&token).status, 204);
    }
    bench.rows.edit(&other, |row| row.subject.name = "renamed".into());
    assert_eq!(asks(&token).status, 204);
    // The evening is at 20:30:00.
    bench.rows.clock(SignedDuration::from_secs(18));
    let refused = asks(&token);
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("42")));
    assert_eq!(asks(&other).status, 204);
    bench.rows.clock(SignedDuration::from_secs(60));
    assert_eq!(asks(&token).status, 204);
}

#[test]
fn a_token_that_is_limited_to_networks_comes_from_nowhere_else() {
    let bench = Bench::new();
    let away = limited(&bench, 1, |limits| {
        limits.networks = "10.0.0.0/8".parse().unwrap()
    });
    let here = limited(&bench, 2, |limits| {
        limits.networks = "10.0.0.0/8,127.0.0.0/8".parse().unwrap()
    });
    for path in ["GET /v1/verify", "GET /v1/whoami"] {
        assert_eq!(once(&bench, path, &[&bearer(&away)]).status, 403, "{path}");
        assert!(once(&bench, path, &[&bearer(&here)]).status < 300, "{path}");
    }
}

#[test]
fn a_token_with_a_number_of_uses_is_spent_by_those_that_were_served() {
    let bench = Bench::new();
    let token = limited(&bench, 1, |limits| limits.uses = "2".parse().ok());
    let asks = |path: &str| once(&bench, path, &[&bearer(&token)]);
    assert_eq!(
        asks("GET /v1/verify?group=Admin").status,
        403,
        "not served, not spent"
    );
    assert_eq!(asks("GET /v1/verify").status, 204);
    assert_eq!(asks("GET /v1/whoami").status, 200);
    let spent = asks("GET /v1/whoami");
    assert_eq!(spent.status, 401);
    let stranger = once(&bench, "GET /v1/whoami", &[&bearer(&minted(9))]);
    assert_eq!(spent.body, stranger.body, "all refusals look alike");
}

#[test]
fn a_flood_of_bad_tokens_is_charged_to_nobody() {
    let bench = Bench::new();
    let honest = limited(&bench, 1, |limits| limits.rate = "60/min".parse().ok());
    let known = bench.rows.token(2, "known");
    bench.rows.edit(&known, |row| row.expiry = Expiry::At(evening()));
    let (mut flood, mut quiet) = (connect(&bench), connect(&bench));
    for round in 0..50_u64 {
        for bad in [&minted(100 + round), &known] {
            assert_eq!(ask(&mut flood, "GET /v1/verify", &[&bearer(bad)], "").status, 401);
        }
        assert_eq!(
            ask(&mut flood, "GET /v1/verify", &["X-API-Key: tdk_nonsense"], "").status,
            401
        );
        let reply = ask(&mut quiet, "GET /v1/verify", &[&bearer(&honest)], "");
        assert_eq!(reply.status, 204, "in round {round}");
    }
}

#[test]
fn an_end_that_was_seen_is_forgotten_when_a_person_trusts_the_clock() {
    let bench = Bench::new();
    let token = bench.rows.token(1, "x");
    let end = evening() + SignedDuration::from_hours(1);
    bench.rows.edit(&token, |row| row.expiry = Expiry::At(end));
    let asks = || once(&bench, "GET /v1/verify", &[&bearer(&token)]).status;
    assert_eq!(asks(), 204);
    bench.rows.clock(SignedDuration::from_hours(24));
    assert_eq!(asks(), 401);
    bench.rows.clock(SignedDuration::from_secs(0));
    assert_eq!(asks(), 401, "a clock that is set back revives nothing");
    bench.rows.trust_clock();
    assert_eq!(asks(), 204);
}
