//! A fault at every system call that writes: each file is old or new, never between, and what was interrupted is
//! finished or taken back.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::home::{Home, Picture, is_root, later, name, text, value};
use crate::trace::{Tracer, faults_of, run_limited};

#[test]
fn a_fault_at_any_system_call_of_setting_leaves_each_file_old_or_new_and_can_be_settled_and_taken_back() {
    at_every_call("set");
}

#[test]
fn a_fault_at_any_system_call_of_removing_leaves_each_file_old_or_new_and_can_be_settled_and_taken_back() {
    at_every_call("remove");
}

#[test]
fn a_fault_at_any_system_call_of_undoing_leaves_each_file_old_or_new_and_can_be_settled_and_taken_back() {
    at_every_call("undo");
}

/// System calls that change nothing.
const LOOKS: [&str; 12] = [
    "statx",
    "newfstatat",
    "fstat",
    "read",
    "lseek",
    "getdents64",
    "readlink",
    "faccessat2",
    "flistxattr",
    "fgetxattr",
    "geteuid",
    "getrandom",
];

/// A kill, a failing disk and a full one at each system call in turn, each time in a fresh home.
fn at_every_call(action: &str) {
    let Some(tracer) = Tracer::new() else { return };
    let calls = tracer.calls(&home_for(action).0, action, VALUE);
    let count = |wanted: &str| calls.iter().filter(|(call, _)| call == wanted).count();
    assert!(count("write") >= 3 && count("flock") >= 1, "{calls:?}");
    let mut hits = BTreeMap::<&str, usize>::new();
    for (call, nth) in &calls {
        for fault in faults_of(call) {
            // A kill at a call that only looks is one right after the call before it.
            if fault == "signal=KILL" && LOOKS.contains(&call.as_str()) {
                continue;
            }
            let (home, original) = home_for(action);
            let before = home.picture();
            let traced = tracer.inject(&home, action, VALUE, call, &format!("{fault}:when={nth}"));
            let when = format!("{action} {call} {fault} {nth}: {:?}", traced.output);
            assert!(traced.was_hit(), "{when}: {}", traced.log);
            each_file_is_old_or_new(&before, &home.picture(), &when);
            settled_and_taken_back(action, fault, &home, &original, &traced.output, &when);
            *hits.entry(fault).or_default() += 1;
        }
    }
    eprintln!("{action}: faults {hits:?}");
    assert!(
        hits["signal=KILL"] >= 100 && hits["error=ENOSPC"] >= 20,
        "{hits:?}"
    );
}

/// With the kind, the mode and the owner that it had, and the target that a link had. What lay ready for a renaming is
/// read by nobody.
#[track_caller]
fn each_file_is_old_or_new(before: &Picture, now: &Picture, when: &str) {
    for (path, (kind, mode, owner, content)) in now {
        if path.extension().is_some_and(|end| end == "tmp") {
            continue;
        }
        let shown = path.display();
        let Some((kind_before, mode_before, owner_before, old)) = before.get(path) else {
            assert!(*kind != 'f' || whole(path, content), "{when}: {shown} is between");
            continue;
        };
        assert_eq!(
            (kind, mode, owner),
            (kind_before, mode_before, owner_before),
            "{when}: {shown} is another than it was"
        );
        assert!(
            content == old || *kind == 'f' && whole(path, content),
            "{when}: {shown} is neither old nor new"
        );
    }
}

