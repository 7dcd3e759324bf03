//! A fault at every system call that writes: each file is old or new, never between, and what was interrupted is
//! finished or taken back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use environment::Expected;

use crate::home::{Home, Picture, driver, installed, later, name, text, value};

/// The calls of the writer's own thread at which a fault is put in.
const CALLS: [&str; 6] = ["write", "fsync", "renameat", "rename", "mkdir", "unlinkat"];

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
            let expected = if held {
                Expected::AsWritten
            } else {
                Expected::Absent
            };
            assert!(home.machine.verify(&name("API"), expected).unwrap().worked());
            if !held {
                assert!(home.picture() == *original, "no trace is left");
            }
            home.remove(&name("API"));
            assert!(home.picture() == *original);
        },
    );
}

#[test]
fn killed_at_any_write_while_removing_the_removal_is_completed() {
    let Some(faults) = Faults::at("remove") else {
        return;
    };
    faults.at_every_call(
        &["renameat", "unlinkat", "rename"],
        "signal=KILL",
        |home, original, _| {
            home.machine.settle(later()).unwrap();
            home.remove(&name("API"));
            assert!(home.picture() == *original);
        },
    );
}

#[test]
fn a_full_disk_or_a_failing_one_leaves_everything_as_it_was() {
    let Some(faults) = Faults::at("set") else { return };
    for error in ["error=ENOSPC", "error=EIO"] {
        faults.at_every_call(&CALLS, error, |home, original, output| {
            if output.status.success() {
                home.remove(&name("API"));
            } else {
                assert!(text(output).contains("undone: true"), "{output:?}");
            }
            assert!(home.picture() == *original, "{output:?}");
            home.machine.settle(later()).unwrap();
            assert!(home.picture() == *original, "nothing was left to finish");
        });
    }
}

/// A disk quota or a limit on the size of files cuts a write short in the middle: the kernel writes what still fits.
#[test]
fn a_write_that_is_cut_short_leaves_everything_as_it_was() {
    let Some(driver) = driver() else { return };
    if !installed("prlimit") {
        return;
    }
    let mut cut = 0;
    for limit in [0, 1, 20, 60, 100, 140, 200, 260, 320, 500] {
        let home = Home::usual();
        let original = home.picture();
        let input = home.journal().with_file_name("input");
        fs::write(&input, VALUE).unwrap();
        let output = Command::new("prlimit")
            .arg(format!("--fsize={limit}"))
            .arg(&driver)
            .arg("set")
            .args([home.path(""), home.journal()])
            .arg("API")
            .stdin(fs::File::open(&input).unwrap())
            .output()
            .unwrap();
        assert!(!output.status.success(), "{limit}: {output:?}");
        cut += 1;
        for (path, content) in contents(&home) {
            let known = original.get(&path).is_some_and(|(.., held)| *held == content);
            assert!(
                known || whole(&path, &content),
                "{limit}: {} is between",
                path.display()
            );
        }
        // The limit may have ended the program on the spot, as a kill does.
        home.machine.settle(later()).unwrap();
        home.remove(&name("API"));
        assert!(home.picture() == original, "{limit}: {output:?}");
    }
    assert_eq!(cut, 10);
}

/// The driver under strace.
struct Faults {
    driver: PathBuf,
    action: &'static str,
}

impl Faults {
    fn at(action: &'static str) -> Option<Self> {
        let driver = driver()?;
        if !installed("strace") {
            return None;
        }
        let allowed = Command::new("strace")
            .args(["-o", "/dev/null", "true"])
            .output()
            .unwrap();
        if !allowed.status.success() {
            eprintln!("SKIPPED because strace may not look at programs here");
            return None;
        }
        Some(Self { driver, action })
    }

    /// Puts `fault` into the first, second, third … of each of `calls`, each time in a fresh home, until there
    /// is none any longer.
    fn at_every_call(&self, calls: &[&str], fault: &str, check: impl Fn(&Home, &Picture, &Output)) {
        let mut all = 0;
        for call in calls {
            let mut hits = 0;
            for nth in 1..=ENOUGH {
                let (home, original) = self.fresh_home();
                let before = contents(&home);
                let Some(output) = self.run(&home, &format!("{call}:{fault}:when={nth}")) else {
                    break;
                };
                for (path, content) in contents(&home) {
                    let known = before.iter().any(|(old, held)| *old == path && *held == content);
                    assert!(
                        known || whole(&path, &content),
                        "{} is neither old nor new",
                        path.display()
                    );
                }
                check(&home, &original, &output);
                hits += 1;
            }
            assert!(hits < ENOUGH, "{call}: the work never ended");
            all += hits;
        }
        eprintln!("{} {fault}: {all} faults", self.action);
        assert!(all >= 8, "only {all} faults came about");
    }

    fn fresh_home(&self) -> (Home, Picture) {
        let home = Home::usual();
        let original = home.picture();
        if self.action == "remove" {
            home.set(&name("API"), &value(VALUE));
        }
        (home, original)
    }

    /// What the driver said, or `None` if the fault never came about.
    fn run(&self, home: &Home, fault: &str) -> Option<Output> {
        let log = home.journal().with_file_name("strace");
        let input = home.journal().with_file_name("input");
        fs::write(&input, VALUE).unwrap();
        let output = Command::new("strace")
            .arg("-o")
            .arg(&log)
            .args([
                "-e",
                &format!("trace={}", CALLS.join(",")),
                "-e",
                &format!("inject={fault}"),
            ])
            .arg(&self.driver)
            .arg(self.action)
            .args([home.path(""), home.journal()])
            .arg("API")
            .stdin(fs::File::open(input).unwrap())
            .output()
            .unwrap();
        let log = fs::read_to_string(log).unwrap();
        (log.contains("INJECTED") || log.contains("killed by")).then_some(output)
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
