use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use jiff::SignedDuration;
use token::{Digest, Expiry, Gate, GateKey, TokenText};
use tokio::runtime::Runtime;
use verifier::{Checker, Lookup, Refusal, Standing, Unavailable, Verdict};

use crate::bench::{Rows, evening, gate, minted};

const SOMEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

struct Desk {
    rows: Arc<Rows>,
    checker: Arc<Checker>,
    runtime: Runtime,
}

impl Desk {
    fn new() -> Self {
        Self::over(Arc::new(Rows::default()))
    }

    /// Another process over the same store.
    fn over(rows: Arc<Rows>) -> Self {
        Self {
            checker: Arc::new(Checker::new(gate(), Arc::clone(&rows) as Arc<dyn Lookup>)),
            rows,
            runtime: Runtime::new().unwrap(),
        }
    }

    fn says(&self, text: &TokenText) -> Result<(), Refusal> {
        self.of(text.expose())
    }

    fn of(&self, text: &str) -> Result<(), Refusal> {
        match self.verdict(text) {
            Verdict::Good(..) => Ok(()),
            Verdict::Refused(refused) => Err(refused.why),
            other @ (Verdict::Unavailable(_) | Verdict::TooMany(_)) => panic!("{other:?}"),
        }
    }

    fn verdict(&self, text: &str) -> Verdict {
        self.runtime
            .block_on(self.checker.check(text.as_bytes(), SOMEWHERE))
    }

    fn digests(&self) -> u64 {
        self.checker.counts().digests.get()
    }
}

#[test]
fn each_token_meets_argon2_once_in_ten_thousand_requests() {
    let desk = Desk::new();
    let tokens: Vec<_> = (0..50).map(|seed| desk.rows.token(seed, "x")).collect();
    for round in 0..10_000 {
        assert_eq!(desk.says(&tokens[round % 50]), Ok(()));
    }
    assert_eq!(desk.digests(), 50);
    assert_eq!(
        desk.rows.look_ups(),
        100,
        "one look before the proof and one after it"
    );
    assert_eq!(desk.checker.remembered(), 50);
    let restarted = Desk::over(Arc::clone(&desk.rows));
    for round in 0..1_000 {
        assert_eq!(restarted.says(&tokens[round % 50]), Ok(()));
    }
    assert_eq!(restarted.digests(), 50, "once per process");
}

#[test]
fn sixty_four_who_show_one_new_token_at_once_share_one_run() {
    let desk = Desk::new();
    let token = Arc::new(desk.rows.token(1, "x"));
    let accepted = desk.runtime.block_on(async {
        let asked: Vec<_> = (0..64)
            .map(|_| {
                let (checker, token) = (Arc::clone(&desk.checker), Arc::clone(&token));
                tokio::spawn(async move { checker.check(token.expose().as_bytes(), SOMEWHERE).await })
            })
            .collect();
        let mut accepted = 0;
        for verdict in asked {
            accepted += usize::from(matches!(verdict.await.unwrap(), Verdict::Good(..)));
        }
        accepted
    });
    assert_eq!((accepted, desk.digests()), (64, 1));
}

#[test]
fn a_change_holds_for_the_next_request_and_costs_no_second_proof() {
    let desk = Desk::new();
    let token = desk.rows.token(1, "x");
    let changes: [(Standing, Result<(), Refusal>); 7] = [
        (Standing::Paused, Err(Refusal::Paused)),
        (Standing::Good, Ok(())),
        (Standing::Blocked, Err(Refusal::Blocked)),
        (Standing::Good, Ok(())),
        (Standing::Void, Err(Refusal::Void)),
        (Standing::Good, Ok(())),
        (Standing::Revoked, Err(Refusal::Revoked)),
    ];
    assert_eq!(desk.says(&token), Ok(()));
    for (standing, verdict) in changes {
        desk.rows.edit(&token, |row| row.standing = standing);
        assert_eq!(desk.says(&token), verdict);
    }
    assert_eq!(desk.digests(), 1);
    desk.rows.change(|rows| rows.clear());
    assert_eq!(
        desk.says(&token),
        Err(Refusal::Unknown),
        "a row that is gone is gone"
    );
}

#[test]
fn another_digest_has_to_be_proven_again() {
    let desk = Desk::new();
    let (token, other) = (desk.rows.token(1, "x"), desk.rows.token(2, "y"));
    assert_eq!((desk.says(&token), desk.says(&other)), (Ok(()), Ok(())));
    let mut foreign = String::new();
    desk.rows.edit(&other, |row| foreign.clone_from(&row.phc));
    desk.rows.edit(&token, |row| row.phc = foreign);
    assert_eq!(desk.says(&token), Err(Refusal::WrongSecret));
}

