//! The tests that lie beside the code that only Windows compiles.

use std::path::Path;

use serde_json::Value;

use super::{TARGET, Windows, cargo};

/// What is tested there and nowhere else: one of each file's.
const AMONG_THEM: [&str; 4] = [
    "place::tests::where_the_system_lost_the_old_file_on_the_way",
    "windows::tests::nothing_is_planned_by_a_program_whose_variables",
    "running::tests::who_holds_another_value",
    "identity::tests::this_program_knows_its_own_account",
];

pub(super) fn pass(windows: &Windows) {
    let target = windows
        .programs
        .ancestors()
        .nth(2)
        .expect("the programs lie in target/TARGET/debug");
    let program = tests_of(target);
    let ran = windows.run(&[&program], "");
    assert!(
        ran.success() && ran.stdout.contains("test result: ok"),
        "{}\n{}",
        ran.stdout,
        ran.stderr
    );
    for name in AMONG_THEM {
        let line = ran
            .stdout
            .lines()
            .find(|line| line.contains(name))
            .unwrap_or_default();
        assert!(line.ends_with("... ok"), "{name}: {}", ran.stdout);
    }
}

/// The program with the tests of the crate that writes variables.
fn tests_of(target: &Path) -> String {
    let output = cargo()
        .args(["test", "--no-run", "--message-format=json", "--target", TARGET])
        // The terminal program has no library: it is named so that the dependencies are the ones that it was built with.
        .args(["-p", "environment", "-p", "cli", "--lib", "--target-dir"])
        .arg(target)
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "the Windows build of the tests failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|told| told["target"]["name"] == "environment")
        .find_map(|told| told["executable"].as_str().map(str::to_owned))
        .expect("cargo names the program")
}
