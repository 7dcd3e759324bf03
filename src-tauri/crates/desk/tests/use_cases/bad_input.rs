//! What people type, and what computers do, each answered with its own code and without half-done work.

use desk::wire::{AppError, Field, FieldProblem, SnippetRequest, TokenDraft, TokenRefs};
use testkit::draft;

use super::*;

fn problem(test: &TestDesk, draft: TokenDraft) -> (Field, FieldProblem) {
    match test.desk.create_token(draft) {
        Err(AppError::InvalidField { field, problem }) => (field, problem),
        other => panic!("{other:?}"),
    }
}

fn name_problem(name: &str) -> FieldProblem {
    let (field, problem) = problem(&TestDesk::new(), draft(name, "1"));
    assert_eq!(field, Field::Name);
    problem
}

#[test]
fn names_that_do_not_do() {
    assert_eq!(name_problem(""), FieldProblem::Empty);
    assert_eq!(name_problem(" \t "), FieldProblem::Empty);
    assert_eq!(name_problem(&"x".repeat(81)), FieldProblem::TooLong { max: 80 });
    assert_eq!(name_problem("two\nlines"), FieldProblem::ControlCharacter);
    assert_eq!(name_problem("tdk_whatever"), FieldProblem::LooksLikeToken);
}

#[test]
fn names_that_look_odd_and_do() {
    let test = TestDesk::new();
    for name in [
        "ماسح المصنع",
        "🔑 scanner 🏭",
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE tokens; --",
        "%PATH% ${HOME} $(reboot)",
        &"W".repeat(80),
    ] {
        assert_eq!(create(&test, name, "1").token.name, name);
    }
}

#[test]
fn a_token_or_any_piece_of_it_is_refused_as_a_name() {
    let test = TestDesk::new();
    let (row, text) = delivered(&test, "PI", "1");
    for bad in [text.clone(), format!("key {text}"), text[20..].to_owned()] {
        assert_eq!(
            rename(&test, &row, &bad, None),
            Err(AppError::InvalidField {
                field: Field::Name,
                problem: FieldProblem::LooksLikeToken,
            })
        );
    }
}

#[test]
fn any_12_characters_of_a_token_in_memory_are_refused_as_a_name() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    let text = test
        .desk
        .reveal_secret(reveal(&issued.reveal))
        .unwrap()
        .text
        .clone();
    let (other, _) = delivered(&test, "other", "1");
    let refused = Err(AppError::InvalidField {
        field: Field::Name,
        problem: FieldProblem::LooksLikeToken,
    });
    for at in 0..=text.len() - 12 {
        let piece = format!("PI {}", &text[at..at + 12]);
        assert_eq!(
            test.desk.create_token(draft(&piece, "1")).map(drop),
            refused,
            "{piece}"
        );
        assert_eq!(rename(&test, &other, &piece, None).map(drop), refused, "{piece}");
        let checked = test.desk.check_draft(draft(&piece, "1")).unwrap();
        assert_eq!(checked.problems.len(), 1, "{piece}");
    }
}

#[test]
fn days_that_do_not_do() {
    let test = TestDesk::new();
    let over = FieldProblem::OverCap {
        max: 3_650,
        by_policy: false,
    };
    for (days, wrong) in [
        ("", FieldProblem::Empty),
        ("-1", FieldProblem::NotANumber),
        ("1.5", FieldProblem::NotANumber),
        ("٣", FieldProblem::NotANumber),
        ("ten", FieldProblem::NotANumber),
        ("3651", over.clone()),
        ("99999", over.clone()),
        ("99999999999999999999", over),
    ] {
        assert_eq!(
            problem(&test, draft("PI", days)),
            (Field::Days, wrong),
            "{days:?}"
        );
    }
    assert!(test.desk.list_tokens().unwrap().tokens.is_empty());
}