#[test]
fn an_end_is_compared_at_every_request_and_a_clock_set_back_revives_nothing() {
    let desk = Desk::new();
    let token = desk.rows.token(1, "x");
    let second = SignedDuration::from_secs(1);
    desk.rows.edit(&token, |row| {
        row.expiry = Expiry::At(evening().saturating_add(second * 60).unwrap());
    });
    assert_eq!(desk.says(&token), Ok(()));
    desk.rows.clock(second * 59);
    assert_eq!(desk.says(&token), Ok(()));
    desk.rows.clock(second * 60);
    assert_eq!(desk.says(&token), Err(Refusal::Expired));
    for hours in [-1, -24, -24 * 365, 24 * 365, -24] {
        desk.rows.clock(SignedDuration::from_hours(hours));
        assert_eq!(desk.says(&token), Err(Refusal::Expired), "{hours} hours off");
    }
    assert_eq!(desk.digests(), 1);
}

#[test]
fn forged_tokens_with_real_ids_meet_neither_the_store_nor_argon2() {
    let desk = Desk::new();
    let token = desk.rows.token(1, "x");
    for seed in 0..100_000 {
        let mut forged = token.expose().to_owned();
        forged.replace_range(21..37, &format!("{seed:016}"));
        assert_eq!(desk.of(&forged), Err(Refusal::NotOurs));
    }
    assert_eq!((desk.digests(), desk.rows.look_ups()), (0, 0));
    assert_eq!(desk.says(&token), Ok(()));
}

#[test]
fn wrong_secrets_under_a_right_tag_are_digested_ten_times_a_minute_and_a_known_client_never_notices() {
    let desk = Desk::new();
    let real = desk.rows.token(1, "x");
    assert_eq!(desk.says(&real), Ok(()));
    // Only who has the gate's key can make these: other secrets whose rows claim the real one's digest.
    let forged = minted(2);
    let mut claimed = None;
    desk.rows.edit(&real, |row| claimed = Some(row.clone()));
    desk.rows
        .change(|rows| drop(rows.insert(forged.id(), claimed.unwrap())));
    for round in 1..=10 {
        assert_eq!(desk.says(&forged), Err(Refusal::WrongSecret));
        // What was wrong a moment ago needs no second look while nothing changes.
        assert_eq!(desk.says(&forged), Err(Refusal::WrongSecret));
        assert_eq!(desk.digests(), 1 + round);
        desk.rows.change(|_| {});
    }
    assert!(matches!(desk.verdict(forged.expose()), Verdict::TooMany(1..=60)));
    assert_eq!(desk.digests(), 11);
    assert_eq!(desk.says(&real), Ok(()));
}

#[test]
fn a_store_in_trouble_makes_nobody_s_token_bad() {
    let desk = Desk::new();
    let token = desk.rows.token(1, "x");
    assert_eq!(desk.says(&token), Ok(()));
    for trouble in [Unavailable::Store, Unavailable::Replaced] {
        desk.rows.fails(Some(trouble));
        assert!(matches!(desk.verdict(token.expose()), Verdict::Unavailable(told) if told == trouble));
    }
    desk.rows.fails(None);
    assert_eq!(desk.says(&token), Ok(()));
}

#[test]
fn a_digest_that_asks_for_too_much_or_is_none_is_refused_at_once() {
    let desk = Desk::new();
    let token = desk.rows.token(1, "x");
    let greedy =
        "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$QdFJynGCXwjmHsAG0qraQML7tAA+lXg2OmT2syglkK0";
    let other =
        "$argon2i$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$QdFJynGCXwjmHsAG0qraQML7tAA+lXg2OmT2syglkK0";
    for phc in [greedy, "garbage", "", other] {
        desk.rows.edit(&token, |row| row.phc = phc.to_owned());
        let verdict = desk.verdict(token.expose());
        assert!(
            matches!(verdict, Verdict::Unavailable(Unavailable::Digest)),
            "{phc}: {verdict:?}"
        );
    }
    assert_eq!(desk.digests(), 0);
}

