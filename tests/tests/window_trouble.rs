//! What the window says when something is wrong, and what another program changes while it is open.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "this file is a test from its first line to its last"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tests::journey::{self, VARIABLE, wait_for_row};
use tests::shells::what_new_programs_see;
use tests::traces::files_below;
use tests::until::until;
use tests::{Bus, Desktop, Window};

/// A desktop whose store holds one token.
fn with_a_token(name: &str) -> Desktop {
    let desktop = Desktop::new(Bus::None);
    desktop.terminal(&["generate", "--name", name, "--print"]);
    desktop
}

#[test]
fn what_a_terminal_changes_reaches_the_open_window() {
    let desktop = Desktop::new(Bus::None);
    let window = Window::open(&desktop);
    journey::open_tokens_by_mouse(&window);
    desktop.terminal(&["generate", "--name", "From a terminal", "--print"]);
    wait_for_row(&window, "From a terminal", "Active");
    desktop.terminal(&["revoke", "From a terminal"]);
    wait_for_row(&window, "From a terminal", "Revoked");
}

#[test]
fn a_damaged_store_is_named_and_left_as_it_is() {
    let desktop = with_a_token("Scanner");
    let file = desktop.data().join("tokens.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[..64].fill(0x5a);
    fs::write(&file, &bytes).unwrap();
    let window = Window::open(&desktop);
    window.press("Ctrl+t");
    window.read("is damaged. It was left as it is.");
    window.read("Put a copy of yours in its place, then try again.");
    window.see("button", "Try again");
    window.quit();
    assert_eq!(
        fs::read(&file).unwrap(),
        bytes,
        "a damaged file is touched by nobody"
    );
}

#[test]
fn a_newer_store_is_opened_by_nobody() {
    let desktop = with_a_token("Scanner");
    let file = desktop.data().join("tokens.db");
    let mut bytes = fs::read(&file).unwrap();
    // `user_version`, big-endian, at offset 60 of the header (SQLite file format, 1.3).
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(&file, &bytes).unwrap();
    let window = Window::open(&desktop);
    window.press("Ctrl+t");
    window.read("A newer Token Desk wrote this token store (version 9,999; this program knows");
    window.read("Nothing was changed. Update Token Desk to open it.");
    window.quit();
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[test]
fn a_data_folder_of_someone_else_is_refused() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED because only root can give a folder to someone else");
        return;
    }
    let desktop = with_a_token("Scanner");
    chown(desktop.data(), Some(65_534), Some(65_534)).unwrap();
    let there = || files_below(&desktop.data()).into_iter().collect::<BTreeSet<_>>();
    let before = there();
    let window = Window::open(&desktop);
    window.press("Ctrl+t");
    window.read(&format!(
        "The data folder {} belongs to nobody.",
        desktop.data().display()
    ));
    window.read("Sign in as nobody, or choose another folder with TOKEN_DESK_HOME.");
    window.quit();
    assert_eq!(there(), before, "nothing was put into it");
}

#[test]
fn a_store_that_cannot_be_written_is_told_and_tried_again() {
    let desktop = Desktop::new(Bus::None);
    // A file where the folder should be: no folder can be made there by anybody, root included.
    fs::write(desktop.data(), b"in the way").unwrap();
    let window = Window::open(&desktop);
    window.press("Ctrl+t");
    window.read("The token store can’t be opened");
    fs::remove_file(desktop.data()).unwrap();
    window.click("button", "Try again");
    window.see("heading", "API tokens");
    until("the data folder", || {
        let mode = fs::metadata(desktop.data()).ok()?.permissions().mode();
        (mode & 0o777 == 0o700).then_some(())
    });
}