#[test]
fn groups_and_scopes_that_do_not_do() {
    let test = TestDesk::new();
    assert_eq!(
        problem(
            &test,
            TokenDraft {
                groups: vec![],
                ..draft("PI", "1")
            }
        ),
        (Field::Groups, FieldProblem::Empty)
    );
    let unknown = |value: &str| FieldProblem::NotAllowed {
        value: value.to_owned(),
    };
    assert_eq!(
        problem(
            &test,
            TokenDraft {
                groups: vec!["Root".to_owned()],
                ..draft("PI", "1")
            }
        ),
        (Field::Groups, unknown("Root"))
    );
    assert_eq!(
        problem(
            &test,
            TokenDraft {
                scopes: vec!["fly away".to_owned()],
                ..draft("PI", "1")
            }
        ),
        (Field::Scopes, unknown("fly away"))
    );
}

#[test]
fn all_problems_of_a_draft_are_told_at_once_while_it_is_typed() {
    let test = TestDesk::new();
    let bad = TokenDraft {
        groups: vec![],
        ..draft("", "x")
    };
    let fields: Vec<Field> = test
        .desk
        .check_draft(bad)
        .unwrap()
        .problems
        .into_iter()
        .map(|note| note.field)
        .collect();
    assert_eq!(fields, [Field::Name, Field::Days, Field::Groups]);
}

#[test]
fn variable_names_that_do_not_do() {
    let test = TestDesk::new();
    for (name, wrong) in [
        ("", FieldProblem::Empty),
        ("PATH", FieldProblem::ReservedVariable),
        ("path", FieldProblem::ReservedVariable),
        ("a=b", FieldProblem::BadVariableName),
        ("1X", FieldProblem::BadVariableName),
        ("Ä", FieldProblem::BadVariableName),
    ] {
        let answer = test.desk.snippets(SnippetRequest {
            variable: name.to_owned(),
        });
        assert_eq!(
            answer,
            Err(AppError::InvalidField {
                field: Field::Variable,
                problem: wrong
            }),
            "{name:?}"
        );
    }
}

#[test]
fn ids_that_are_none() {
    let test = TestDesk::new();
    for bad in ["", "x", "../../etc/passwd", "0000000000000000", "𝟘𝟘𝟘𝟘"] {
        assert_eq!(
            test.desk.token_details(id(bad)),
            Err(AppError::NotFound),
            "{bad:?}"
        );
        assert_eq!(test.desk.pause_token(id(bad)), Err(AppError::NotFound), "{bad:?}");
        let outcome = test
            .desk
            .revoke_tokens(TokenRefs {
                ids: vec![bad.to_owned()],
            })
            .unwrap();
        assert_eq!(outcome.failed[0].error, AppError::NotFound);
    }
}

#[test]
fn a_damaged_database_is_named_and_left_as_it_is() {
    let test = TestDesk::new();
    delivered(&test, "PI", "1");
    test.desk.close();
    let file = test.places().data.join(store::FILE_NAME);
    std::fs::write(
        &file,
        b"this is no database, whatever it once was, and long enough to be read as one",
    )
    .unwrap();
    let before = std::fs::read(&file).unwrap();
    let error = test.desk.list_tokens();
    assert!(
        matches!(&error, Err(AppError::StoreCorrupt { path, .. }) if path.ends_with(store::FILE_NAME)),
        "{error:?}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(
        test.desk.session().is_ok(),
        "the window can still say what is wrong"
    );
}

#[test]
fn a_file_where_the_data_folder_belongs_is_said_and_can_be_tried_again() {
    let test = TestDesk::new();
    std::fs::write(test.places().data, "in the way").unwrap();
    assert!(matches!(
        test.desk.list_tokens(),
        Err(AppError::StoreUnavailable { .. })
    ));
    std::fs::remove_file(test.places().data).unwrap();
    assert_eq!(
        test.desk.list_tokens().unwrap().tokens,
        [],
        "the next call finds it mended"
    );
}

