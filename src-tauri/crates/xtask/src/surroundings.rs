//! The one door to this process's surroundings: variables, the search path, the user.
//!
//! Nothing else in this crate reads the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The value of a variable, if it is set and not empty.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The variables by which `cargo run` tells a program about its own package.
pub(crate) fn said_by_cargo_run() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO"
    })
}

/// The program that the shell would start for `name`.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&variable("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// Whether a file of this name is on the search path or in the folders where systems keep what is not on it.
pub(crate) fn has_program(name: &str) -> bool {
    program(name).is_some()
        || ["/usr/sbin", "/sbin", "/usr/lib/wine"]
            .iter()
            .any(|folder| Path::new(folder).join(name).is_file())
}

/// The home folder that programs of this user write to.
pub(crate) fn home() -> Option<PathBuf> {
    variable(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).map(PathBuf::from)
}

/// The process's own effective user is root.
pub(crate) fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // /proc/self belongs to the effective user of whoever looks at it.
        std::fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0)
    }
    #[cfg(not(unix))]
    {
        false
    }
}

/// A screen that a window could open on.
pub(crate) fn has_display() -> bool {
    !cfg!(target_os = "linux") || variable("DISPLAY").is_some() || variable("WAYLAND_DISPLAY").is_some()
}

/// Set where an automated build runs.
pub(crate) fn on_ci() -> bool {
    variable("CI").is_some()
}
