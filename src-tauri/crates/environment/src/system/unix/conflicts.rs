//! Other places that set the same variable.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::surroundings::Surroundings;
use crate::files::Snapshot;
use crate::shells::block;
use crate::{Secret, VariableName, Warning};

/// The start-up files in the home folder in which people set variables.
const START_UP_FILES: [&str; 16] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".zlogin",
    ".config/fish/config.fish",
    ".pam_environment",
    ".tcshrc",
    ".cshrc",
    ".login",
    ".config/powershell/profile.ps1",
    ".config/nushell/env.nu",
    ".config/nushell/config.nu",
];

/// Lines outside our blocks that set the variable: they are read after our block, so they win.
pub(super) fn shadows(around: &Surroundings, name: &VariableName) -> Vec<Warning> {
    let Ok(home) = around.home() else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = START_UP_FILES.iter().map(|file| home.join(file)).collect();
    files.extend(files_in(&home.join(".config/environment.d"), |file| {
        file > "99-token-desk.conf"
    }));
    let units = home.join(".config/systemd/user");
    files.extend(files_in(&units, |file| file.ends_with(".service")));
    for drop_ins in files_in(&units, |folder| folder.ends_with(".service.d")) {
        files.extend(files_in(&drop_ins, |file| file.ends_with(".conf")));
    }
    files.iter().flat_map(|file| shadows_in(file, name)).collect()
}

/// Files of `environment.d` that are not UTF-8: on such a one systemd's generator ends without a word about the
/// others either.
pub(super) fn not_utf8(around: &Surroundings) -> Vec<Warning> {
    let Ok(home) = around.home() else {
        return Vec::new();
    };
    files_in(&home.join(".config/environment.d"), |file| {
        file.ends_with(".conf")
    })
    .into_iter()
    .filter(|file| Snapshot::of(file).is_ok_and(|snapshot| std::str::from_utf8(snapshot.content()).is_err()))
    .map(|path| Warning::NotUtf8 { path })
    .collect()
}

/// The value in the system's own list of variables, if it names this one.
pub(super) fn system_wide(around: &Surroundings, name: &VariableName) -> Option<Secret> {
    let text = fs::read_to_string(around.etc_environment.as_ref()?).ok()?;
    let value = text.lines().rev().find_map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        line.strip_prefix(name.as_str())?.strip_prefix('=')
    })?;
    let bare = value.trim_end().trim_matches(['"', '\'']);
    Some(Secret::new(bare.as_bytes().to_vec()))
}

/// The git work tree that `path` lies in, if any.
pub(super) fn work_tree(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}

fn shadows_in(file: &Path, name: &VariableName) -> Vec<Warning> {
    // Most are missing; there is no need to learn where they would lie.
    if fs::symlink_metadata(file).is_err() {
        return Vec::new();
    }
    let Ok(snapshot) = Snapshot::of(file) else {
        return Vec::new();
    };
    let content = snapshot.content();
    let ours = block::find(content).ok().flatten().unwrap_or_default();
    let mut offset = 0;
    let mut warnings = Vec::new();
    for (index, line) in content.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if !(ours.0..ours.1).contains(&offset) && sets(line, name) {
            let place = format!("{}:{}", file.display(), index + 1);
            warnings.push(Warning::Shadowed { place });
        }
        offset += line.len();
    }
    warnings
}

/// Whether a line, not a comment, gives the variable a value in the way of any of the shells or systemd.
fn sets(line: &[u8], name: &VariableName) -> bool {
    let line = Zeroizing::new(String::from_utf8_lossy(line).into_owned());
    let line = line.trim();
    if line.starts_with('#') {
        return false;
    }
    let name = name.as_str();
    line.match_indices(name).any(|(start, _)| {
        let before = &line[..start];
        let after = &line[start + name.len()..];
        let whole = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '{'));
        let assigned = after.starts_with('=') || after.starts_with("+=");
        let by_command = after.starts_with([' ', '\t'])
            && before.split([';', '&', '|']).next_back().is_some_and(|command| {
                let command = command.trim_start();
                command.starts_with("setenv ") || command.starts_with("set ") && !command.contains(" -q")
            });
        let by_field = ["$env:", "$env."].iter().any(|field| before.ends_with(field))
            && after.trim_start().starts_with('=')
            && !after.trim_start().starts_with("==");
        whole && (assigned || by_command || by_field)
    })
}

fn files_in(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(&wanted))
        .map(|entry| entry.path())
        .collect();
    files.sort_unstable();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_give_the_variable_a_value_count() {
        let name = VariableName::new("API").unwrap();
        for line in [
            "export API=x",
            "API=x",
            "  API=x cmd",
            "a; API=y",
            "set -gx API x",
            "Environment=API=x",
            "setenv API x",
            "$env:API = 'x'",
            "$env.API = 'x'",
        ] {
            assert!(sets(line.as_bytes(), &name), "{line}");
        }
        for line in [
            "# API=x",
            "export MY_API=x",
            "API2=x",
            "echo $API",
            "echo ${API=x}",
            "set -q API",
            "if $env.API == null { }",
            "API",
        ] {
            assert!(!sets(line.as_bytes(), &name), "{line}");
        }
    }

    #[test]
    fn the_place_of_an_old_export_is_named_and_our_own_block_is_not() {
        let home = tempfile::tempdir().unwrap();
        let block = block::around("API=ours");
        fs::write(
            home.path().join(".bashrc"),
            format!("{block}x=1\nexport API=old\n"),
        )
        .unwrap();
        let around = Surroundings::in_home(home.path());
        let place = format!("{}/.bashrc:5", home.path().display());
        assert_eq!(
            shadows(&around, &VariableName::new("API").unwrap()),
            [Warning::Shadowed { place }]
        );
    }

    #[test]
    fn a_system_wide_value_is_found_with_and_without_quotes() {
        let folder = tempfile::tempdir().unwrap();
        let mut around = Surroundings::in_home(folder.path());
        around.etc_environment = Some(folder.path().join("environment"));
        let name = VariableName::new("API").unwrap();
        assert!(system_wide(&around, &name).is_none());
        fs::write(folder.path().join("environment"), "PATH=/bin\nAPI=\"x y\"\n").unwrap();
        assert_eq!(system_wide(&around, &name).unwrap().expose(), b"x y");
    }
}
