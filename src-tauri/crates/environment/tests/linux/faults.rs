//! A fault at every system call that writes: each file is old or new, never between, and what was interrupted is
//! finished or taken back.

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::home::{Home, Picture, later, name, text, value};
use crate::trace::{Tracer, run_limited};

/// The calls of the writer's own thread at which a fault is put in.
const CALLS: [&str; 8] = [
    "write", "fsync", "fchmod", "renameat", "rename", "mkdir", "unlinkat", "unlink",
];

/// More faults of one kind than there are calls.
const ENOUGH: usize = 60;

#[test]
fn killed_at_any_write_while_setting_it_is_finished_or_cleaned_away() {
    let Some(faults) = Faults::at("set") else { return };
    faults.at_every_call(
        &["write", "renameat", "mkdir"],
        "signal=KILL",
        |home, original, _| {
            home.machine.settle(later()).unwrap();
            let held = home.path(".config/token-desk/env.sh").exists();
            let seen = home.run(&["sh", "-l", "-c", "printenv API"]);
            assert_eq!(seen.trim_end(), if held { VALUE } else { "" });
            if !held {
                assert!(home.picture() == *original, "no trace is left");
            }
            home.remove(&name("API"));
            assert!(home.picture() == *original);
        },
    );
}

#[test]
fn killed_at_any_write_while_removing_or_undoing_the_removal_is_completed() {
    for action in ["remove", "undo"] {
        let Some(faults) = Faults::at(action) else { return };
        faults.at_every_call(
            &["write", "renameat", "unlinkat", "rename", "unlink", "rmdir"],
            "signal=KILL",
            |home, original, _| {
                home.machine.settle(later()).unwrap();
                home.remove(&name("API"));
                assert!(home.picture() == *original);
            },
        );
    }
}

#[test]
fn a_full_disk_or_a_failing_one_leaves_everything_as_it_was() {
    for action in ["set", "remove", "undo"] {
        let Some(faults) = Faults::at(action) else { return };
        for error in ["error=ENOSPC", "error=EIO"] {
            // A full disk shows where something is written or made.
            let calls = if error == "error=ENOSPC" {
                &CALLS[..6]
            } else {
                &CALLS[..]
            };
            faults.at_every_call(calls, error, |home, original, output| {
                let done = output.status.success();
                assert!(done || text(output).contains("undone: true"), "{output:?}");
                home.machine.settle(later()).unwrap();
                let is_set = home.path(".config/token-desk/env.sh").exists();
                assert_eq!(
                    is_set,
                    (action == "set") == done,
                    "as it was, or done: {output:?}"
                );
                home.remove(&name("API"));
                assert!(home.picture() == *original, "{output:?}");
            });
        }
    }
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
            let (home, original) = Faults::home_for(action);
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

/// The test program under strace, while it does one thing.
struct Faults {
    tracer: Tracer,
    action: &'static str,
}

impl Faults {
    fn at(action: &'static str) -> Option<Self> {
        Tracer::new().map(|tracer| Self { tracer, action })
    }

    /// Puts `fault` into the first, second, third … of each of `calls`, each time in a fresh home, until there
    /// is none any longer.
    fn at_every_call(&self, calls: &[&str], fault: &str, check: impl Fn(&Home, &Picture, &Output)) {
        let mut all = 0;
        for call in calls {
            let mut hits = 0;
            for nth in 1..=ENOUGH {
                let (home, original) = Self::home_for(self.action);
                let before = contents(&home);
                let fault = format!("{fault}:when={nth}");
                let traced = self.tracer.inject(&home, self.action, VALUE, call, &fault);
                if !traced.was_hit() {
                    break;
                }
                for (path, content) in contents(&home) {
                    let known = before.iter().any(|(old, held)| *old == path && *held == content);
                    assert!(
                        known || whole(&path, &content),
                        "{} is neither old nor new",
                        path.display()
                    );
                }
                check(&home, &original, &traced.output);
                hits += 1;
            }
            assert!(hits < ENOUGH, "{call}: the work never ended");
            all += hits;
        }
        eprintln!("{} {fault}: {all} faults", self.action);
        assert!(all >= 8, "only {all} faults came about");
    }

    /// A home in which the action can begin, and how it looks with nothing of ours.
    fn home_for(action: &str) -> (Home, Picture) {
        let home = Home::silent(u8::MAX).furnished();
        let original = home.picture();
        if action != "set" {
            home.set(&name("API"), &value(VALUE));
        }
        (home, original)
    }
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
