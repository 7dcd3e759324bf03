//! What an account without root's powers meets: the driver runs as `nobody` where these tests run as root.

use std::fs;
use std::os::unix::fs::{PermissionsExt, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::home::{Home, Picture, driver, installed, is_root, text};

const NOBODY: u32 = 65_534;

/// A home that belongs to an ordinary account, and the driver as that account.
struct Ordinary {
    home: Home,
    driver: PathBuf,
}

impl Ordinary {
    fn new(home: Home) -> Option<Self> {
        let built = driver()?;
        if is_root() && !installed("setpriv") {
            return None;
        }
        let folder = home.path("..").canonicalize().unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let driver = folder.join("variable");
        // By another process: a program that this one has open for writing could not be started.
        assert!(
            Command::new("cp")
                .arg(built)
                .arg(&driver)
                .status()
                .unwrap()
                .success()
        );
        fs::create_dir(home.journal()).unwrap();
        if is_root() {
            give_to_nobody(&home.path(""));
            give_to_nobody(&home.journal());
        }
        Some(Self { home, driver })
    }

    fn run(&self, action: &str, input: &str) -> Output {
        let given = self.home.journal().with_file_name("input");
        fs::write(&given, input).unwrap();
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            let id = NOBODY.to_string();
            command
                .args(["--reuid", &id, "--regid", &id, "--clear-groups"])
                .arg(&self.driver);
            command
        } else {
            Command::new(&self.driver)
        };
        command
            .arg(action)
            .arg(self.home.path(""))
            .arg(self.home.journal())
            .arg("API");
        command.stdin(fs::File::open(given).unwrap()).output().unwrap()
    }

    fn protect(&self, inner: &str, mode: u32) {
        fs::set_permissions(self.home.path(inner), fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[test]
fn a_managed_file_behind_a_link_is_left_alone() {
    let home = Home::usual();
    home.write("store/bashrc", "managed\n");
    fs::remove_file(home.path(".bashrc")).unwrap();
    symlink(home.path("store/bashrc"), home.path(".bashrc")).unwrap();
    let Some(account) = Ordinary::new(home) else {
        return;
    };
    account.protect("store/bashrc", 0o444);
    account.protect("store", 0o555);
    let before = account.home.picture();

    let output = account.run("set", "value");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(account.home.read("store/bashrc"), "managed\n");
    assert!(
        fs::symlink_metadata(account.home.path(".bashrc"))
            .unwrap()
            .is_symlink()
    );
    assert!(
        account.home.read(".profile").contains("token-desk"),
        "the others are written"
    );
    let verified = account.run("verify", "value");
    assert!(
        verified.status.success() && text(&verified).contains("Skipped"),
        "{verified:?}"
    );

    assert!(account.run("remove", "").status.success());
    assert!(account.home.picture() == before);
    account.protect("store", 0o755);
}

#[test]
fn a_read_only_home_is_refused_with_nothing_written() {
    let Some(account) = Ordinary::new(Home::usual()) else {
        return;
    };
    account.protect("", 0o555);
    refused(&account, "cannot be written: this account may not write there");
    account.protect("", 0o755);
}

#[test]
fn a_read_only_configuration_folder_is_refused_with_nothing_written() {
    let home = Home::usual();
    home.write(".config/other", "");
    let Some(account) = Ordinary::new(home) else {
        return;
    };
    account.protect(".config", 0o555);
    refused(&account, "cannot be written: this account may not write there");
    account.protect(".config", 0o755);
}

#[test]
fn a_start_up_file_that_cannot_be_read_is_left_alone() {
    let Some(account) = Ordinary::new(Home::usual()) else {
        return;
    };
    account.protect(".bashrc", 0o000);
    let output = account.run("set", "value");
    assert!(output.status.success(), "{output:?}");
    account.protect(".bashrc", 0o644);
    assert!(!account.home.read(".bashrc").contains("token-desk"));
}

#[test]
fn a_journal_folder_that_cannot_be_written_stops_the_work_before_it_begins() {
    let Some(account) = Ordinary::new(Home::usual()) else {
        return;
    };
    fs::set_permissions(account.home.journal(), fs::Permissions::from_mode(0o555)).unwrap();
    refused(&account, "undone: true");
    fs::set_permissions(account.home.journal(), fs::Permissions::from_mode(0o755)).unwrap();
}

fn refused(account: &Ordinary, words: &str) {
    let before: Picture = account.home.picture();
    let output = account.run("set", "value");
    assert!(
        !output.status.success() && text(&output).contains(words),
        "{output:?}"
    );
    assert!(account.home.picture() == before, "nothing may be written");
}

fn give_to_nobody(path: &Path) {
    lchown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if fs::symlink_metadata(path).unwrap().is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give_to_nobody(&entry.unwrap().path());
        }
    }
}
