//! Other places that set the same variable.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::surroundings::Surroundings;
use crate::files::Snapshot;
use crate::shells::block;
use crate::{Secret, VariableName, Warning};

/// The start-up files in the home folder in which people set variables.
const IN_HOME: [&str; 8] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".pam_environment",
    ".tcshrc",
    ".cshrc",
    ".login",
];

/// Those of zsh, which lie in the folder `ZDOTDIR` if there is one.
const OF_ZSH: [&str; 4] = [".zshenv", ".zprofile", ".zshrc", ".zlogin"];

/// Those in the configuration folder.
const IN_CONFIGURATION: [&str; 4] = [
    "fish/config.fish",
    "powershell/profile.ps1",
    "nushell/env.nu",
    "nushell/config.nu",
];

/// Where systemd looks for units of an account.
const UNITS: [&str; 2] = [".config/systemd/user", ".local/share/systemd/user"];

/// Lines outside our blocks that set the variable: they are read after our block, so they win.
pub(super) fn shadows(around: &Surroundings, name: &VariableName) -> Vec<Warning> {
    let Ok(home) = around.home() else {
        return Vec::new();
    };
    let config = around.config_home.clone().unwrap_or_else(|| home.join(".config"));
    let mut files: Vec<PathBuf> = IN_HOME.iter().map(|file| home.join(file)).collect();
    for folder in [
        Some(home),
        around.zdotdir.as_deref().filter(|folder| *folder != home),
    ] {
        files.extend(
            folder
                .into_iter()
                .flat_map(|folder| OF_ZSH.map(|file| folder.join(file))),
        );
    }
    files.extend(IN_CONFIGURATION.iter().map(|file| config.join(file)));
    // What is read before ours is made good by it.
    files.extend(files_in(&config.join("fish/conf.d"), |file| {
        file.ends_with(".fish") && file > "token-desk.fish"
    }));
    files.extend(files_in(&home.join(".config/environment.d"), |file| {
        file > "99-token-desk.conf"
    }));
    for units in UNITS.map(|folder| home.join(folder)) {
        files.extend(files_in(&units, |file| file.ends_with(".service")));
        for drop_ins in files_in(&units, |folder| folder.ends_with(".service.d")) {
            files.extend(files_in(&drop_ins, |file| file.ends_with(".conf")));
        }
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
    fn it_is_looked_where_the_account_keeps_its_start_up_files_and_units() {
        let home = tempfile::tempdir().unwrap();
        let at = |inner: &str| home.path().join(inner);
        let mut around = Surroundings::in_home(home.path());
        around.zdotdir = Some(at("zsh"));
        around.config_home = Some(at("config"));
        let winning = [
            ("zsh/.zshrc", "export API=old\n"),
            ("config/fish/config.fish", "set -gx API old\n"),
            ("config/fish/conf.d/zz.fish", "set -gx API old\n"),
            (
                ".local/share/systemd/user/scanner.service",
                "Environment=API=old\n",
            ),
        ];
        for (file, text) in winning
            .into_iter()
            .chain([("config/fish/conf.d/mine.fish", "set -gx API old\n")])
        {
            fs::create_dir_all(at(file).parent().unwrap()).unwrap();
            fs::write(at(file), text).unwrap();
        }
        let told = shadows(&around, &VariableName::new("API").unwrap());
        let expected = winning.map(|(file, _)| Warning::Shadowed {
            place: format!("{}:1", at(file).display()),
        });
        assert_eq!(told, expected);
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

    #[test]
    fn a_system_wide_value_is_told_before_and_after_and_is_what_there_is_without_ours() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        fs::write(folder.path().join("environment"), "API=everywhere\n").unwrap();
        let mut machine = crate::Machine::in_home(folder.path().join("home"), folder.path().join("journal"))
            .with_silent_programs(folder.path().join("none"));
        machine.around.etc_environment = Some(folder.path().join("environment"));
        let name = VariableName::new("API").unwrap();
        let before = machine.status(&name).unwrap();
        assert!(before.warnings.contains(&Warning::SystemVariable), "{before:?}");
        assert!(matches!(before.held, crate::Held::Value(held) if held.expose() == b"everywhere"));
        let (value, _) = crate::VariableValue::new("ours").unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH;
        let plan = machine.plan_set(&name, &value, now).unwrap();
        assert!(
            plan.warnings.contains(&Warning::SystemVariable),
            "{:?}",
            plan.warnings
        );
        machine.apply(&plan, now).unwrap();
        let after = machine.status(&name).unwrap();
        assert!(after.warnings.contains(&Warning::SystemVariable), "{after:?}");
        assert!(matches!(after.held, crate::Held::Value(held) if held.expose() == b"ours"));
    }
}
