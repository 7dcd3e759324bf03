//! Targets of libFuzzer, each for a moment: enough to notice that one no longer builds or falls over at once.

use std::process::Command;

use super::Session;
use crate::surroundings;

/// How often each target is run. By hand it is started with a million.
const RUNS: &str = "-runs=20000";

/// Coverage by LLVM's own pass, which the stable compiler has.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1 -Copt-level=2 \
    -Cdebug-assertions";

impl Session<'_> {
    pub(super) fn fuzz(&mut self) {
        let name = "fuzz: the block in start-up files";
        if !cfg!(target_os = "linux") || !surroundings::has_program("c++") {
            self.skip(name, "libFuzzer is built on Linux, with a C++ compiler");
            return;
        }
        let host = Command::new("rustc").args(["--print", "host-tuple"]).output();
        let host = host
            .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
            .unwrap_or_default();
        let target = self.repo.root().join("target/fuzz");
        let mut build = self.repo.cargo([
            "build",
            "--locked",
            "--manifest-path",
            "src-tauri/crates/environment/fuzz/Cargo.toml",
        ]);
        // Named, or the flags would be for build scripts too, which have no fuzzer to report to.
        build.args(["--target", &host]).arg("--target-dir").arg(&target);
        if !self
            .steps
            .run("build the fuzz targets", build.env("RUSTFLAGS", FLAGS))
            .ok
        {
            self.tally.check(name, false);
            return;
        }
        let program = target.join(host).join("debug/block");
        let mut run = Command::new(program);
        run.args([RUNS, "-max_len=64", "-seed=7"])
            .arg(format!("-artifact_prefix={}/", target.display()));
        self.check(name, &mut run);
    }
}
