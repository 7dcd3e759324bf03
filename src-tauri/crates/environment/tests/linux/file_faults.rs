//! A fault at every system call of the writer of settings files: the file is the old one or the new one, with its
//! mode, owner and link; what was interrupted is settled at the next start, and can be taken back.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};

use environment::settings_file::{Key, Wish};
use environment::{Secret, Truth};
use jiff::Timestamp;

use crate::home::{Home, Picture, is_root, later, text};
use crate::trace::{Tracer, faults_of, run_limited};

const SECRET: &str = "a-literal-secret-0123456789abcdef";

/// The file before: longer than the journal, so that a limit can cut the file itself.
fn old() -> String {
    let filler = "; a remark that makes this file longer\r\n".repeat(100);
    format!("[osprey]\r\n{filler}token = {SECRET} ; prod\r\nx=1")
}

fn new() -> String {
    old().replace(&format!("token = {SECRET} ; prod"), "; prod\r\ntoken = ${API}")
}

/// A home with a settings file behind a link, with a mode and, for root, an owner of its own.
fn bench(action: &str) -> Home {
    let home = Home::quick();
    home.write("real/settings.ini", old());
    symlink("real/settings.ini", home.path("settings.ini")).unwrap();
    fs::set_permissions(home.path("real/settings.ini"), fs::Permissions::from_mode(0o640)).unwrap();
    if is_root() {
        chown(home.path("real/settings.ini"), Some(65_534), Some(65_534)).unwrap();
    }
    if action == "unpatch" {
        patch(&home);
    }
    home
}

fn patch(home: &Home) {
    let (key, variable) = (Key::new("token").unwrap(), crate::home::name("API"));
    let wish = Wish::of(&key, &variable);
    home.machine
        .apply_settings_file(&home.path("settings.ini"), &wish, None, Timestamp::UNIX_EPOCH)
        .unwrap();
}

fn unpatch(home: &Home) {
    let old = Secret::new(SECRET.into());
    home.machine
        .undo_settings_file(&home.path("settings.ini"), Key::new("token").as_ref(), Some(&old))
        .unwrap();
}

/// Which of the two contents is there. Everything else must be as it was made; what lay ready for the renaming is
/// for its owner alone.
#[track_caller]
fn is_new(home: &Home, when: &str) -> bool {
    let reference = bench("patch");
    let inner = |home: &Home| -> Picture {
        let root = home.path("");
        home.picture()
            .into_iter()
            .map(|(path, held)| (path.strip_prefix(&root).unwrap().to_owned(), held))
            .collect()
    };
    let (mut now, mut made) = (inner(home), inner(&reference));
    now.retain(|path, (_, mode, ..)| {
        let left = path.extension().is_some_and(|end| end == "tmp");
        assert!(
            !left || *mode & 0o077 & !0o040 == 0,
            "{when}: {} is open",
            path.display()
        );
        !left
    });
    let content = |picture: &mut Picture| {
        let held = &mut picture
            .get_mut(std::path::Path::new("real/settings.ini"))
            .unwrap()
            .3;
        String::from_utf8(std::mem::take(held)).unwrap()
    };
    let (held, _) = (content(&mut now), content(&mut made));
    assert!(
        now == made,
        "{when}: mode, owner, link or another file differs: {now:?}"
    );
    assert!(
        held == old() || held == new(),
        "{when}: between old and new: {held}"
    );
    held == new()
}

