//! The page: types, lints, unit and component tests, the built page in a browser, its size.

use super::Session;
use crate::{page, surroundings, system};

impl Session<'_> {
    pub(super) fn page_checks(&mut self) {
        let repo = self.repo;
        self.script("svelte-check", "check");
        self.check(
            "ESLint",
            page::tool(repo, "eslint").args([".", "--max-warnings", "0"]),
        );
        self.check(
            "Stylelint",
            page::tool(repo, "stylelint").args(["--max-warnings", "0", "src/**/*.{css,svelte}"]),
        );
        self.check("Prettier", page::tool(repo, "prettier").args(["--check", "."]));
        let mut unit = repo.npm(["run", "--silent", "test"]);
        self.tests(
            "page: unit and component tests",
            &mut unit,
            "marked to be skipped in the source",
        );
        self.in_browser();
        if repo.has_script("budget") {
            self.script("bundle budget", "budget");
        }
    }

    fn in_browser(&mut self) {
        let name = "page: browser tests";
        if !system::CHROMIUM
            .iter()
            .any(|browser| surroundings::has_program(browser))
        {
            return self.skip(name, "there is no Chromium on this machine");
        }
        let mut tests = self.repo.npm(["run", "--silent", "test:browser"]);
        self.tests(name, &mut tests, "marked to be skipped in the source");
    }

    fn script(&mut self, name: &str, script: &str) {
        let mut command = self.repo.npm(["run", "--silent", script]);
        self.check(name, &mut command);
    }
}