#[test]
fn where_the_gate_key_was_lost_tokens_from_before_still_verify_and_the_doctor_says_so() {
    let test = TestDesk::new();
    let accepted = |text: &str| {
        let verdict = test.desk.verify_token(&desk::SecretText::new(text.to_owned()));
        verdict.unwrap().accepted
    };
    let gate = || {
        let found = test
            .desk
            .doctor()
            .into_iter()
            .find(|finding| finding.check == "gate");
        found.map(|finding| finding.detail)
    };
    let (row, old) = delivered(&test, "old", "1");
    assert_eq!(gate(), None);
    test.desk.close();
    std::fs::remove_file(test.places().data.join("gate.key")).unwrap();

    let (_, new) = delivered(&test, "new", "1");
    assert!(accepted(&old) && accepted(&new));
    let made_up = format!("{}{}", &old[..21], &new[21..]);
    assert!(!accepted(&made_up), "a public id opens nothing");
    assert!(gate().unwrap().contains("gate.lost"));
    let found = test
        .desk
        .identify_tokens(desk::wire::PastedValue { text: old.clone() });
    assert_eq!(
        found.unwrap().tokens[0]
            .token
            .as_ref()
            .map(|token| token.id.as_str()),
        Some(row.id.as_str())
    );
    test.desk.close();
    assert!(accepted(&old), "and after the next start");
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    assert!(!accepted(&old));

    test.desk.close();
    std::fs::remove_file(test.places().data.join("gate.lost")).unwrap();
    assert!(!accepted(&old) && accepted(&new));
    assert_eq!(gate(), None);
}

#[test]
fn a_damaged_gate_key_is_named_and_not_overwritten() {
    let test = TestDesk::new();
    delivered(&test, "PI", "1");
    test.desk.close();
    let file = test.places().data.join("gate.key");
    std::fs::write(&file, "short").unwrap();
    let error = test.desk.list_tokens();
    assert!(
        matches!(&error, Err(AppError::StoreCorrupt { path, .. }) if path.ends_with("gate.key")),
        "{error:?}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), b"short");
}

#[test]
#[cfg(unix)]
fn what_is_kept_is_for_nobody_else_to_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let test = TestDesk::new();
    delivered(&test, "PI", "1");
    let mode = |path: std::path::PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let data = test.places().data;
    assert_eq!(mode(data.clone()), 0o700);
    assert_eq!(mode(data.join("gate.key")), 0o600);
    assert_eq!(mode(data.join(store::FILE_NAME)), 0o600);
}

#[test]
fn a_database_of_a_newer_program_is_opened_by_nobody_and_left_as_it_is() {
    let test = TestDesk::new();
    delivered(&test, "PI", "1");
    test.desk.close();
    let file = test.places().data.join(store::FILE_NAME);
    let mut bytes = std::fs::read(&file).unwrap();
    // Where SQLite's file format keeps `user_version`.
    bytes[60..64].copy_from_slice(&(store::SCHEMA_VERSION + 1).to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();
    let newer = AppError::StoreNewer {
        found: store::SCHEMA_VERSION + 1,
        known: store::SCHEMA_VERSION,
    };
    assert_eq!(test.desk.list_tokens().err(), Some(newer.clone()));
    assert_eq!(test.desk.create_token(draft("x", "1")).err(), Some(newer));
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
}

#[test]
#[cfg(unix)]
#[allow(clippy::print_stdout, reason = "says why it skips")]
fn a_data_folder_of_another_account_is_refused_with_its_owner() {
    let test = TestDesk::new();
    delivered(&test, "PI", "1");
    test.desk.close();
    let data = test.places().data;
    if std::os::unix::fs::chown(&data, Some(65_534), None).is_err() {
        println!("SKIPPED: only the system's administrator can give a folder away");
        return;
    }
    let error = test.desk.list_tokens();
    let theirs = matches!(&error, Err(AppError::StoreNotOurs { path, owner }) if *path == data.display().to_string() && !owner.is_empty());
    assert!(theirs, "{error:?}");
}
