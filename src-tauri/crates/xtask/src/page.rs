//! The page: its packages and its build, each renewed only when what it is made of is newer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::repo::Repo;
use crate::steps::Steps;
use crate::stop::Stop;

/// What the built page is made of, inside `ui/`.
const INPUTS: &[&str] = &[
    "src",
    "messages",
    "public",
    "project.inlang",
    "index.html",
    "package.json",
    "package-lock.json",
];

/// Brings the npm packages that the lock file names, if they are not the ones already there.
pub(crate) fn packages(repo: &Repo, steps: &Steps) -> Result<(), Stop> {
    let page = repo.page();
    // npm writes this file last, so it stands for the whole folder.
    let installed = changed(&page.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(&page.join("package-lock.json")) {
        return Ok(());
    }
    let mut command = repo.npm(["ci", "--no-audit", "--no-fund"]);
    steps.must(
        "install the page's packages (npm ci)",
        &mut command,
        "see whether the network is reachable",
    )?;
    Ok(())
}

/// Builds `ui/dist`, if anything it is made of is newer.
pub(crate) fn build(repo: &Repo, steps: &Steps) -> Result<(), Stop> {
    let page = repo.page();
    let built = changed(&page.join("dist/index.html"));
    let configured = fs::read_dir(&page)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let newest = INPUTS
        .iter()
        .map(|name| page.join(name))
        .chain(configured.filter(|path| path.is_file()))
        .filter_map(|path| newest(&path))
        .max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    steps.must(
        "build the page",
        &mut repo.npm(["run", "--silent", "build"]),
        "mend what it names",
    )?;
    Ok(())
}

/// A command of one of the page's packages.
pub(crate) fn tool(repo: &Repo, name: &str) -> Command {
    let file: PathBuf = repo.page().join("node_modules/.bin").join(if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    });
    let mut command = Command::new(file);
    command.current_dir(repo.page());
    command
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    // What the build itself writes among the sources is not an input.
    if path.file_name().is_some_and(|name| name == "paraglide") {
        return None;
    }
    let own = changed(path);
    if !path.is_dir() {
        return own;
    }
    let inside = fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| newest(&entry.path()))
        .max();
    inside.max(own)
}
