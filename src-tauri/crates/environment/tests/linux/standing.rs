//! What became of a placement, and taking the last one back.

use std::fs;

use environment::{Expected, Machine, Standing, Truth, Undo};

use crate::home::{Home, later, name, now, value};

fn only(machine: &Machine) -> Standing {
    let mut standing = machine.placements().unwrap();
    assert_eq!(standing.len(), 1, "one variable is placed");
    standing.remove(0)
}

fn undo(home: &Home, at: jiff::Timestamp) -> Undo {
    let undoing = home
        .machine
        .plan_undo(&name("API"))
        .unwrap()
        .expect("something is placed");
    if let Some(plan) = undoing.plan {
        home.machine.apply(&plan, at).unwrap();
    }
    undoing.answer
}

const NOTHING_BEFORE: Undo = Undo::Possible {
    restores_value: false,
};

#[test]
fn a_placement_that_nobody_touched_is_installed_and_undone_byte_for_byte() {
    let home = Home::usual();
    let before = home.picture();
    home.set(&name("API"), &value("first"));
    let standing = only(&home.machine);
    assert_eq!(standing.truth, Truth::Installed);
    assert_eq!(standing.at, now());
    assert_eq!(standing.held.unwrap().expose(), b"first");
    assert_eq!(standing.undo, NOTHING_BEFORE);
    assert_eq!(undo(&home, later()), NOTHING_BEFORE);
    assert_eq!(home.picture(), before);
    assert!(home.machine.placements().unwrap().is_empty());
    assert!(home.machine.plan_undo(&name("API")).unwrap().is_none());
}

#[test]
fn undoing_a_rotation_brings_the_older_value_and_its_note_back() {
    let home = Home::usual();
    home.set(&name("API"), &value("first"));
    let with_first = home.picture();
    let plan = home
        .machine
        .plan_set(&name("API"), &value("second"), later())
        .unwrap();
    home.machine.apply(&plan, later()).unwrap();
    assert_ne!(home.picture(), with_first);

    assert_eq!(undo(&home, later()), Undo::Possible { restores_value: true });
    assert_eq!(home.picture(), with_first, "every byte is as it was");
    let standing = only(&home.machine);
    assert_eq!((standing.at, standing.truth), (now(), Truth::Installed));
    let first = value("first");
    assert!(
        home.machine
            .verify(&name("API"), Expected::Value(&first))
            .unwrap()
            .worked()
    );
    assert_eq!(undo(&home, later()), NOTHING_BEFORE, "and once more");
}

#[test]
fn a_later_session_says_that_the_older_value_is_gone_and_changes_nothing() {
    let home = Home::usual();
    home.set(&name("API"), &value("first"));
    home.set(&name("API"), &value("second"));
    let before = home.picture();
    let later_session = Machine::in_home(home.path(""), home.journal());
    let undoing = later_session.plan_undo(&name("API")).unwrap().unwrap();
    assert_eq!(undoing.answer, Undo::FormerGone);
    assert!(undoing.plan.is_none());
    assert_eq!(only(&later_session).undo, Undo::FormerGone);
    assert_eq!(home.picture(), before);
}

#[test]
fn what_somebody_changed_since_is_named_and_left_alone() {
    let home = Home::usual();
    home.set(&name("API"), &value("first"));
    let file = ".config/token-desk/env.sh";
    home.write(file, home.read(file).replace("'first'", "'other'"));
    let before = home.picture();
    let standing = only(&home.machine);
    assert_eq!(standing.truth, Truth::Overwritten);
    assert_eq!(standing.held.unwrap().expose(), b"other");
    assert_eq!(
        undo(&home, later()),
        Undo::ChangedSince {
            places: vec![home.path(file).display().to_string()]
        }
    );
    assert_eq!(home.picture(), before);
}

#[test]
fn a_placement_is_missing_shadowed_or_partly_gone() {
    let home = Home::usual();
    home.set(&name("API"), &value("first"));
    let bashrc = home.read(".bashrc");
    home.write(".bashrc", format!("{bashrc}export API=mine\n"));
    let line = bashrc.lines().count() + 1;
    let place = format!("{}:{line}", home.path(".bashrc").display());
    assert_eq!(only(&home.machine).truth, Truth::Shadowed { place });

    home.write(".bashrc", "PS1='$ '\n");
    let Truth::CannotTell { reason } = only(&home.machine).truth else {
        panic!("one of the start-up files lost its lines");
    };
    assert!(reason.contains(".bashrc"), "{reason}");

    fs::remove_file(home.path(".config/token-desk/env.sh")).unwrap();
    assert_eq!(only(&home.machine).truth, Truth::Missing);
    fs::create_dir(home.path(".config/token-desk/env.sh")).unwrap();
    assert!(matches!(only(&home.machine).truth, Truth::CannotTell { .. }));
}
