//! Which programs are tested. The one door to this process's environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The window, built with `--features window-tests`: `TOKEN_DESK_APP`, else the one in the target folder.
///
/// # Panics
/// It is not there, or was built without the feature and would refuse to be driven.
pub fn window() -> PathBuf {
    let program = program("TOKEN_DESK_APP", "token-desk");
    let version = Command::new(&program).arg("--version").output();
    let version = version.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    assert!(
        version.contains("window tests"),
        "{} is not the build for these tests ({}): run `npm run build` in ui, then \
         `cargo build -p token-desk --features window-tests`",
        program.display(),
        version.trim(),
    );
    program
}

/// The terminal program: `TOKEN_DESK_TERMINAL`, else the one in the target folder.
///
/// # Panics
/// It is not there.
pub fn terminal() -> PathBuf {
    let program = program("TOKEN_DESK_TERMINAL", "tokendesk");
    assert!(
        program.is_file(),
        "{} is not there: run `cargo build -p cli`",
        program.display()
    );
    program
}

/// The window as people get it, built without `window-tests`, if `TOKEN_DESK_SHIPPED_APP` names it.
pub fn shipped_window() -> Option<PathBuf> {
    variable("TOKEN_DESK_SHIPPED_APP").map(PathBuf::from)
}

/// The checkout's top folder.
pub fn checkout() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The folder that cargo builds into.
pub fn target() -> PathBuf {
    variable("CARGO_TARGET_DIR").map_or_else(|| checkout().join("target"), PathBuf::from)
}

/// Where programs are looked for.
pub fn search_path() -> OsString {
    variable("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into())
}

fn program(variable_name: &str, name: &str) -> PathBuf {
    variable(variable_name).map_or_else(|| target().join("debug").join(name), PathBuf::from)
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the tests' one door to the environment"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
