//! The writer: what is kept, what stops it, and putting a file back.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use environment::settings_file::{FileSight, Key, Problem, Refusal, Wish};
use environment::{Machine, Secret, Truth, Undo, VariableName};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{K, LIT, R};

struct Bench {
    folder: TempDir,
    machine: Machine,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        let machine = Machine::in_home(folder.path().join("home"), folder.path().join("journal"));
        Self { folder, machine }
    }

    /// The same account in a program started anew.
    fn restarted(&self) -> Machine {
        Machine::in_home(
            self.folder.path().join("home"),
            self.folder.path().join("journal"),
        )
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join("home").join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn apply(&self, path: &Path) -> Result<FileSight, Problem> {
        self.apply_to(path, K, None)
    }

    fn apply_to(&self, path: &Path, key: &str, seen: Option<&str>) -> Result<FileSight, Problem> {
        wish(key, |wish| {
            self.machine
                .apply_settings_file(path, wish, seen, Timestamp::UNIX_EPOCH)
        })
    }

    fn plan(&self, path: &Path) -> Result<FileSight, Problem> {
        wish(K, |wish| self.machine.plan_settings_file(path, wish))
    }

    fn undo(&self, path: &Path) -> Result<String, Problem> {
        self.machine.undo_settings_file(path, Key::new(K).as_ref(), None)
    }

    fn truth(&self) -> Truth {
        self.machine.settings_files().unwrap()[0].truth.clone()
    }
}

fn wish<T>(key: &str, with: impl FnOnce(&Wish<'_>) -> T) -> T {
    let (key, variable) = (
        Key::new(key).unwrap(),
        VariableName::new("TYCHODATA_OSPREY_APITOKEN").unwrap(),
    );
    with(&Wish::of(&key, &variable))
}

fn old() -> String {
    format!("[osprey]\r\n{K} = {LIT} ; prod\r\nx=1\r\n")
}

fn new() -> String {
    format!("[osprey]\r\n; prod\r\n{K} = {R}\r\nx=1\r\n")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_written_and_put_back_byte_for_byte_and_nothing_lies_beside_it() {
    let bench = Bench::new();
    let path = bench.file("appsettings.ini", &old());
    let home = path.parent().unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(bench.apply(&path).unwrap().plan.new_lines(), [2, 3]);
    assert_eq!(fs::read_to_string(&path).unwrap(), new());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(home), ["appsettings.ini"], "no copy with the secret");
    assert_eq!(bench.truth(), Truth::Installed);
    let journal = fs::read_to_string(bench.folder.path().join("journal/placements.json")).unwrap();
    assert!(
        journal.contains("appsettings.ini") && !journal.contains("LITERAL"),
        "{journal}"
    );

    assert_eq!(bench.undo(&path).unwrap(), K);
    assert_eq!(fs::read_to_string(&path).unwrap(), old());
    assert!(matches!(bench.undo(&path), Err(Problem::NothingToUndo)));
}

#[test]
fn case_02_a_file_that_is_right_is_not_touched() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &format!("{K} = {R}\n"));
    let before = fs::metadata(&path).unwrap();
    assert!(bench.apply(&path).unwrap().plan.is_done());
    let after = fs::metadata(&path).unwrap();
    assert_eq!(
        (before.ino(), before.mtime_nsec()),
        (after.ino(), after.mtime_nsec())
    );
    assert!(bench.machine.settings_files().unwrap().is_empty());
}

#[test]
fn case_33_a_file_that_changed_after_the_plan_is_left_alone() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &old());
    let seen = bench.plan(&path).unwrap().seen;
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        old(),
        "planning changes nothing"
    );
    assert!(names(bench.folder.path()).iter().all(|name| name != "journal"));
    let changed = old().replace("x=1", "x=2");
    fs::write(&path, &changed).unwrap();
    let refused = bench.apply_to(&path, K, Some(&seen));
    assert!(matches!(refused, Err(Problem::Changed)), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), changed);
    let seen = bench.plan(&path).unwrap().seen;
    bench.apply_to(&path, K, Some(&seen)).unwrap();
}

#[test]
fn case_34_a_link_survives_and_its_target_changes() {
    let bench = Bench::new();
    let target = bench.file("real.ini", &old());
    let link = target.with_file_name("link.ini");
    symlink("real.ini", &link).unwrap();
    let sight = bench.apply(&link).unwrap();
    assert_eq!(sight.link_to, Some(fs::canonicalize(&target).unwrap()));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&target).unwrap(), new());
    bench.undo(&link).unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), old());
}

