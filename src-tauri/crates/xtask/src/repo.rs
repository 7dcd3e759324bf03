//! Where things are in the checkout, and how its tools are called.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::surroundings;

/// The checkout and the folder that builds go to.
#[derive(Debug, Clone)]
pub(crate) struct Repo {
    root: PathBuf,
    target: PathBuf,
    /// Somebody compiles here again and again, so what the compiler keeps for the next time is worth its making; or they
    /// have told cargo themselves what they want.
    keeps_increments: bool,
}

impl Repo {
    /// The checkout this program was built from.
    pub(crate) fn here() -> Self {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.ancestors().nth(3).unwrap_or(manifest).to_path_buf();
        let target = surroundings::variable("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        Self {
            // Built otherwise, this program would be put in its own place, which Windows forbids while it runs.
            keeps_increments: cfg!(windows)
                || surroundings::variable("CARGO_INCREMENTAL").is_some()
                || has_increments(&target),
            root,
            target,
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn page(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// A program of ours as a plain `cargo build` leaves it; `profile` is `debug` or `release`.
    pub(crate) fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// `cargo` with these arguments, at the root.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.builder("cargo");
        command.args(arguments);
        command
    }

    /// A program that builds, at the root: cargo, or one that calls it. Each must see the same surroundings, or what one
    /// has built the next one builds again.
    pub(crate) fn builder(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        // In a fresh checkout a fifth of the time that our crates' compilation takes. It stays as it began until somebody
        // builds by hand: builds of either kind know nothing of each other.
        if !self.keeps_increments {
            command.env("CARGO_INCREMENTAL", "0");
        }
        // What `cargo run` says about xtask itself must not reach the builds: build scripts that
        // watch these variables would run again each time.
        for name in surroundings::said_by_cargo_run() {
            command.env_remove(name);
        }
        command
    }

    /// `npm` with these arguments, in the page's folder.
    pub(crate) fn npm<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        // On Windows npm is a script, which only the shell finds.
        let mut command = if cfg!(windows) {
            let mut shell = Command::new("cmd");
            shell.args(["/c", "npm"]);
            shell
        } else {
            Command::new("npm")
        };
        command.args(arguments).current_dir(self.page());
        command
    }

    /// The page has this npm script.
    pub(crate) fn has_script(&self, name: &str) -> bool {
        std::fs::read_to_string(self.page().join("package.json"))
            .is_ok_and(|manifest| manifest.contains(&format!("\"{name}\":")))
    }

    /// A path as a person in the checkout would write it.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// Whether the compiler kept something of ours for the next time, other than of this program, which `cargo run` built.
fn has_increments(target: &Path) -> bool {
    let kept = std::fs::read_dir(target.join("debug/incremental"));
    kept.into_iter()
        .flatten()
        .flatten()
        .any(|of| !of.file_name().to_string_lossy().starts_with("xtask-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builder_sees_what_a_person_s_own_shell_would_show_it() {
        let repo = Repo::here();
        for command in [repo.cargo(["build"]), repo.builder("cargo-nextest")] {
            let forgotten: Vec<_> = command
                .get_envs()
                .filter(|(_, value)| value.is_none())
                .map(|(name, _)| name.to_owned())
                .collect();
            // Cargo tells a test the same of its package as it tells a program that it runs.
            for name in ["CARGO_PKG_NAME", "CARGO_PKG_VERSION_MAJOR", "CARGO_MANIFEST_DIR"] {
                assert!(forgotten.iter().any(|one| one == name), "{name}: {forgotten:?}");
            }
        }
    }

    #[test]
    fn nothing_is_kept_for_the_next_time_until_somebody_builds_by_hand() {
        let target = std::env::temp_dir().join(format!("token-desk-increments-{}", std::process::id()));
        let kept = target.join("debug/incremental");
        std::fs::create_dir_all(kept.join("xtask-0a1b2c")).expect("a folder");
        assert!(!has_increments(&target), "this program itself was built by hand");
        assert!(!has_increments(&target.join("nowhere")));
        std::fs::create_dir(kept.join("desk-0a1b2c")).expect("a folder");
        assert!(has_increments(&target));
        std::fs::remove_dir_all(&target).expect("it goes again");

        for (keeps_increments, told) in [(false, Some("0")), (true, None)] {
            let repo = Repo {
                keeps_increments,
                ..Repo::here()
            };
            let command = repo.builder("cargo");
            let said = command
                .get_envs()
                .find(|(name, _)| *name == "CARGO_INCREMENTAL")
                .and_then(|(_, value)| value);
            assert_eq!(said, told.map(OsStr::new));
        }
    }
}
