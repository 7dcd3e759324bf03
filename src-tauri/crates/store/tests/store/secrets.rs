use store::{Error, Event, SecretState, UnderWay};
use token::{Expiry, Grace, TokenId};

use crate::{Bench, by_ann, days, hours, sunday};

fn state(bench: &Bench, secret: &TokenId) -> (SecretState, Expiry) {
    let found = bench.store.read().digest(secret).unwrap().unwrap();
    (found.state, found.expiry)
}

#[test]
fn a_new_secret_is_pending_until_it_is_delivered() {
    let mut bench = Bench::new();
    let (id, secret) = bench.pending("new", Expiry::Never);
    let waiting = bench.store.read().pending().unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (waiting[0].id, waiting[0].token_id, waiting[0].is_first),
        (secret, id, true)
    );
    assert_eq!(
        (waiting[0].holder.as_str(), waiting[0].issued_at),
        ("a process", sunday())
    );
    bench.change(sunday() + hours(1), Event::named("token.delivered"), |write| {
        write.deliver(&secret)
    });
    assert_eq!(bench.store.read().pending().unwrap(), []);
    let present = bench.record(&id).present;
    assert_eq!(
        (present.state, present.delivered_at),
        (SecretState::Active, Some(sunday() + hours(1)))
    );
}

#[test]
fn the_old_secret_is_untouched_until_its_successor_is_delivered() {
    let mut bench = Bench::new();
    let (id, old) = bench.active("token", days(30));
    let new = bench.regenerate(&id, Grace::Now);
    assert_eq!(bench.record(&id).present.id, old);
    assert_eq!(state(&bench, &old), (SecretState::Active, days(30)));
    assert!(!bench.store.read().pending().unwrap()[0].is_first);

    bench.change(sunday() + hours(2), Event::named("token.delivered"), |write| {
        write.deliver(&new)
    });
    assert_eq!(bench.record(&id).present.id, new);
    assert_eq!(bench.record(&id).retiring, None);
    assert_eq!(
        state(&bench, &old),
        (SecretState::Ended, Expiry::At(sunday() + hours(2)))
    );
}

#[test]
fn a_grace_starts_when_the_successor_is_delivered() {
    let mut bench = Bench::new();
    let (id, old) = bench.active("token", Expiry::Never);
    let new = bench.regenerate(&id, Grace::Day);
    bench.change(sunday() + hours(2), Event::named("token.delivered"), |write| {
        write.deliver(&new)
    });
    assert_eq!(
        state(&bench, &old),
        (SecretState::Retiring, Expiry::At(sunday() + hours(26)))
    );
    let retiring = bench.record(&id).retiring.unwrap();
    assert_eq!((retiring.id, retiring.ends_at), (old, sunday() + hours(26)));
}

#[test]
fn a_grace_never_lengthens_a_life() {
    let mut bench = Bench::new();
    let (id, old) = bench.active("token", days(1));
    let new = bench.regenerate(&id, Grace::Month);
    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&new)
    });
    assert_eq!(state(&bench, &old), (SecretState::Retiring, days(1)));
}

#[test]
fn a_successor_that_nobody_received_is_voided_and_changes_nothing() {
    let mut bench = Bench::new();
    let (id, old) = bench.active("token", days(30));
    let new = bench.regenerate(&id, Grace::Day);
    bench.change(sunday(), Event::named("token.undelivered"), |write| {
        write.void(&new)
    });
    assert_eq!(bench.record(&id).present.id, old);
    assert_eq!(state(&bench, &old), (SecretState::Active, days(30)));
    assert_eq!(state(&bench, &new).0, SecretState::Ended);
    for again in [true, false] {
        let refused = bench.store.change(&by_ann(sunday()), |change| {
            let mut write = change.record(Event::named("again"))?;
            if again {
                write.void(&new)
            } else {
                write.deliver(&new)
            }
        });
        assert!(matches!(refused, Err(Error::Missing)), "what is over stays over");
    }
}

#[test]
fn regenerating_twice_voids_the_first_successor() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("token", Expiry::Never);
    let first = bench.regenerate(&id, Grace::Now);
    let second = bench.regenerate(&id, Grace::Now);
    assert_eq!(state(&bench, &first).0, SecretState::Ended);
    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&second)
    });
    assert_eq!(bench.record(&id).present.id, second);
}

#[test]
fn of_two_that_retire_the_one_that_lives_longer_is_told() {
    let mut bench = Bench::new();
    let (id, first) = bench.active("token", Expiry::Never);
    let second = bench.regenerate(&id, Grace::Week);
    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&second)
    });
    let third = bench.regenerate(&id, Grace::Hour);
    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&third)
    });
    assert_eq!(bench.record(&id).retiring.unwrap().id, first);
    assert_eq!(state(&bench, &second).0, SecretState::Retiring);
}

