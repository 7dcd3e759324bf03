//! Values that were made elsewhere and pasted into the window.
#![cfg(target_os = "linux")]

use std::fs;

use desk::wire::{
    AppError, Field, FieldProblem, PastedValue, PastedVariableValue, PlanVariable, VariableRef, VariableState,
};

use super::*;

const NAME: &str = "A_TOKEN";
const VALUE: &str = "made-elsewhere-4fGh2Lk9";

fn paste(test: &TestDesk, text: &str) -> Result<PastedVariableValue, AppError> {
    test.desk.hold_value(PastedValue {
        text: text.to_owned(),
    })
}

fn set(test: &TestDesk, pasted: &PastedVariableValue) -> Result<VariableState, AppError> {
    let request = PlanVariable {
        name: NAME.to_owned(),
        reveal: pasted.reveal.clone(),
    };
    test.desk.plan_variable(request.clone())?;
    Ok(test.desk.set_variable(request)?.status.state)
}

fn env_sh(test: &TestDesk) -> String {
    fs::read_to_string(test.folder().join("home/.config/token-desk/env.sh")).unwrap_or_default()
}

#[test]
fn a_pasted_value_is_written_by_its_handle_and_then_forgotten() {
    let test = TestDesk::new();
    let pasted = paste(&test, VALUE).unwrap();
    assert_eq!(pasted.last4.as_deref(), Some("2Lk9"));
    assert!(!format!("{pasted:?}").contains(VALUE), "{pasted:?}");
    assert_eq!(set(&test, &pasted).unwrap(), VariableState::Foreign);
    assert!(env_sh(&test).contains(VALUE));
    assert_eq!(set(&test, &pasted), Err(AppError::RevealGone));
}

#[test]
fn what_a_paste_leaves_at_the_ends_is_taken_off_and_told() {
    let test = TestDesk::new();
    assert!(!paste(&test, VALUE).unwrap().was_trimmed);
    let pasted = paste(&test, &format!(" \"{VALUE}\"\r\n")).unwrap();
    assert!(pasted.was_trimmed);
    set(&test, &pasted).unwrap();
    assert!(env_sh(&test).contains(&format!("'{VALUE}'")));
}

#[test]
fn a_paste_that_is_no_value_is_refused_before_it_is_held() {
    let test = TestDesk::new();
    for text in ["", "Bearer abc", "NAME=value", "${NAME}", "two words"] {
        let refused = paste(&test, text).unwrap_err();
        assert!(
            matches!(
                refused,
                AppError::InvalidField {
                    field: Field::Value,
                    ..
                }
            ),
            "{text}: {refused:?}"
        );
    }
    let empty = paste(&test, "  ").unwrap_err();
    let problem = FieldProblem::Empty;
    assert_eq!(
        empty,
        AppError::InvalidField {
            field: Field::Value,
            problem
        }
    );
}

#[test]
fn a_token_of_ours_is_recognised_in_a_paste() {
    let test = TestDesk::new();
    let (token, text) = delivered(&test, "scanner", "1");
    let pasted = paste(&test, &text).unwrap();
    assert_eq!(pasted.token_name.as_deref(), Some("scanner"));
    assert_eq!(set(&test, &pasted).unwrap(), VariableState::Ours);
    let status = test
        .desk
        .variable_status(VariableRef {
            name: NAME.to_owned(),
        })
        .unwrap();
    assert_eq!(status.token_id, Some(token.id));
}

#[test]
fn a_pasted_value_is_gone_once_discarded_locked_or_after_fifteen_minutes() {
    let test = TestDesk::new();
    let gone = |pasted: &PastedVariableValue| assert_eq!(set(&test, pasted), Err(AppError::RevealGone));

    let discarded = paste(&test, VALUE).unwrap();
    test.desk.discard_secret(reveal(&discarded.reveal)).unwrap();
    gone(&discarded);

    let old = paste(&test, VALUE).unwrap();
    test.clock.pass(Duration::from_secs(15 * 60));
    gone(&old);

    let locked = paste(&test, VALUE).unwrap();
    test.desk.lock().unwrap();
    test.desk.unlock(desk::wire::Unlock { passphrase: None }).unwrap();
    gone(&locked);
    assert_eq!(env_sh(&test), "", "nothing was written on the way");
}
