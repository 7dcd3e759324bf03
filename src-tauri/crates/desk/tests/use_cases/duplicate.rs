//! *Duplicate*: the settings of a token, under a name that is free.

use desk::wire::{AppError, Owner, TokenDraft, TokenLimits};
use testkit::{TestDesk, draft};

use super::*;
use crate::users::{draft_for, user};

fn scopes(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_copy_begins_with_everything_but_name_and_secret() {
    let test = TestDesk::new();
    let limits = TokenLimits {
        rate: "100/min".to_owned(),
        uses: "5".to_owned(),
        networks: "10.20.0.0/16".to_owned(),
    };
    let first = TokenDraft {
        groups: vec!["Moderator".to_owned()],
        scopes: scopes(&["reports:read", "read"]),
        limits: limits.clone(),
        ..draft("PI Scanner", "30")
    };
    let issued = test.desk.create_token(first).unwrap();
    assert_eq!(issued.token.scopes, ["read", "reports:read"]);
    test.clock.pass(DAY * 10);
    let like = test.desk.duplicate_token(id(&issued.token.id)).unwrap();
    let expected = TokenDraft {
        groups: vec!["Moderator".to_owned()],
        scopes: scopes(&["read", "reports:read"]),
        limits,
        ..draft("PI Scanner 2", "30")
    };
    assert_eq!(
        like.draft, expected,
        "as many days as the first was given, not as are left"
    );
    assert_eq!(like.resource, None);
    let second = test.desk.create_token(like.draft).unwrap();
    assert_ne!(second.token.id, issued.token.id);
    let third = test.desk.duplicate_token(id(&issued.token.id)).unwrap();
    assert_eq!(third.draft.name, "PI Scanner 3");
}

#[test]
fn whose_it_is_stays_and_so_does_that_it_never_ends() {
    let test = TestDesk::new();
    test.desk.add_user(user("bob", &["Synchronizer"])).unwrap();
    let of_bob = test
        .desk
        .create_token(draft_for("bob", "Hub", &["Synchronizer"]))
        .unwrap();
    let like = test.desk.duplicate_token(id(&of_bob.token.id)).unwrap().draft;
    assert_eq!(like.owner, Owner::User("bob".to_owned()));
    let company = TokenDraft {
        owner: Owner::Company,
        description: "Ratings of all plants".to_owned(),
        ..draft("All plants", "0")
    };
    let company = test.desk.create_token(company).unwrap();
    let like = test.desk.duplicate_token(id(&company.token.id)).unwrap().draft;
    assert_eq!((like.owner, like.days.as_str()), (Owner::Company, "0"));
    assert_eq!(like.description, "Ratings of all plants");
    let none = test.desk.duplicate_token(id("0123456789abcdef"));
    assert_eq!(none, Err(AppError::NotFound));
}

#[test]
fn a_copy_of_a_token_for_a_resource_is_for_the_same_one() {
    let test = TestDesk::new();
    test.desk
        .add_resource(&resources::draft("plant-db", &["User"], true))
        .unwrap();
    let bound = test
        .desk
        .create_token_for(draft("Night job", "30"), "plant-db")
        .unwrap();
    let like = test.desk.duplicate_token(id(&bound.token.id)).unwrap();
    assert_eq!(
        (like.draft.name.as_str(), like.resource.as_deref()),
        ("Night job 2", Some("plant-db"))
    );
}
