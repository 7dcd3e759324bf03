//! Company tokens: no owner, a description, administrators only.

use desk::wire::{AppError, Field, FieldProblem, Owner, TokenDraft, TokenRef};
use testkit::{TestDesk, draft};

fn company(description: &str) -> TokenDraft {
    TokenDraft {
        owner: Owner::Company,
        description: description.to_owned(),
        ..draft("Ratings", "365")
    }
}

fn problem(test: &TestDesk, draft: TokenDraft) -> (Field, FieldProblem) {
    match test.desk.create_token(draft) {
        Err(AppError::InvalidField { field, problem }) => (field, problem),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_company_token_says_what_it_is_for_in_its_details_and_in_the_audit_trail() {
    let test = TestDesk::new();
    let issued = test
        .desk
        .create_token(company("  Ratings for the weekly report "))
        .unwrap();
    assert_eq!((&issued.token.user, &issued.token.owner), (&None, &None));
    let details = test
        .desk
        .token_details(TokenRef {
            id: issued.token.id.clone(),
        })
        .unwrap();
    assert_eq!(
        details.description.as_deref(),
        Some("Ratings for the weekly report")
    );
    let made = details.history.last().unwrap();
    assert_eq!(made.event, "token.created");
    assert_eq!(made.facts["company"], "true");
    assert_eq!(made.facts["description"], "Ratings for the weekly report");

    let own = test.desk.create_token(draft("mine", "1")).unwrap();
    let details = test.desk.token_details(TokenRef { id: own.token.id }).unwrap();
    assert_eq!(details.description, None, "one with an owner has nothing of it");
}

#[test]
fn a_company_token_without_a_description_is_not_made_and_no_other_token_has_one() {
    let test = TestDesk::new();
    let longest = u32::try_from(token::Description::LONGEST).unwrap();
    for (description, expected) in [
        ("", FieldProblem::Empty),
        (" \u{200b}", FieldProblem::Empty),
        ("two\nlines", FieldProblem::ControlCharacter),
        (&"word ".repeat(41), FieldProblem::TooLong { max: longest }),
        ("tdk_t6c2iaT6C2ia0aZ9", FieldProblem::LooksLikeToken),
    ] {
        let found = problem(&test, company(description));
        assert_eq!(found, (Field::Description, expected), "{description:?}");
    }
    let personal = TokenDraft {
        owner: Owner::Me,
        ..company("For me")
    };
    assert_eq!(
        problem(&test, personal),
        (Field::Description, FieldProblem::OnlyForCompany)
    );
    assert_eq!(test.desk.list_tokens().unwrap().tokens, [], "nothing was made");
}

#[test]
fn a_piece_of_a_token_that_was_just_made_is_no_description() {
    let test = TestDesk::new();
    let issued = test.desk.create_token(draft("first", "1")).unwrap();
    let shown = test.desk.reveal_secret(testkit::reveal(&issued.reveal)).unwrap();
    let piece = &shown.text[24..38];
    let found = problem(&test, company(&format!("as {piece}")));
    assert_eq!(found, (Field::Description, FieldProblem::LooksLikeToken));
}
