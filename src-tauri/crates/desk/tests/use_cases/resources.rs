//! Resources and check-outs: what is given, to whom, and never twice.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use desk::vault::KeyringError;
use desk::wire::{
    AppError, CheckIn, CheckOut, CheckedOut, Field, FieldProblem, ResourceChange, ResourceDraft, TokenDraft,
    TokenRefs, TokenRow,
};
use desk::{SecretText, Source};
use testkit::{TestDesk, draft as token_draft, leaks};
use verifier::{Borrow, NotLent};

use crate::users::{draft_for, named, user};
use crate::{HOUR, held};

pub(crate) const PASSWORD: &str = "pg-Fj39slQx72-password";

pub(crate) fn draft(name: &str, groups: &[&str], exclusive: bool) -> ResourceDraft {
    ResourceDraft {
        name: name.into(),
        kind: "database".into(),
        address: "db.plant7:5432".into(),
        exclusive,
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        account: SecretText::new("scanner".into()),
        password: SecretText::new(PASSWORD.into()),
        rotate_with: String::new(),
    }
}

pub(crate) fn wish(resource: &str, minutes: &str) -> CheckOut {
    CheckOut {
        resource: resource.into(),
        reason: "nightly job".into(),
        minutes: minutes.into(),
        email: String::new(),
        repeat: None,
    }
}

fn with_a_resource() -> TestDesk {
    let test = TestDesk::new();
    test.desk
        .add_resource(&draft("plant-db", &["User"], true))
        .unwrap();
    test
}

pub(crate) fn back(given: &CheckedOut) -> CheckIn {
    CheckIn {
        id: given.id.clone(),
        resource: None,
    }
}

fn is_out(answer: Result<CheckedOut, AppError>) -> bool {
    matches!(answer, Err(AppError::ResourceOut { name, .. }) if name == "plant-db")
}

#[test]
fn what_is_added_is_given_out_taken_back_and_nowhere_in_plain() {
    let test = with_a_resource();
    let desk = &test.desk;
    let given = desk.check_out(&wish("PLANT-DB", "30")).unwrap();
    assert_eq!(
        (given.account.expose(), given.password.expose()),
        ("scanner", PASSWORD)
    );
    assert_eq!(given.id.len(), 32, "128 bits");
    let row = desk.resource("plant-db").unwrap();
    assert_eq!(row.held.len(), 1);
    assert_eq!(row.held[0].reason, "nightly job");
    assert!(is_out(desk.check_out(&wish("plant-db", "30"))));
    desk.check_in(&back(&given)).unwrap();
    desk.check_in(&back(&given)).unwrap();
    assert_eq!(desk.resource("plant-db").unwrap().held, Vec::new());
    let again = desk.check_out(&wish("plant-db", "30")).unwrap();
    assert_ne!(again.id, given.id);
    for secret in [PASSWORD, "scanner"] {
        assert_eq!(leaks(test.folder(), secret), Vec::new());
    }
}

#[test]
fn what_is_asked_for_is_judged_field_by_field() {
    let test = with_a_resource();
    let asks = |wish: CheckOut| match test.desk.check_out(&wish) {
        Err(AppError::InvalidField { field, problem }) => (field, problem),
        other => panic!("{other:?}"),
    };
    for minutes in [
        "",
        "0",
        "-5",
        "1.5",
        "five",
        "10081",
        "5256000",
        "99999999999999999999",
    ] {
        assert_eq!(asks(wish("plant-db", minutes)).0, Field::Minutes, "{minutes}");
    }
    for reason in ["", "   ", "a\nb", &"x".repeat(501)] {
        let reason = reason.to_owned();
        let wish = CheckOut {
            reason,
            ..wish("plant-db", "5")
        };
        assert_eq!(asks(wish).0, Field::Reason);
    }
    let email = CheckOut {
        email: "nobody".into(),
        ..wish("plant-db", "5")
    };
    assert_eq!(asks(email).0, Field::Email);
    let none = test.desk.check_out(&wish("other-db", "5"));
    assert!(matches!(none, Err(AppError::NoSuchResource { .. })));
    for (name, kind, problem) in [
        (
            "plant-DB",
            "database",
            FieldProblem::Taken {
                name: "plant-db".into(),
            },
        ),
        ("", "database", FieldProblem::Empty),
        (
            "new",
            "castle",
            FieldProblem::NotAllowed {
                value: "castle".into(),
            },
        ),
    ] {
        let refused = test.desk.add_resource(&ResourceDraft {
            kind: kind.into(),
            ..draft(name, &["User"], true)
        });
        assert!(
            matches!(refused, Err(AppError::InvalidField { problem: told, .. }) if told == problem),
            "{name} {kind}"
        );
    }
    assert!(
        test.desk.check_out(&wish("plant-db", "10080")).is_ok(),
        "a week is the most"
    );
}

