use store::{Error, Event, User};
use token::{Expiry, Grace, Policy, Status, TokenName};

use crate::{Bench, by_ann, days, hours, sunday};

#[test]
fn a_record_says_what_it_is_for_once_that_was_said() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("ratings", Expiry::Never);
    assert_eq!(bench.record(&id).description, None);
    let purpose = token::Description::parse("Ratings for the weekly report").unwrap();
    bench.change(sunday(), Event::named("token.described"), |write| {
        write.describe(&id, &purpose)
    });
    let said = Some("Ratings for the weekly report");
    assert_eq!(bench.record(&id).description.as_deref(), said);
    let listed = bench.store.read().tokens().unwrap();
    assert_eq!(
        listed[0].description.as_deref(),
        said,
        "the list reads the same columns"
    );
}

#[test]
fn a_record_comes_back_as_it_was_made() {
    let mut bench = Bench::new();
    let (id, secret) = bench.pending("PI Scanner – Werk Süd 🏭", days(30));
    let record = bench.record(&id);
    assert_eq!(record.name, "PI Scanner – Werk Süd 🏭");
    assert_eq!(
        record.groups.to_string(),
        "Synchronizer,User,Moderator,Admin,SiteAdmin,Recognizer"
    );
    assert_eq!(record.scopes.to_string(), "read");
    assert_eq!(
        (record.created_at, record.created_by.as_str()),
        (sunday(), "ann@plant7")
    );
    assert_eq!((record.present.id, record.present.expiry), (secret, days(30)));
    assert_eq!(record.owner, None, "nobody was named, so it is a company token");
    assert_eq!(bench.store.read().tokens().unwrap(), [record]);
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("kept", Expiry::Never);
    let before = bench.record(&id);
    bench.store = store::Store::open(&bench.data(), sunday()).unwrap();
    assert_eq!(bench.record(&id), before);
}

#[test]
fn an_owner_is_known_by_account() {
    let mut bench = Bench::new();
    let ann = User {
        account: "ann@plant7".into(),
        name: "Ann".into(),
        groups: "User,Admin".parse().unwrap(),
        created_at: sunday(),
        disabled_at: None,
    };
    bench.change(sunday(), Event::named("user.added"), |write| write.add_user(&ann));
    assert_eq!(bench.store.read().user("ann@plant7").unwrap(), Some(ann));
    let mut new = crate::new_token(bench.draw_id(), "mine");
    new.owner = Some("ann@plant7".into());
    let secret = bench.secret(Expiry::Never);
    bench.change(sunday(), Event::named("token.created"), |write| {
        write.add_token(&new, &secret)
    });
    assert_eq!(bench.record(&new.id).owner.as_deref(), Some("Ann"));
    assert_eq!(bench.record(&new.id).owner_account.as_deref(), Some("ann@plant7"));
}

#[test]
fn pausing_resuming_and_revoking_show_in_the_status() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("token", days(1));
    let status = |bench: &Bench, at| bench.record(&id).status(at);
    assert_eq!(status(&bench, sunday()), Status::Active);
    assert_eq!(
        status(&bench, sunday() + hours(24)),
        Status::Expired,
        "it ends in the second that its life is over"
    );
    bench.change(sunday(), Event::named("token.paused"), |write| write.pause(&id));
    assert_eq!(status(&bench, sunday()), Status::Paused);
    bench.change(sunday(), Event::named("token.resumed"), |write| write.resume(&id));
    assert_eq!(status(&bench, sunday()), Status::Active);
    bench.change(sunday(), Event::named("token.revoked"), |write| write.revoke(&id));
    assert_eq!(status(&bench, sunday() + hours(48)), Status::Revoked);
}

#[test]
fn a_revoked_record_is_neither_revoked_again_nor_paused() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("token", Expiry::Never);
    bench.change(sunday(), Event::named("token.revoked"), |write| write.revoke(&id));
    let revoked = bench.record(&id);
    for again in [true, false] {
        let refused = bench.store.change(&by_ann(sunday() + hours(1)), |change| {
            let mut write = change.record(Event::named("again"))?;
            if again {
                write.revoke(&id)
            } else {
                write.pause(&id)
            }
        });
        assert!(matches!(refused, Err(Error::Missing)));
    }
    assert_eq!(bench.record(&id), revoked);
}

#[test]
fn a_change_that_fails_leaves_nothing_behind_not_even_its_audit_row() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("before", Expiry::Never);
    let (rev, trail) = (
        bench.store.read().rev().unwrap(),
        bench.store.read().audit(10).unwrap(),
    );
    let refused: Result<(), Error> = bench.store.change(&by_ann(sunday()), |change| {
        change
            .record(Event::named("token.renamed"))?
            .rename(&id, &TokenName::parse("after").unwrap())?;
        Err(Error::Missing)
    });
    assert!(refused.is_err());
    assert_eq!(bench.record(&id).name, "before");
    assert_eq!(
        (
            bench.store.read().rev().unwrap(),
            bench.store.read().audit(10).unwrap()
        ),
        (rev, trail)
    );
}

