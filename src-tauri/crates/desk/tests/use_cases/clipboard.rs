//! The clipboard, as the dialog tells it.

use desk::wire::{AppError, ClipboardState, ClipboardWord, ExtendClipboard, PlainText, SettingsChange};
use desk::{DeskEvent, Source};

use super::*;

fn state(state: ClipboardWord, clears_in_seconds: Option<u32>) -> ClipboardState {
    ClipboardState {
        state,
        clears_in_seconds,
    }
}

fn told(test: &TestDesk) -> Vec<ClipboardWord> {
    let events = test.events();
    events
        .iter()
        .filter_map(|event| {
            if let DeskEvent::ClipboardChanged(now) = event {
                Some(now.state)
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn a_copied_secret_is_cleared_after_the_set_time() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    assert_eq!(
        test.desk.copy_secret(held(&issued)).unwrap(),
        state(ClipboardWord::Holding, Some(60))
    );
    assert!(test.clipboard.text().starts_with("tdk_"));
    assert_eq!(told(&test), [ClipboardWord::Holding]);
    test.clipboard.pass(Duration::from_secs(60));
    assert_eq!(test.clipboard.text(), "");
    assert_eq!(told(&test), [ClipboardWord::Cleared]);
}

#[test]
fn keep_longer_adds_time_and_clear_now_clears() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.desk.copy_secret(held(&issued)).unwrap();
    let longer = test
        .desk
        .extend_clipboard(ExtendClipboard { seconds: 60 })
        .unwrap();
    assert_eq!(longer, state(ClipboardWord::Holding, Some(120)));
    assert_eq!(test.clipboard.clears_in(), Some(Duration::from_secs(120)));
    assert_eq!(
        test.desk.clear_clipboard().unwrap(),
        state(ClipboardWord::Cleared, None)
    );
    assert_eq!(test.clipboard.text(), "");
}

#[test]
fn what_another_program_copied_is_left_alone() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.desk.copy_secret(held(&issued)).unwrap();
    test.clipboard.copied_by_another("a shopping list");
    assert_eq!(told(&test), [ClipboardWord::Holding, ClipboardWord::LeftAlone]);
    assert_eq!(
        test.desk.clear_clipboard().unwrap().state,
        ClipboardWord::LeftAlone
    );
    assert_eq!(test.clipboard.text(), "a shopping list");
}

#[test]
fn copying_again_starts_the_time_anew_and_tells_nothing_of_the_first_copy() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.desk.copy_secret(held(&issued)).unwrap();
    test.clipboard.pass(Duration::from_secs(50));
    assert_eq!(
        test.desk.copy_secret(held(&issued)).unwrap(),
        state(ClipboardWord::Holding, Some(60))
    );
    assert_eq!(told(&test), [ClipboardWord::Holding, ClipboardWord::Holding]);
}

#[test]
fn a_refused_clipboard_delivers_nothing_and_says_so() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.clipboard.refuse(true);
    let refused = test.desk.copy_secret(held(&issued));
    assert!(
        matches!(refused, Err(AppError::ClipboardUnavailable { .. })),
        "{refused:?}"
    );
    assert_eq!(history(&test, &issued.token.id), ["token.created"]);
    assert!(
        test.desk
            .reveal_secret(held(&issued))
            .unwrap()
            .text
            .starts_with("tdk_"),
        "Show still works"
    );
}

#[test]
fn locking_and_closing_clear_what_is_ours() {
    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.desk.copy_secret(held(&issued)).unwrap();
    test.desk.lock().unwrap();
    assert_eq!(test.clipboard.text(), "");
    assert_eq!(
        test.desk.copy_text(PlainText { text: "x".to_owned() }),
        Err(AppError::StoreLocked)
    );

    let test = TestDesk::new();
    let issued = create(&test, "PI", "1");
    test.desk.copy_secret(held(&issued)).unwrap();
    test.desk.close();
    assert_eq!(test.clipboard.text(), "");
}

#[test]
fn a_terminal_s_copy_stays_when_the_program_ends() {
    let test = TestDesk::of(Source::Terminal);
    let issued = create(&test, "PI", "1");
    test.desk.copy_secret(held(&issued)).unwrap();
    assert!(test.clipboard.outlives());
    test.desk.close();
    assert!(test.clipboard.text().starts_with("tdk_"));
}

#[test]
fn never_clearing_is_told_as_no_countdown() {
    let test = TestDesk::new();
    test.desk
        .change_settings(SettingsChange {
            clipboard_seconds: Some(None),
            ..SettingsChange::default()
        })
        .unwrap();
    let issued = create(&test, "PI", "1");
    assert_eq!(
        test.desk.copy_secret(held(&issued)).unwrap(),
        state(ClipboardWord::Holding, None)
    );
    assert_eq!(test.clipboard.clears_in(), None);
}
