//! Whose folder it is, and what stands in the way.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use store::{Error, Event, Obstacle, Reader, Store};
use token::Expiry;

use crate::killed::told;
use crate::{Bench, by_ann, draw_id, new_secret, new_token, sunday};

const NOBODY: u32 = 65_534;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn folder_and_files_are_for_their_owner_alone() {
    let mut bench = Bench::new();
    bench.active("token", Expiry::Never);
    assert_eq!(mode(&bench.data()), 0o700);
    for end in ["", "-wal", "-shm"] {
        assert_eq!(
            mode(&bench.data().join(format!("{}{end}", store::FILE_NAME))),
            0o600,
            "tokens.db{end}"
        );
    }
}

#[test]
fn a_folder_or_file_that_others_could_open_is_closed_to_them() {
    let bench = Bench::new();
    let (data, file) = (bench.data(), bench.file());
    drop(bench.store);
    fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    Store::open(&data, sunday()).unwrap();
    assert_eq!((mode(&data), mode(&file)), (0o700, 0o600));
}

#[test]
fn a_folder_or_file_of_another_user_is_refused_by_name() {
    if !is_root() {
        return eprintln!("SKIPPED because only root can give a folder away");
    }
    let folder = tempfile::tempdir().unwrap();
    let theirs = folder.path().join("data");
    fs::create_dir(&theirs).unwrap();
    chown(&theirs, Some(NOBODY), None).unwrap();
    let refused = Store::open(&theirs, sunday());
    assert!(matches!(refused, Err(Error::NotOurs { path, owner }) if path == theirs && owner == "nobody"));
    assert_eq!(
        fs::read_dir(&theirs).unwrap().count(),
        0,
        "nothing was put into it"
    );

    chown(&theirs, Some(0), None).unwrap();
    fs::write(theirs.join(store::FILE_NAME), "").unwrap();
    chown(theirs.join(store::FILE_NAME), Some(61_234), None).unwrap();
    let refused = Store::open(&theirs, sunday());
    assert!(matches!(refused, Err(Error::NotOurs { owner, .. }) if owner == "user 61234"));
}

#[test]
fn a_store_in_a_folder_of_another_user_is_not_even_read() {
    if !is_root() {
        return eprintln!("SKIPPED because only root can give a folder away");
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Store::open(&data, sunday()).unwrap());
    let names = || {
        let entries = fs::read_dir(&data)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        entries.collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    chown(&data, Some(NOBODY), None).unwrap();
    let refused = Reader::open(&data);
    assert!(matches!(refused, Err(Error::NotOurs { path, owner }) if path == data && owner == "nobody"));
    assert_eq!(names(), before, "nothing was laid beside it");
}

#[test]
fn a_folder_that_is_a_file_or_lies_below_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [file.clone(), file.join("data")] {
        let refused = Store::open(&place, sunday());
        assert!(
            matches!(
                refused,
                Err(Error::Unavailable {
                    obstacle: Obstacle::NoFolder | Obstacle::Failed,
                    ..
                })
            ),
            "{refused:?}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    if is_root() {
        chown(&locked, Some(NOBODY), None).unwrap();
    }
    fs::set_permissions(&locked, Permissions::from_mode(0o500)).unwrap();
    for place in [locked.clone(), locked.join("data")] {
        let said = opened_as(&place, is_root().then_some(NOBODY), None);
        assert!(said.ends_with("permission denied"), "{said}");
    }
}

#[test]
fn a_read_only_file_system_is_told() {
    let bench = Bench::new();
    let data = bench.data();
    drop(bench.store);
    let mount = format!(
        "mount --bind '{0}' '{0}' && mount -o remount,ro,bind '{0}'",
        data.display()
    );
    if !may_mount() {
        return eprintln!("SKIPPED because this account may not mount");
    }
    let said = opened_as(&data, None, Some(&mount));
    assert!(said.ends_with("the file system is read-only"), "{said}");
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    if !may_mount() {
        return eprintln!("SKIPPED because this account may not mount");
    }
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let full = format!("mount -t tmpfs -o size=16k,mode=0700 none '{place}'");
    let said = opened_as(folder.path(), None, Some(&full));
    assert!(said.ends_with("the disk is full"), "{said}");
    // So much that the space kept for revoking fits, and some tokens besides.
    let filling = format!("mount -t tmpfs -o size=1424k,mode=0700 none '{place}'");
    let said = opened_as(folder.path(), None, Some(&filling));
    let (made, rest) = said.split_once(" made, ").unwrap();
    let (kept, rest) = rest.split_once(" kept, then ").unwrap();
    assert!(made.parse::<u32>().unwrap() > 0, "{said}");
    assert_eq!(made, kept, "{said}");
    assert!(rest.ends_with("the disk is full"), "{said}");
}

fn may_mount() -> bool {
    Command::new("unshare")
        .args(["--mount", "sh", "-c", "mount -t tmpfs none /mnt"])
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a child says that opens the store and fills it until it is refused: as another user, or after a
/// mount that only the child sees.
fn opened_as(place: &Path, uid: Option<u32>, mount: Option<&str>) -> String {
    let program = std::env::current_exe().unwrap();
    let test = ["--exact", "folder::child_that_fills", "--nocapture", "--quiet"];
    let mut command = match mount {
        Some(mount) => {
            let mut command = Command::new("unshare");
            command
                .args(["--mount", "sh", "-c", &format!("{mount} && exec \"$@\"")])
                .arg("sh")
                .arg(program)
                .args(test);
            command
        }
        None => {
            let mut command = Command::new(program);
            command.args(test);
            command
        }
    };
    if let Some(uid) = uid {
        command.uid(uid);
    }
    let output = command.env("STORE_TEST_PLACE", place).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let line = said.lines().find_map(|line| line.split_once("child: "));
    line.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)))
        .1
        .to_owned()
}

#[test]
fn child_that_fills() {
    let Some(place) = told("STORE_TEST_PLACE") else {
        return;
    };
    let mut store = match Store::open(Path::new(&place), sunday()) {
        Ok(store) => store,
        Err(error) => return println!("child: {error}"),
    };
    for made in 0..100_000 {
        let done: Result<(), Error> = store.change(&by_ann(sunday()), |change| {
            let event = Event::named("token.created").fact("filling", "x".repeat(500));
            let secret = new_secret(draw_id(2 * made), Expiry::Never);
            change.record(event)?.add_token(
                &new_token(draw_id(2 * made + 1), &format!("token {made}")),
                &secret,
            )
        });
        if let Err(error) = done {
            let kept = store.read().tokens().unwrap().len();
            return println!("child: {made} made, {kept} kept, then {error}");
        }
    }
}
