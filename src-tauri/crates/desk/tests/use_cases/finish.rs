//! *Regenerate* in place, and the end of the old secret: seen, by the grace, asked for; and never before another lives.
#![cfg(target_os = "linux")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use desk::wire::{
    AuditRow, PatchSettingsFile, PlaceOutcome, PlacedIn, PlanVariable, Presentation, RegeneratedInPlace,
};
use desk::{Clock as _, SecretText, Source};
use store::{Presented, SecretUse, Usage};

use super::*;

const VARIABLE: &str = "SCANNER_TOKEN";
const OTHER: &str = "UPLOADER_TOKEN";
const KEY: &str = "tychoDataAPIToken";
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A token whose first secret lies in `variables`, and that secret.
fn placed(test: &TestDesk, name: &str, days: &str, variables: &[&str]) -> (TokenRow, String) {
    let issued = create(test, name, days);
    let text = test.desk.reveal_secret(held(&issued)).unwrap().text.clone();
    for variable in variables {
        set(test, &issued, variable);
    }
    test.desk.discard_secret(held(&issued)).unwrap();
    (row(test, &issued.token.id), text)
}

fn set(test: &TestDesk, issued: &Issued, variable: &str) {
    test.desk
        .set_variable(PlanVariable {
            name: variable.to_owned(),
            reveal: issued.reveal.clone(),
        })
        .unwrap();
}

fn in_place(test: &TestDesk, id: &str, grace: Grace) -> Result<RegeneratedInPlace, AppError> {
    test.desk.regenerate_in_place(Regenerate {
        id: id.to_owned(),
        days: String::new(),
        grace,
    })
}

/// The secret that a variable has for the next program.
fn value(test: &TestDesk, variable: &str) -> String {
    let file = fs::read_to_string(test.folder().join("home/.config/token-desk/env.sh")).unwrap();
    let line = file.lines().find(|line| line.contains(variable)).unwrap();
    let start = line.find("tdk_").unwrap();
    let end = start + line[start..].find('\'').unwrap();
    line[start..end].to_owned()
}

fn is_accepted(test: &TestDesk, text: &str) -> bool {
    test.desk
        .verify_token(&SecretText::new(text.to_owned()))
        .unwrap()
        .accepted
}

/// As a verifier of another process tells it, which has ended since.
fn told(test: &TestDesk, id: &str, text: &str, program: &str) {
    let now = test.clock.now();
    let used = SecretUse {
        secret: text[4..20].parse().unwrap(),
        token: id.parse().unwrap(),
        last: Presented {
            at: now,
            address: "10.20.7.31".into(),
            scheme: "bearer".into(),
            program: Some(program.into()),
        },
        count: 1,
    };
    Usage::open(&test.places().data, now)
        .unwrap()
        .keep_by_secret(&[], &[], &[used])
        .unwrap();
}

fn finished(test: &TestDesk, token: &str) -> Vec<AuditRow> {
    let history = test.desk.token_details(id(token)).unwrap().history;
    history
        .into_iter()
        .filter(|row| row.event == "token.finished")
        .collect()
}

fn settings_file(test: &TestDesk) -> PathBuf {
    let path = test.folder().join("home/scanner.ini");
    fs::write(&path, format!("[osprey]\n{KEY} =\n")).unwrap();
    test.desk
        .apply_settings_file(PatchSettingsFile {
            path: Some(path.display().to_string()),
            key: KEY.to_owned(),
            variable: VARIABLE.to_owned(),
            section: None,
            replace_other: false,
            comment_out_extras: false,
            clean_comments: false,
            seen: None,
        })
        .unwrap();
    path
}

