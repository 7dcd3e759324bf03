//! Setting and removing leaves no trace; setting twice changes nothing.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use environment::Expected;
use proptest::prelude::*;

use crate::home::{Home, name, now, value};

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

/// One start-up file of a random home.
#[derive(Debug, Clone)]
struct Dotfile {
    content: Vec<u8>,
    mode: u32,
    linked: bool,
}

fn dotfile() -> impl Strategy<Value = Option<Dotfile>> {
    let lines = prop_oneof![
        Just(&b"export PATH=\"$HOME/bin:$PATH\""[..]),
        Just(&b"case $- in *i*) ;; *) return;; esac"[..]),
        Just(&b"# \xe9\xff not UTF-8"[..]),
        Just(&b""[..]),
    ];
    let ends = prop_oneof![Just(&b"\n"[..]), Just(&b"\r\n"[..])];
    let content = proptest::collection::vec((lines, ends), 0..5).prop_flat_map(|parts| {
        let whole = parts
            .iter()
            .flat_map(|(line, end)| [*line, *end])
            .collect::<Vec<_>>()
            .concat();
        any::<bool>().prop_map(move |cut| {
            let end = if cut {
                whole.len().saturating_sub(1)
            } else {
                whole.len()
            };
            whole[..end].to_vec()
        })
    });
    let mode = prop_oneof![Just(0o644), Just(0o600), Just(0o755), Just(0o444)];
    proptest::option::of(
        (content, mode, any::<bool>()).prop_map(|(content, mode, linked)| Dotfile {
            content,
            mode,
            linked,
        }),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn setting_and_removing_is_the_identity_on_any_home(
        files in proptest::array::uniform6(dotfile()),
        values in proptest::collection::vec("[!-~]{20,40}", 1..3),
    ) {
        let home = Home::empty();
        let names = [".profile", ".bash_profile", ".bash_login", ".bashrc", ".zshenv", ".config/fish/config.fish"];
        for (file, name) in files.iter().zip(names) {
            let Some(file) = file else { continue };
            let inner = if file.linked { format!("dotfiles/{}", name.replace('/', "_")) } else { name.to_owned() };
            home.write(&inner, &file.content);
            if file.linked {
                fs::create_dir_all(home.path(name).parent().unwrap()).unwrap();
                symlink(home.path(&inner), home.path(name)).unwrap();
            }
            fs::set_permissions(home.path(&inner), fs::Permissions::from_mode(file.mode)).unwrap();
        }
        let before = home.picture();
        for text in &values {
            let Ok((value, _)) = environment::VariableValue::new(text) else { continue };
            home.set(&name("API"), &value);
            home.set(&name("OTHER_API"), &value);
        }
        home.remove(&name("API"));
        home.remove(&name("OTHER_API"));
        prop_assert!(home.picture() == before, "the home differs after set and remove");
    }
}
