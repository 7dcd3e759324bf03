//! Tokens that somebody found: whose they are.

use desk::wire::{FoundValue, Grace, Identified, PastedValue, TokenStatus};
use testkit::TestDesk;

use crate::{HOUR, delivered, held, id, ids, regenerate};

fn found(test: &TestDesk, text: impl Into<String>) -> Identified {
    let request = PastedValue { text: text.into() };
    test.desk.identify_tokens(request).unwrap()
}

fn only(test: &TestDesk, text: &str) -> (FoundValue, Option<(String, TokenStatus)>) {
    let mut answer = found(test, text);
    assert_eq!(answer.tokens.len(), 1, "{answer:?}");
    let found = answer.tokens.remove(0);
    (found.value, found.token.map(|row| (row.name, row.status)))
}

#[test]
fn a_token_in_a_line_of_a_log_is_named_and_nothing_is_written() {
    let test = TestDesk::new();
    let (row, text) = delivered(&test, "Scanner", "30");
    let before = test.desk.token_details(id(&row.id)).unwrap();
    let answer = found(&test, format!("GET /upload \"Authorization: Bearer {text}\" 200"));
    assert_eq!(answer.tokens[0].value, FoundValue::Present);
    assert_eq!(answer.tokens[0].token.as_ref(), Some(&row));
    assert!(
        !format!("{answer:?}").contains(&text[21..60]),
        "the answer holds no value"
    );
    assert_eq!(test.desk.token_details(id(&row.id)).unwrap(), before);
}

#[test]
fn a_replaced_value_is_told_from_the_present_one_until_and_after_its_grace() {
    let test = TestDesk::new();
    let (row, old) = delivered(&test, "Scanner", "30");
    let newer = regenerate(&test, &row.id, "30", Grace::Hour).unwrap();
    let shown = test.desk.reveal_secret(held(&newer)).unwrap().text.clone();
    let named = Some(("Scanner".to_owned(), TokenStatus::Active));

    let (value, token) = only(&test, &old);
    assert!(matches!(value, FoundValue::Older { .. }), "{value:?}");
    assert_eq!(token, named);
    assert_eq!(only(&test, &shown), (FoundValue::Present, named.clone()));
    test.clock.pass(HOUR * 2);
    assert_eq!(only(&test, &old), (FoundValue::Over, named));
}

#[test]
fn a_revoked_one_and_a_deleted_one_say_so() {
    let test = TestDesk::new();
    let (row, text) = delivered(&test, "Scanner", "30");
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    let revoked = Some(("Scanner".to_owned(), TokenStatus::Revoked));
    assert_eq!(only(&test, &text), (FoundValue::Present, revoked));
    test.desk.delete_record(id(&row.id)).unwrap();
    assert_eq!(only(&test, &text), (FoundValue::Forgotten, None));
}

#[test]
fn a_made_up_text_with_the_id_of_a_real_token_is_a_stranger() {
    let test = TestDesk::new();
    let (_, text) = delivered(&test, "Scanner", "30");
    let other = if text.ends_with('A') { "B" } else { "A" };
    let made_up = format!("{}{other}", &text[..text.len() - 1]);
    assert_eq!(only(&test, &made_up), (FoundValue::Stranger, None));
}

#[test]
fn the_public_part_tells_whose_it_is() {
    let test = TestDesk::new();
    let (_, text) = delivered(&test, "Scanner", "30");
    let named = Some(("Scanner".to_owned(), TokenStatus::Active));
    assert_eq!(
        only(&test, &format!("{}…", &text[..20])),
        (FoundValue::PublicPart, named)
    );
    let unknown = only(&test, "tdk_0123456789abcdef ");
    assert_eq!(unknown, (FoundValue::Stranger, None));
}

#[test]
fn many_in_one_text_are_each_told_once() {
    let test = TestDesk::new();
    let (first, one) = delivered(&test, "Scanner", "30");
    let (second, other) = delivered(&test, "Gateway", "30");
    let answer = found(&test, format!("{one}\n{other}\n{one}\ntdk_"));
    let names: Vec<_> = answer
        .tokens
        .iter()
        .filter_map(|found| found.token.as_ref().map(|row| row.id.as_str()))
        .collect();
    assert_eq!(names, [first.id.as_str(), &second.id]);
    assert!(answer.cut, "the last one is not whole");
}

#[test]
fn a_text_of_thousands_is_answered_in_part_and_says_so() {
    let test = TestDesk::new();
    let text: String = (0..1_000).map(|number| format!("tdk_{number:016} ")).collect();
    let answer = found(&test, text);
    assert_eq!((answer.tokens.len(), answer.more), (100, 900));
    assert_eq!(found(&test, "nothing here").tokens, []);
}
