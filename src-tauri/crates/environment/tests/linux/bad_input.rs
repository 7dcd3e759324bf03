//! What a home should not hold, and does: each time a clear error or a warning, and nothing changed.

use std::fs;
use std::os::unix::fs::symlink;

use environment::{Error, PlaceAction, Plan, Warning};

use crate::home::{Home, later, name, now, value};

const OPEN: &str = "# >>> token-desk (managed) >>>\n";
const CLOSE: &str = "# <<< token-desk (managed) <<<\n";

fn action(plan: &Plan, end: &str) -> Option<PlaceAction> {
    let place = plan.places.iter().find(|place| place.path.ends_with(end));
    place.map(|place| place.action)
}

/// Puts `content` into `.bashrc`; it must be left alone with a warning of the kind that `is_told` knows, while the
/// other files are written and taken back.
#[track_caller]
fn is_left_alone(content: &[u8], is_told: impl Fn(&Warning) -> bool) {
    let home = Home::usual();
    home.write(".bashrc", content);
    let before = home.picture();
    let (plan, report) = home.set(&name("API"), &value("v"));
    assert!(plan.warnings.iter().any(is_told), "{:?}", plan.warnings);
    assert_eq!(action(&plan, "/.bashrc"), Some(PlaceAction::Skip));
    assert_eq!(fs::read(home.path(".bashrc")).unwrap(), content);
    assert!(report.worked() && home.read(".profile").starts_with(OPEN));
    home.remove(&name("API"));
    assert!(home.picture() == before, "and nothing is left behind");
}

/// Pitfall 24.
#[test]
fn every_way_in_which_the_markers_can_be_damaged_stops_that_file() {
    let damaged =
        |warning: &Warning| matches!(warning, Warning::DamagedBlock { path } if path.ends_with(".bashrc"));
    for content in [
        format!("{OPEN}x\n"),
        format!("x\n{CLOSE}"),
        format!("{CLOSE}x\n{OPEN}"),
        format!("{OPEN}x\n{CLOSE}y\n{OPEN}x\n{CLOSE}"),
        format!("{OPEN}{OPEN}x\n{CLOSE}"),
        format!("{OPEN}x\n{CLOSE}{CLOSE}"),
    ] {
        is_left_alone(content.as_bytes(), damaged);
    }
}

#[test]
fn a_start_up_file_of_wide_characters_or_with_nul_bytes_is_left_alone_and_the_lines_are_shown() {
    let shown = |warning: &Warning| {
        matches!(warning, Warning::ReadOnlyFile { path, lines }
            if path.ends_with(".bashrc") && lines.contains("token-desk/env.sh"))
    };
    let wide: Vec<u8> = "PS1='$ '\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    is_left_alone(&wide, shown);
    is_left_alone(&[b"\xff\xfe".as_slice(), &wide].concat(), shown);
    is_left_alone(b"PS1='$ '\n\0\0\0", shown);
}

#[test]
fn a_start_up_file_of_two_gigabytes_is_left_alone() {
    let home = Home::usual();
    let file = fs::File::create(home.path(".bashrc")).unwrap();
    file.set_len(2 << 30).unwrap();
    let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    assert_eq!(action(&plan, "/.bashrc"), Some(PlaceAction::Skip));
    home.machine.apply(&plan, now()).unwrap();
    assert_eq!(file.metadata().unwrap().len(), 2 << 30);
    home.remove(&name("API"));
    assert!(!home.path(".config/token-desk").exists());
}

/// Puts something into a home.
type Lay = fn(&Home);

/// Our own file is where the secret goes: without it there is nothing to do.
#[test]
fn what_lies_in_place_of_the_secret_file_or_its_folders_stops_the_work() {
    let lay: [(&str, Lay); 4] = [
        ("a folder", |home| {
            fs::create_dir_all(home.path(".config/token-desk/env.sh")).unwrap()
        }),
        ("a file for the folder", |home| {
            home.write(".config/token-desk", "mine")
        }),
        ("a file for its folder", |home| home.write(".config", "mine")),
        ("two gigabytes", |home| {
            home.write(".config/token-desk/env.sh", "");
            let file = fs::File::options()
                .write(true)
                .open(home.path(".config/token-desk/env.sh"));
            file.unwrap().set_len(2 << 30).unwrap();
        }),
    ];
    for (what, lay) in lay {
        let home = Home::usual();
        lay(&home);
        let kept =
            |home: &Home| home.path(".profile").exists() && !home.read(".profile").contains("token-desk");
        let error = home
            .machine
            .plan_set(&name("API"), &value("v"), now())
            .unwrap_err();
        assert!(matches!(error, Error::NotAFile { .. }), "{what}: {error}");
        assert!(error.undone() && kept(&home), "{what}");
        assert!(error.to_string().contains(".config"), "{what}: {error}");
    }
}

#[test]
fn a_home_that_vanished_after_the_plan_is_told_and_not_made_anew() {
    for home in [Home::empty(), Home::usual()] {
        let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
        fs::remove_dir_all(home.path("")).unwrap();
        let error = home.machine.apply(&plan, now()).unwrap_err();
        assert!(matches!(error, Error::HomeMissing { .. }), "{error}");
        assert!(error.undone() && !home.path("").exists());
        assert!(
            !home.journal().join("placements.json").exists(),
            "nothing is noted"
        );
        let again = home
            .machine
            .plan_set(&name("API"), &value("v"), now())
            .unwrap_err();
        assert!(matches!(again, Error::HomeMissing { .. }), "{again}");
        assert!(matches!(
            home.machine.plan_remove(&name("API")),
            Err(Error::HomeMissing { .. })
        ));
        assert!(home.machine.settle(later()).is_ok());
    }
}

#[test]
fn a_home_that_vanished_and_came_back_empty_is_removed_from_without_a_trace() {
    let home = Home::usual();
    home.set(&name("API"), &value("v"));
    fs::remove_dir_all(home.path("")).unwrap();
    fs::create_dir(home.path("")).unwrap();
    let before = home.picture();
    home.remove(&name("API"));
    assert_eq!(home.picture(), before);
    assert!(home.machine.placements().unwrap().is_empty());
}

#[test]
fn a_secret_file_that_became_a_link_between_plan_and_write_is_not_followed() {
    let home = Home::usual();
    let plan = home.machine.plan_set(&name("API"), &value("v"), now()).unwrap();
    home.write("public", "");
    fs::create_dir_all(home.path(".config/token-desk")).unwrap();
    symlink(home.path("public"), home.path(".config/token-desk/env.sh")).unwrap();
    let before = home.picture();
    let error = home.machine.apply(&plan, now()).unwrap_err();
    assert!(matches!(error, Error::ChangedMeanwhile { .. }), "{error}");
    assert!(error.undone() && home.picture() == before);
}