/// Reasons, names and addresses are written down for everybody to read.
#[test]
fn a_token_is_no_reason_name_or_address_and_is_written_down_nowhere() {
    let test = with_a_resource();
    let (_, text) = crate::delivered(&test, "Scanner", "30");
    let refused = |answer: Result<(), AppError>| match answer {
        Err(AppError::InvalidField {
            field,
            problem: FieldProblem::LooksLikeToken,
        }) => field,
        other => panic!("{other:?}"),
    };
    let for_script = format!("for {text}");
    let reason = CheckOut {
        reason: for_script.clone(),
        ..wish("plant-db", "5")
    };
    assert_eq!(refused(test.desk.check_out(&reason).map(drop)), Field::Reason);
    let repeat = CheckOut {
        repeat: Some(text.clone()),
        ..wish("plant-db", "5")
    };
    assert_eq!(refused(test.desk.check_out(&repeat).map(drop)), Field::RepeatKey);
    let named = draft(&for_script, &["User"], true);
    assert_eq!(refused(test.desk.add_resource(&named).map(drop)), Field::Resource);
    let moved = ResourceChange {
        resource: "plant-db".into(),
        address: Some(for_script),
        ..ResourceChange::default()
    };
    assert_eq!(refused(test.desk.edit_resource(&moved).map(drop)), Field::Address);
    // A password may be whatever it is: it is sealed.
    let sealed = ResourceDraft {
        password: SecretText::new(text.clone()),
        ..draft("other-desk", &["User"], true)
    };
    test.desk.add_resource(&sealed).unwrap();
    let secret = &text["tdk_".len() + 16 + 1..];
    assert_eq!(leaks(test.folder(), secret), Vec::new());
}

#[test]
fn a_check_out_ends_by_itself_and_that_is_written_down() {
    let test = with_a_resource();
    let given = test.desk.check_out(&wish("plant-db", "60")).unwrap();
    test.desk.check_in(&back(&given)).unwrap();
    // In the middle of a second: the end is a whole one, and no earlier.
    test.clock.pass(Duration::from_millis(1));
    let given = test.desk.check_out(&wish("plant-db", "60")).unwrap();
    assert_eq!(given.ends_at, "2026-11-22T21:30:01Z");
    test.desk.check_in(&back(&given)).unwrap();
    test.clock.pass(Duration::from_millis(999));
    test.desk.check_out(&wish("plant-db", "60")).unwrap();
    test.clock.pass(HOUR - Duration::from_secs(1));
    assert!(is_out(test.desk.check_out(&wish("plant-db", "5"))));
    test.clock.pass(Duration::from_secs(1));
    assert_eq!(test.desk.resource("plant-db").unwrap().held, Vec::new());
    test.desk.tick();
    let recent = test.desk.home().unwrap().recent;
    assert_eq!(recent[0].event, "resource.checked_in");
    assert!(test.desk.check_out(&wish("plant-db", "5")).is_ok());
}

#[test]
fn the_same_request_again_is_answered_by_the_same_request_and_never_after_its_end() {
    let test = with_a_resource();
    let ask = || {
        test.desk.check_out(&CheckOut {
            repeat: Some("job-17".into()),
            ..wish("plant-db", "60")
        })
    };
    let first = ask().unwrap();
    let again = ask().unwrap();
    assert_eq!((&first.id, &first.ends_at), (&again.id, &again.ends_at));
    test.desk.check_in(&back(&first)).unwrap();
    assert!(matches!(ask(), Err(AppError::Conflict)));
}

