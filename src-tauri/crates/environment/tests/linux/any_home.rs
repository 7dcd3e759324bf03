//! What holds for any home at all: what was set can be taken back, and then nothing is left of it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use environment::settings_file::{Key, Section, Wish};
use environment::{Machine, Undo, VariableName, VariableValue};
use proptest::prelude::*;

use crate::home::{Home, later, name, now};

/// Start-up files, and files of others beside ours.
const FILES: [&str; 12] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".zshenv",
    ".tcshrc",
    ".cshrc",
    ".config/fish/config.fish",
    ".config/fish/conf.d/token-desk.fish",
    ".config/environment.d/10-mine.conf",
    ".config/token-desk/notes",
    ".config/other",
];

/// Pieces of which files are made: ends of lines, of files and of shells' patience.
const PIECES: [&[u8]; 8] = [
    b"export PATH=\"$HOME/bin:$PATH\"\n",
    b"case $- in *i*) ;; *) return;; esac\n",
    b"# \xe9\xff not UTF-8\r\n",
    b"\n",
    b"alias ll='ls -l'\r\n",
    b"no end of line",
    b"# >>> token-desk (managed) >>>\n# a damaged block\n",
    b"\0\r",
];

/// Where the settings file of a program lies, and pieces of which it is made.
const SETTINGS: &str = "Documents/Osprey/appsettings.ini";
const LINES: [&[u8]; 8] = [
    b"[osprey]\r\n",
    b"tychoDataAPIToken = a-secret-of-others-0123456789 ; plant 7\r\n",
    b"tychoDataAPIToken = \\${API}\n",
    b"incrementalScanEnabled = true\n",
    b"; remark\r\n",
    b"[server-aliases]\n",
    b"10.1.2.5 = pi.plant.example",
    b"\n",
];

/// A file of a random home: the numbers of its pieces, and of its mode; whether it lies elsewhere behind a link.
#[derive(Debug, Clone)]
struct Someones {
    pieces: Vec<u8>,
    mode: u8,
    linked: bool,
}

impl Someones {
    fn lay(&self, home: &Home, inner: &str) {
        let content = self
            .pieces
            .iter()
            .map(|piece| PIECES[usize::from(*piece) % PIECES.len()]);
        let content = content.collect::<Vec<_>>().concat();
        let lies = if self.linked {
            format!("dotfiles/{}", inner.replace('/', "_"))
        } else {
            inner.to_owned()
        };
        home.write(&lies, content);
        let mode = [0o644, 0o600, 0o755, 0o444, 0o640, 0o400][usize::from(self.mode) % 6];
        fs::set_permissions(home.path(&lies), fs::Permissions::from_mode(mode)).unwrap();
        if self.linked {
            fs::create_dir_all(home.path(inner).parent().unwrap()).unwrap();
            symlink(home.path(&lies), home.path(inner)).unwrap();
        }
    }
}

fn someones() -> impl Strategy<Value = Option<Someones>> {
    // Most files are missing in most homes.
    let file = (
        prop::collection::vec(any::<u8>(), 0..4),
        any::<u8>(),
        prop::bool::weighted(0.3),
    )
        .prop_map(|(pieces, mode, linked)| Someones { pieces, mode, linked });
    prop::option::weighted(0.3, file)
}

/// One thing that a person does: which variable, and the letters of the value.
fn wishes() -> impl Strategy<Value = Vec<(bool, Vec<u8>)>> {
    let letters = prop::collection::vec(0x21_u8..=0x7e, 20..40);
    // Mostly one.
    prop_oneof![
        3 => prop::collection::vec((any::<bool>(), letters.clone()), 1),
        1 => prop::collection::vec((any::<bool>(), letters), 2),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn setting_and_undoing_is_the_identity_on_any_home(
        files in prop::collection::vec(someones(), FILES.len()),
        wishes in wishes(),
        by_removing in any::<bool>(),
        // Its lines, and after how many variables it is written.
        settings in prop::option::weighted(0.5, (prop::collection::vec(any::<u8>(), 0..7), 0..3_usize)),
        shells in any::<[u8; 2]>(),
    ) {
        // Two random numbers: most computers have a few of the shells.
        let home = Home::silent(shells[0] & shells[1]);
        let machine = &home.machine;
        for (file, inner) in files.iter().zip(FILES) {
            if let Some(file) = file {
                file.lay(&home, inner);
            }
        }
        if let Some((lines, _)) = &settings {
            let lines = lines.iter().map(|line| LINES[usize::from(*line) % LINES.len()]);
            home.write(SETTINGS, lines.collect::<Vec<_>>().concat());
        }
        let before = home.picture();
        let names = [name("API"), name("OTHER_API")];
        let mut set = Vec::new();
        let mut patched = false;
        for (turn, (other, letters)) in wishes.iter().enumerate() {
            if settings.as_ref().is_some_and(|(_, after)| *after == turn) {
                patched = patch(&home, &names[0]);
            }
            let text = String::from_utf8_lossy(letters);
            let Ok((value, _)) = VariableValue::new(&text) else { continue };
            let name = &names[usize::from(*other)];
            let plan = machine.plan_set(name, &value, now()).unwrap();
            machine.apply(&plan, now()).unwrap();
            set.push(name);
        }
        prop_assert!((set.is_empty() && !patched) || home.picture() != before);
        // Neither waits for the other.
        if patched && by_removing {
            put_back(&home);
        }
        for name in set.iter().rev() {
            if by_removing {
                machine.apply(&machine.plan_remove(name).unwrap(), later()).unwrap();
            } else {
                undo(machine, name);
            }
        }
        if patched && !by_removing {
            put_back(&home);
        }
        prop_assert!(home.picture() == before, "the home differs after it was taken back");
        prop_assert!(!home.journal().join("placements.json").exists(), "and nothing is noted any longer");
    }
}

/// Makes the settings file name the variable, where nothing has to be asked first; whether it was written.
fn patch(home: &Home, variable: &VariableName) -> bool {
    let path = home.path(SETTINGS);
    let key = Key::new("tychoDataAPIToken").unwrap();
    let wish = Wish {
        key: &key,
        variable,
        section: Some(Section::Every),
        replace_other: false,
        comment_out_extras: true,
        clean_comments: true,
    };
    let applied = home.machine.apply_settings_file(&path, &wish, None, now());
    applied.is_ok_and(|sight| !sight.plan.is_done())
}

fn put_back(home: &Home) {
    let undone = home.machine.undo_settings_file(&home.path(SETTINGS), None, None);
    assert_eq!(undone.unwrap(), "tychoDataAPIToken");
}

/// The same value twice is one placement.
fn undo(machine: &Machine, name: &VariableName) {
    let Some(undoing) = machine.plan_undo(name).unwrap() else {
        return;
    };
    assert!(
        matches!(undoing.answer, Undo::Possible { .. }),
        "{:?}",
        undoing.answer
    );
    machine.apply(&undoing.plan.unwrap(), later()).unwrap();
}