/// What holds after the next start, however it ended.
#[track_caller]
fn settled_and_taken_back(
    action: &str,
    fault: &str,
    home: &Home,
    original: &Picture,
    output: &Output,
    when: &str,
) {
    home.machine.settle(later()).unwrap();
    let is_set = home.path(".config/token-desk/env.sh").exists();
    if fault.starts_with("error=") {
        let said = text(output);
        // What could not be read again is written all the same, and told.
        let ended = output.status.success() || said.contains("could not be read again");
        assert!(ended || said.contains("undone: true"), "{when}");
        // An undo that cannot read one of its files takes it for a changed one, and explains that.
        let done = ended && !said.contains("ChangedSince");
        assert_eq!(is_set, (action == "set") == done, "{when}: as it was, or done");
    } else if action == "set" {
        let seen = home.run(&["sh", "-l", "-c", "printenv API"]);
        assert_eq!(seen.trim_end(), if is_set { VALUE } else { "" }, "{when}");
    }
    if action == "set" && !is_set {
        assert!(home.picture() == *original, "{when}: no trace is left");
    }
    home.remove(&name("API"));
    assert!(home.picture() == *original, "{when}: it can be taken back");
}

/// A disk quota or a limit on the size of files cuts a write short in the middle: the kernel writes what still fits.
#[test]
fn a_write_that_is_cut_short_leaves_everything_as_it_was() {
    let mut cut = 0;
    for (action, limits) in [
        ("set", &[0, 1, 20, 60, 100, 140, 200, 260, 320, 500][..]),
        ("remove", &[0, 1, 60, 200, 500]),
        ("undo", &[0, 1, 60, 200, 500]),
    ] {
        for (nth, limit) in limits.iter().enumerate() {
            let (home, original) = home_for(action);
            let before = home.picture();
            // Half of them are not ended by it, and see the error.
            let listens = nth % 2 == 0;
            let Some(output) = run_limited(&home, action, VALUE, *limit, listens) else {
                return;
            };
            assert!(!output.status.success(), "{action}, {limit}: {output:?}");
            cut += 1;
            for (path, content) in contents(&home) {
                let known = before.get(&path).is_some_and(|(.., held)| *held == content);
                assert!(
                    known || whole(&path, &content),
                    "{action}, {limit}: {} is between",
                    path.display()
                );
            }
            // The limit may have ended the program on the spot, as a kill does.
            home.machine.settle(later()).unwrap();
            home.remove(&name("API"));
            assert!(home.picture() == original, "{action}, {limit}: {output:?}");
        }
    }
    assert_eq!(cut, 20);
}

/// fish and PowerShell, besides those that every computer has: a start-up file of each kind, be it ours to make or not.
const SHELLS: u8 = 0b01_0100;

/// A home in which the action can begin, and how it looks with nothing of ours: with one start-up file behind a link,
/// and one with a mode and, for root, a group of its own.
fn home_for(action: &str) -> (Home, Picture) {
    let home = Home::silent(SHELLS).furnished();
    fs::create_dir(home.path("dotfiles")).unwrap();
    fs::rename(home.path(".profile"), home.path("dotfiles/profile")).unwrap();
    symlink("dotfiles/profile", home.path(".profile")).unwrap();
    fs::set_permissions(home.path(".bashrc"), fs::Permissions::from_mode(0o640)).unwrap();
    if is_root() {
        chown(home.path(".bashrc"), None, Some(65_534)).unwrap();
    }
    let original = home.picture();
    if action != "set" {
        home.set(&name("API"), &value(VALUE));
    }
    (home, original)
}

const VALUE: &str = "tdk_0123456789abcdefghijklmnop";

/// Every file but temporary ones, which nothing reads.
fn contents(home: &Home) -> Vec<(PathBuf, Vec<u8>)> {
    home.picture()
        .into_iter()
        .filter(|(path, (kind, ..))| *kind == 'f' && !path.to_string_lossy().ends_with(".tmp"))
        .map(|(path, (.., content))| (path, content))
        .collect()
}

/// Whether a written file is complete: with the last line that every such file has.
fn whole(path: &Path, content: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content);
    let block = text.contains("# >>> token-desk (managed) >>>\n")
        && text.contains("# <<< token-desk (managed) <<<\n");
    let entry = text.contains(VALUE) && text.ends_with('\n');
    let original = [Home::usual().read(".profile"), Home::usual().read(".bashrc")];
    block || entry || original.contains(&text.into_owned()) || path.ends_with("placements.json")
}
