//! What the machine itself must have: found out, installed by its own package manager, or named.

use std::process::{Command, Stdio};

use crate::steps::Steps;
use crate::stop::Stop;
use crate::surroundings;

mod packages;

pub(crate) use packages::{BUILD, CHROMIUM, NO_DISPLAY, Need, PACKAGE, PEERS, TESTS};

/// A package manager that we can drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

impl Manager {
    fn of_this_machine() -> Option<Self> {
        [
            (Self::Apt, "apt-get"),
            (Self::Dnf, "dnf"),
            (Self::Pacman, "pacman"),
            (Self::Zypper, "zypper"),
        ]
        .into_iter()
        .find(|(_, program)| surroundings::has_program(program))
        .map(|(manager, _)| manager)
    }

    fn packages(self, need: &Need) -> &'static [&'static str] {
        match self {
            Self::Apt => need.apt,
            Self::Dnf => need.dnf,
            Self::Pacman => need.pacman,
            Self::Zypper => need.zypper,
        }
    }

    /// What must run before an install can find its packages.
    fn refresh(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Apt => Some(&["apt-get", "update", "-qq"]),
            Self::Dnf | Self::Pacman | Self::Zypper => None,
        }
    }

    fn install(self) -> &'static [&'static str] {
        match self {
            Self::Apt => &["apt-get", "install", "-y", "-qq", "--no-install-recommends"],
            Self::Dnf => &["dnf", "install", "-y", "--setopt=install_weak_deps=False"],
            Self::Pacman => &["pacman", "-Sy", "--needed", "--noconfirm"],
            Self::Zypper => &["zypper", "--non-interactive", "install", "--no-recommends"],
        }
    }
}

/// The needs of these that the machine does not meet.
pub(crate) fn missing(needs: &[Need]) -> Vec<&Need> {
    needs
        .iter()
        .filter(|need| need.applies_here() && !need.is_met())
        .collect()
}

/// Installs what is missing, as root or through `sudo` that asks nothing. Otherwise names the one line to type.
///
/// # Errors
/// When something is still missing afterwards.
pub(crate) fn provide(steps: &Steps, needs: &[Need]) -> Result<(), Stop> {
    let lacking = missing(needs);
    if lacking.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for need in &lacking {
        println!("  - {}", need.what);
    }
    let Some(manager) = Manager::of_this_machine() else {
        return Err(by_hand(&lacking));
    };
    let packages = packages_of(manager, &lacking);
    if packages.is_empty() {
        return Err(by_hand(&lacking));
    }
    let mut install: Vec<&str> = manager.install().to_vec();
    install.extend(&packages);
    let Some(mut root) = as_root() else {
        let refresh = manager
            .refresh()
            .map(|words| format!("sudo {} && ", words.join(" ")))
            .unwrap_or_default();
        return Err(
            Stop::because("These need administrator rights to install.").next(format!(
                "type this line, then the same command again:\n    {refresh}sudo {}",
                install.join(" ")
            )),
        );
    };
    println!("Installing by {}: {}", install[0], packages.join(" "));
    if let Some(refresh) = manager.refresh() {
        // Old lists may still do, so a failed refresh is not the end.
        steps.run("fetch the package lists", root().args(refresh));
    }
    steps.run("install system packages", root().args(&install));
    one_by_one(steps, manager, needs, &mut root);
    let still = missing(needs);
    if still.is_empty() {
        Ok(())
    } else {
        Err(by_hand(&still))
    }
}

/// One package that a release of the system does not have must not keep the others from being installed.
fn one_by_one(steps: &Steps, manager: Manager, needs: &[Need], root: &mut impl FnMut() -> Command) {
    let lacking = missing(needs);
    if lacking.is_empty() {
        return;
    }
    for need in lacking {
        for package in manager.packages(need) {
            steps.run(
                &format!("install {package}"),
                root().args(manager.install()).arg(package),
            );
        }
    }
}

fn packages_of(manager: Manager, needs: &[&Need]) -> Vec<&'static str> {
    let mut packages = Vec::new();
    for package in needs.iter().flat_map(|need| manager.packages(need)) {
        if !packages.contains(package) {
            packages.push(*package);
        }
    }
    packages
}

/// Makes commands that run with administrator rights without asking; none if that cannot be had.
fn as_root() -> Option<impl FnMut() -> Command> {
    let sudo = !surroundings::is_root();
    if sudo {
        let allowed = Command::new("sudo")
            .args(["-n", "true"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if !allowed.is_ok_and(|status| status.success()) {
            return None;
        }
    }
    Some(move || {
        let mut command = Command::new(if sudo { "sudo" } else { "env" });
        if sudo {
            command.args(["-n", "env"]);
        }
        command.arg("DEBIAN_FRONTEND=noninteractive");
        command
    })
}

fn by_hand(needs: &[&Need]) -> Stop {
    let names: Vec<_> = needs.iter().map(|need| need.what).collect();
    let hints: Vec<_> = needs.iter().filter_map(|need| need.hint).collect();
    let next = if hints.is_empty() {
        "install them, then run the same command again".to_owned()
    } else {
        hints.join("; ")
    };
    Stop::because(format!("Still missing: {}.", names.join(", "))).next(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_a_package_for_debian() {
        for need in [BUILD, NO_DISPLAY, TESTS, PEERS, PACKAGE].into_iter().flatten() {
            assert!(
                !need.apt.is_empty() || need.hint.is_some(),
                "{} can neither be installed nor explained",
                need.what
            );
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_window_needs_has_a_package_for_each_of_the_four_managers() {
        for manager in [Manager::Apt, Manager::Dnf, Manager::Pacman, Manager::Zypper] {
            for need in [BUILD, NO_DISPLAY].into_iter().flatten() {
                assert!(!manager.packages(need).is_empty(), "{manager:?}: {}", need.what);
            }
            let line = manager.install().join(" ");
            let asks_nothing = ["-y", "--noconfirm", "--non-interactive"];
            assert!(asks_nothing.iter().any(|flag| line.contains(flag)), "{line}");
        }
    }

    #[test]
    fn one_package_for_two_needs_is_asked_for_once() {
        let twice = [&BUILD[0], &BUILD[0]];
        let packages = packages_of(Manager::Apt, &twice);
        assert_eq!(packages.len(), BUILD[0].apt.len());
    }
}
