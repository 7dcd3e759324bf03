//! The proof that the tests wrote nothing outside their own homes.
//!
//! Two nets: the Rust tests run with a decoy as `HOME`, where any change at all is a failure; and what Token Desk
//! could write in the real home is photographed before and after, for tests that find the home by another road.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::stop::{OrStop, Stop};
use crate::surroundings;

/// The files of a home that setting a variable may touch.
const SHELL_FILES: &[&str] = &[
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".bash_logout",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".zlogin",
    ".cshrc",
    ".tcshrc",
    ".login",
    ".pam_environment",
    ".xprofile",
    ".xsessionrc",
    ".kshrc",
    ".mkshrc",
];
/// Folders of a home that are watched as a whole.
const FOLDERS: &[&str] = &[
    ".config/environment.d",
    ".config/fish",
    ".config/systemd",
    ".config/plasma-workspace",
];
/// Folders in which only what carries our name is watched: other programs live there too.
const SHARED: &[&str] = &[
    "",
    ".config",
    ".local/share",
    ".local/state",
    ".cache",
    "Library/Application Support",
    "AppData/Roaming",
    "AppData/Local",
];
const OUR_NAMES: &[&str] = &["token-desk", "tokendesk", "app.tokendesk", "Token Desk"];

/// What was on the machine at one moment: a path, and a digest of its kind and content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, u64>);

impl Snapshot {
    /// What Token Desk could have written for this user.
    pub(crate) fn of_this_user() -> Self {
        let mut found = BTreeMap::new();
        let mut homes: Vec<PathBuf> = surroundings::home()
            .into_iter()
            .chain(home_by_account())
            .collect();
        homes.dedup();
        for home in &homes {
            watch_home(&mut found, home);
        }
        for name in [
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
            "XDG_CACHE_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            if let Some(folder) = surroundings::variable(name) {
                watch_ours_in(&mut found, Path::new(&folder));
            }
        }
        Self(found)
    }

    /// Everything below a folder.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut found = BTreeMap::new();
        watch(&mut found, folder);
        Self(found)
    }

    /// What appeared, changed or went between the two.
    pub(crate) fn differences(&self, later: &Self) -> Vec<String> {
        let mut told = Vec::new();
        for (path, digest) in &later.0 {
            match self.0.get(path) {
                None => told.push(format!("appeared: {}", path.display())),
                Some(before) if before != digest => told.push(format!("changed: {}", path.display())),
                Some(_) => {}
            }
        }
        told.extend(
            self.0
                .keys()
                .filter(|path| !later.0.contains_key(*path))
                .map(|path| format!("went: {}", path.display())),
        );
        told
    }
}

/// A home that looks lived in, for tests to leave alone.
#[derive(Debug)]
pub(crate) struct Decoy {
    folder: PathBuf,
    before: Snapshot,
}

impl Decoy {
    /// Furnishes `folder`, emptying it first.
    pub(crate) fn furnish(folder: &Path) -> Result<Self, Stop> {
        let doing = format!("furnish {}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(folder).or_stop(&doing)?;
        }
        fs::create_dir_all(folder.join(".config/fish")).or_stop(&doing)?;
        for name in SHELL_FILES {
            fs::write(folder.join(name), "# a person's own line\n").or_stop(&doing)?;
        }
        fs::write(folder.join(".config/fish/config.fish"), "# a person's own line\n").or_stop(&doing)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            before: Snapshot::of(folder),
        })
    }

    /// Makes it the home of a command; cargo and rustup keep theirs.
    pub(crate) fn house(&self, command: &mut Command) {
        if let Some(home) = surroundings::home() {
            for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
                command.env(
                    variable,
                    surroundings::variable(variable).map_or_else(|| home.join(folder), PathBuf::from),
                );
            }
        }
        command.env("HOME", &self.folder);
        for name in [
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME",
            "XDG_CACHE_HOME",
            "TOKEN_DESK_HOME",
        ] {
            command.env_remove(name);
        }
    }

    /// What the tests changed in it.
    pub(crate) fn differences(&self) -> Vec<String> {
        self.before.differences(&Snapshot::of(&self.folder))
    }
}

/// The home that the account data base names, which a test reaches when it does not go by the variable.
fn home_by_account() -> Option<PathBuf> {
    if !cfg!(unix) {
        return None;
    }
    let id = Command::new("id").arg("-u").output().ok()?;
    let entry = Command::new("getent")
        .arg("passwd")
        .arg(String::from_utf8_lossy(&id.stdout).trim())
        .output()
        .ok()?;
    let entry = String::from_utf8_lossy(&entry.stdout).into_owned();
    entry
        .split(':')
        .nth(5)
        .filter(|home| !home.is_empty())
        .map(PathBuf::from)
}

fn watch_home(found: &mut BTreeMap<PathBuf, u64>, home: &Path) {
    for name in SHELL_FILES {
        watch(found, &home.join(name));
    }
    for folder in FOLDERS {
        watch(found, &home.join(folder));
    }
    for folder in SHARED {
        watch_ours_in(found, &home.join(folder));
    }
}

fn watch_ours_in(found: &mut BTreeMap<PathBuf, u64>, folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if OUR_NAMES
            .iter()
            .any(|ours| name.trim_start_matches('.').starts_with(ours))
        {
            watch(found, &entry.path());
        }
    }
}

fn watch(found: &mut BTreeMap<PathBuf, u64>, path: &Path) {
    let Ok(meta) = fs::symlink_metadata(path) else {
        return;
    };
    let mut digest = DefaultHasher::new();
    if meta.is_symlink() {
        fs::read_link(path).ok().hash(&mut digest);
    } else if meta.is_dir() {
        "folder".hash(&mut digest);
    } else {
        fs::read(path).ok().hash(&mut digest);
        meta.permissions().readonly().hash(&mut digest);
        meta.modified().ok().hash(&mut digest);
    }
    found.insert(path.to_path_buf(), digest.finish());
    if meta.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            watch(found, &entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::Scratch;

    #[test]
    fn a_home_that_was_written_to_is_found_out() {
        let scratch = Scratch::new("decoy-test").expect("a temporary folder");
        let decoy = Decoy::furnish(&scratch.path().join("home")).expect("a furnished home");
        assert_eq!(
            decoy.differences(),
            Vec::<String>::new(),
            "nothing was touched yet"
        );

        let home = scratch.path().join("home");
        fs::write(home.join(".profile"), "# a person's own line\nexport A=1\n").expect("written");
        fs::create_dir_all(home.join(".local/share/app.tokendesk")).expect("made");
        fs::remove_file(home.join(".zshrc")).expect("removed");
        let told = decoy.differences().join("\n");
        for expected in [
            "changed: ",
            ".profile",
            "appeared: ",
            "app.tokendesk",
            "went: ",
            ".zshrc",
        ] {
            assert!(told.contains(expected), "{expected} is missing from: {told}");
        }
    }

    #[test]
    fn only_what_carries_our_name_is_watched_among_other_programs() {
        let scratch = Scratch::new("shared-test").expect("a temporary folder");
        let home = scratch.path();
        let look = || {
            let mut found = BTreeMap::new();
            watch_home(&mut found, home);
            Snapshot(found)
        };
        let before = look();
        fs::create_dir_all(home.join(".config/other-program")).expect("made");
        assert_eq!(
            before.differences(&look()),
            Vec::<String>::new(),
            "a browser's files are not ours to judge"
        );
        fs::create_dir_all(home.join(".config/token-desk")).expect("made");
        assert_eq!(before.differences(&look()).len(), 1, "our own folder is");
    }
}