#[test]
fn a_name_is_taken_while_another_living_token_of_the_same_owner_has_it() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("PI Scanner", days(1));
    let name = TokenName::parse("pi SCANNER").unwrap();
    let taken = |bench: &Bench, except, at| bench.store.read().taken_name(&name, None, except, at).unwrap();
    assert_eq!(
        taken(&bench, None, sunday()).as_deref(),
        Some("PI Scanner"),
        "case makes no difference"
    );
    assert_eq!(
        taken(&bench, Some(&id), sunday()),
        None,
        "a token does not stand in its own way"
    );
    assert_eq!(
        taken(&bench, None, sunday() + hours(24)),
        None,
        "an expired token gives its name back"
    );
    assert_eq!(
        bench
            .store
            .read()
            .taken_name(&name, Some("ann@plant7"), None, sunday())
            .unwrap(),
        None
    );
    bench.change(sunday(), Event::named("token.revoked"), |write| write.revoke(&id));
    assert_eq!(taken(&bench, None, sunday()), None, "so does a revoked one");
}

#[test]
fn a_record_that_was_not_deleted_is_not_purged() {
    let mut bench = Bench::new();
    let (id, _) = bench.active("living", Expiry::Never);
    let before = bench.record(&id);
    let refused = bench.store.change(&by_ann(sunday()), |change| {
        change.record(Event::named("token.purged"))?.purge(&id)
    });
    assert!(matches!(refused, Err(Error::Missing)));
    assert_eq!(bench.record(&id), before);
}

#[test]
fn the_list_tells_of_each_record_what_asking_for_it_alone_tells() {
    let mut bench = Bench::new();
    let ann = User {
        account: "PLANT7\\ann".into(),
        name: "Ann".into(),
        groups: token::Groups::all(),
        created_at: sunday(),
        disabled_at: None,
    };
    bench.change(sunday(), Event::named("user.added"), |write| write.add_user(&ann));
    let mut ids = vec![bench.active("plain", Expiry::Never).0];
    let (renewed, _) = bench.active("renewed twice", Expiry::Never);
    for grace in [Grace::Week, Grace::Day] {
        let secret = bench.regenerate(&renewed, grace);
        bench.change(sunday(), Event::named("token.delivered"), |write| {
            write.deliver(&secret)
        });
    }
    ids.push(renewed);
    let owned = store::NewToken {
        owner: Some(ann.account.clone()),
        ..crate::new_token(bench.draw_id(), "owned")
    };
    let secret = bench.secret(days(30));
    bench.change(sunday(), Event::named("token.created"), |write| {
        write.add_token(&owned, &secret)?;
        for (variable, later) in [("FIRST", 0), ("LATER", 1), ("MIDDLE", 0)] {
            write.place(&store::Placement {
                variable: variable.into(),
                token_id: Some(owned.id),
                secret_id: Some(secret.id),
                print: token::Fingerprint([7; 32]),
                last4: "g2Vp".into(),
                placed_at: sunday() + hours(later),
            })?;
        }
        Ok(())
    });
    ids.push(owned.id);
    let list = bench.store.read().tokens().unwrap();
    let alone: Vec<_> = ids.iter().map(|id| bench.record(id)).collect();
    assert_eq!(list, alone);
    assert_eq!(
        list[1].retiring.as_ref().unwrap().ends_at,
        sunday() + hours(7 * 24)
    );
    assert_eq!(list[2].owner.as_deref(), Some("Ann"));
    assert_eq!(list[2].variable.as_deref(), Some("LATER"));
}

#[test]
fn letters_that_look_alike_are_the_same_name() {
    let mut bench = Bench::new();
    bench.active("Caf\u{e9} S\u{fc}d", Expiry::Never);
    let taken = |typed: &str| {
        let name = TokenName::parse(typed).unwrap();
        bench
            .store
            .read()
            .taken_name(&name, None, None, sunday())
            .unwrap()
    };
    for typed in [
        "Cafe\u{301} Su\u{308}d",
        "CAFE\u{301} SU\u{308}D",
        "caf\u{c9} s\u{fc}d",
    ] {
        assert_eq!(taken(typed).as_deref(), Some("Caf\u{e9} S\u{fc}d"), "{typed}");
    }
    assert_eq!(taken("Cafe Sud"), None);
}