#[test]
fn the_new_secret_goes_where_the_old_one_was_and_the_old_one_ends_once_the_new_one_is_seen() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE]);
    settings_file(&test);
    let renewed = in_place(&test, &scanner.id, Grace::Week).unwrap();
    let outcomes: Vec<_> = renewed
        .places
        .iter()
        .map(|place| (place.place == PlacedIn::Variable, &place.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [(true, &PlaceOutcome::Renewed), (false, &PlaceOutcome::Renewed)]
    );
    assert!(renewed.waits && renewed.by_hand.is_none());
    let new = value(&test, VARIABLE);
    assert_ne!(new, old);
    assert!(is_accepted(&test, &new) && is_accepted(&test, &old));

    test.clock.pass(HOUR);
    told(&test, &scanner.id, &old, "nightly.py");
    test.desk.refresh().unwrap();
    let retiring = row(&test, &scanner.id).retiring.unwrap();
    assert!(retiring.until_seen);
    assert_eq!(
        retiring.used_by,
        [Presentation {
            at: test.clock.now().to_string(),
            address: "10.20.7.31".into(),
            scheme: "bearer".into(),
            program: Some("nightly.py".into()),
        }],
        "who has to be restarted"
    );
    assert!(is_accepted(&test, &old), "a use of the old one ends nothing");

    told(&test, &scanner.id, &new, "scanner");
    test.desk.refresh().unwrap();
    assert!(is_accepted(&test, &new) && !is_accepted(&test, &old));
    assert_eq!(row(&test, &scanner.id).retiring, None);
    test.desk.tick();
    test.desk.refresh().unwrap();
    let rows = finished(&test, &scanner.id);
    assert_eq!(rows.len(), 1, "it is told once");
    assert_eq!(rows[0].source, "program");
    assert_eq!(
        (rows[0].facts["how"].as_str(), rows[0].facts["program"].as_str()),
        ("seen", "scanner")
    );
}

#[test]
fn what_was_seen_while_no_program_of_ours_ran_is_finished_by_the_next_one_that_is_opened() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE]);
    in_place(&test, &scanner.id, Grace::Week).unwrap();
    let new = value(&test, VARIABLE);
    told(&test, &scanner.id, &new, "scanner");
    let test = test.after_a_crash();
    let beside = test.beside(Source::Terminal);
    assert!(is_accepted(&beside, &new) && !is_accepted(&beside, &old));
    assert!(!is_accepted(&test, &old));
    assert_eq!(finished(&test, &scanner.id).len(), 1, "and by one of them");
}

#[test]
fn nobody_sees_the_new_secret_and_the_grace_ends_the_old_one() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "0", &[VARIABLE]);
    in_place(&test, &scanner.id, Grace::Week).unwrap();
    let new = value(&test, VARIABLE);
    test.clock.pass(WEEK - Duration::from_secs(1));
    test.desk.tick();
    assert!(is_accepted(&test, &old) && is_accepted(&test, &new));
    test.clock.pass(Duration::from_secs(1));
    test.desk.tick();
    assert!(!is_accepted(&test, &old) && is_accepted(&test, &new));
    let rows = finished(&test, &scanner.id);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].facts["how"], "grace");
}

#[test]
fn where_one_place_does_not_take_it_the_old_secret_lives_for_the_whole_grace_and_the_new_one_can_be_copied() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE, OTHER]);
    // Whoever wrote this wins over us in every new shell.
    for file in [".bashrc", ".profile", ".bash_profile", ".zshenv", ".zshrc"] {
        let path = test.folder().join("home").join(file);
        let before = fs::read_to_string(&path).unwrap_or_default();
        fs::write(&path, format!("{before}\nexport {OTHER}=something-else\n")).unwrap();
    }
    let renewed = in_place(&test, &scanner.id, Grace::Day).unwrap();
    let outcome = |name: &str| {
        let mut places = renewed.places.iter();
        &places.find(|place| place.variable == name).unwrap().outcome
    };
    assert_eq!(outcome(VARIABLE), &PlaceOutcome::Renewed);
    assert!(
        matches!(outcome(OTHER), PlaceOutcome::Unproven { .. }),
        "{:?}",
        outcome(OTHER)
    );
    assert!(!renewed.waits);
    let new = value(&test, VARIABLE);
    let by_hand = renewed.by_hand.unwrap();
    assert_eq!(test.desk.reveal_secret(held(&by_hand)).unwrap().text, new);

    told(&test, &scanner.id, &new, "scanner");
    test.desk.refresh().unwrap();
    assert!(is_accepted(&test, &old), "somebody may have nothing else yet");
    assert!(!row(&test, &scanner.id).retiring.unwrap().until_seen);
    test.clock.pass(DAY);
    assert!(!is_accepted(&test, &old) && is_accepted(&test, &new));
    assert_eq!(finished(&test, &scanner.id), []);
}

