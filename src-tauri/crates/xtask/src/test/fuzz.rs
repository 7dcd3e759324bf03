//! Targets of libFuzzer, each for a moment: enough to notice that one no longer builds or falls over at once.
//! `cargo xtask fuzz` runs them a million times each.

use super::Session;
use crate::fuzz::{self, TARGETS};

impl Session<'_> {
    pub(super) fn fuzz(&mut self) {
        if let Some(reason) = fuzz::missing() {
            self.skip("fuzz targets", reason);
            return;
        }
        for (of, targets) in TARGETS {
            let name = format!("build the fuzz targets of {of}");
            if !self.steps.run(&name, &mut fuzz::build(self.repo, of)).ok {
                self.tally.check(&name, false);
                continue;
            }
            for target in targets {
                // The same inputs each time: a check that fails now and then tells nobody what changed.
                let mut run = fuzz::run_of(self.repo, target, target.moment);
                self.check(&format!("fuzz: {}", target.what), run.arg("-seed=7"));
            }
        }
    }
}
