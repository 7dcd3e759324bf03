//! Setting and removing leaves no trace; setting twice changes nothing.

use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::home::{Home, name, now, value};
use environment::{Expected, Warning};

#[test]
fn an_empty_home_is_empty_again() {
    let home = Home::empty();
    let before = home.picture();
    home.set(&name("API"), &value("v"));
    assert!(home.picture().len() > before.len() + 5);
    home.machine.verify(&name("API"), Expected::AsWritten).unwrap();
    home.remove(&name("API"));
    assert_eq!(home.picture(), before);
    assert!(
        !home.journal().join("placements.json").exists(),
        "nothing is placed any longer"
    );
}

#[test]
fn empty_files_that_were_there_stay_and_folders_in_use_stay() {
    let home = Home::empty();
    home.write(".bashrc", "");
    home.write(".zshenv", "");
    fs::create_dir_all(home.path(".config")).unwrap();
    let before = home.picture();
    home.set(&name("API"), &value("v"));
    home.remove(&name("API"));
    assert_eq!(home.picture(), before);

    home.set(&name("API"), &value("v"));
    home.write(".config/fish/conf.d/mine.fish", "set x 1\n");
    home.write(".profile", home.read(".profile") + "# mine\n");
    home.remove(&name("API"));
    assert_eq!(home.read(".config/fish/conf.d/mine.fish"), "set x 1\n");
    assert_eq!(
        home.read(".profile"),
        "# mine\n",
        "a file that a person has added to is kept"
    );
}

/// A disk that fails for a moment, a folder in its place: the removal goes on, says which file it is, and does not
/// forget it.
#[test]
fn a_start_up_file_that_cannot_be_read_while_removing_is_told_and_cleaned_by_the_next_removal() {
    let home = Home::empty();
    let before = home.picture();
    home.set(&name("API"), &value("v"));
    let (profile, aside) = (home.path(".profile"), home.journal().join("aside"));
    fs::rename(&profile, &aside).unwrap();
    fs::create_dir(&profile).unwrap();
    let plan = home.machine.plan_remove(&name("API")).unwrap();
    let told = |warning: &Warning| matches!(warning, Warning::ReadOnlyFile { path, .. } if *path == profile);
    assert!(plan.warnings.iter().any(told), "{:?}", plan.warnings);
    home.machine.apply(&plan, now()).unwrap();
    assert!(!home.path(".config").exists(), "the secret is gone all the same");

    fs::remove_dir(&profile).unwrap();
    fs::rename(&aside, &profile).unwrap();
    home.remove(&name("API"));
    assert_eq!(home.picture(), before);
    assert!(!home.journal().join("placements.json").exists());
}

#[test]
fn several_variables_come_and_go_in_any_order() {
    let home = Home::usual();
    let before = home.picture();
    home.set(&name("FIRST"), &value("1"));
    let with_first = home.picture();
    home.set(&name("SECOND"), &value("2"));
    home.remove(&name("SECOND"));
    assert_eq!(
        home.picture(),
        with_first,
        "the second leaves the first as it was"
    );
    home.set(&name("SECOND"), &value("2"));
    home.remove(&name("FIRST"));
    assert!(
        home.machine
            .verify(&name("SECOND"), Expected::Value(&value("2")))
            .unwrap()
            .worked()
    );
    assert!(
        home.machine
            .verify(&name("FIRST"), Expected::Absent)
            .unwrap()
            .worked()
    );
    home.remove(&name("SECOND"));
    assert_eq!(home.picture(), before);
}

#[test]
fn a_second_run_changes_nothing_not_even_a_time() {
    let home = Home::usual();
    home.set(&name("API"), &value("v"));
    let times = |home: &Home| {
        let files = home.picture().into_keys();
        files
            .map(|path| (fs::metadata(&path).unwrap().mtime_nsec(), path))
            .collect::<Vec<_>>()
    };
    let journal = fs::read(home.journal().join("placements.json")).unwrap();
    let before = times(&home);
    let (plan, report) = home.set(&name("API"), &value("v"));
    assert!(plan.is_done() && report.steps.is_empty());
    assert_eq!(times(&home), before);
    assert_eq!(fs::read(home.journal().join("placements.json")).unwrap(), journal);
}

#[test]
fn removing_what_was_never_set_does_nothing() {
    let home = Home::usual();
    let before = home.picture();
    let plan = home.machine.plan_remove(&name("API")).unwrap();
    assert!(plan.is_done());
    home.machine.apply(&plan, now()).unwrap();
    assert_eq!(home.picture(), before);
}

#[test]
fn a_lost_journal_still_lets_the_variable_be_removed() {
    let home = Home::usual();
    let before = home.picture();
    home.write(".zshenv", "");
    home.set(&name("API"), &value("v"));
    fs::remove_dir_all(home.journal()).unwrap();
    home.remove(&name("API"));
    assert!(
        home.machine
            .verify(&name("API"), Expected::Absent)
            .unwrap()
            .worked()
    );
    for path in before.keys().filter(|path| path.is_file()) {
        assert_eq!(fs::read(path).unwrap(), before[path].3, "{}", path.display());
    }
}
