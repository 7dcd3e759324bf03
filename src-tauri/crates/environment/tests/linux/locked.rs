//! Files that another program holds: the list of placements, and the files that hold a variable.

use std::fs::{self, File};

use environment::Error;

use crate::home::{Home, name, now, value};

#[test]
fn while_another_token_desk_writes_nothing_is_written_and_it_is_said_until_it_is_done() {
    let home = Home::quick();
    fs::create_dir_all(home.journal()).unwrap();
    let lock = File::create(home.journal().join("placements.lock")).unwrap();
    lock.lock().unwrap();
    let before = home.picture();
    let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    let refused = home.machine.apply(&plan, now()).unwrap_err();
    assert!(matches!(refused, Error::Busy) && refused.undone(), "{refused}");
    assert!(home.picture() == before, "nothing was written meanwhile");

    lock.unlock().unwrap();
    home.set(&name("API"), &value("v"));
    assert!(home.read(".config/token-desk/env.sh").contains("'v'"));
}

#[test]
fn a_start_up_file_that_a_program_has_locked_or_open_is_written_whole_beside_it() {
    let home = Home::quick();
    home.write(".profile", "umask 022\n");
    let open = File::options()
        .read(true)
        .write(true)
        .open(home.path(".profile"))
        .unwrap();
    open.lock().unwrap();
    let (_, report) = home.set(&name("API"), &value("v"));
    assert!(!report.steps.is_empty());
    let written = home.read(".profile");
    assert!(
        written.ends_with("umask 022\n") && written.contains("env.sh"),
        "{written}"
    );
    drop(open);
    home.remove(&name("API"));
    assert_eq!(home.read(".profile"), "umask 022\n");
}
