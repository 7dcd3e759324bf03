//! What writes variables on macOS, as far as it can be judged from here: its types. Its planning is the same code as
//! on Linux and is tested with it.

use super::Session;
use crate::toolchain::{self, MACOS};

impl Session<'_> {
    pub(super) fn macos(&mut self) {
        let name = "types for macOS: environment";
        if let Err(reason) = toolchain::target(&self.steps, MACOS) {
            self.skip(name, &reason);
            return;
        }
        let mut check = self
            .repo
            .cargo(["check", "--target", MACOS, "--package", "environment"]);
        // No compiler here makes a Mac's machine code from the C of a dependency, which has the same in Rust.
        self.check(name, check.env("CARGO_FEATURE_PURE", "1"));
    }
}