#[test]
fn whoever_is_in_none_of_its_groups_does_not_even_see_it_and_ends_nobody_elses_check_out() {
    let ann = with_a_resource();
    ann.desk.add_user(user("ben", &["User"])).unwrap();
    ann.desk.add_user(user("cleo", &["Recognizer"])).unwrap();
    let (ben, cleo) = (ann.of_person("ben"), ann.of_person("cleo"));
    assert_eq!(cleo.desk.list_resources().unwrap().len(), 0);
    assert!(matches!(
        cleo.desk.check_out(&wish("plant-db", "5")),
        Err(AppError::NoSuchResource { .. })
    ));
    let given = ben.desk.check_out(&wish("plant-db", "5")).unwrap();
    assert_eq!(cleo.desk.check_in(&back(&given)), Err(AppError::NoSuchCheckout));
    let elsewhere = CheckIn {
        resource: Some("other".into()),
        ..back(&given)
    };
    assert_eq!(ben.desk.check_in(&elsewhere), Err(AppError::NoSuchCheckout));
    ann.desk.check_in(&back(&given)).unwrap();
    let given = ben.desk.check_out(&wish("plant-db", "5")).unwrap();
    ann.desk.disable_user(named("ben")).unwrap();
    assert_eq!(ann.desk.resource("plant-db").unwrap().held, Vec::new());
    assert!(given.password.expose().len() > 1);
}

#[test]
fn removing_a_resource_revokes_its_tokens_and_forgets_its_password() {
    let test = with_a_resource();
    let issued = test
        .desk
        .create_token_for(token_draft("night job", "30"), "plant-db")
        .unwrap();
    test.desk.reveal_secret(held(&issued)).unwrap();
    assert_eq!(test.desk.resource("plant-db").unwrap().tokens, 1);
    let gone = test.desk.remove_resource("plant-db").unwrap();
    assert_eq!(gone.revoked, ["night job"]);
    let row = crate::row(&test, &issued.token.id);
    assert_eq!(row.status, desk::wire::TokenStatus::Revoked);
    assert_eq!(test.desk.list_resources().unwrap(), Vec::new());
    test.desk
        .add_resource(&draft("plant-db", &["User"], true))
        .unwrap();
    assert_eq!(test.desk.resource("plant-db").unwrap().tokens, 0);
}

#[test]
fn a_new_password_is_given_from_then_on_and_the_rest_stays() {
    let test = with_a_resource();
    let change = ResourceChange {
        resource: "plant-db".into(),
        password: Some(SecretText::new("another one".into())),
        ..ResourceChange::default()
    };
    test.desk.edit_resource(&change).unwrap();
    let other = test.beside(Source::Terminal);
    let given = other.desk.check_out(&wish("plant-db", "5")).unwrap();
    assert_eq!(
        (given.account.expose(), given.password.expose()),
        ("scanner", "another one")
    );
}

#[test]
fn without_the_keyring_nothing_is_given_added_or_noted() {
    let test = with_a_resource();
    let other = test.beside(Source::Terminal);
    test.keyring.refuse(Some(KeyringError::Locked));
    let locked = AppError::Keyring {
        problem: KeyringError::Locked,
    };
    assert_eq!(other.desk.check_out(&wish("plant-db", "5")).unwrap_err(), locked);
    assert_eq!(
        other
            .desk
            .add_resource(&draft("new", &["User"], true))
            .unwrap_err(),
        locked
    );
    test.keyring.refuse(None);
    assert_eq!(other.desk.resource("plant-db").unwrap().held, Vec::new());
    assert!(other.desk.check_out(&wish("plant-db", "5")).is_ok());
}

#[test]
fn of_sixty_four_who_race_for_one_exclusive_resource_exactly_one_has_it_each_time() {
    let test = with_a_resource();
    // `cargo xtask bench scale` has them race ten thousand times.
    testkit::race(&test, &wish("plant-db", "5"), 64, 150);
}