#[test]
fn a_digest_is_found_by_the_public_id_of_its_secret() {
    let mut bench = Bench::new();
    let (id, secret) = bench.active("token", Expiry::Never);
    let found = bench.store.read().digest(&secret).unwrap().unwrap();
    assert_eq!(
        (found.token_id, found.phc.as_str()),
        (id, crate::digest().as_phc())
    );
    assert_eq!(
        bench.store.read().digest(&id).unwrap(),
        None,
        "a record's id is no secret's"
    );
}

#[test]
fn a_replaced_secret_waits_for_its_successor_and_ends_once() {
    let mut bench = Bench::new();
    let (id, old) = bench.active("token", Expiry::Never);
    let new = bench.regenerate(&id, Grace::Week);
    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&new)
    });
    assert_eq!(
        bench.store.read().finishing().unwrap(),
        [],
        "a grace alone waits for nothing"
    );
    bench.change(sunday(), Event::named("token.finishing"), |write| {
        write.await_successor(&old)
    });
    let waiting = bench.store.read().finishing().unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (
            waiting[0].token_id,
            waiting[0].old,
            waiting[0].new,
            waiting[0].ends_at
        ),
        (id, old, new, sunday() + hours(7 * 24))
    );
    assert!(bench.record(&id).retiring.unwrap().until_seen);

    bench.change(sunday() + hours(3), Event::named("token.finished"), |write| {
        write.finish(&old)
    });
    assert_eq!(
        state(&bench, &old),
        (SecretState::Ended, Expiry::At(sunday() + hours(3)))
    );
    assert_eq!(state(&bench, &new).0, SecretState::Active);
    assert_eq!(bench.store.read().finishing().unwrap(), []);
    let again = bench.store.change(&by_ann(sunday() + hours(4)), |change| {
        change.record(Event::named("token.finished"))?.finish(&old)
    });
    assert!(matches!(again, Err(Error::Missing)));
}

#[test]
fn only_a_replaced_secret_can_wait_so_that_the_last_one_never_ends_by_itself() {
    let mut bench = Bench::new();
    let (id, present) = bench.active("token", Expiry::Never);
    for wrong in [present, bench.regenerate(&id, Grace::Week)] {
        let refused = bench.store.change(&by_ann(sunday()), |change| {
            change
                .record(Event::named("token.finishing"))?
                .await_successor(&wrong)
        });
        assert!(matches!(refused, Err(Error::Missing)));
        let refused = bench.store.change(&by_ann(sunday()), |change| {
            change.record(Event::named("token.finished"))?.finish(&wrong)
        });
        assert!(matches!(refused, Err(Error::Missing)));
    }
    assert_eq!(state(&bench, &present).0, SecretState::Active);
}

#[test]
fn a_secret_under_way_is_carried_on_by_one_process_while_its_record_goes_by_it() {
    let mut bench = Bench::new();
    let (id, old) = bench.active("token", Expiry::Never);
    let new = bench.regenerate(&id, Grace::Week);
    let one = UnderWay {
        token_id: id,
        secret: new,
        old,
        at_once: true,
        holder: "one".into(),
    };
    bench.change(sunday(), Event::named("token.regenerated"), |write| {
        write.set_out(&one)
    });
    assert_eq!(
        bench.store.read().under_way().unwrap(),
        [],
        "nobody received it yet"
    );
    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&new)
    });
    assert_eq!(
        bench.store.read().under_way().unwrap(),
        std::slice::from_ref(&one)
    );

    assert!(bench.store.take_over(&one, "two").unwrap());
    assert!(!bench.store.take_over(&one, "three").unwrap(), "two was faster");
    let taken = UnderWay {
        holder: "two".into(),
        ..one.clone()
    };
    assert_eq!(bench.store.read().under_way().unwrap(), [taken]);
    bench.change(sunday(), Event::named("token.finishing"), |write| {
        write.await_successor(&old)?;
        write.arrive(&new)
    });
    assert_eq!(bench.store.read().under_way().unwrap(), []);

    // One that is replaced before it has arrived goes nowhere any more.
    bench.change(sunday(), Event::named("token.regenerated"), |write| {
        write.set_out(&one)
    });
    let newer = bench.regenerate(&id, Grace::Now);
    bench.change(sunday(), Event::named("token.delivered"), |write| {
        write.deliver(&newer)
    });
    assert_eq!(bench.store.read().under_way().unwrap(), []);
    bench.store.give_up(&new).unwrap();
}
