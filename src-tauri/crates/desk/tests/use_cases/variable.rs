//! The variable, from the desk's side. Files and shells are proved where they are written, in `environment`.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use desk::SecretText;
use desk::wire::{AppError, Field, Grace, PlanVariable, StepState, VariableRef, VariableState};

use super::*;

const NAME: &str = "A_TOKEN";

fn variable() -> VariableRef {
    VariableRef {
        name: NAME.to_owned(),
    }
}

fn plan(issued: &Issued) -> PlanVariable {
    PlanVariable {
        name: NAME.to_owned(),
        reveal: issued.reveal.clone(),
    }
}

fn state(test: &TestDesk) -> VariableState {
    test.desk.variable_status(variable()).unwrap().state
}

fn home(test: &TestDesk) -> PathBuf {
    test.folder().join("home")
}

fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            files.extend(snapshot(&entry.path()));
        } else {
            files.insert(entry.path(), fs::read(entry.path()).unwrap());
        }
    }
    files
}

#[test]
fn a_plan_shows_every_place_with_the_secret_masked_and_changes_nothing() {
    let test = TestDesk::new();
    fs::write(home(&test).join(".profile"), "# mine\n").unwrap();
    let issued = create(&test, "PI", "1");
    let before = snapshot(&home(&test));
    let plan = test.desk.plan_variable(plan(&issued)).unwrap();
    assert_eq!(plan.now.state, VariableState::NotSet);
    assert!(!plan.places.is_empty());
    let text = test.desk.reveal_secret(held(&issued)).unwrap().text.clone();
    assert_eq!(
        testkit::leaks_in(format!("{plan:?}").as_bytes(), &text[21..64]),
        [""; 0]
    );
    assert_eq!(snapshot(&home(&test)), before);
}

#[test]
fn a_placed_token_is_recognised_delivered_recorded_and_taken_away_byte_for_byte() {
    let test = TestDesk::new();
    fs::write(home(&test).join(".profile"), "# mine, without a last line end").unwrap();
    let before = snapshot(&home(&test));
    let issued = create(&test, "PI", "1");
    let outcome = test.desk.set_variable(plan(&issued)).unwrap();
    assert!(
        outcome.steps.iter().all(|step| step.state != StepState::Failed),
        "{:?}",
        outcome.steps
    );
    assert!(
        outcome
            .steps
            .iter()
            .any(|step| step.step == "fresh_process" && step.state == StepState::Done)
    );
    assert_eq!(outcome.status.state, VariableState::Ours);
    assert_eq!(outcome.status.token_id.as_deref(), Some(issued.token.id.as_str()));
    assert_eq!(outcome.status.token_name.as_deref(), Some("PI"));
    assert_eq!(outcome.status.last4.as_deref(), Some(issued.token.last4.as_str()));
    assert!(outcome.status.placed_by_us);
    assert_eq!(row(&test, &issued.token.id).variable.as_deref(), Some(NAME));
    let mut events = history(&test, &issued.token.id);
    events.sort();
    assert_eq!(events, ["token.created", "token.delivered", "variable.set"]);

    let outcome = test.desk.remove_variable(variable()).unwrap();
    assert_eq!(outcome.status.state, VariableState::NotSet);
    assert_eq!(snapshot(&home(&test)), before);
    assert_eq!(row(&test, &issued.token.id).variable, None);
    assert_eq!(history(&test, &issued.token.id)[0], "variable.removed");
}

#[test]
fn a_token_that_was_revoked_or_replaced_is_said_to_have_ended() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.desk.set_variable(plan(&issued)).unwrap();
    let again = regenerate(&test, &issued.token.id, "1", Grace::Now).unwrap();
    assert_eq!(state(&test), VariableState::Ours, "the old secret still works");
    test.desk.copy_secret(held(&again)).unwrap();
    assert_eq!(state(&test), VariableState::OursEnded);
    test.desk.set_variable(plan(&again)).unwrap();
    assert_eq!(state(&test), VariableState::Ours);
    test.desk.revoke_tokens(ids(&[&issued.token])).unwrap();
    assert_eq!(state(&test), VariableState::OursEnded);
}

#[test]
fn a_value_from_standard_input_is_placed_and_not_mistaken_for_a_token() {
    let test = TestDesk::new();
    let value = SecretText::new("somebody-elses-api-key-0123456789".to_owned());
    let outcome = test.desk.set_variable_from(variable(), value).unwrap();
    assert_eq!(outcome.status.state, VariableState::Foreign);
    assert!(outcome.status.placed_by_us);
    assert_eq!(outcome.status.last4.as_deref(), Some("6789"));
    assert_eq!(outcome.status.token_id, None);
    assert!(
        test.desk
            .verify_variable(variable())
            .unwrap()
            .steps
            .iter()
            .all(|step| step.state != StepState::Failed)
    );
}

#[test]
fn values_that_do_not_do_change_nothing() {
    let test = TestDesk::new();
    for bad in [
        "",
        "two words",
        "Bearer abcdef",
        "${OTHER}",
        "NAME=value",
        "tab\tbed",
    ] {
        let answer = test
            .desk
            .set_variable_from(variable(), SecretText::new(bad.to_owned()));
        assert!(
            matches!(
                answer,
                Err(AppError::InvalidField {
                    field: Field::Value,
                    ..
                })
            ),
            "{bad:?}: {answer:?}"
        );
    }
    assert!(snapshot(&home(&test)).is_empty());
}
