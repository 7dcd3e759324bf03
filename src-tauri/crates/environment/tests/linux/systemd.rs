//! systemd's own reader of `environment.d`, and files that others have beside ours.

use std::fs;
use std::path::Path;
use std::process::Command;

use environment::Warning;

use crate::home::{Home, installed, is_root, name, text, value};

const GENERATOR: &str = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";

/// Pitfall 14: one file that is not UTF-8 takes the variables of all files away. Ours cannot be such a one; that
/// somebody else's is gets told, with its name.
#[test]
fn a_file_of_others_that_is_not_utf8_is_named_before_and_after() {
    let home = Home::usual();
    home.write(".config/environment.d/50-theirs.conf", b"PLACE=caf\xe9\n");
    home.write(".config/environment.d/60-fine.conf", "PLACE=caf\u{e9}\n");
    let told = Warning::NotUtf8 {
        path: home.path(".config/environment.d/50-theirs.conf"),
    };
    let (plan, _) = home.set(&name("API"), &value("v"));
    let count = |warnings: &[Warning]| {
        warnings
            .iter()
            .filter(|warning| matches!(warning, Warning::NotUtf8 { .. }))
            .count()
    };
    assert!(
        plan.warnings.contains(&told) && count(&plan.warnings) == 1,
        "{:?}",
        plan.warnings
    );
    assert!(
        home.machine
            .status(&name("API"))
            .unwrap()
            .warnings
            .contains(&told)
    );
    assert_eq!(
        fs::read(home.path(".config/environment.d/50-theirs.conf")).unwrap(),
        b"PLACE=caf\xe9\n"
    );

    fs::remove_file(home.path(".config/environment.d/50-theirs.conf")).unwrap();
    assert_eq!(count(&home.machine.status(&name("API")).unwrap().warnings), 0);
}

/// Pitfall 15: the computer's own list takes part among the files, as `99-environment.conf`; only a name behind
/// that one wins.
#[test]
fn the_accounts_own_value_wins_over_the_computers_own_list() {
    if !Path::new(GENERATOR).exists() || !installed("unshare") {
        eprintln!("SKIPPED because systemd's environment.d generator or unshare is not installed");
        return;
    }
    if !is_root()
        || !Path::new("/etc/environment").is_file()
        || !Path::new("/usr/lib/environment.d/99-environment.conf").exists()
    {
        eprintln!(
            "SKIPPED because this needs root and an /etc/environment: a list of the computer's own for one test"
        );
        return;
    }
    let home = Home::usual();
    home.set(&name("API"), &value("the-accounts-own"));
    home.write(".config/environment.d/60-early.conf", "EARLY=early\n");
    let list = home.journal().with_file_name("environment");
    fs::write(&list, "API=the-computers\nEARLY=the-computers\n").unwrap();
    let line = r#"mount --bind "$LIST" /etc/environment || { echo CANNOT; exit 0; }
        grep -q the-computers /etc/environment && "$GENERATOR""#;
    let output = Command::new("unshare")
        .args(["--mount", "--propagation", "private", "sh", "-c", line])
        .env_clear()
        .env("HOME", home.path(""))
        .env("PATH", "/usr/bin:/bin")
        .env("LIST", &list)
        .env("GENERATOR", GENERATOR)
        .output()
        .unwrap();
    let said = text(&output);
    if said.contains("CANNOT") || said.contains("Operation not permitted") {
        eprintln!("SKIPPED because nothing can be mounted here: a list of the computer's own for one test");
        return;
    }
    assert!(said.lines().any(|line| line == "API=the-accounts-own"), "{said}");
    assert!(
        said.lines().any(|line| line == "EARLY=the-computers"),
        "an earlier name would have lost: {said}"
    );
}