#[test]
fn a_clock_that_was_ahead_is_forgotten_when_the_person_says_so() {
    let mut bench = Bench::new();
    bench.store.note_hour(sunday() + hours(1_000)).unwrap();
    assert_eq!(bench.store.read().latest_time().unwrap(), sunday() + hours(1_000));
    bench.store.note_hour(sunday()).unwrap();
    assert_eq!(
        bench.store.read().latest_time().unwrap(),
        sunday() + hours(1_000),
        "it never goes back"
    );
    bench.change(sunday(), Event::named("clock.trusted"), |write| {
        write.trust_clock()
    });
    assert_eq!(bench.store.read().latest_time().unwrap(), sunday());
}

#[test]
fn a_deleted_record_can_be_brought_back_until_it_is_purged() {
    let mut bench = Bench::new();
    let (id, secret) = bench.active("old", Expiry::Never);
    bench.regenerate(&id, Grace::Day);
    let before = bench.record(&id);
    bench.change(sunday(), Event::named("token.deleted"), |write| write.delete(&id));
    assert_eq!(bench.store.read().tokens().unwrap(), []);
    bench.change(sunday(), Event::named("token.restored"), |write| {
        write.restore(&id)
    });
    assert_eq!(
        bench.record(&id),
        store::Record {
            rev: bench.record(&id).rev,
            ..before
        }
    );

    bench.change(sunday(), Event::named("token.deleted"), |write| write.delete(&id));
    let deleted = |bench: &Bench, before| bench.store.read().deleted_before(before).unwrap();
    assert_eq!(deleted(&bench, sunday()), []);
    assert_eq!(deleted(&bench, sunday() + hours(1)), [(id, "old".to_owned())]);
    bench.change(sunday(), Event::named("token.purged"), |write| write.purge(&id));
    assert_eq!(bench.store.read().token(&id).unwrap(), None);
    assert_eq!(
        bench.store.read().digest(&secret).unwrap(),
        None,
        "its digests went with it"
    );
    assert!(
        bench
            .store
            .read()
            .audit(100)
            .unwrap()
            .iter()
            .any(|row| row.token_id == Some(id)),
        "its trail stays"
    );
}

#[test]
fn the_policy_is_kept() {
    let mut bench = Bench::new();
    assert_eq!(bench.store.read().policy().unwrap(), Policy::default());
    let strict = Policy::new(90, false).unwrap();
    bench.change(sunday(), Event::named("policy.changed"), |write| {
        write.set_policy(&strict)
    });
    assert_eq!(bench.store.read().policy().unwrap(), strict);
}

#[test]
fn the_latest_hour_is_remembered_when_the_clock_is_set_back() {
    let mut bench = Bench::new();
    bench.active("a", Expiry::Never);
    assert_eq!(bench.store.read().latest_time().unwrap(), sunday());
    let policy = Policy::default();
    bench.change(
        jiff::Timestamp::UNIX_EPOCH,
        Event::named("policy.changed"),
        |write| write.set_policy(&policy),
    );
    assert_eq!(bench.store.read().latest_time().unwrap(), sunday());
}

#[test]
fn those_that_end_come_by_their_end_without_what_was_stopped() {
    let mut bench = Bench::new();
    for (name, count) in [
        ("unwanted", 7),
        ("third", 30),
        ("first", 7),
        ("beyond", 31),
        ("second", 7),
    ] {
        bench.active(name, days(count));
    }
    bench.active("never", Expiry::Never);
    let (paused, _) = bench.active("paused", days(7));
    let (revoked, _) = bench.active("revoked", days(7));
    let (deleted, _) = bench.active("deleted", days(7));
    bench.change(sunday(), Event::named("token.paused"), |write| {
        write.pause(&paused)
    });
    for id in [&revoked, &deleted] {
        bench.change(sunday(), Event::named("token.revoked"), |write| write.revoke(id));
    }
    bench.change(sunday(), Event::named("token.record_deleted"), |write| {
        write.delete(&deleted)
    });
    let (Expiry::At(week), Expiry::At(month)) = (days(7), days(30)) else {
        panic!("both end")
    };
    let names = |after, until, most| -> Vec<String> {
        let wanted = |record: &store::Record| record.name != "unwanted";
        let records = bench.store.read().ending(after, until, most, wanted).unwrap();
        records.into_iter().map(|record| record.name).collect()
    };
    assert_eq!(names(sunday(), month, 9), ["first", "second", "third"]);
    assert_eq!(names(sunday(), month, 2), ["first", "second"]);
    assert_eq!(names(week, month, 9), ["third"], "at its end a token has ended");
    assert_eq!(names(sunday(), jiff::Timestamp::MAX, 9).len(), 4);
}