/// What must hold after `action` ended as `said`, however it ended.
#[track_caller]
fn holds(home: &Home, action: &str, success: bool, said: &str, when: &str) {
    let began_new = action == "unpatch";
    let now_new = is_new(home, when);
    if success {
        assert_ne!(now_new, began_new, "{when}: done means done");
    } else if said.contains("undone: true") {
        assert_eq!(now_new, began_new, "{when}: undone means as before");
    } else {
        assert!(
            !said.contains("undone: false"),
            "{when}: one fault can be taken back: {said}"
        );
    }
    // The next start.
    home.machine.settle(later()).unwrap();
    assert_eq!(is_new(home, when), now_new, "{when}: settling changes no file");
    let left: Vec<_> = home
        .picture()
        .into_keys()
        .filter(|path| path.extension().is_some_and(|end| end == "tmp"))
        .collect();
    assert!(left.is_empty(), "{when}: left over: {left:?}");
    let placed = home.machine.settings_files().unwrap();
    assert_eq!(
        placed.len(),
        usize::from(now_new),
        "{when}: the list tells what is placed"
    );
    assert!(
        placed.iter().all(|standing| standing.truth == Truth::Installed),
        "{when}"
    );
    if !now_new {
        patch(home);
        assert!(is_new(home, when));
    }
    unpatch(home);
    assert!(!is_new(home, when), "{when}: it can be taken back");
    assert!(home.machine.settings_files().unwrap().is_empty());
}

#[test]
fn a_fault_at_any_system_call_leaves_the_old_file_or_the_new_one_and_can_be_settled_and_taken_back() {
    let Some(tracer) = Tracer::new() else { return };
    for action in ["patch", "unpatch"] {
        let calls = tracer.calls(&bench(action), action, SECRET);
        let count = |wanted: &str| calls.iter().filter(|(call, _)| call == wanted).count();
        assert!(
            count("write") >= 2 && count("fsync") >= 3 && count("flock") >= 2,
            "{calls:?}"
        );
        let mut hits = BTreeMap::<&str, usize>::new();
        for (call, nth) in &calls {
            for fault in faults_of(call) {
                let home = bench(action);
                let inject = format!("inject={call}:{fault}:when={nth}");
                let traced = tracer.inject(&home, action, SECRET, call, &format!("{fault}:when={nth}"));
                assert!(traced.was_hit(), "{inject}: {}", traced.log);
                let said = text(&traced.output);
                holds(
                    &home,
                    action,
                    traced.output.status.success(),
                    &said,
                    &format!("{action} {inject}"),
                );
                *hits.entry(fault).or_default() += 1;
            }
        }
        eprintln!("{action}: faults {hits:?}");
        assert!(
            hits["signal=KILL"] >= 40 && hits["error=ENOSPC"] >= 10,
            "{hits:?}"
        );
    }
}

/// A disk that is full stays full: from some write on, every write fails.
#[test]
fn a_disk_that_stays_full_leaves_the_old_file() {
    let Some(tracer) = Tracer::new() else { return };
    let mut full = 0;
    for action in ["patch", "unpatch"] {
        // The last note after a patch; after the reverse of the only one there is none to be kept.
        let notes = if action == "patch" { 3 } else { 2 };
        for nth in 1..=notes {
            let home = bench(action);
            let inject = format!("inject=write:error=ENOSPC:when={nth}+");
            let traced = tracer.inject(
                &home,
                action,
                SECRET,
                "write",
                &format!("error=ENOSPC:when={nth}+"),
            );
            assert!(traced.was_hit(), "{inject}");
            assert!(!traced.output.status.success(), "{inject}");
            home.machine.settle(later()).unwrap();
            // By then the file has changed, and cannot be put back; the note is made good later.
            assert_eq!(
                is_new(&home, &inject),
                action == "unpatch" || nth == 3,
                "{inject}"
            );
            full += 1;
        }
    }
    assert_eq!(full, 5);
}

/// A quota or a limit on the size of files cuts a write short in the middle: the kernel writes what still fits.
#[test]
fn a_write_that_is_cut_short_leaves_the_old_file() {
    let mut cut = 0;
    for action in ["patch", "unpatch"] {
        for limit in [0, 1, 100, 500, 1_000, 2_000, 3_000, 4_000, old().len() - 30] {
            for listens in [true, false] {
                let home = bench(action);
                let Some(output) = run_limited(&home, action, SECRET, limit, listens) else {
                    return;
                };
                let when = format!("{action} limited to {limit}");
                assert!(!output.status.success(), "{when}: {output:?}");
                assert_eq!(is_new(&home, &when), action == "unpatch", "{when}");
                holds(&home, action, false, &text(&output), &when);
                cut += 1;
            }
        }
    }
    assert_eq!(cut, 36);
}
