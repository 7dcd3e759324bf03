//! Which files a variable goes to on this computer.

use std::path::{Path, PathBuf};

use super::launch_agent;
use super::manager::Manager;
use super::surroundings::Surroundings;
use crate::programs::{self, Answer};
use crate::shells::block;
use crate::shells::entries::Format;
use crate::{Error, PlaceKind};

/// A file that a variable may go to.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) path: PathBuf,
    pub(super) kind: PlaceKind,
    pub(super) part: Part,
    /// Whether its reader is installed.
    pub(super) wanted: bool,
    /// Whether it is made where it is missing.
    pub(super) made: bool,
    /// The mode of a file that is made.
    pub(super) mode: u32,
}

/// Which part of the file is ours.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// One line per variable.
    Entries(Format),
    /// A block that sources the file with the lines.
    Block(String),
    /// All of it, and it holds no secret.
    Whole(String),
}

/// The systemd program that turns `environment.d` into variables.
const GENERATORS: [&str; 2] = [
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
    "/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
];

/// The file that sh, bash, dash and zsh source.
pub(super) fn secret_file(home: &Path) -> PathBuf {
    home.join(".config/token-desk/env.sh")
}

/// The program that reads `environment.d`, if systemd is installed.
pub(super) fn generator() -> Option<PathBuf> {
    GENERATORS
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.is_file())
}

/// Every file that can be concerned, in the order in which a variable is set. The file that sh sources comes
/// first: once it is written, interrupted work can be finished from it.
pub(super) fn all(around: &Surroundings, manager: Option<&Manager>) -> Result<Vec<Target>, Error> {
    let home = around.home()?;
    let config = home.join(".config");
    let fish_config = around.config_home.clone().unwrap_or_else(|| config.clone());
    let environment_d = manager
        .and_then(Manager::config_home)
        .unwrap_or_else(|| config.clone());
    let (bash, fish) = (around.program("bash").is_some(), around.program("fish").is_some());

    let mut targets = vec![
        secret(secret_file(home), Format::Sh, true),
        secret(config.join("token-desk/env.fish"), Format::Fish, fish),
        Target {
            kind: PlaceKind::EnvironmentD,
            ..secret(
                environment_d.join("environment.d/99-token-desk.conf"),
                Format::EnvironmentD,
                generator().is_some(),
            )
        },
        startup(home.join(".profile"), true, true),
        // bash reads only the first of these that is there: made, it would switch off the person's .profile.
        startup(home.join(".bash_profile"), bash, false),
        startup(home.join(".bash_login"), bash, false),
        startup(home.join(".bashrc"), bash, true),
    ];
    targets.extend(
        zsh_folders(around)?
            .into_iter()
            .map(|folder| startup(folder.join(".zshenv"), true, true)),
    );
    targets.push(Target {
        part: Part::Block(block::around(
            r#"if test -r "$HOME/.config/token-desk/env.fish"; source "$HOME/.config/token-desk/env.fish"; end"#,
        )),
        mode: 0o600,
        ..startup(fish_config.join("fish/conf.d/token-desk.fish"), fish, true)
    });
    targets.extend(more_shells(around, home, &config));
    targets.extend(around.launchd.as_ref().map(|launchd| Target {
        part: Part::Whole(launchd.agent()),
        ..startup(launch_agent::file(home), true, true)
    }));
    Ok(targets)
}

/// tcsh, PowerShell and nushell, each where it is installed.
fn more_shells(around: &Surroundings, home: &Path, config: &Path) -> Vec<Target> {
    let [tcsh, power_shell, nu] = ["tcsh", "pwsh", "nu"].map(|program| around.program(program).is_some());
    let config_home = around.config_home.clone().unwrap_or_else(|| config.to_owned());
    let csh_line =
        r#"if ( -r "$HOME/.config/token-desk/env.csh" ) source "$HOME/.config/token-desk/env.csh""#;
    let power_shell_line = r#"if (Test-Path -LiteralPath "$HOME/.config/token-desk/env.ps1") { . "$HOME/.config/token-desk/env.ps1" }"#;
    let started_by = |path: PathBuf, line: &str, wanted: bool, made: bool| Target {
        part: Part::Block(block::around(line)),
        ..startup(path, wanted, made)
    };
    // tcsh reads .cshrc only where there is no .tcshrc: made, that would switch off the person's .cshrc.
    let has_cshrc = home.join(".cshrc").symlink_metadata().is_ok();
    vec![
        secret(config.join("token-desk/env.csh"), Format::Csh, tcsh),
        started_by(home.join(".tcshrc"), csh_line, tcsh, !has_cshrc),
        started_by(home.join(".cshrc"), csh_line, tcsh, false),
        secret(config.join("token-desk/env.ps1"), Format::PowerShell, power_shell),
        started_by(
            config_home.join("powershell/profile.ps1"),
            power_shell_line,
            power_shell,
            true,
        ),
        // nushell reads every file of this folder, and cannot source one that may be missing.
        secret(config_home.join("nushell/autoload/token-desk.nu"), Format::Nu, nu),
    ]
}

/// A start-up file for sh, bash or zsh.
pub(super) fn startup(path: PathBuf, wanted: bool, made: bool) -> Target {
    // Without the test a missing file would end a log-in with dash; with `&&` for `if`, the start-up file could
    // end with status 1.
    let line = r#"if [ -r "$HOME/.config/token-desk/env.sh" ]; then . "$HOME/.config/token-desk/env.sh"; fi"#;
    Target {
        path,
        kind: PlaceKind::StartupFile,
        part: Part::Block(block::around(line)),
        wanted,
        made,
        mode: 0o644,
    }
}

fn secret(path: PathBuf, format: Format, wanted: bool) -> Target {
    Target {
        path,
        kind: PlaceKind::SecretFile,
        part: Part::Entries(format),
        wanted,
        made: true,
        mode: 0o600,
    }
}

/// The folders whose `.zshenv` zsh reads: the one that it finds by itself, and one that was exported to us.
fn zsh_folders(around: &Surroundings) -> Result<Vec<PathBuf>, Error> {
    let Some(zsh) = around.program("zsh") else {
        return Ok(Vec::new());
    };
    let home = around.home()?;
    if !around.asks {
        return Ok(vec![home.to_owned()]);
    }
    let question = around.question(zsh, &["-f", "-c", "print -rn -- ${ZDOTDIR:-$HOME}"])?;
    let own = match programs::ask(&question, programs::LIMIT, |_| false) {
        Answer::Said {
            output,
            success: Some(true),
        } => std::str::from_utf8(&output)
            .ok()
            .map(PathBuf::from)
            .filter(|folder| folder.is_dir()),
        Answer::Said { .. } | Answer::TimedOut | Answer::NotStarted(_) => None,
    };
    let mut folders = vec![own.unwrap_or_else(|| home.to_owned())];
    folders.extend(
        around
            .zdotdir
            .clone()
            .filter(|exported| exported.is_dir() && !folders.contains(exported)),
    );
    Ok(folders)
}
