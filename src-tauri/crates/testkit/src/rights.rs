//! Tests about what an account may not do. Root may everything, unless it gives that up.

use std::process::Command;

/// Runs one test of this test program once more, by a root that may no longer pass over the rights of files. Says that it
/// is skipped where `setpriv` is not installed.
///
/// # Panics
/// The test did not pass.
#[allow(clippy::print_stderr, reason = "a skipped test says why")]
pub fn once_more_bound_by_rights(test: &str) {
    let lesser = Command::new("setpriv")
        .args(["--bounding-set", "-dac_override,-dac_read_search"])
        .args(["--inh-caps", "-dac_override,-dac_read_search"])
        .arg(std::env::current_exe().expect("a test program has a place"))
        .args(["--exact", "--nocapture"])
        .arg(test)
        .output();
    let Ok(output) = lesser else {
        return eprintln!("SKIPPED because this is root, and setpriv is not installed");
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
