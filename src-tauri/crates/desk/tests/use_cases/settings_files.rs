//! A program's settings file: planned, applied, judged and put back.

use std::fs;
use std::path::PathBuf;

use desk::SecretText;
use desk::wire::{
    AppError, HeldInFile, PatchSettingsFile, SettingsFileProblem, SettingsFileRef, SettingsFileVerdict,
    SettingsFileWarning,
};
use testkit::TestDesk;

use crate::{delivered, ids};

const NAME: &str = "TYCHODATA_OSPREY_APITOKEN";

fn request(path: Option<&PathBuf>) -> PatchSettingsFile {
    PatchSettingsFile {
        path: path.map(|path| path.display().to_string()),
        key: "tychoDataAPIToken".to_owned(),
        variable: NAME.to_owned(),
        section: None,
        replace_other: false,
        comment_out_extras: false,
        clean_comments: false,
        seen: None,
    }
}

fn file(test: &TestDesk, content: &str) -> PathBuf {
    let path = test.folder().join("home/scanner.ini");
    fs::write(&path, content).unwrap();
    path
}

fn problem(error: AppError) -> SettingsFileProblem {
    let AppError::SettingsFile { problem, .. } = error else {
        panic!("{error:?}")
    };
    problem
}

#[test]
fn a_token_of_ours_in_plain_text_is_recognised_and_can_be_revoked() {
    let test = TestDesk::new();
    let (row, secret) = delivered(&test, "Scanner", "30");
    let path = file(&test, &format!("[osprey]\ntychoDataAPIToken = {secret}\n"));
    let plan = test.desk.plan_settings_file(request(Some(&path))).unwrap();
    assert_eq!(plan.verdict, SettingsFileVerdict::Change);
    let found = &plan.found[0];
    assert_eq!(found.holds, HeldInFile::Literal);
    let token = found.token.as_ref().unwrap();
    assert_eq!((token.id.as_deref(), token.alive), (Some(&*row.id), true));
    assert!(plan.warnings.contains(&SettingsFileWarning::VariableNotSet));
    assert!(!serde_json::to_string(&plan).unwrap().contains(&secret));

    test.desk.revoke_tokens(ids(&[&row])).unwrap();
    let plan = test.desk.plan_settings_file(request(Some(&path))).unwrap();
    assert!(!plan.found[0].token.as_ref().unwrap().alive);
}

#[test]
fn what_was_agreed_to_is_applied_and_put_back() {
    let test = TestDesk::new();
    let before = "[osprey]\r\ntychoDataAPIToken = a-secret-of-others-0123456789\r\nx=1\r\n";
    let path = file(&test, before);
    let plan = test.desk.plan_settings_file(request(Some(&path))).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        before,
        "planning changes nothing"
    );
    let agreed = PatchSettingsFile {
        seen: Some(plan.seen),
        ..request(Some(&path))
    };
    let applied = test.desk.apply_settings_file(agreed.clone()).unwrap();
    assert!(applied.changed);
    assert_eq!(applied.lines, [2]);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("[osprey]\r\ntychoDataAPIToken = ${{{NAME}}}\r\nx=1\r\n")
    );
    let late = test.desk.apply_settings_file(agreed).unwrap_err();
    assert_eq!(problem(late), SettingsFileProblem::Changed);
    assert!(
        !test
            .desk
            .apply_settings_file(request(Some(&path)))
            .unwrap()
            .changed
    );

    let named = SettingsFileRef {
        path: path.display().to_string(),
    };
    test.desk.undo_settings_file(named.clone()).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    let nothing = test.desk.undo_settings_file(named).unwrap_err();
    assert_eq!(problem(nothing), SettingsFileProblem::NothingToUndo);
    let events: Vec<_> = test
        .desk
        .home()
        .unwrap()
        .recent
        .into_iter()
        .map(|row| row.event)
        .collect();
    assert_eq!(events, ["settings_file.restored", "settings_file.changed"]);
}

#[test]
fn a_token_that_comes_back_into_a_file_is_told() {
    let test = TestDesk::new();
    let (row, secret) = delivered(&test, "Scanner", "30");
    let path = file(&test, &format!("tychoDataAPIToken={secret}\n"));
    test.desk.apply_settings_file(request(Some(&path))).unwrap();
    let named = SettingsFileRef {
        path: path.display().to_string(),
    };
    let undone = test
        .desk
        .undo_settings_file_with(named, Some("tychodataapitoken"), Some(SecretText::new(secret)))
        .unwrap();
    assert_eq!(undone.token.unwrap().id.as_deref(), Some(&*row.id));
}

#[test]
fn the_variable_that_is_set_does_not_help_a_file_with_a_literal() {
    let test = TestDesk::new();
    let path = file(&test, "tychoDataAPIToken=a-secret-of-others-0123456789\n");
    let name = desk::wire::VariableRef {
        name: NAME.to_owned(),
    };
    test.desk
        .set_variable_from(name, SecretText::new("another-secret-0123456789".to_owned()))
        .unwrap();
    let plan = test.desk.plan_settings_file(request(Some(&path))).unwrap();
    assert!(
        plan.warnings.contains(&SettingsFileWarning::LiteralWins),
        "{:?}",
        plan.warnings
    );
}

#[test]
fn the_usual_place_is_in_the_documents() {
    let test = TestDesk::new();
    let usual = test.desk.usual_settings_file().unwrap();
    assert!(!usual.exists);
    let path = PathBuf::from(usual.path.unwrap());
    assert!(
        path.ends_with("Documents/Tycho Data/Osprey/appsettings.ini"),
        "{path:?}"
    );
    let missing = test.desk.plan_settings_file(request(None)).unwrap_err();
    assert_eq!(problem(missing), SettingsFileProblem::Missing);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "").unwrap();
    assert!(test.desk.usual_settings_file().unwrap().exists);
    assert_eq!(
        test.desk.plan_settings_file(request(None)).unwrap().verdict,
        SettingsFileVerdict::Change
    );
}
