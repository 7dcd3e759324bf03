//! Patching settings files: every case of the table by name, properties of any file, and the writer.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

mod any_file;
mod cases;
#[cfg(unix)]
mod files;
mod inserting;
mod properties;
mod strict;

use environment::VariableName;
use environment::settings_file::{FilePlan, Key, Notice, Question, Refusal, Section, Wish, plan};

use any_file::{K, LIT, R};

/// What the person answered.
#[derive(Debug, Clone, Default)]
struct Answers {
    section: Option<Section>,
    replace_other: bool,
    comment_out_extras: bool,
    clean_comments: bool,
}

fn named(section: &str) -> Answers {
    Answers {
        section: Some(Section::Named(section.to_owned())),
        ..Answers::default()
    }
}

fn planned(bytes: &[u8], answers: &Answers) -> Result<FilePlan, Refusal> {
    let (key, variable) = (
        Key::new(K).unwrap(),
        VariableName::new("TYCHODATA_OSPREY_APITOKEN").unwrap(),
    );
    plan(
        bytes,
        &Wish {
            key: &key,
            variable: &variable,
            section: answers.section.clone(),
            replace_other: answers.replace_other,
            comment_out_extras: answers.comment_out_extras,
            clean_comments: answers.clean_comments,
        },
    )
}

/// `text` with the table's signs written out: a `K` or `R` that is part of no word in capitals.
fn written(text: &str) -> String {
    let letters: Vec<char> = text.replace("LIT", LIT).chars().collect();
    let is_word = |at: Option<usize>| {
        at.and_then(|at| letters.get(at))
            .is_some_and(|one| one.is_ascii_uppercase() || *one == '_')
    };
    let mut written = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let alone = !is_word(at.checked_sub(1)) && !is_word(Some(at + 1));
        match letter {
            'K' if alone => written.push_str(K),
            'R' if alone => written.push_str(R),
            '⏎' => written.push('\n'),
            '⇥' => written.push('\t'),
            '␠' => written.push(' '),
            other => written.push(*other),
        }
    }
    written
}

/// Patches `before`, checks that it became `after` and that doing it again changes nothing; answers the plan.
#[track_caller]
fn becomes(before: &str, after: &str, answers: &Answers) -> FilePlan {
    becomes_bytes(written(before).as_bytes(), written(after).as_bytes(), answers)
}

#[track_caller]
fn becomes_bytes(before: &[u8], after: &[u8], answers: &Answers) -> FilePlan {
    let plan = planned(before, answers).unwrap();
    assert_eq!(plan.questions, []);
    let new = plan.carried_out();
    assert_eq!(
        String::from_utf8_lossy(new.expose()),
        String::from_utf8_lossy(after),
        "{plan:?}"
    );
    assert_eq!(new.expose(), after);
    let again = planned(after, answers).unwrap();
    assert!(again.is_done(), "{again:?}");
    let shown = format!("{:?}", plan.hunks);
    assert!(!shown.contains(LIT), "no secret is shown: {shown}");
    plan
}

#[track_caller]
fn asks(text: &str) -> Question {
    let plan = planned(written(text).as_bytes(), &Answers::default()).unwrap();
    assert_eq!(plan.carried_out().expose(), written(text).as_bytes());
    assert!(!plan.is_done());
    plan.questions.into_iter().next().unwrap()
}

#[track_caller]
fn refused(bytes: &[u8]) -> Refusal {
    planned(bytes, &Answers::default()).unwrap_err()
}

fn plainly() -> Answers {
    Answers::default()
}

fn literal_in(line: usize) -> Notice {
    Notice::LiteralSecret { line }
}
