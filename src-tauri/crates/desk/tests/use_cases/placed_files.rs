//! Lines of settings files among what was placed: judged, told by the token that lies there, and taken back.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};

use desk::wire::{
    AppError, PatchSettingsFile, PlacedIn, Placement, PlacementTruth, PlanVariable, SectionChoice,
    SettingsFileProblem, UndoAnswer, UndoPlacement,
};

use super::*;

const NAME: &str = "TYCHODATA_OSPREY_APITOKEN";
const KEY: &str = "tychoDataAPIToken";

fn patched(test: &TestDesk, path: &Path, section: Option<&str>) {
    let applied = test.desk.apply_settings_file(PatchSettingsFile {
        path: Some(path.display().to_string()),
        key: KEY.to_owned(),
        variable: NAME.to_owned(),
        section: section.map(|name| SectionChoice::Named {
            name: name.to_owned(),
        }),
        replace_other: false,
        comment_out_extras: false,
        clean_comments: false,
        seen: None,
    });
    assert!(applied.unwrap().changed);
}

fn written(test: &TestDesk, content: &str) -> PathBuf {
    let path = test.folder().join("home/scanner.ini");
    fs::write(&path, content).unwrap();
    patched(test, &path, None);
    path
}

fn in_files(test: &TestDesk) -> Vec<Placement> {
    let rows = test.desk.placements().unwrap().rows;
    rows.into_iter()
        .filter(|row| row.place != PlacedIn::Variable)
        .collect()
}

fn only(test: &TestDesk) -> Placement {
    let mut rows = in_files(test);
    assert_eq!(rows.len(), 1, "one line is written");
    rows.remove(0)
}

fn place(test: &TestDesk, issued: &Issued) {
    test.desk
        .set_variable(PlanVariable {
            name: NAME.to_owned(),
            reveal: issued.reveal.clone(),
        })
        .unwrap();
}

fn undo(test: &TestDesk, id: &str) -> desk::wire::UndoOutcome {
    test.desk
        .undo_placement(UndoPlacement { id: id.to_owned() })
        .unwrap()
}

#[test]
fn a_line_is_told_with_its_place_and_judged_anew_each_time() {
    let test = TestDesk::new();
    let path = written(&test, &format!("[osprey]\nx=1\n{KEY} =\n"));
    let row = only(&test);
    assert_eq!(
        row.place,
        PlacedIn::SettingsFile {
            path: path.display().to_string(),
            key: KEY.to_owned(),
            line: Some(3)
        }
    );
    assert_eq!(
        (row.variable.as_str(), &row.truth),
        (NAME, &PlacementTruth::Installed)
    );
    assert_eq!(row.token_id, None, "nobody knows what the variable holds");

    let right = fs::read_to_string(&path).unwrap();
    let line_of = |row: &Placement| match &row.place {
        PlacedIn::SettingsFile { line, .. } => *line,
        PlacedIn::Variable => None,
    };
    fs::write(&path, format!("; moved down\n{right}")).unwrap();
    assert_eq!(
        (only(&test).truth, line_of(&only(&test))),
        (PlacementTruth::Installed, Some(4))
    );
    fs::write(&path, format!("[osprey]\n{KEY} = another-secret-0123456789\n")).unwrap();
    let overwritten = only(&test);
    assert_eq!(
        overwritten.truth,
        PlacementTruth::Overwritten { token_name: None }
    );
    assert_eq!(line_of(&overwritten), Some(2));
    fs::write(&path, format!("{right}{KEY} = another-secret-0123456789\n")).unwrap();
    assert!(matches!(only(&test).truth, PlacementTruth::Shadowed { place } if place.ends_with(":4")));
    fs::write(&path, "[osprey]\n").unwrap();
    assert_eq!(
        (only(&test).truth, line_of(&only(&test))),
        (PlacementTruth::Missing, None)
    );
    fs::write(&path, [0_u8; 9]).unwrap();
    assert!(matches!(only(&test).truth, PlacementTruth::CannotTell { .. }));
    fs::remove_file(&path).unwrap();
    assert_eq!(only(&test).truth, PlacementTruth::Missing);
}

#[test]
fn the_token_that_a_program_reads_through_a_file_is_told_and_says_when_it_is_older_or_revoked() {
    let test = TestDesk::new();
    let issued = create(&test, "Scanner", "30");
    written(&test, &format!("{KEY}=\n"));
    place(&test, &issued);
    let row = only(&test);
    assert_eq!(row.token_name.as_deref(), Some("Scanner"));
    assert_eq!(row.token_status, Some(TokenStatus::Active));
    assert!(row.last4.is_some());

    let newer = regenerate(&test, &issued.token.id, "30", Grace::Day).unwrap();
    test.desk.reveal_secret(held(&newer)).unwrap();
    assert_eq!(only(&test).truth, PlacementTruth::HoldsOlder);
    test.desk.revoke_tokens(ids(&[&issued.token])).unwrap();
    assert_eq!(only(&test).token_status, Some(TokenStatus::Revoked));
}

