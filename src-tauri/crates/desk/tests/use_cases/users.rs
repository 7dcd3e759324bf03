//! Users: the first person, adding, editing, disabling, and tokens for them.

use desk::Source;
use desk::wire::{AppError, Field, FieldProblem, Owner, TokenDraft, UserDraft, UserRef, UserRow};
use testkit::{TestDesk, draft};

use crate::{delivered, id, row};

pub(crate) fn user(account: &str, groups: &[&str]) -> UserDraft {
    UserDraft {
        account: account.to_owned(),
        name: String::new(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}

pub(crate) fn named(account: &str) -> UserRef {
    UserRef {
        account: account.to_owned(),
    }
}

pub(crate) fn draft_for(owner: &str, name: &str, groups: &[&str]) -> TokenDraft {
    TokenDraft {
        owner: Owner::User(owner.to_owned()),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        ..draft(name, "365")
    }
}

fn accounts(users: &[UserRow]) -> Vec<&str> {
    users.iter().map(|user| user.account.as_str()).collect()
}

fn problem<T>(answer: Result<T, AppError>) -> Option<(Field, FieldProblem)> {
    match answer {
        Err(AppError::InvalidField { field, problem }) => Some((field, problem)),
        _ => None,
    }
}

fn events(test: &TestDesk) -> Vec<String> {
    let recent = test.desk.home().unwrap().recent;
    recent.into_iter().map(|row| row.event).collect()
}

#[test]
fn the_person_at_the_keyboard_is_the_first_site_admin_before_anything_is_written_down() {
    let test = TestDesk::new();
    let list = test.desk.list_users().unwrap();
    assert_eq!(accounts(&list.users), ["ann@plant7"]);
    let ann = &list.users[0];
    assert!(ann.is_you && ann.created_at.is_none());
    assert_eq!(ann.groups.len(), 6);
    assert!(list.may_add && list.groups.iter().all(|group| group.may_give));
    assert_eq!(events(&test), Vec::<String>::new(), "looking writes nothing down");
    test.desk.create_token(draft("mine", "90")).unwrap();
    let ann = test.desk.list_users().unwrap().users.remove(0);
    assert!(ann.created_at.is_some());
    assert_eq!(ann.tokens, 1);
}

#[test]
fn a_user_is_added_with_the_person_before_them_and_both_are_told() {
    let test = TestDesk::new();
    let bob = test
        .desk
        .add_user(user(" bob@plant7 ", &["User", "synchronizer"]))
        .unwrap();
    assert_eq!((bob.account.as_str(), bob.name.as_str()), ("bob@plant7", "bob"));
    assert_eq!(bob.groups, ["Synchronizer", "User"]);
    assert!(bob.may_hold_tokens && bob.may.edit && bob.may.disable && bob.may.generate && !bob.is_you);
    let list = test.desk.list_users().unwrap();
    assert_eq!(accounts(&list.users), ["ann@plant7", "bob@plant7"]);
    assert_eq!(events(&test), ["user.added", "user.added"]);
}

#[test]
fn other_programs_hear_of_a_new_user() {
    let test = TestDesk::new();
    test.desk.list_tokens().unwrap();
    let other = test.beside(Source::Terminal);
    other.desk.add_user(user("bob", &["User"])).unwrap();
    test.events();
    test.desk.refresh().unwrap();
    assert_eq!(test.events().len(), 1, "the list of users is asked for anew");
}

#[test]
fn what_is_no_user_is_refused_with_the_field_that_is_wrong() {
    let test = TestDesk::new();
    let (_, secret) = delivered(&test, "mine", "90");
    test.desk.add_user(user("bob", &["User"])).unwrap();
    let cases = [
        (user("", &["User"]), Field::Account, FieldProblem::Empty),
        (
            user("a\nb", &["User"]),
            Field::Account,
            FieldProblem::ControlCharacter,
        ),
        (
            user(&"x".repeat(81), &["User"]),
            Field::Account,
            FieldProblem::TooLong { max: 80 },
        ),
        (
            user(&secret, &["User"]),
            Field::Account,
            FieldProblem::LooksLikeToken,
        ),
        (
            UserDraft {
                name: secret.clone(),
                ..user("cid", &["User"])
            },
            Field::Name,
            FieldProblem::LooksLikeToken,
        ),
        (
            user("BOB", &["User"]),
            Field::Account,
            FieldProblem::Taken { name: "bob".into() },
        ),
        (user("cid", &[]), Field::Groups, FieldProblem::Empty),
        (
            user("cid", &["User", "Boss"]),
            Field::Groups,
            FieldProblem::NotAllowed { value: "Boss".into() },
        ),
    ];
    for (wrong, field, what) in cases {
        let told = format!("{wrong:?}");
        assert_eq!(problem(test.desk.add_user(wrong)), Some((field, what)), "{told}");
    }
    assert_eq!(test.desk.list_users().unwrap().users.len(), 2);
}

#[test]
fn the_last_site_admin_stays_and_nobody_disables_themselves() {
    let test = TestDesk::new();
    assert_eq!(
        test.desk.disable_user(named("ann@plant7")),
        Err(AppError::LastSiteAdmin),
        "not even before they are written down"
    );
    assert_eq!(
        test.desk.edit_user(user("ann@plant7", &["Admin"])),
        Err(AppError::LastSiteAdmin)
    );
    test.desk.add_user(user("bob", &["SiteAdmin"])).unwrap();
    assert_eq!(
        test.desk.disable_user(named("ann@plant7")),
        Err(AppError::OwnAccount)
    );
    assert_eq!(
        test.desk.edit_user(user("ann@plant7", &["Admin"])),
        Err(AppError::OwnAccount)
    );
    let mut fewer = user("ann@plant7", &["SiteAdmin", "Synchronizer"]);
    fewer.name = "Ann".into();
    let ann = test.desk.edit_user(fewer).unwrap();
    assert_eq!((ann.name.as_str(), ann.groups.len()), ("Ann", 2));
    test.desk.disable_user(named("bob")).unwrap();
    assert_eq!(
        test.desk.disable_user(named("ann@plant7")),
        Err(AppError::LastSiteAdmin),
        "a disabled one is none"
    );
    assert_eq!(
        test.desk.disable_user(named("nobody")),
        Err(AppError::NoSuchUser {
            account: "nobody".into()
        })
    );
}

#[test]
fn of_two_programs_that_disable_two_site_admins_one_is_refused() {
    let test = TestDesk::new();
    test.desk.add_user(user("bob@plant7", &["SiteAdmin"])).unwrap();
    let bob = test.of_person("bob@plant7");
    let answers = std::thread::scope(|scope| {
        let other = scope.spawn(|| bob.desk.disable_user(named("ann@plant7")).is_ok());
        let one = test.desk.disable_user(named("bob@plant7")).is_ok();
        (one, other.join().unwrap())
    });
    assert!(answers.0 != answers.1, "{answers:?}");
}

#[test]
fn a_token_for_a_user_is_theirs_and_has_a_subset_of_their_groups() {
    let test = TestDesk::new();
    test.desk
        .add_user(user("datahub", &["Synchronizer", "User"]))
        .unwrap();
    let issued = test
        .desk
        .create_token(draft_for("DataHub", "Data Hub upload", &["Synchronizer"]))
        .unwrap();
    assert_eq!(issued.token.user.as_deref(), Some("datahub"));
    assert_eq!(issued.token.owner.as_deref(), Some("datahub"));
    assert_eq!(issued.token.groups, ["Synchronizer"]);
    assert_eq!(issued.token.created_by, "ann@plant7");
    let wrong = |draft| problem(test.desk.create_token(draft));
    assert_eq!(
        wrong(draft_for("datahub", "x", &["Synchronizer", "Admin"])),
        Some((
            Field::Groups,
            FieldProblem::NotTheirs {
                value: "Admin".into(),
                owner: "datahub".into()
            }
        ))
    );
    assert_eq!(
        wrong(draft_for("datahub", "x", &["Boss"])),
        Some((Field::Groups, FieldProblem::NotAllowed { value: "Boss".into() }))
    );
    assert_eq!(
        wrong(draft_for("nobody", "x", &["User"])),
        Some((
            Field::Owner,
            FieldProblem::NotAllowed {
                value: "nobody".into()
            }
        ))
    );
    assert_eq!(
        wrong(draft_for("datahub", "data hub UPLOAD", &["User"])),
        Some((
            Field::Name,
            FieldProblem::Taken {
                name: "Data Hub upload".into()
            }
        )),
        "names are compared among the tokens of one user"
    );
    test.desk
        .create_token(draft("Data Hub upload", "90"))
        .expect("the person may have one of the same name");
    test.desk.add_user(user("reader", &["User"])).unwrap();
    assert_eq!(
        wrong(draft_for("reader", "x", &["User"])),
        Some((
            Field::Owner,
            FieldProblem::OwnerLacksRole {
                owner: "reader".into()
            }
        ))
    );
    test.desk.disable_user(named("datahub")).unwrap();
    assert_eq!(
        wrong(draft_for("datahub", "x", &["User"])),
        Some((
            Field::Owner,
            FieldProblem::OwnerDisabled {
                owner: "datahub".into()
            }
        ))
    );
}

#[test]
fn a_key_or_a_part_of_it_is_never_a_name() {
    let test = TestDesk::new();
    test.desk.add_user(user("datahub", &["Synchronizer"])).unwrap();
    let (_, secret) = delivered(&test, "mine", "90");
    let held = test.desk.create_token(draft("still held", "90")).unwrap();
    let shown = test.desk.reveal_secret(crate::held(&held)).unwrap().text.clone();
    for given_away in [secret.as_str(), &secret[4..], &secret[30..60], &shown[21..33]] {
        assert_eq!(
            problem(
                test.desk
                    .create_token(draft_for("datahub", given_away, &["Synchronizer"]))
            ),
            Some((Field::Name, FieldProblem::LooksLikeToken)),
            "a piece of {} characters",
            given_away.len()
        );
    }
}

#[test]
fn a_date_is_the_last_day_of_a_token_and_may_not_be_over() {
    let test = TestDesk::new(); // 2026-11-22T20:30:00Z, a desk in UTC
    let ends = |name: &str, days: &str| {
        let issued = test.desk.create_token(draft(name, days));
        issued.map(|issued| issued.token.expires_at.unwrap())
    };
    assert_eq!(ends("one day", "2026-11-22").unwrap(), "2026-11-23T00:00:00Z");
    assert_eq!(ends("a year", "2027-11-22").unwrap(), "2027-11-23T00:00:00Z");
    assert_eq!(
        problem(ends("over", "2026-11-21")),
        Some((Field::Days, FieldProblem::Past))
    );
    let too_far = FieldProblem::OverCap {
        max: 3650,
        by_policy: false,
    };
    assert_eq!(problem(ends("far", "2040-01-01")), Some((Field::Days, too_far)));
    assert_eq!(
        problem(ends("no date", "2027-02-30")),
        Some((Field::Days, FieldProblem::NotANumber))
    );
    let policy = desk::wire::Policy {
        max_days: 365,
        never_allowed: false,
    };
    test.desk.change_policy(policy).unwrap();
    assert!(ends("just a year", "2027-11-22").is_ok());
    assert_eq!(
        problem(ends("a day more", "2027-11-23")),
        Some((
            Field::Days,
            FieldProblem::OverCap {
                max: 365,
                by_policy: true
            }
        ))
    );
}

#[test]
fn a_disabled_users_tokens_are_blocked_and_come_back() {
    let test = TestDesk::new();
    test.desk.add_user(user("datahub", &["Synchronizer"])).unwrap();
    let issued = test
        .desk
        .create_token(draft_for("datahub", "upload", &["Synchronizer"]))
        .unwrap();
    let text = test
        .desk
        .reveal_secret(crate::held(&issued))
        .unwrap()
        .text
        .clone();
    let verdict = || {
        test.desk
            .verify_token(&desk::SecretText::new(text.to_string()))
            .unwrap()
    };
    assert!(verdict().accepted);
    test.events();
    let bob = test.desk.disable_user(named("datahub")).unwrap();
    assert!(bob.disabled_at.is_some());
    assert!(row(&test, &issued.token.id).blocked);
    assert!(!verdict().accepted && verdict().owner_disabled);
    let told = test.events();
    assert!(
        told.iter()
            .any(|event| matches!(event, desk::DeskEvent::TokensChanged(changed)
                if changed.upsert.iter().any(|row| row.id == issued.token.id && row.blocked))),
        "{told:?}"
    );
    test.desk.disable_user(named("datahub")).unwrap();
    test.desk.enable_user(named("datahub")).unwrap();
    assert!(verdict().accepted && !row(&test, &issued.token.id).blocked);
    assert_eq!(
        events(&test)[..2],
        ["user.enabled", "user.disabled"],
        "what changes nothing is not told twice"
    );
    assert_eq!(
        test.desk
            .token_details(id(&issued.token.id))
            .unwrap()
            .token
            .created_by,
        "ann@plant7"
    );
}

#[test]
fn what_is_taken_from_a_user_is_taken_from_their_tokens() {
    let test = TestDesk::new();
    test.desk
        .add_user(user("datahub", &["Synchronizer", "Moderator"]))
        .unwrap();
    let issued = test
        .desk
        .create_token(draft_for("datahub", "upload", &["Synchronizer", "Moderator"]))
        .unwrap();
    test.desk.edit_user(user("datahub", &["Synchronizer"])).unwrap();
    assert_eq!(row(&test, &issued.token.id).groups, ["Synchronizer"]);
    test.desk
        .edit_user(user("datahub", &["Synchronizer", "Moderator"]))
        .unwrap();
    assert_eq!(row(&test, &issued.token.id).groups.len(), 2);
}

#[test]
fn a_stranger_is_told_so_and_may_enter_themselves_and_a_renamed_computer_makes_none() {
    let test = TestDesk::new();
    test.desk.create_token(draft("mine", "90")).unwrap();
    let renamed = test.of_person("ann@dhcp-17");
    assert_eq!(renamed.desk.list_tokens().unwrap().tokens.len(), 1);
    assert!(renamed.desk.list_users().unwrap().users[0].is_you);
    let issued = renamed.desk.create_token(draft("hers too", "90")).unwrap();
    assert_eq!(issued.token.owner.as_deref(), Some("ann@plant7"));
    let bob = test.of_person("bob@plant7");
    assert_eq!(bob.desk.list_tokens().unwrap().tokens, []);
    assert_eq!(
        bob.desk.create_token(draft("his", "90")).map(drop),
        Err(AppError::NotAUser {
            account: "bob@plant7".into(),
            disabled: false
        })
    );
    bob.desk.take_in().unwrap();
    bob.desk.create_token(draft("his", "90")).unwrap();
    assert_eq!(bob.desk.list_tokens().unwrap().tokens.len(), 3);
}
