//! What became of placements, and undo, from the desk's side.
#![cfg(target_os = "linux")]

use std::fs;

use desk::wire::{
    AppError, Placement, PlacementTruth, PlanVariable, StepState, UndoAnswer, UndoOutcome, UndoPlacement,
    VariableRef,
};

use super::*;

const NAME: &str = "A_TOKEN";

fn place(test: &TestDesk, issued: &Issued) {
    let outcome = test
        .desk
        .set_variable(PlanVariable {
            name: NAME.to_owned(),
            reveal: issued.reveal.clone(),
        })
        .unwrap();
    assert!(outcome.steps.iter().all(|step| step.state != StepState::Failed));
}

fn only(test: &TestDesk) -> Placement {
    let mut rows = test.desk.placements().unwrap().rows;
    assert_eq!(rows.len(), 1, "one variable is placed");
    rows.remove(0)
}

fn undo(test: &TestDesk, placement: &Placement) -> UndoOutcome {
    test.desk
        .undo_placement(UndoPlacement {
            id: placement.id.clone(),
        })
        .unwrap()
}

#[test]
fn a_placed_token_is_told_by_name_and_says_so_when_it_is_older_revoked_or_overwritten() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "30");
    place(&test, &issued);
    let placed = only(&test);
    assert_eq!(placed.token_name.as_deref(), Some("PI"));
    assert_eq!(placed.truth, PlacementTruth::Installed);
    assert_eq!(placed.token_status, Some(TokenStatus::Active));
    assert_eq!(placed.last4.as_deref().map(str::len), Some(4));

    let newer = regenerate(&test, &issued.token.id, "30", Grace::Day).unwrap();
    test.desk.reveal_secret(held(&newer)).unwrap();
    assert_eq!(only(&test).truth, PlacementTruth::HoldsOlder);

    test.desk.revoke_tokens(ids(&[&issued.token])).unwrap();
    assert_eq!(only(&test).token_status, Some(TokenStatus::Revoked));

    let other = create(&test, "Other", "30");
    let text = test.desk.reveal_secret(held(&other)).unwrap().text.clone();
    let file = test.folder().join("home/.config/token-desk/env.sh");
    let old = fs::read_to_string(&file).unwrap();
    let start = old.find("tdk_").unwrap();
    let end = start + old[start..].find('\'').unwrap();
    fs::write(&file, [&old[..start], &text, &old[end..]].concat()).unwrap();
    assert_eq!(
        only(&test).truth,
        PlacementTruth::Overwritten {
            token_name: Some("Other".to_owned())
        }
    );
    let outcome = undo(&test, &placed);
    assert!(!outcome.undone && matches!(outcome.answer, UndoAnswer::ChangedSince { .. }));
}

#[test]
fn undoing_brings_the_older_token_back_and_then_nothing() {
    let test = TestDesk::new();
    let first = create(&test, "First", "30");
    place(&test, &first);
    let file = test.folder().join("home/.config/token-desk/env.sh");
    let with_first = fs::read(&file).unwrap();
    place(&test, &create(&test, "Second", "30"));
    assert_eq!(only(&test).token_name.as_deref(), Some("Second"));

    let outcome = undo(&test, &only(&test));
    assert!(outcome.undone);
    assert_eq!(outcome.answer, UndoAnswer::Possible { restores_value: true });
    assert_eq!(fs::read(&file).unwrap(), with_first);
    assert_eq!(only(&test).token_name.as_deref(), Some("First"));

    assert!(undo(&test, &only(&test)).undone);
    assert!(!file.exists());
    assert!(test.desk.placements().unwrap().rows.is_empty());
    let gone = test.desk.undo_placement(UndoPlacement {
        id: format!("variable:{NAME}"),
    });
    assert_eq!(gone.unwrap_err(), AppError::NotFound);
}

#[test]
fn the_account_and_the_ways_out_are_told_without_a_secret() {
    let test = TestDesk::new();
    place(&test, &create(&test, "PI", "30"));
    let placements = test.desk.placements().unwrap();
    let status = test.desk.variable_status(VariableRef {
        name: NAME.to_owned(),
    });
    assert_eq!(placements.reach.account, status.unwrap().account);
    assert!(placements.reach.ways.len() >= 3);
    assert!(!format!("{placements:?}").contains("tdk_"));
}
