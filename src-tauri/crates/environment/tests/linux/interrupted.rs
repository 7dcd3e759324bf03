//! What a crash left behind is finished or cleaned away at the next start.

use std::fs;
use std::os::unix::fs::symlink;

use environment::{Expected, StepState};

use crate::home::{Home, later, name, now, value};

/// Puts the journal into the state of work that was begun and not ended.
fn begin(home: &Home, goal: &str) {
    fs::create_dir_all(home.journal()).unwrap();
    let path = home.journal().join("placements.json");
    let pending = format!("{{\"goal\": \"{goal}\", \"name\": \"API\", \"placed\": null}}");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text.replace("\"pending\": null", &format!("\"pending\": {pending}")),
        Err(_) => {
            format!("{{\"version\":1,\"pending\":{pending},\"variables\":[],\"files\":[],\"folders\":[]}}")
        }
    };
    assert!(text.contains(goal), "{text}");
    fs::write(path, text).unwrap();
}

#[test]
fn without_interrupted_work_settling_does_nothing_and_makes_nothing() {
    let home = Home::usual();
    let before = home.picture();
    assert!(home.machine.settle(now()).unwrap().steps.is_empty());
    assert_eq!(home.picture(), before);
    assert!(!home.journal().exists());
}

#[test]
fn work_that_stopped_before_the_secret_was_written_is_cleaned_away() {
    let home = Home::usual();
    let before = home.picture();
    home.write(
        ".config/token-desk/.token-desk-0123456789abcdef.tmp",
        "half a secret",
    );
    begin(&home, "set");
    let path = home.journal().join("placements.json");
    let folders =
        [home.path(".config"), home.path(".config/token-desk")].map(|f| format!("\"{}\"", f.display()));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace("\"folders\":[]", &format!("\"folders\":[{}]", folders.join(","))),
    )
    .unwrap();

    home.machine.settle(now()).unwrap();
    assert_eq!(home.picture(), before);
}

/// A link's target is replaced in the target's own folder, which may be a repository of dotfiles.
#[test]
fn what_lay_ready_beside_the_target_of_a_link_is_cleaned_away() {
    let home = Home::usual();
    home.write("dotfiles/profile", "PS1=x\n");
    fs::remove_file(home.path(".profile")).unwrap();
    symlink("dotfiles/profile", home.path(".profile")).unwrap();
    let before = home.picture();
    home.write("dotfiles/.token-desk-0123456789abcdef.tmp", "half a file");
    begin(&home, "set");
    home.machine.settle(now()).unwrap();
    assert_eq!(home.picture(), before);
}

#[test]
fn work_that_stopped_after_the_secret_was_written_is_finished() {
    let home = Home::usual();
    let before = home.picture();
    home.set(&name("API"), &value("v"));
    fs::write(home.path(".profile"), &before[&home.path(".profile")].3).unwrap();
    fs::remove_file(home.path(".config/environment.d/99-token-desk.conf")).unwrap();
    begin(&home, "set");

    assert!(home.machine.settle(later()).unwrap().worked());
    assert!(
        home.machine
            .verify(&name("API"), Expected::Value(&value("v")))
            .unwrap()
            .worked()
    );
    home.remove(&name("API"));
    assert_eq!(home.picture(), before);
}

#[test]
fn an_interrupted_removal_is_completed_by_whatever_comes_next() {
    let home = Home::usual();
    let before = home.picture();
    home.set(&name("API"), &value("v"));
    fs::write(home.path(".profile"), &before[&home.path(".profile")].3).unwrap();
    begin(&home, "remove");
    home.machine.settle(later()).unwrap();
    assert_eq!(home.picture(), before);

    home.set(&name("API"), &value("v"));
    begin(&home, "remove");
    // Planned on the state that is about to be cleaned up: it has to be planned anew.
    let plan = home
        .machine
        .plan_set(&name("OTHER"), &value("w"), later())
        .unwrap();
    assert!(home.machine.apply(&plan, later()).is_err());
    let (_, report) = home.set(&name("OTHER"), &value("w"));
    assert!(report.steps.iter().any(|step| step.state == StepState::Done));
    assert!(
        home.machine
            .verify(&name("API"), Expected::Absent)
            .unwrap()
            .worked()
    );
}

#[test]
fn two_at_once_take_turns() {
    let home = Home::usual();
    let lock = home.journal().join("placements.lock");
    fs::create_dir(home.journal()).unwrap();
    let held = fs::File::create(&lock).unwrap();
    held.lock().unwrap();
    let machine = home.machine.clone();
    let (sender, receiver) = std::sync::mpsc::channel();
    let plan = machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    let second = std::thread::spawn(move || {
        let result = machine.apply(&plan, now());
        sender.send(()).unwrap();
        result
    });
    assert!(receiver.try_recv().is_err(), "it waits for its turn");
    drop(held);
    assert!(second.join().unwrap().is_ok());
}
