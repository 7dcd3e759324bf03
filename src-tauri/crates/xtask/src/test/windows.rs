//! The Windows build of everything below the window. Its tests run under wine with the other Rust tests.

use super::Session;
use crate::surroundings;
use crate::toolchain::{self, WINDOWS};

/// The crates that must work on Windows and can be built for it from here.
const CRATES: &[&str] = &["token", "store", "environment", "verifier", "desk", "cli"];

impl Session<'_> {
    pub(super) fn windows(&mut self) {
        let needed = toolchain::target(&self.steps, WINDOWS).and_then(|()| {
            let compiler = cfg!(windows) || surroundings::has_program("x86_64-w64-mingw32-gcc");
            if compiler {
                Ok(())
            } else {
                Err("there is no C compiler for Windows (mingw-w64)".to_owned())
            }
        });
        if let Err(reason) = needed {
            self.skip("clippy for Windows", &reason);
            self.skip("build for Windows", &reason);
            return;
        }
        let packages = || CRATES.iter().flat_map(|name| ["--package", *name]);
        let mut clippy = self.repo.cargo(
            ["clippy", "--target", WINDOWS, "--all-targets"]
                .into_iter()
                .chain(packages()),
        );
        self.check("clippy for Windows", clippy.args(["--", "-D", "warnings"]));
        // With the examples, which the tests under wine start: they are built with the features that the crates' tests
        // ask for, and so is all that they share with the programs. Apart, half of it would be built twice.
        let mut build = self.repo.cargo(
            ["build", "--target", WINDOWS, "--lib", "--bins", "--examples"]
                .into_iter()
                .chain(packages()),
        );
        self.check("build for Windows", &mut build);
    }
}
