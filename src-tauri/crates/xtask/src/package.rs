//! `cargo xtask package`: the `.deb`, and the proof that it installs, starts and removes cleanly on a bare system.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::child::Running;
use crate::display::{Display, Scratch};
use crate::repo::Repo;
use crate::steps::Steps;
use crate::stop::{OrStop, Stop};
use crate::{page, surroundings, system, toolchain};

/// What a package without these would be missing.
const CONTENTS: &[&str] = &[
    "./usr/bin/token-desk",
    "./usr/bin/tokendesk",
    "./usr/share/applications/",
];

pub(crate) fn run(repo: &Repo) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::because("A .deb can only be made on Linux.").next("run this on Debian or Ubuntu"));
    }
    toolchain::check()?;
    let steps = Steps::new(&repo.root().join("target/xtask/package"))?;
    system::provide(&steps, system::BUILD)?;
    page::packages(repo, &steps)?;
    let package = build(repo, &steps)?;
    inspect(&steps, &package)?;
    println!("Made: {}", repo.shown(&package));
    match cannot_be_tried(&steps) {
        Some(reason) => {
            println!("SKIPPED because {reason}: installing, starting and removing it on a bare system.")
        }
        None => try_out(&steps, &package)?,
    }
    println!("Next: sudo apt install ./{}", repo.shown(&package));
    Ok(())
}

fn build(repo: &Repo, steps: &Steps) -> Result<PathBuf, Stop> {
    // The bundle names files of `target/release`, so the build must not go elsewhere.
    let target = repo.root().join("target");
    let mut terminal = repo.cargo(["build", "--release", "--package", "cli"]);
    steps.must(
        "build the terminal program",
        terminal.env("CARGO_TARGET_DIR", &target),
        "mend what the compiler names",
    )?;
    page::build(repo, steps)?;
    let folder = target.join("release/bundle/deb");
    if folder.exists() {
        fs::remove_dir_all(&folder).or_stop("empty the folder of the last package")?;
    }
    let mut bundle = page::tool(repo, "tauri");
    bundle
        .args(["build", "--bundles", "deb"])
        .current_dir(repo.root().join("src-tauri"))
        .env("CARGO_TARGET_DIR", &target);
    steps.must("build and bundle the window", &mut bundle, "mend what it names")?;
    let made = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    made.filter(|path| path.extension().is_some_and(|kind| kind == "deb"))
        .last()
        .ok_or_else(|| {
            Stop::because(format!("No .deb appeared in {}.", folder.display()))
                .next("read the log of the last step")
        })
}

fn inspect(steps: &Steps, package: &Path) -> Result<(), Stop> {
    let mut list = Command::new("dpkg-deb");
    let listed = steps.must(
        "look into the package",
        list.arg("--contents").arg(package),
        "install dpkg",
    )?;
    match CONTENTS.iter().find(|path| !listed.output.contains(**path)) {
        None => Ok(()),
        Some(path) => Err(Stop::because(format!("The package lacks {path}."))
            .next("see bundle.linux.deb in src-tauri/tauri.conf.json")),
    }
}

fn cannot_be_tried(steps: &Steps) -> Option<&'static str> {
    if !surroundings::is_root() {
        return Some("making a bare system needs root");
    }
    if system::provide(steps, system::PACKAGE)
        .and_then(|()| system::provide(steps, system::NO_DISPLAY))
        .is_err()
    {
        return Some("mmdebstrap or Xvfb is not here");
    }
    None
}

/// Installs, starts and removes the package in a bare system of its own.
fn try_out(steps: &Steps, package: &Path) -> Result<(), Stop> {
    let scratch = Scratch::new("bare")?;
    let root = scratch.path().join("root");
    let mut bare = Command::new("mmdebstrap");
    steps.must(
        "make a bare Debian",
        bare.args(["--variant=minbase", "bookworm"]).arg(&root),
        "see whether the network is reachable",
    )?;
    fs::copy(package, root.join("token-desk.deb")).or_stop("copy the package into the bare system")?;
    let before = files_of(&root.join("usr"));

    let install = "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /token-desk.deb";
    steps.must(
        "install it there",
        &mut inside(&root, install),
        "read what apt says above",
    )?;
    let version = steps.must(
        "ask the terminal program",
        &mut inside(&root, "tokendesk --version"),
        "run it by hand",
    )?;
    println!("    {}", version.output.trim());
    let painted = start(&root)?;
    println!(
        "  ✓ the window of the installed package painted after {} ms",
        painted.as_millis()
    );

    steps.must(
        "remove it",
        &mut inside(&root, "apt-get purge -y -qq token-desk"),
        "read what apt says above",
    )?;
    let left: Vec<_> = files_of(&root.join("usr"))
        .into_iter()
        .filter(|path| is_ours(path) && !before.contains(path))
        .collect();
    if let Some(first) = left.first() {
        return Err(
            Stop::because(format!("Removing it left {} behind.", first.display()))
                .next("see the package's file list"),
        );
    }
    println!("  ✓ nothing of it is left");
    Ok(())
}

/// A command in the bare system, in a name space of its own: what it mounts goes with it.
fn inside(root: &Path, line: &str) -> Command {
    on_display(root, line, "")
}

fn on_display(root: &Path, line: &str, display: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--", "sh", "-ec"]);
    command.arg(
        "for dir in proc dev sys; do mount --rbind /$dir $0/$dir; done
         cp /etc/resolv.conf $0/etc/resolv.conf
         mkdir -p /tmp/.X11-unix $0/tmp/.X11-unix
         mount --bind /tmp/.X11-unix $0/tmp/.X11-unix
         exec chroot $0 env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \"DISPLAY=$2\" sh -ec \"$1\"",
    );
    command.arg(root).arg(line).arg(display);
    command
}

fn start(root: &Path) -> Result<Duration, Stop> {
    let display = Display::start()?;
    let command = on_display(root, "exec token-desk", display.name());
    let began = Instant::now();
    let mut app = Running::start("the installed window", &command)?;
    let painted = display.watch(began, Duration::from_secs(60), &mut app)?;
    app.end(Duration::from_secs(10))?;
    Ok(painted.painted)
}

fn is_ours(path: &Path) -> bool {
    let path = path.to_string_lossy();
    ["token-desk", "tokendesk", "Token Desk"]
        .iter()
        .any(|name| path.contains(name))
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(_) => found.push(entry.path()),
                Err(_) => {}
            }
        }
    }
    found
}
