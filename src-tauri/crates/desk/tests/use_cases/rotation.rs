//! Passwords that are replaced once they are back: when, by what, and what is lent meanwhile.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use desk::wire::{AppError, Field, ResourceChange, ResourceDraft, RotationProblem, RotationState};
use desk::{Clock as _, Rotated, SecretText, Source};
use store::{By, Event, Store};
use testkit::{TestDesk, leaks};

use crate::HOUR;
use crate::resources::{PASSWORD, back, draft, wish};
use crate::users::{named, user};

/// A desk of a terminal with a resource, and the program that replaces its password. That writes down what it was
/// told, one attempt after the other, takes a pipe `hold` for itself and waits at it where there is one, and fails while there is a file `broken`.
struct Rotating {
    test: TestDesk,
    terminal: TestDesk,
    folder: tempfile::TempDir,
}

impl Rotating {
    fn new() -> Self {
        let test = TestDesk::new();
        let terminal = test.beside(Source::Terminal);
        let folder = tempfile::tempdir().unwrap();
        let rotating = Self {
            test,
            terminal,
            folder,
        };
        let program = rotating.program();
        let text = "#!/bin/sh\ncd \"${0%/*}\" || exit 1\ncat >> told\n! mv hold held 2>&- || cat held\n[ ! -e broken ]\n";
        fs::write(&program, text).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        rotating
            .test
            .desk
            .add_resource(&ResourceDraft {
                rotate_with: program.display().to_string(),
                ..draft("plant-db", &["User"], true)
            })
            .unwrap();
        rotating
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("rotate")
    }

    fn breaks(&self, is_broken: bool) {
        let file = self.folder.path().join("broken");
        if is_broken {
            fs::write(file, "").unwrap();
        } else {
            fs::remove_file(file).unwrap();
        }
    }

    /// The next attempt waits until what this answers is opened.
    fn holds(&self) -> PathBuf {
        let pipe = self.folder.path().join("hold");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        self.held()
    }

    fn held(&self) -> PathBuf {
        self.folder.path().join("held")
    }

    /// Until the program was told all, and waits.
    fn waits_for_the_program(&self) {
        self.waits_for("the program runs", |plant| {
            plant.told().len() == 1 && plant.held().exists()
        });
    }

    fn waits_for(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_so(self) {
            assert!(Instant::now() < deadline, "{what}");
            thread::yield_now();
        }
    }

    /// What the program was told: the old and the new password of each attempt.
    fn told(&self) -> Vec<(String, String)> {
        let told = fs::read_to_string(self.folder.path().join("told")).unwrap_or_default();
        let lines: Vec<&str> = told.lines().collect();
        lines
            .chunks(5)
            .map(|lines| {
                assert_eq!(lines[..3], ["plant-db", "db.plant7:5432", "scanner"]);
                (lines[3].to_owned(), lines[4].to_owned())
            })
            .collect()
    }

    /// Lends the password and takes it back, without waiting for what follows.
    fn lends(&self) -> String {
        let given = self.terminal.desk.check_out(&wish("plant-db", "30")).unwrap();
        self.terminal.desk.check_in(&back(&given)).unwrap();
        given.password.expose().to_owned()
    }

    fn rotates(&self) -> Option<RotationProblem> {
        let rotated = self.terminal.desk.rotate_due().unwrap();
        let [Rotated { resource, problem }] = &rotated[..] else {
            panic!("{rotated:?}")
        };
        assert_eq!(resource, "plant-db");
        *problem
    }

    fn state(&self) -> RotationState {
        let row = self.test.desk.resource("plant-db").unwrap();
        row.rotation.unwrap().state
    }

    fn recent(&self) -> Vec<String> {
        let recent = self.test.desk.home().unwrap().recent;
        recent.into_iter().map(|row| row.event).collect()
    }
}

