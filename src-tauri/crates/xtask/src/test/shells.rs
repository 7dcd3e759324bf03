//! Shells that no package of the system has, for the tests that ask real ones.

use super::Session;

/// Where their packages are named.
const FOLDER: &str = "src-tauri/crates/environment/tests/shells";

impl Session<'_> {
    /// Brings nushell from npm's registry, once. Without it its test says that it was skipped.
    pub(super) fn shells(&mut self) {
        let folder = self.repo.root().join(FOLDER);
        if !cfg!(target_os = "linux") || folder.join("node_modules/.package-lock.json").exists() {
            return;
        }
        let mut bring = self.repo.npm(["ci", "--no-audit", "--no-fund"]);
        let ran = self
            .steps
            .run("bring nushell (npm ci)", bring.current_dir(&folder));
        if !ran.ok {
            println!("  Going on: the test of nushell will say that it was skipped.");
        }
    }
}