/// A small disk of its own under a folder; unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    /// `None`, with a word why, where this account may not mount.
    fn at(folder: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("mode=0700,size={size}"), "tmpfs"]);
        let mounted = mount
            .arg(&folder)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !mounted {
            eprintln!("SKIPPED because this account may not mount a disk");
            return None;
        }
        Some(Self(folder))
    }

    fn remount(&self, way: &str) {
        let mut mount = Command::new("mount");
        let status = mount
            .args(["-o", &format!("remount,{way}")])
            .arg(&self.0)
            .status();
        assert!(status.unwrap().success());
    }

    /// Leaves no free byte; what took them is in the file that is answered.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("filling");
        let mut file = fs::File::create(&path).unwrap();
        for size in [65_536, 512, 1] {
            while file.write_all(&vec![0x5a; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the window's process may still be on its way out.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_what_was_typed_stays() {
    let desktop = Desktop::new(Bus::None);
    let Some(disk) = Disk::at(desktop.data(), "8m") else {
        return;
    };
    desktop.terminal(&["generate", "--name", "First", "--print"]);
    let window = Window::open(&desktop);
    journey::open_tokens_by_mouse(&window);
    let filling = disk.fill();
    window.click("button", "Generate token");
    window.fill("textbox", "Name", "Second");
    window.click("button", "Generate token");
    window.read("The token store can’t be opened");
    assert_eq!(window.value("textbox", "Name").as_deref(), Some("Second"));
    fs::remove_file(filling).unwrap();
    window.click("button", "Generate token");
    window.see("heading", "Copy your token now");
    journey::copy_by_mouse(&window);
    journey::finish_by_mouse(&window, "Second");
    wait_for_row(&window, "First", "Active");
}

#[test]
fn a_read_only_disk_is_told_and_what_was_typed_stays() {
    let desktop = Desktop::new(Bus::None);
    let Some(disk) = Disk::at(desktop.data(), "8m") else {
        return;
    };
    desktop.terminal(&["generate", "--name", "First", "--print"]);
    disk.remount("ro");
    let window = Window::open(&desktop);
    window.press("Ctrl+t");
    window.read("read-only");
    disk.remount("rw");
    window.click("button", "Try again");
    wait_for_row(&window, "First", "Active");
}

#[test]
fn in_a_read_only_home_no_variable_is_set_and_the_token_is_not_lost() {
    let desktop = Desktop::new(Bus::None);
    let Some(disk) = Disk::at(desktop.home(), "8m") else {
        return;
    };
    fs::write(desktop.home().join(".profile"), "umask 022\n").unwrap();
    let window = Window::open(&desktop);
    journey::open_tokens_by_mouse(&window);
    journey::generate_by_mouse(&window, "Scanner", "30");
    disk.remount("ro");
    window.click("button", "Set environment variable…");
    window.read("cannot be written: its disk is read-only");
    window.see("button", "Do it by hand");
    window.press("Escape");
    window.see("heading", "Copy your token now");
    journey::copy_by_mouse(&window);
    let token = desktop.copied_token();
    disk.remount("rw");
    assert!(
        !desktop.home().join(".config").exists(),
        "nothing was half-written"
    );
    journey::set_variable_by_mouse(&window);
    for (program, value) in what_new_programs_see(&desktop, VARIABLE) {
        assert_eq!(value.as_deref(), Some(&*token), "a new {program}");
    }
}

#[test]
fn in_1970_no_token_is_generated() {
    let desktop = with_a_token("Scanner");
    // What the wrapper gives to the program that it starts.
    let faked = desktop
        .command("faketime")
        .args(["-f", "@1970-01-01 00:10:00", "env"])
        .output();
    let Ok(faked) = faked else {
        eprintln!("SKIPPED because faketime is not here");
        return;
    };
    let faked = String::from_utf8(faked.stdout).unwrap();
    let variables: Vec<_> = faked
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| *name == "LD_PRELOAD" || name.starts_with("FAKETIME"))
        .chain([("FAKETIME_DONT_FAKE_MONOTONIC", "1")])
        .collect();
    assert!(variables.len() > 2, "{faked}");
    let window = Window::open_with(&desktop, &variables);
    window.press("Ctrl+t");
    window.read("This computer’s clock looks wrong");
    window.click("button", "Generate token");
    window.fill("textbox", "Name", "Second");
    window.click("button", "Generate token");
    window.see("alert", "This computer’s clock looks wrong…*");
    assert_eq!(window.value("textbox", "Name").as_deref(), Some("Second"));
    window.quit();
    assert!(!desktop.terminal(&["list"]).contains("Second"));
}