#[test]
fn a_settings_file_with_the_old_secret_in_plain_text_names_the_variable_again() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE]);
    let path = settings_file(&test);
    let right = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("[osprey]\n{KEY} = {old}\n")).unwrap();
    let renewed = in_place(&test, &scanner.id, Grace::Week).unwrap();
    assert!(renewed.waits, "{:?}", renewed.places);
    let now = fs::read_to_string(&path).unwrap();
    assert!(!now.contains(&old), "the old secret is out of the file");
    assert_eq!(now.contains(VARIABLE), right.contains(VARIABLE));
}

#[test]
fn a_settings_file_that_keeps_the_old_secret_keeps_it_alive() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE, OTHER]);
    let path = settings_file(&test);
    // The line's own variable has another token by now.
    let another = create(&test, "Another", "30");
    set(&test, &another, VARIABLE);
    fs::write(&path, format!("[osprey]\n{KEY} = {old}\n")).unwrap();
    let renewed = in_place(&test, &scanner.id, Grace::Week).unwrap();
    let outcomes: Vec<_> = renewed.places.iter().map(|place| &place.outcome).collect();
    assert_eq!(outcomes, [&PlaceOutcome::Renewed, &PlaceOutcome::HoldsOld]);
    assert!(!renewed.waits && renewed.by_hand.is_some());
    told(&test, &scanner.id, &value(&test, OTHER), "uploader");
    test.desk.refresh().unwrap();
    assert!(is_accepted(&test, &old));
}

#[test]
fn a_token_that_lies_nowhere_is_left_as_it_is() {
    let test = TestDesk::new();
    let (scanner, old) = delivered(&test, "Scanner", "30");
    let before = history(&test, &scanner.id);
    assert_eq!(
        in_place(&test, &scanner.id, Grace::Week),
        Err(AppError::NotInPlace)
    );
    assert_eq!(history(&test, &scanner.id), before);
    assert!(is_accepted(&test, &old));
    assert_eq!(
        in_place(&test, "0000000000000000", Grace::Week),
        Err(AppError::NotFound)
    );
}

#[test]
fn without_a_grace_the_old_secret_ends_when_every_place_has_the_new_one() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE]);
    let renewed = in_place(&test, &scanner.id, Grace::Now).unwrap();
    assert!(!renewed.waits && renewed.by_hand.is_none());
    assert_eq!(renewed.token.retiring, None);
    assert!(!is_accepted(&test, &old) && is_accepted(&test, &value(&test, VARIABLE)));
    assert_eq!(finished(&test, &scanner.id)[0].facts["how"], "asked");
}

#[test]
fn an_older_secret_that_waits_ends_with_the_next_one_that_is_seen() {
    let test = TestDesk::new();
    let (scanner, first) = placed(&test, "Scanner", "30", &[VARIABLE]);
    in_place(&test, &scanner.id, Grace::Week).unwrap();
    let second = value(&test, VARIABLE);
    in_place(&test, &scanner.id, Grace::Day).unwrap();
    let third = value(&test, VARIABLE);
    told(&test, &scanner.id, &second, "late.py");
    test.desk.refresh().unwrap();
    for alive in [&first, &second, &third] {
        assert!(is_accepted(&test, alive), "the second is no successor any more");
    }
    told(&test, &scanner.id, &third, "scanner");
    test.desk.refresh().unwrap();
    assert!(!is_accepted(&test, &first) && !is_accepted(&test, &second));
    assert!(is_accepted(&test, &third));
    assert_eq!(
        finished(&test, &scanner.id).len(),
        2,
        "one row for each that ended"
    );
}

