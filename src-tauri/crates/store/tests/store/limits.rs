//! Limits of tokens, and uses that are counted.

use store::Reader;
use token::{Expiry, Limits};

use crate::{Bench, Event, new_token, sunday};

fn limits() -> Limits {
    Limits {
        rate: "100/min".parse().ok(),
        uses: "3".parse().ok(),
        networks: "10.20.0.0/16,::1".parse().unwrap(),
    }
}

#[test]
fn limits_are_kept_with_their_record_and_told_to_whoever_judges_it() {
    let mut bench = Bench::new();
    let new = store::NewToken {
        limits: limits(),
        ..new_token(bench.draw_id(), "limited")
    };
    let secret = bench.secret(Expiry::Never);
    bench.change(sunday(), Event::named("token.created"), |write| {
        write.add_token(&new, &secret)
    });
    let (plain, _) = bench.active("plain", Expiry::Never);
    assert_eq!(bench.record(&new.id).limits, limits());
    assert_eq!(bench.record(&plain).limits, Limits::default());
    let listed = bench.store.read().tokens().unwrap();
    assert_eq!(listed[0].limits, limits());
    let reader = Reader::open(&bench.data()).unwrap();
    assert_eq!(reader.verifiable(&secret.id).unwrap().unwrap().limits, limits());
}

#[test]
fn uses_are_counted_to_their_number_by_all_programs_together_and_are_no_change() {
    let mut bench = Bench::new();
    let (token, secret) = bench.active("counted", Expiry::Never);
    let (_, other) = bench.active("other", Expiry::Never);
    let rev = bench.store.read().rev().unwrap();
    let mut second = store::Store::open(&bench.data(), sunday()).unwrap();
    assert!(bench.store.spend(&secret, 3).unwrap());
    assert!(second.spend(&secret, 3).unwrap());
    assert!(bench.store.spend(&secret, 3).unwrap());
    assert!(!second.spend(&secret, 3).unwrap());
    assert!(!bench.store.spend(&secret, 3).unwrap());
    assert_eq!(bench.store.read().spent(&secret).unwrap(), 3);
    assert_eq!(bench.store.read().spent(&other).unwrap(), 0);
    assert_eq!(bench.store.read().rev().unwrap(), rev);
    assert_eq!(bench.record(&token).status(sunday()), token::Status::Active);
    let unknown = bench.draw_id();
    assert!(!bench.store.spend(&unknown, 3).unwrap(), "nobody's use is none");
}