#[test]
fn case_34_a_read_only_file_is_left_alone() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &old());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(matches!(
        bench.plan(&path).unwrap().blocked,
        Some(Problem::ReadOnly)
    ));
    assert!(matches!(bench.apply(&path), Err(Problem::ReadOnly)));
    assert_eq!(fs::read_to_string(&path).unwrap(), old());
}

#[test]
fn case_34_a_file_with_two_names_is_told_and_only_the_named_one_changes() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &old());
    let second = path.with_file_name("y.ini");
    fs::hard_link(&path, &second).unwrap();
    assert_eq!(bench.apply(&path).unwrap().names, 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), new());
    assert_eq!(fs::read_to_string(&second).unwrap(), old());
}

#[test]
fn case_34_a_locked_file_is_left_alone_until_it_is_let_go() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &old());
    let held = fs::File::open(&path).unwrap();
    held.lock().unwrap();
    assert!(matches!(bench.apply(&path), Err(Problem::InUse)));
    assert_eq!(fs::read_to_string(&path).unwrap(), old());
    assert_eq!(names(path.parent().unwrap()), ["x.ini"]);
    drop(held);
    bench.apply(&path).unwrap();
}

#[test]
fn what_is_no_settings_file_is_refused_in_words() {
    let bench = Bench::new();
    let home = bench.folder.path().join("home");
    assert!(matches!(
        bench.apply(&home.join("none.ini")),
        Err(Problem::Missing)
    ));
    assert!(matches!(bench.apply(&home), Err(Problem::NotAFile)));
    let large = home.join("large.ini");
    fs::File::create(&large)
        .unwrap()
        .set_len(2 * 1024 * 1024 * 1024)
        .unwrap();
    let refused = bench.apply(&large);
    assert!(
        matches!(
            refused,
            Err(Problem::Text(Refusal::TooLarge { bytes: 2_147_483_648 }))
        ),
        "{refused:?}"
    );
    symlink("nowhere", home.join("dangling.ini")).unwrap();
    assert!(bench.apply(&home.join("dangling.ini")).is_err());
    fs::remove_dir_all(&home).unwrap();
    assert!(matches!(
        bench.apply(&home.join("gone.ini")),
        Err(Problem::Missing)
    ));
}

#[test]
fn after_a_restart_what_was_no_secret_comes_back_by_itself_and_a_secret_when_it_is_given() {
    let bench = Bench::new();
    let repaired = format!("[o]\n{K} = \"\\{R}\" ; note\n");
    let path = bench.file("repaired.ini", &repaired);
    bench.apply(&path).unwrap();
    forget();
    let key = Key::new(K);
    let anew = bench.restarted();
    anew.undo_settings_file(&path, key.as_ref(), None).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), repaired);

    let path = bench.file("literal.ini", &old());
    bench.apply(&path).unwrap();
    forget();
    assert_eq!(anew.settings_files().unwrap()[0].undo, Undo::FormerGone);
    let refused = anew.undo_settings_file(&path, key.as_ref(), None);
    assert!(matches!(refused, Err(Problem::OldValueGone)), "{refused:?}");
    let wrong = Secret::new(b"another".to_vec());
    let refused = anew.undo_settings_file(&path, key.as_ref(), Some(&wrong));
    assert!(matches!(refused, Err(Problem::NotTheOldValue)), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), new());
    let right = Secret::new(LIT.as_bytes().to_vec());
    anew.undo_settings_file(&path, key.as_ref(), Some(&right))
        .unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), old());
}

/// What a program remembers goes with it; here it is pushed out.
fn forget() {
    let bench = Bench::new();
    for nth in 0..64 {
        let path = bench.file(&format!("{nth}.ini"), &old());
        bench.apply(&path).unwrap();
    }
}