#[test]
fn what_is_refused_whatever_its_secret_is_costs_no_argon2() {
    let desk = Desk::new();
    let token = desk.rows.token(1, "x");
    for standing in [
        Standing::Paused,
        Standing::Blocked,
        Standing::Revoked,
        Standing::Void,
    ] {
        desk.rows.edit(&token, |row| row.standing = standing);
        assert!(desk.says(&token).is_err());
    }
    desk.rows.edit(&token, |row| {
        row.standing = Standing::Good;
        row.expiry = Expiry::At(evening());
    });
    assert_eq!(desk.says(&token), Err(Refusal::Expired));
    assert_eq!(
        desk.says(&minted(9)),
        Err(Refusal::Unknown),
        "minted here, and purged since"
    );
    assert_eq!(desk.digests(), 0);
}

#[test]
fn a_client_that_goes_away_frees_nothing_early_and_its_proof_is_kept() {
    let desk = Desk::new();
    let token = desk.rows.token(1, "x");
    let dear = Digest::of(
        &token.secret(),
        &mut <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(1),
    );
    desk.rows.edit(&token, |row| row.phc = dear.as_phc().to_owned());
    desk.runtime.block_on(async {
        for _ in 0..20 {
            // Polled once and dropped: the client hung up.
            let mut check = std::pin::pin!(desk.checker.check(token.expose().as_bytes(), SOMEWHERE));
            let waiting = std::future::poll_fn(|context| {
                let polled = Future::poll(check.as_mut(), context);
                std::task::Poll::Ready(polled.is_pending())
            });
            let _ = waiting.await;
        }
    });
    assert_eq!(desk.says(&token), Ok(()));
    assert_eq!(desk.digests(), 1);
}

/// With the key that its tokens were minted under gone.
fn after_loss(rows: &Arc<Rows>) -> Desk {
    let other = Gate::after_loss(GateKey::from_bytes(&[7; 32]));
    Desk {
        checker: Arc::new(Checker::new(other, Arc::clone(rows) as Arc<dyn Lookup>)),
        rows: Arc::clone(rows),
        runtime: Runtime::new().unwrap(),
    }
}

#[test]
fn where_the_gates_key_was_lost_old_tokens_are_told_by_their_digests_once_each() {
    let desk = after_loss(&Arc::default());
    let tokens: Vec<_> = (0..5).map(|seed| desk.rows.token(seed, "x")).collect();
    for _ in 0..10 {
        for token in &tokens {
            assert_eq!(desk.says(token), Ok(()));
        }
    }
    assert_eq!(desk.digests(), 5);
    desk.rows.edit(&tokens[0], |row| row.standing = Standing::Revoked);
    assert_eq!(desk.says(&tokens[0]), Err(Refusal::Revoked));
    assert_eq!(
        desk.checker.minted_here(tokens[1].expose().as_bytes()),
        None,
        "nothing is marked as exposed on the word of a stranger"
    );
    assert_eq!(desk.of("tdk_nonsense"), Err(Refusal::NotOurs));
}

#[test]
fn where_the_gates_key_was_lost_a_flood_of_made_up_tokens_is_bounded_and_a_known_client_never_notices() {
    let desk = after_loss(&Arc::default());
    let tokens: Vec<_> = (0..100).map(|seed| desk.rows.token(seed, "x")).collect();
    assert_eq!(desk.says(&tokens[0]), Ok(()));
    let unknown = minted(1_000);
    assert_eq!(desk.says(&unknown), Err(Refusal::Unknown));
    assert_eq!(desk.digests(), 1, "an id that nobody has costs no digest");
    let mut waits = 0;
    for token in &tokens {
        for round in 0..20 {
            // A real id, which lists and logs show, before a secret that somebody made up.
            let mut forged = token.expose().to_owned();
            forged.replace_range(21..37, &format!("{round:016}"));
            match desk.verdict(&forged) {
                Verdict::Refused(refused) => assert_eq!(refused.why, Refusal::WrongSecret),
                Verdict::TooMany(1..=60) => waits += 1,
                other @ (Verdict::Good(..) | Verdict::Unavailable(_) | Verdict::TooMany(_)) => {
                    panic!("{other:?}")
                }
            }
        }
        assert_eq!(desk.says(&tokens[0]), Ok(()));
    }
    assert_eq!(
        desk.digests(),
        61,
        "one real first sight, and sixty guesses of one address"
    );
    assert_eq!(waits, 100 * 20 - 60);
    let elsewhere = "10.0.0.9".parse().unwrap();
    let verdict = desk
        .runtime
        .block_on(desk.checker.check(tokens[50].expose().as_bytes(), elsewhere));
    assert!(
        matches!(verdict, Verdict::Good(..)),
        "somebody else's guesses shut nobody else out: {verdict:?}"
    );
}
