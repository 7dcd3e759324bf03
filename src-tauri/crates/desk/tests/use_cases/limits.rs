//! Limits of tokens, from the form to the store.

use desk::wire::{Field, FieldProblem, TokenDraft, TokenLimits};

use super::*;

fn limits(rate: &str, uses: &str, networks: &str) -> TokenLimits {
    TokenLimits {
        rate: rate.to_owned(),
        uses: uses.to_owned(),
        networks: networks.to_owned(),
    }
}

fn limited(name: &str, limits: TokenLimits) -> TokenDraft {
    TokenDraft {
        limits,
        ..draft(name, "30")
    }
}

#[test]
fn limits_are_kept_through_a_regeneration_and_are_on_record() {
    let test = TestDesk::new();
    let asked = limits(" 100/min ", "5", "10.20.1.1/16; ::1");
    let kept = limits("100/min", "5", "10.20.0.0/16,::1/128");
    let issued = test.desk.create_token(limited("PI", asked)).unwrap();
    test.desk.reveal_secret(held(&issued)).unwrap();
    let details = || test.desk.token_details(id(&issued.token.id)).unwrap();
    assert_eq!(details().limits, kept);
    assert_eq!(details().history.last().unwrap().facts["rate"], "100/min");
    let again = regenerate(&test, &issued.token.id, "30", Grace::Now).unwrap();
    test.desk.reveal_secret(held(&again)).unwrap();
    assert_eq!((details().limits, details().spent), (kept, 0));
    let (plain, _) = delivered(&test, "plain", "30");
    let plain = test.desk.token_details(id(&plain.id)).unwrap();
    assert_eq!(plain.limits, TokenLimits::default());
    assert!(!plain.history.last().unwrap().facts.contains_key("rate"));
}

#[test]
fn every_wrong_limit_is_told_under_its_field_and_makes_no_token() {
    let test = TestDesk::new();
    let wrong = limited("PI", limits("often", "0", "plant 7"));
    let told = test.desk.check_draft(wrong.clone()).unwrap().problems;
    let told: Vec<_> = told.into_iter().map(|note| (note.field, note.problem)).collect();
    assert_eq!(
        told,
        [
            (Field::Rate, FieldProblem::BadRate),
            (Field::Uses, FieldProblem::BadUses),
            (Field::Networks, FieldProblem::BadNetworks),
        ]
    );
    let refused = test.desk.create_token(wrong);
    assert!(matches!(
        refused,
        Err(AppError::InvalidField {
            field: Field::Rate,
            ..
        })
    ));
    assert_eq!(test.desk.list_tokens().unwrap().tokens, []);
}