#[test]
fn what_became_of_a_file_is_told_and_a_changed_one_is_not_put_back() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &old());
    bench.apply(&path).unwrap();
    fs::write(&path, new().replace("x=1", "x=2")).unwrap();
    assert_eq!(bench.truth(), Truth::Installed, "another key changed");
    let refused = bench.undo(&path);
    assert!(
        matches!(refused, Err(Problem::ChangedSince(Truth::Installed))),
        "{refused:?}"
    );
    fs::write(&path, old()).unwrap();
    assert_eq!(bench.truth(), Truth::Overwritten);
    let held = bench.machine.settings_files().unwrap().remove(0).held;
    assert_eq!(held.unwrap().expose_text(), Some(LIT));
    bench.undo(&path).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        old(),
        "it was put back by hand"
    );

    bench.apply(&path).unwrap();
    fs::write(&path, format!("{}{K} = {LIT}\r\n", new())).unwrap();
    assert!(matches!(bench.truth(), Truth::Shadowed { .. }));
    fs::write(&path, "[osprey]\r\n").unwrap();
    assert_eq!(bench.truth(), Truth::Missing);
    fs::remove_file(&path).unwrap();
    assert_eq!(bench.truth(), Truth::Missing);
}

#[test]
fn two_keys_of_a_file_are_put_back_in_turn() {
    let bench = Bench::new();
    let before = format!("a = {LIT}\nb = {LIT}2\n");
    let path = bench.file("x.ini", &before);
    bench.apply_to(&path, "a", None).unwrap();
    bench.apply_to(&path, "b", None).unwrap();
    let undo = |key: &str| {
        bench
            .machine
            .undo_settings_file(&path, Key::new(key).as_ref(), None)
    };
    assert!(undo("a").is_err(), "the later change is taken back first");
    undo("b").unwrap();
    undo("a").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn what_is_no_text_is_refused_before_and_after_and_no_note_is_made() {
    let bench = Bench::new();
    let wide: Vec<u8> = old().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, wanted) in [
        (wide, Refusal::Utf16WithoutMark),
        (b"[o]\nkey = a\0b\n".to_vec(), Refusal::NotText),
    ] {
        let path = bench.file("odd.ini", "");
        fs::write(&path, &bytes).unwrap();
        let refused = bench.apply(&path);
        assert!(
            matches!(&refused, Err(Problem::Text(refusal)) if *refusal == wanted),
            "{refused:?}"
        );
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    // A file that was ours and is no text any longer is not put back over what somebody made of it.
    let path = bench.file("x.ini", &old());
    bench.apply(&path).unwrap();
    fs::write(&path, b"\0\0\0\0").unwrap();
    assert!(
        matches!(bench.truth(), Truth::CannotTell { .. }),
        "{:?}",
        bench.truth()
    );
    assert!(matches!(bench.undo(&path), Err(Problem::ChangedSince(_))));
    assert_eq!(fs::read(&path).unwrap(), b"\0\0\0\0");
}

#[test]
fn a_file_that_became_a_folder_or_vanished_with_its_home_is_told_and_nothing_is_made() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &old());
    let seen = bench.plan(&path).unwrap().seen;
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(
        bench.apply_to(&path, K, Some(&seen)),
        Err(Problem::NotAFile)
    ));
    fs::remove_dir(&path).unwrap();

    let path = bench.file("x.ini", &old());
    bench.apply(&path).unwrap();
    let home = bench.folder.path().join("home");
    fs::remove_dir_all(&home).unwrap();
    assert!(matches!(
        bench.apply_to(&path, K, Some(&seen)),
        Err(Problem::Missing)
    ));
    assert_eq!(bench.truth(), Truth::Missing);
    assert!(matches!(bench.undo(&path), Err(Problem::Missing)));
    assert!(!home.exists());
}

#[test]
fn a_file_that_changes_after_its_lines_were_looked_at_is_not_undone() {
    let bench = Bench::new();
    let path = bench.file("x.ini", &old());
    bench.apply(&path).unwrap();
    let held = fs::File::open(&path).unwrap();
    held.lock().unwrap();
    assert!(
        matches!(bench.undo(&path), Err(Problem::InUse)),
        "a locked file is not put back"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), new());
    drop(held);
    bench.undo(&path).unwrap();
}

#[test]
fn a_secret_that_stood_in_quotes_is_given_again_without_them() {
    for quote in ["\"", "'"] {
        let bench = Bench::new();
        let before = format!("[o]\n{K} = {quote}{LIT}{quote} ; prod\n");
        let path = bench.file("x.ini", &before);
        bench.apply(&path).unwrap();
        forget();
        let given = Secret::new(LIT.as_bytes().to_vec());
        bench
            .restarted()
            .undo_settings_file(&path, Key::new(K).as_ref(), Some(&given))
            .unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }
}
