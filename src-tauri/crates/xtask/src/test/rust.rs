//! Rust: format, lints, documentation, dependencies, tests.

use std::path::Path;
use std::process::Command;

use super::Session;
use crate::outside::Decoy;
use crate::toolchain;

/// One set of features and packages for every native command, so that nothing is compiled twice.
pub(crate) const EVERYTHING: &[&str] = &["--workspace", "--features", "token-desk/window-tests"];
/// The tests that open the real window.
const WINDOW: &str = "binary(/^window_/)";
const IGNORED: &str = "marked #[ignore] in the source";
/// Without the window: neither the shell nor the web view's crates.
const NO_WINDOW: &[&str] = &["--workspace", "--exclude", "token-desk"];

impl Session<'_> {
    pub(super) fn rust_lints(&mut self) {
        let repo = self.repo;
        self.check("rustfmt", &mut repo.cargo(["fmt", "--all", "--check"]));
        let mut clippy = repo.cargo(["clippy", "--all-targets"].into_iter().chain(self.scope()));
        self.check("clippy", clippy.args(["--", "-D", "warnings"]));
        let mut doc = repo.cargo(["doc", "--no-deps"].into_iter().chain(self.scope()));
        self.check("rustdoc", doc.env("RUSTDOCFLAGS", "-D warnings"));
        self.dependencies();
    }

    fn dependencies(&mut self) {
        let deny = match toolchain::cargo_tool(self.repo, &self.steps, "cargo-deny") {
            Ok(path) => path,
            Err(reason) => return self.skip("cargo-deny", &reason),
        };
        for what in ["bans", "licenses", "sources"] {
            let mut check = Command::new(&deny);
            check.current_dir(self.repo.root()).args([
                "--all-features",
                "check",
                "--hide-inclusion-graph",
                what,
            ]);
            self.check(&format!("cargo-deny: {what}"), &mut check);
        }
        let mut advisories = Command::new(&deny);
        advisories.current_dir(self.repo.root()).args([
            "--all-features",
            "--offline",
            "check",
            "--disable-fetch",
            "advisories",
        ]);
        if advisory_database() {
            self.check("cargo-deny: advisories", &mut advisories);
        } else {
            self.skip(
                "cargo-deny: advisories",
                "the advisory database is not on this machine (`cargo deny fetch` brings it)",
            );
        }
    }

    /// One build of all programs, tests and examples: what the tests start is what was just compiled.
    pub(super) fn rust_build(&mut self) {
        let mut build = self
            .repo
            .cargo(["build", "--all-targets"].into_iter().chain(self.scope()));
        self.check("build", &mut build);
    }

    /// All but those of the window. Answers how many were run.
    pub(super) fn rust_tests(&mut self, decoy: &Decoy) -> usize {
        let repo = self.repo;
        let ran = match toolchain::cargo_tool(repo, &self.steps, "cargo-nextest") {
            Ok(path) => {
                let left = if self.quick {
                    ("needs the window: left out by --quick", 0)
                } else {
                    (IGNORED, usize::MAX)
                };
                self.nextest("Rust tests", (&path, decoy), (&format!("not {WINDOW}"), left))
            }
            Err(reason) => {
                println!("  {reason}: running the tests by cargo itself, those of the window among them");
                let mut test = repo.cargo(
                    ["test", "--no-fail-fast", "--all-targets"]
                        .into_iter()
                        .chain(self.scope()),
                );
                self.surround(&mut test, decoy);
                self.some_tests("Rust tests", &mut test, (IGNORED, 0))
            }
        };
        let mut doctests = repo.cargo(
            ["test", "--doc", "--no-fail-fast"]
                .into_iter()
                .chain(self.scope()),
        );
        self.surround(&mut doctests, decoy);
        let name = "Rust examples in the documentation";
        let examples = self.steps.run(name, &mut doctests);
        self.tally.add_even_none(
            name,
            examples.ok,
            &examples.output,
            "marked `ignore` in the source",
        );
        ran
    }

    /// Apart from all others, of which `ran` were run: nothing else computes while a screen is looked at.
    pub(super) fn window_tests(&mut self, decoy: &Decoy, ran: usize) {
        let name = "tests of the real window";
        // Without nextest they have run with all others.
        if let (false, Ok(path)) = (
            self.quick,
            toolchain::cargo_tool(self.repo, &self.steps, "cargo-nextest"),
        ) {
            self.nextest(name, (&path, decoy), (WINDOW, (IGNORED, ran)));
        }
    }

    fn nextest(
        &mut self,
        name: &str,
        (program, decoy): (&Path, &Decoy),
        (which, left): (&str, (&str, usize)),
    ) -> usize {
        let mut test = self.repo.builder(program);
        test.args(["nextest", "run", "--no-fail-fast", "--color", "never"]);
        test.args([
            "--success-output",
            "immediate",
            "--hide-progress-bar",
            "--config-file",
        ]);
        test.arg(self.repo.root().join("src-tauri/crates/xtask/nextest.toml"))
            .args(self.scope())
            .args(["-E", which]);
        self.surround(&mut test, decoy);
        self.some_tests(name, &mut test, left)
    }

    /// In a home that is not the person's, away from their screen, clipboard and session, and told what to test.
    fn surround(&self, command: &mut Command, decoy: &Decoy) {
        decoy.house(command);
        for name in [
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "XAUTHORITY",
            "DBUS_SESSION_BUS_ADDRESS",
        ] {
            command.env_remove(name);
        }
        if self.shipped {
            command.env(
                "TOKEN_DESK_SHIPPED_APP",
                self.repo.program("release", "token-desk"),
            );
        }
    }

    fn scope(&self) -> impl Iterator<Item = &'static str> + use<> {
        if self.quick { NO_WINDOW } else { EVERYTHING }.iter().copied()
    }
}

fn advisory_database() -> bool {
    let cargo = crate::surroundings::variable("CARGO_HOME").map(Into::into);
    let cargo = cargo.or_else(|| crate::surroundings::home().map(|home| home.join(".cargo")));
    cargo.is_some_and(|cargo: std::path::PathBuf| cargo.join("advisory-dbs").is_dir())
}
