//! Users: added, edited, disabled, and what that means for their tokens.

use store::{Error, Event, User};
use token::{Expiry, TokenId};

use crate::{Bench, days, hours, new_token, sunday};

pub(crate) fn user(account: &str, groups: &str) -> User {
    User {
        account: account.into(),
        name: account.split('@').next().unwrap_or_default().into(),
        groups: groups.parse().unwrap(),
        created_at: sunday(),
        disabled_at: None,
    }
}

fn with_users(users: &[User]) -> Bench {
    let mut bench = Bench::new();
    for user in users {
        bench.change(sunday(), Event::named("user.added"), |write| write.add_user(user));
    }
    bench
}

/// A delivered token of somebody's: its record and its secret.
fn token_of(bench: &mut Bench, owner: &str, name: &str, expiry: Expiry) -> (TokenId, TokenId) {
    let mut new = new_token(bench.draw_id(), name);
    new.owner = Some(owner.into());
    let secret = bench.secret(expiry);
    bench.change(sunday(), Event::named("token.created"), |write| {
        write.add_token(&new, &secret)?;
        write.deliver(&secret.id)
    });
    (new.id, secret.id)
}

#[test]
fn a_user_is_edited_disabled_and_enabled_and_each_only_where_it_changes_something() {
    let mut bench = with_users(&[user("ann@plant7", "SiteAdmin"), user("bob@plant7", "User")]);
    let at = sunday() + hours(1);
    bench.change(at, Event::named("user.edited"), |write| {
        write.edit_user("bob@plant7", "Robert", "User,Admin".parse().unwrap())
    });
    bench.change(at, Event::named("user.disabled"), |write| {
        write.disable_user("bob@plant7")
    });
    let bob = bench.store.read().user("bob@plant7").unwrap().unwrap();
    assert_eq!((bob.name.as_str(), bob.disabled_at), ("Robert", Some(at)));
    assert_eq!(bob.groups.to_string(), "User,Admin");
    assert_eq!(bench.store.read().users().unwrap().len(), 2);
    let again = bench.store.change(&crate::by_ann(at), |change| {
        change
            .record(Event::named("user.disabled"))?
            .disable_user("bob@plant7")
    });
    assert!(matches!(again, Err(Error::Missing)), "disabled already");
    bench.change(at, Event::named("user.enabled"), |write| {
        write.enable_user("bob@plant7")
    });
    let bob = bench.store.read().user("bob@plant7").unwrap().unwrap();
    assert_eq!(bob.disabled_at, None);
    let nobody = bench.store.change(&crate::by_ann(at), |change| {
        change
            .record(Event::named("user.edited"))?
            .edit_user("nobody", "x", "User".parse().unwrap())
    });
    assert!(matches!(nobody, Err(Error::Missing)));
}

#[test]
fn an_account_is_taken_once_and_a_token_needs_an_owner_who_is_known() {
    let mut bench = with_users(&[user("ann@plant7", "SiteAdmin")]);
    let by = crate::by_ann(sunday());
    let twice = bench.store.change(&by, |change| {
        change
            .record(Event::named("user.added"))?
            .add_user(&user("ann@plant7", "User"))
    });
    assert!(twice.is_err());
    let mut new = new_token(bench.draw_id(), "whose?");
    new.owner = Some("nobody".into());
    let secret = bench.secret(Expiry::Never);
    let ownerless = bench.store.change(&by, |change| {
        change
            .record(Event::named("token.created"))?
            .add_token(&new, &secret)
    });
    assert!(matches!(ownerless, Err(Error::Missing)));
    assert_eq!(
        bench.store.read().tokens().unwrap(),
        [],
        "no company token came of it"
    );
}

#[test]
fn a_change_of_a_user_is_a_change_of_their_tokens_and_of_nobody_elses() {
    let mut bench = with_users(&[user("ann@plant7", "SiteAdmin"), user("bob@plant7", "Admin,User")]);
    let (of_ann, _) = token_of(&mut bench, "ann@plant7", "hers", Expiry::Never);
    let (of_bob, secret) = token_of(&mut bench, "bob@plant7", "his", Expiry::Never);
    let rev = bench.store.read().rev().unwrap();
    bench.change(sunday(), Event::named("user.disabled"), |write| {
        write.disable_user("bob@plant7")
    });
    let changes = bench.store.read().changes_since(rev).unwrap();
    let changed: Vec<_> = changes.upsert.iter().map(|record| record.id).collect();
    assert_eq!(changed, [of_bob]);
    assert!(changes.upsert[0].is_owner_disabled);
    assert!(!bench.record(&of_ann).is_owner_disabled);
    let reader = store::Reader::open(&bench.data()).unwrap();
    let verifiable = reader.verifiable(&secret).unwrap().unwrap();
    assert!(verifiable.is_owner_disabled);
    assert_eq!(verifiable.owner_groups, Some("Admin,User".parse().unwrap()));
}

#[test]
fn a_token_can_do_no_more_than_its_owner_may_by_now() {
    let mut bench = with_users(&[user("bob@plant7", "Synchronizer,User,Admin")]);
    let (id, _) = token_of(&mut bench, "bob@plant7", "his", Expiry::Never);
    bench.change(sunday(), Event::named("user.edited"), |write| {
        write.edit_user("bob@plant7", "Bob", "Synchronizer".parse().unwrap())
    });
    let record = bench.record(&id);
    assert_eq!(record.effective_groups().to_string(), "Synchronizer");
    assert_eq!(record.groups.iter().count(), 6, "what it was given is kept");
    let listed = bench.store.read().tokens().unwrap();
    assert_eq!(listed, [record]);
}

#[test]
fn everybodys_tokens_are_told_with_whether_they_are_active() {
    let mut bench = with_users(&[user("ann@plant7", "SiteAdmin"), user("bob@plant7", "User")]);
    let (lives, _) = token_of(&mut bench, "ann@plant7", "lives", Expiry::Never);
    let (over, _) = token_of(&mut bench, "ann@plant7", "over", days(1));
    let (paused, _) = token_of(&mut bench, "ann@plant7", "paused", Expiry::Never);
    bench.change(sunday(), Event::named("token.paused"), |write| {
        write.pause(&paused)
    });
    bench.active("company", Expiry::Never);
    let holdings = bench.store.read().holdings(sunday() + hours(25)).unwrap();
    let told: Vec<_> = holdings
        .iter()
        .map(|holding| {
            let tokens: Vec<_> = holding
                .tokens
                .iter()
                .map(|owned| (owned.id, owned.is_active))
                .collect();
            (holding.user.account.as_str(), tokens)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ann@plant7", vec![(lives, true), (over, false), (paused, false)]),
            ("bob@plant7", vec![])
        ]
    );
}