#[test]
fn a_token_of_ours_that_somebody_writes_into_the_file_is_told_by_name_and_never_shown() {
    let test = TestDesk::new();
    let path = written(&test, &format!("{KEY}=\n"));
    let (row, secret) = delivered(&test, "Balance", "30");
    fs::write(&path, format!("{KEY}={secret}\n")).unwrap();
    let placed = only(&test);
    assert_eq!(
        placed.truth,
        PlacementTruth::Overwritten {
            token_name: Some("Balance".to_owned())
        }
    );
    assert_eq!(placed.token_id.as_deref(), Some(&*row.id));
    assert!(!serde_json::to_string(&placed).unwrap().contains(&secret));
    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    assert_eq!(only(&test).token_status, Some(TokenStatus::Revoked));
    let refused = undo(&test, &placed.id);
    assert!(!refused.undone && matches!(refused.answer, UndoAnswer::ChangedSince { .. }));
    assert!(
        fs::read_to_string(&path).unwrap().contains(&secret),
        "it is left alone"
    );
}

#[test]
fn undoing_puts_the_bytes_back_and_tells_of_a_token_that_stands_there_again() {
    let test = TestDesk::new();
    let (row, secret) = delivered(&test, "Scanner", "30");
    let before = format!("[osprey]\r\n{KEY} = \"{secret}\" ; plant 7\r\nx=1");
    let path = written(&test, &before);
    let placed = only(&test);
    assert_eq!(placed.undo, UndoAnswer::Possible { restores_value: true });
    let outcome = undo(&test, &placed.id);
    assert!(outcome.undone);
    assert_eq!(outcome.token.unwrap().id.as_deref(), Some(&*row.id));
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    assert_eq!(in_files(&test), []);
    let gone = test.desk.undo_placement(UndoPlacement { id: placed.id });
    assert_eq!(gone.unwrap_err(), AppError::NotFound);
}

#[test]
fn what_somebody_else_put_back_is_only_forgotten() {
    let test = TestDesk::new();
    let before = format!("{KEY} =\n");
    let path = written(&test, &before);
    fs::write(&path, &before).unwrap();
    let placed = only(&test);
    assert_eq!(
        placed.undo,
        UndoAnswer::Possible {
            restores_value: false
        }
    );
    assert!(undo(&test, &placed.id).undone);
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    assert_eq!(in_files(&test), []);
}

#[test]
fn two_lines_of_one_file_are_two_rows_and_the_last_one_is_taken_back_first() {
    let test = TestDesk::new();
    let path = test.folder().join("home/scanner.ini");
    let before = format!("[a]\n{KEY}=\n[b]\n{KEY}=\n");
    fs::write(&path, &before).unwrap();
    patched(&test, &path, Some("a"));
    test.clock.pass(HOUR);
    patched(&test, &path, Some("b"));
    let rows = in_files(&test);
    assert_eq!(rows.len(), 2);
    assert_ne!(rows[0].id, rows[1].id);
    assert!(rows.iter().all(|row| row.truth == PlacementTruth::Installed));
    assert!(
        matches!(rows[1].undo, UndoAnswer::ChangedSince { .. }),
        "the newest comes first"
    );
    assert!(undo(&test, &rows[0].id).undone);
    assert!(undo(&test, &only(&test).id).undone);
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn a_line_whose_file_is_gone_is_forgotten_on_request_and_no_other_is() {
    let test = TestDesk::new();
    let path = written(&test, &format!("[osprey]\n{KEY} =\n"));
    let id = only(&test).id;
    let forget = |id: &str| test.desk.forget_placement(UndoPlacement { id: id.to_owned() });
    assert!(
        matches!(
            forget(&id),
            Err(AppError::SettingsFile {
                problem: SettingsFileProblem::StillThere,
                ..
            })
        ),
        "what is still there is taken back, not forgotten"
    );
    fs::remove_file(&path).unwrap();
    assert_eq!(only(&test).truth, PlacementTruth::Missing);
    forget(&id).unwrap();
    assert_eq!(in_files(&test), []);
    assert!(!path.exists(), "no file is touched");
    assert_eq!(forget(&id), Err(AppError::NotFound));
    assert_eq!(forget("variable:PATH"), Err(AppError::NotFound));
}