#[test]
fn a_token_that_could_never_check_its_resource_out_is_not_made() {
    let test = with_a_resource();
    let refused = test
        .desk
        .create_token_for(token_draft("other job", "30"), "no-db");
    assert!(matches!(refused, Err(AppError::NoSuchResource { .. })));
    let moderators = draft("plant-api", &["Moderator", "Recognizer"], false);
    test.desk.add_resource(&moderators).unwrap();
    let refused = test
        .desk
        .create_token_for(token_draft("other job", "30"), "plant-api");
    let problem = FieldProblem::NotForResource {
        resource: "plant-api".into(),
        groups: vec!["Moderator".into(), "Recognizer".into()],
    };
    assert_eq!(
        refused.map(drop),
        Err(AppError::InvalidField {
            field: Field::Groups,
            problem
        })
    );
    assert_eq!(test.desk.list_tokens().unwrap().tokens, [], "nothing was made");
    for group in ["Moderator", "SiteAdmin"] {
        let draft = TokenDraft {
            groups: vec![group.into()],
            ..token_draft(group, "30")
        };
        test.desk.create_token_for(draft, "plant-api").unwrap();
    }
}

/// How the way to a password is closed.
type Closing = fn(&TestDesk, &TokenRow);

const CLOSINGS: [(&str, Closing); 4] = [
    ("revoked", |test, token| {
        let ids = vec![token.id.clone()];
        assert_eq!(test.desk.revoke_tokens(TokenRefs { ids }).unwrap().failed, []);
    }),
    ("its record deleted", |test, token| {
        let ids = vec![token.id.clone()];
        test.desk.revoke_tokens(TokenRefs { ids }).unwrap();
        test.desk.delete_record(crate::id(&token.id)).unwrap();
    }),
    ("its user disabled", |test, _| {
        test.desk.disable_user(named("datahub")).unwrap();
    }),
    ("its resource removed", |test, _| {
        test.desk.remove_resource("plant-db").unwrap();
    }),
];

/// Several scripts ask for the password with one token, by way of the verifier, while somebody closes their way to it.
/// What the verifier itself knows of the token is left out: what is judged here is judged in the commit.
#[test]
fn no_password_is_given_after_the_commit_that_closes_the_way_to_it() {
    const SCRIPTS: usize = 4;
    for (closed, close) in CLOSINGS {
        let test = with_a_resource();
        test.desk
            .add_user(user("datahub", &["Synchronizer", "User"]))
            .unwrap();
        let shared = ResourceChange {
            resource: "plant-db".into(),
            exclusive: Some(false),
            ..ResourceChange::default()
        };
        test.desk.edit_resource(&shared).unwrap();
        let of_a_user = draft_for("datahub", "night job", &["User"]);
        let issued = test.desk.create_token_for(of_a_user, "plant-db").unwrap();
        test.desk.reveal_secret(held(&issued)).unwrap();
        let beside = test.beside(Source::Terminal);
        let checker = beside.desk.checker().unwrap();
        let lending = checker.lending().unwrap();
        let asks = || {
            lending.check_out(&Borrow {
                token: issued.token.id.parse().unwrap(),
                resource: "plant-db".into(),
                reason: "nightly job".into(),
                minutes: "5".into(),
                email: String::new(),
                repeat: None,
            })
        };
        let (given, is_closed) = (AtomicUsize::new(0), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..SCRIPTS {
                scope.spawn(|| {
                    // Each asks once more after it is closed, at least.
                    let mut last = false;
                    while !last {
                        last = is_closed.load(Ordering::SeqCst);
                        match asks() {
                            Ok(lent) => {
                                assert!(!last, "{closed}: given after that was acknowledged");
                                assert_eq!(lent.password.as_str(), PASSWORD);
                                given.fetch_add(1, Ordering::SeqCst);
                            }
                            Err(why) => assert_eq!(why, NotLent::Nothing, "{closed}"),
                        }
                    }
                });
            }
            let deadline = Instant::now() + Duration::from_secs(60);
            while given.load(Ordering::SeqCst) < 3 * SCRIPTS && Instant::now() < deadline {
                thread::yield_now();
            }
            close(&test, &issued.token);
            is_closed.store(true, Ordering::SeqCst);
        });
        assert!(
            given.into_inner() >= 3 * SCRIPTS,
            "{closed}: it was given until then"
        );
        // One that was given by a later commit would be out still.
        let store = store::Store::open(&test.places().data, desk::Clock::now(&*test.clock)).unwrap();
        let out = store
            .read()
            .open_checkouts(desk::Clock::now(&*test.clock))
            .unwrap();
        assert_eq!(out, [], "{closed}");
    }
}