#[test]
fn a_password_that_came_back_is_replaced_and_the_next_to_have_it_is_given_the_new_one() {
    let plant = Rotating::new();
    assert_eq!(plant.lends(), PASSWORD);
    assert_eq!(plant.state(), RotationState::Due);
    assert_eq!(plant.rotates(), None);
    let [(old, new)] = &plant.told()[..] else {
        panic!("it was told once")
    };
    assert_eq!(old, PASSWORD);
    assert!(new.len() == 32 && new.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(plant.state(), RotationState::Quiet);
    assert_eq!(
        plant.recent()[..4],
        [
            "resource.rotated",
            "resource.rotation_started",
            "resource.checked_in",
            "resource.checked_out"
        ]
    );
    assert_eq!(&plant.lends(), new);
    assert_eq!(plant.rotates(), None);
    assert_eq!(plant.told()[1].0, *new, "each is replaced in its turn");
    assert_eq!(plant.terminal.desk.rotate_due().unwrap(), [], "once for each");
    for secret in [new, &plant.told()[1].1] {
        assert_eq!(leaks(plant.test.folder(), secret), Vec::new());
    }
}

#[test]
fn a_program_that_fails_leaves_the_old_password_and_is_given_the_same_new_one_again() {
    let plant = Rotating::new();
    plant.breaks(true);
    plant.lends();
    let problem = RotationProblem::Failed { code: 1 };
    assert_eq!(plant.rotates(), Some(problem));
    assert_eq!(plant.state(), RotationState::Failed { problem });
    assert_eq!(plant.recent()[0], "resource.rotation_failed");
    assert_eq!(
        plant.terminal.desk.rotate_resource("plant-db"),
        Err(AppError::RotationFailed {
            name: "plant-db".into(),
            problem
        })
    );
    assert_eq!(plant.lends(), PASSWORD, "that is the right one still");
    plant.breaks(false);
    assert_eq!(plant.rotates(), None, "the next check-in asks for it again");
    let told = plant.told();
    assert_eq!(told.len(), 3);
    assert!(
        told.iter().all(|attempt| attempt == &told[0]),
        "an attempt whose end nobody saw may have set it already"
    );
    assert_eq!(plant.lends(), told[0].1);
}

#[test]
fn nobody_loses_what_they_were_given_and_whoever_asks_next_waits_for_the_new_one() {
    let plant = Rotating::new();
    let given = plant.terminal.desk.check_out(&wish("plant-db", "30")).unwrap();
    assert!(matches!(
        plant.terminal.desk.rotate_resource("plant-db"),
        Err(AppError::ResourceOut { .. })
    ));
    assert_eq!(plant.told(), []);
    plant.terminal.desk.check_in(&back(&given)).unwrap();
    let again = plant.terminal.desk.check_out(&wish("plant-db", "30")).unwrap();
    assert_eq!(again.password.expose(), plant.told()[0].1);
}

#[test]
fn while_the_program_runs_nobody_is_given_the_password_and_nothing_is_changed() {
    let plant = Rotating::new();
    let pipe = plant.holds();
    plant.lends();
    let terminal = plant.terminal.desk.clone();
    let first = thread::spawn(move || terminal.rotate_due());
    plant.waits_for_the_program();
    assert_eq!(plant.state(), RotationState::Runs);
    let desk = &plant.test.desk;
    let refused = AppError::ResourceRotating {
        name: "plant-db".into(),
    };
    assert_eq!(
        desk.check_out(&wish("plant-db", "30")).map(drop),
        Err(refused.clone())
    );
    assert_eq!(desk.rotate_resource("plant-db").map(drop), Err(refused.clone()));
    assert_eq!(desk.remove_resource("plant-db").map(drop), Err(refused.clone()));
    let moved = ResourceChange {
        resource: "plant-db".into(),
        address: Some("db.plant8:5432".into()),
        ..ResourceChange::default()
    };
    assert_eq!(desk.edit_resource(&moved).map(drop), Err(refused));
    assert_eq!(desk.rotate_due().unwrap(), [], "once at a time");
    fs::write(pipe, "").unwrap();
    assert_eq!(first.join().unwrap().unwrap().len(), 1);
    assert_eq!(plant.lends(), plant.told()[0].1);
}

#[test]
fn an_attempt_whose_end_nobody_saw_is_made_again_with_the_same_password() {
    let plant = Rotating::new();
    let held = plant.holds();
    plant.lends();
    let terminal = plant.terminal.desk.clone();
    let first = thread::spawn(move || terminal.rotate_due());
    plant.waits_for_the_program();
    // As if the process that waits for it had been ended.
    plant.test.clock.pass(Duration::from_secs(91));
    assert_eq!(plant.state(), RotationState::Due);
    let again = plant.test.desk.check_out(&wish("plant-db", "30")).unwrap();
    let told = plant.told();
    assert_eq!((told.len(), &told[0]), (2, &told[1]));
    assert_eq!(again.password.expose(), told[0].1);
    // The first one comes back after all, and fails: nobody asks it any more.
    plant.breaks(true);
    fs::write(held, "").unwrap();
    first.join().unwrap().unwrap();
    assert_eq!(plant.state(), RotationState::Quiet);
    assert_eq!(plant.recent()[0], "resource.rotation_failed");
    plant.breaks(false);
    plant.test.desk.check_in(&back(&again)).unwrap();
    plant.waits_for("the next one follows", |plant| {
        plant.told().len() == 3 && plant.state() == RotationState::Quiet
    });
    assert_eq!(plant.told()[2].0, told[0].1, "what was lent is the old one then");
}

#[test]
fn one_whose_seal_is_broken_keeps_no_other_waiting() {
    let plant = Rotating::new();
    let more = ResourceDraft {
        rotate_with: plant.program().display().to_string(),
        ..draft("another-db", &["User"], true)
    };
    plant.test.desk.add_resource(&more).unwrap();
    let given = plant.terminal.desk.check_out(&wish("another-db", "30")).unwrap();
    plant.terminal.desk.check_in(&back(&given)).unwrap();
    plant.lends();
    breaks_the_seal_of("another-db", &plant.test);
    assert_eq!(plant.rotates(), None);
    assert!(matches!(
        plant.terminal.desk.rotate_due(),
        Err(AppError::SealBroken { .. })
    ));
    assert_eq!(plant.lends(), plant.told()[0].1);
}

fn breaks_the_seal_of(resource: &str, test: &TestDesk) {
    let at = test.clock.now();
    let mut store = Store::open(&test.places().data, at).unwrap();
    let mut found = store.read().resource(resource).unwrap().unwrap();
    found.password = vec![0];
    let by = By {
        actor: "mallory@plant7".to_owned(),
        source: store::Source::Program,
        at,
    };
    let broken: Result<(), store::Error> = store.change(&by, |change| {
        change
            .record(Event::named("resource.edited"))?
            .edit_resource(&found)
    });
    broken.unwrap();
}

#[test]
fn whatever_ends_a_check_out_has_the_password_replaced() {
    let plant = Rotating::new();
    plant.terminal.desk.check_out(&wish("plant-db", "60")).unwrap();
    plant.test.clock.pass(HOUR + Duration::from_secs(1));
    plant.test.desk.tick();
    plant.waits_for("the window does it by itself", |plant| {
        plant.told().len() == 1 && plant.state() == RotationState::Quiet
    });
    plant.test.desk.add_user(user("ben", &["User"])).unwrap();
    let ben = plant.test.of_person("ben");
    ben.desk.check_out(&wish("plant-db", "60")).unwrap();
    assert_eq!(plant.terminal.desk.rotate_due().unwrap(), [], "somebody has it");
    plant.test.desk.disable_user(named("ben")).unwrap();
    assert_eq!(plant.rotates(), None);
}

#[test]
fn of_a_resource_that_several_have_the_password_is_replaced_when_the_last_gives_it_back() {
    let plant = Rotating::new();
    let shared = ResourceChange {
        resource: "plant-db".into(),
        exclusive: Some(false),
        ..ResourceChange::default()
    };
    plant.test.desk.edit_resource(&shared).unwrap();
    let desk = &plant.terminal.desk;
    let (one, two) = (
        desk.check_out(&wish("plant-db", "30")).unwrap(),
        desk.check_out(&wish("plant-db", "30")).unwrap(),
    );
    desk.check_in(&back(&one)).unwrap();
    assert_eq!(desk.rotate_due().unwrap(), []);
    desk.check_in(&back(&two)).unwrap();
    assert_eq!(plant.rotates(), None);
}

#[test]
fn a_program_is_named_by_its_whole_path_and_can_be_taken_away() {
    let plant = Rotating::new();
    let with = |program: &str| ResourceChange {
        resource: "plant-db".into(),
        rotate_with: Some(program.to_owned()),
        ..ResourceChange::default()
    };
    for wrong in ["rotate", "/no/such/program", "/tmp"] {
        let refused = plant.test.desk.edit_resource(&with(wrong));
        assert!(
            matches!(
                refused,
                Err(AppError::InvalidField {
                    field: Field::RotateWith,
                    ..
                })
            ),
            "{wrong}"
        );
    }
    plant.lends();
    plant.test.desk.edit_resource(&with("")).unwrap();
    assert_eq!(plant.test.desk.resource("plant-db").unwrap().rotation, None);
    assert_eq!(plant.terminal.desk.rotate_due().unwrap(), []);
    assert!(matches!(
        plant.terminal.desk.rotate_resource("plant-db"),
        Err(AppError::InvalidField {
            field: Field::RotateWith,
            ..
        })
    ));
    assert_eq!(plant.lends(), PASSWORD);
}

#[test]
fn a_password_that_an_administrator_enters_forgets_what_a_program_was_told() {
    let plant = Rotating::new();
    plant.breaks(true);
    plant.lends();
    plant.rotates();
    let entered = ResourceChange {
        resource: "plant-db".into(),
        password: Some(SecretText::new("entered-by-hand".into())),
        ..ResourceChange::default()
    };
    plant.test.desk.edit_resource(&entered).unwrap();
    assert_eq!(plant.state(), RotationState::Quiet);
    plant.breaks(false);
    assert_eq!(plant.lends(), "entered-by-hand");
    assert_eq!(plant.rotates(), None);
    let told = plant.told();
    assert_eq!(told[1].0, "entered-by-hand");
    assert_ne!(told[1].1, told[0].1);
}