#[test]
fn a_revoked_token_has_nothing_left_to_finish() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE]);
    in_place(&test, &scanner.id, Grace::Week).unwrap();
    test.desk.revoke_tokens(ids(&[&scanner])).unwrap();
    told(&test, &scanner.id, &value(&test, VARIABLE), "scanner");
    test.desk.refresh().unwrap();
    test.clock.pass(WEEK);
    test.desk.tick();
    assert!(!is_accepted(&test, &old));
    assert_eq!(finished(&test, &scanner.id), []);
}

/// Whatever happens in whatever order, some secret of the token is accepted, and the one in the variable is.
#[test]
fn at_no_moment_are_both_secrets_dead() {
    use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
    for seed in 0..2 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut test = TestDesk::new();
        let (scanner, first) = placed(&test, "Scanner", "0", &[VARIABLE]);
        let mut secrets = vec![first];
        for step in 0..24 {
            let (what, which) = (rng.random_range(0..8), rng.random_range(0..secrets.len()));
            match what {
                0 => {
                    let grace = [Grace::Now, Grace::Hour, Grace::Day, Grace::Week][rng.random_range(0..4)];
                    in_place(&test, &scanner.id, grace).unwrap();
                    secrets.push(value(&test, VARIABLE));
                }
                // Made, and never received by anybody.
                1 => {
                    let lost = regenerate(&test, &scanner.id, "0", Grace::Now).unwrap();
                    test.desk.discard_secret(held(&lost)).unwrap();
                }
                2 => test = test.after_a_crash(),
                3 => test.clock.pass(HOUR * rng.random_range(1..40)),
                // Only what is accepted is told.
                4 | 5 if is_accepted(&test, &secrets[which]) => {
                    told(&test, &scanner.id, &secrets[which], "someone");
                }
                4 | 5 => {}
                6 => test.desk.tick(),
                _ => test.desk.refresh().unwrap(),
            }
            let newest = secrets.last().unwrap();
            assert_eq!(newest, &value(&test, VARIABLE));
            assert!(
                is_accepted(&test, newest),
                "seed {seed}, step {step}: what the next program gets is refused"
            );
        }
        let ended = finished(&test, &scanner.id).len();
        let living = secrets.iter().filter(|secret| is_accepted(&test, secret)).count();
        assert!(living + ended <= secrets.len(), "nothing ends twice");
    }
}

/// As a program is killed at any moment: between two steps that it looks at the clock for, which is before each change.
#[test]
fn a_program_that_dies_in_the_middle_leaves_what_the_next_one_finishes_or_takes_back() {
    let mut test = TestDesk::new();
    let (scanner, mut secret) = placed(&test, "Scanner", "0", &[VARIABLE, OTHER]);
    let path = settings_file(&test);
    let (mut undone, mut finished_later) = (0, 0);
    // Every other one is enough: a change is looked at the clock for more than once.
    for looks in (0..).step_by(2) {
        fs::write(&path, format!("[osprey]\n{KEY} = {secret}\n")).unwrap();
        test.clock.kill_after(looks);
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let done = catch_unwind(AssertUnwindSafe(|| in_place(&test, &scanner.id, Grace::Week)));
        std::panic::set_hook(hook);
        test.clock.spare();
        test = test.after_a_crash();
        test.desk.tick();

        let now = value(&test, VARIABLE);
        assert_eq!(now, value(&test, OTHER), "{looks} looks: both or none");
        assert!(is_accepted(&test, &now), "{looks} looks");
        let file = fs::read_to_string(&path).unwrap();
        let retiring = row(&test, &scanner.id).retiring;
        if now == secret {
            undone += 1;
            assert!(file.contains(&secret), "{looks} looks: the file is as it was");
        } else {
            finished_later += usize::from(done.is_err());
            assert!(!file.contains(&secret), "{looks} looks: no line has the old one");
            assert!(is_accepted(&test, &secret), "{looks} looks: not seen yet");
            assert!(retiring.unwrap().until_seen, "{looks} looks: it ends by itself");
            told(&test, &scanner.id, &now, "scanner");
            test.desk.refresh().unwrap();
            assert!(!is_accepted(&test, &secret) && is_accepted(&test, &now));
            assert_eq!(row(&test, &scanner.id).retiring, None);
            secret = now;
        }
        if let Ok(done) = done {
            done.unwrap();
            break;
        }
    }
    assert!(undone > 0 && finished_later > 0, "{undone} and {finished_later}");
}

