//! What programs started from now on see of a variable, shell by shell.

use std::path::Path;

use crate::desktop::Desktop;

/// systemd's own reader of `environment.d`.
const GENERATOR: &str = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";

/// How each shell is started anew.
const SHELLS: [(&str, &[&str]); 4] = [
    ("bash", &["-l", "-c"]),
    ("dash", &["-l", "-c"]),
    ("zsh", &["-c"]),
    ("fish", &["-c"]),
];

/// What a variable holds in a new shell of every kind, and what systemd gives to programs of the session.
///
/// # Panics
/// A shell is not installed.
pub fn what_new_programs_see(desktop: &Desktop, variable: &str) -> Vec<(String, Option<String>)> {
    let mut seen: Vec<_> = SHELLS
        .iter()
        .map(|(shell, arguments)| {
            let output = desktop
                .command(shell)
                .args(*arguments)
                .arg(format!("printf %s \"${variable}\""))
                .output()
                .unwrap_or_else(|error| panic!("{shell}: {error}"));
            let value = String::from_utf8_lossy(&output.stdout).into_owned();
            ((*shell).to_owned(), Some(value).filter(|value| !value.is_empty()))
        })
        .collect();
    if Path::new(GENERATOR).is_file() {
        seen.push(("systemd".to_owned(), from_the_generator(desktop, variable)));
    }
    seen
}

fn from_the_generator(desktop: &Desktop, variable: &str) -> Option<String> {
    let output = desktop
        .command(GENERATOR)
        .output()
        .expect("the generator is there");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    lines.lines().find_map(|line| {
        let value = line.strip_prefix(variable)?.strip_prefix('=')?;
        Some(value.trim_matches('"').to_owned())
    })
}
