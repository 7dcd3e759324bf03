//! Targets of libFuzzer, each for a moment: enough to notice that one no longer builds or falls over at once.

use std::process::Command;

use super::Session;
use crate::surroundings;

/// How often each target is run, and how long what it is given may be. By hand it is started with a million.
const PARSER: [&str; 2] = ["-runs=20000", "-max_len=64"];
/// A whole connection each time.
const FRONT: [&str; 2] = ["-runs=2000", "-max_len=512"];

/// Coverage by LLVM's own pass, which the stable compiler has.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1 -Copt-level=2 \
    -Cdebug-assertions";

/// A target, what it tries, and how far.
type Target = (&'static str, &'static str, [&'static str; 2]);

/// The folder of a crate's targets, and those.
const TARGETS: [(&str, &[Target]); 2] = [
    (
        "environment",
        &[
            ("block", "the block in start-up files", PARSER),
            ("ini", "the line in settings files", PARSER),
        ],
    ),
    (
        "verifier",
        &[
            ("credential", "the credentials in a request", PARSER),
            ("query", "the query and the form of a request", PARSER),
            ("front", "the HTTP front", FRONT),
        ],
    ),
];

impl Session<'_> {
    pub(super) fn fuzz(&mut self) {
        if !cfg!(target_os = "linux") || !surroundings::has_program("c++") {
            self.skip("fuzz targets", "libFuzzer is built on Linux, with a C++ compiler");
            return;
        }
        let host = Command::new("rustc").args(["--print", "host-tuple"]).output();
        let host = host
            .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
            .unwrap_or_default();
        for (of, targets) in TARGETS {
            self.fuzz_crate(of, targets, &host);
        }
    }

    fn fuzz_crate(&mut self, of: &str, targets: &[Target], host: &str) {
        let folder = self.repo.root().join("target/fuzz");
        let manifest = format!("src-tauri/crates/{of}/fuzz/Cargo.toml");
        let mut build = self
            .repo
            .cargo(["build", "--locked", "--manifest-path", &manifest]);
        // Named, or the flags would be for build scripts too, which have no fuzzer to report to.
        build.args(["--target", host]).arg("--target-dir").arg(&folder);
        let name = format!("build the fuzz targets of {of}");
        if !self.steps.run(&name, build.env("RUSTFLAGS", FLAGS)).ok {
            self.tally.check(&name, false);
            return;
        }
        for (target, what, how) in targets {
            let mut run = Command::new(folder.join(host).join("debug").join(target));
            run.args(how)
                .arg("-seed=7")
                .arg(format!("-artifact_prefix={}/", folder.display()));
            self.check(&format!("fuzz: {what}"), &mut run);
        }
    }
}