/// Another program that does the same in the middle of it, wherever that is.
#[test]
fn of_two_programs_that_regenerate_one_token_in_place_neither_leaves_a_variable_with_what_the_other_one_ended()
 {
    let test = TestDesk::new();
    let (scanner, _) = placed(&test, "Scanner", "0", &[VARIABLE, OTHER]);
    let (mut refused, mut both) = (0, 0);
    let beside = test.beside(Source::Terminal);
    for looks in (0..).step_by(7) {
        let (other, id) = (beside.desk.clone(), scanner.id.clone());
        let (tell, told) = std::sync::mpsc::channel();
        test.clock.between(looks, move || {
            let grace = Grace::Week;
            let days = String::new();
            tell.send(other.regenerate_in_place(Regenerate { id, days, grace }))
                .unwrap();
        });
        let ours = in_place(&test, &scanner.id, Grace::Week);
        let Ok(theirs) = told.try_recv() else {
            // It was done before the other one came.
            ours.unwrap();
            break;
        };
        assert!(
            ours.is_ok() || theirs.is_ok(),
            "{looks} looks: {ours:?}, {theirs:?}"
        );
        for one in [&ours, &theirs] {
            assert!(
                matches!(one, Ok(_) | Err(AppError::Conflict)),
                "{looks} looks: {one:?}"
            );
        }
        refused += usize::from(theirs.is_err() || ours.is_err());
        both += usize::from(theirs.is_ok() && ours.is_ok());
        let now = value(&test, VARIABLE);
        assert_eq!(now, value(&test, OTHER), "{looks} looks: one secret in both");
        assert!(is_accepted(&test, &now), "{looks} looks");
        // Once the new one is seen nothing that lies anywhere has ended.
        self::told(&test, &scanner.id, &now, "scanner");
        test.desk.refresh().unwrap();
        assert!(is_accepted(&test, &now), "{looks} looks");
        assert_eq!(row(&test, &scanner.id).retiring, None, "{looks} looks");
    }
    assert!(refused > 0 && both > 0, "{refused} and {both}");
}

#[test]
fn what_somebody_else_put_into_a_variable_is_left() {
    let test = TestDesk::new();
    let (scanner, old) = placed(&test, "Scanner", "30", &[VARIABLE, OTHER]);
    let foreign = SecretText::new("somebody-elses-value".to_owned());
    let name = OTHER.to_owned();
    test.desk
        .set_variable_from(desk::wire::VariableRef { name }, foreign)
        .unwrap();
    let renewed = in_place(&test, &scanner.id, Grace::Week).unwrap();
    assert_eq!(renewed.places.len(), 1, "{:?}", renewed.places);
    assert!(renewed.waits);
    let file = fs::read_to_string(test.folder().join("home/.config/token-desk/env.sh")).unwrap();
    assert!(file.contains("somebody-elses-value"));
    assert!(is_accepted(&test, &old));
}
