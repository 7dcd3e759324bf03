//! The count of what passed, failed and was skipped, and the reading of it out of what test runners print.

use std::collections::BTreeMap;

/// What tests print when they cannot run here.
const SKIP: &str = "SKIPPED because ";
/// What `node --test` puts between a skipped test's name and its reason.
const MARK: &str = "# SKIP ";

/// Passed, failed, skipped: over all checks of one run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
    failures: Vec<String>,
    /// Those that passed only when they were tried again: counted as passed, and named.
    unsteady: Vec<String>,
    skips: Vec<Skip>,
}

/// One reason, and how many checks it kept from running.
#[derive(Debug)]
struct Skip {
    what: String,
    reason: String,
    count: usize,
}

impl Tally {
    /// One check with one answer.
    pub(crate) fn check(&mut self, name: &str, ok: bool) {
        if ok {
            self.passed += 1;
        } else {
            self.fail(name);
        }
    }

    pub(crate) fn fail(&mut self, name: &str) {
        self.failed += 1;
        self.failures.push(name.to_owned());
    }

    pub(crate) fn skip(&mut self, what: &str, reason: &str) {
        self.skip_many(what, reason, 1);
    }

    /// Adds what a test runner printed. A runner that failed without naming a failed test is one failure, and so is
    /// one that ran nothing: silence is not success. Tests that were left to another runner (`left_out`) are none
    /// that were skipped, though it counts them so. Answers how many it ran.
    pub(crate) fn add(
        &mut self,
        name: &str,
        exited_well: bool,
        output: &str,
        (ignored, left_out): (&str, usize),
    ) -> usize {
        let (ran, skipped) = self.add_counts(name, exited_well, output, (ignored, left_out));
        if exited_well && ran + skipped == 0 {
            self.fail(&format!("{name}: ran no test"));
        }
        ran
    }

    /// As [`Tally::add`], for runners that may rightly have nothing to run.
    pub(crate) fn add_even_none(&mut self, name: &str, exited_well: bool, output: &str, ignored: &str) {
        self.add_counts(name, exited_well, output, (ignored, 0));
    }

    fn add_counts(
        &mut self,
        name: &str,
        exited_well: bool,
        output: &str,
        (ignored, left_out): (&str, usize),
    ) -> (usize, usize) {
        let output = without_colour(output);
        let mut counts = Counts::read(&output);
        counts.skipped = counts.skipped.saturating_sub(left_out);
        let reasons = skip_reasons(&output);
        self.passed += counts.passed.saturating_sub(reasons.values().sum());
        for (reason, count) in &reasons {
            self.skip_many(name, reason, *count);
        }
        let marked = marked_skips(&output);
        for reason in &marked {
            self.skip(name, reason);
        }
        if counts.skipped > marked.len() {
            self.skip_many(name, ignored, counts.skipped - marked.len());
        }
        self.failed += counts.failed;
        self.failures.extend(
            failed_tests(&output)
                .into_iter()
                .map(|test| format!("{name}: {test}")),
        );
        self.unsteady
            .extend(unsteady_tests(&output).map(|test| format!("{name}: {test}")));
        if !exited_well && counts.failed == 0 {
            self.fail(&format!("{name}: ended badly without naming a failed test"));
        }
        (counts.passed + counts.failed, counts.skipped)
    }

    /// Adds what was counted beside this.
    pub(crate) fn absorb(&mut self, beside: Self) {
        self.passed += beside.passed;
        self.failed += beside.failed;
        self.failures.extend(beside.failures);
        self.unsteady.extend(beside.unsteady);
        self.skips.extend(beside.skips);
    }

    pub(crate) fn all_well(&self) -> bool {
        self.failed == 0
    }

    /// The closing lines: every skip with its reason, every test that needed a second try, every failure by name,
    /// and the count alone on the last line.
    pub(crate) fn closing(&self) -> String {
        let mut lines = Vec::new();
        for Skip { what, reason, count } in &self.skips {
            let times = if *count == 1 {
                String::new()
            } else {
                format!(" ({count} checks)")
            };
            lines.push(format!("skipped: {what}{times}: {reason}"));
        }
        lines.extend(
            self.unsteady
                .iter()
                .map(|name| format!("passed only when tried again: {name}")),
        );
        lines.extend(self.failures.iter().map(|name| format!("failed: {name}")));
        let skipped: usize = self.skips.iter().map(|skip| skip.count).sum();
        let mut last = format!("{} passed, {} failed", self.passed, self.failed);
        if skipped > 0 {
            last.push_str(&format!(", {skipped} skipped"));
        }
        lines.push(last);
        lines.join("\n")
    }

    fn skip_many(&mut self, what: &str, reason: &str, count: usize) {
        self.skips.push(Skip {
            what: what.to_owned(),
            reason: reason.to_owned(),
            count,
        });
    }
}

/// What one run of a test runner counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Counts {
    /// Reads the closing lines of nextest, libtest, vitest, `node --test`, or a plain `N passed, N failed`.
    fn read(output: &str) -> Self {
        let mut counts = Self::default();
        if let Some(summary) = output.lines().rev().find_map(nextest_summary) {
            // What the tests themselves print, libtest's own closing line among it, is not to be counted again.
            // Slow, flaky and leaky tests are among those passed; time-outs are not among those failed.
            counts.add_words(&without_parentheses(summary), ',');
            return counts;
        }
        for line in output.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("test result: ") {
                counts.add_words(words.split_once(". ").map_or(words, |(_, words)| words), ';');
            } else if let Some(words) = line.strip_prefix("Tests ") {
                counts.add_words(&without_parentheses(words), '|');
            } else if let Some(words) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
                counts.add_node(words);
            } else if is_plain(line) {
                counts.add_words(line, ',');
            }
        }
        counts
    }

    fn add_words(&mut self, words: &str, between: char) {
        for part in words.split(between) {
            let mut part = part.split_whitespace();
            let (Some(Ok(number)), Some(word)) = (part.next().map(str::parse::<usize>), part.next()) else {
                continue;
            };
            match word {
                "passed" => self.passed += number,
                "failed" | "timed" | "exec" => self.failed += number,
                "skipped" | "ignored" | "todo" => self.skipped += number,
                _ => {}
            }
        }
    }

    fn add_node(&mut self, words: &str) {
        let Some((word, Ok(number))) = words
            .split_once(' ')
            .map(|(word, number)| (word, number.parse::<usize>()))
        else {
            return;
        };
        match word {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }
}

/// `Summary [ 0.2s] 3 tests run: 2 passed, 1 failed` → what stands after the colon.
fn nextest_summary(line: &str) -> Option<&str> {
    let (_, words) = line.trim_start().strip_prefix("Summary [")?.split_once("run:")?;
    Some(words)
}

fn is_plain(line: &str) -> bool {
    let words: Vec<_> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    matches!(
        words.as_slice(),
        [_, "passed", _, "failed"] | [_, "passed", _, "failed", _, "skipped"]
    )
}

fn without_parentheses(words: &str) -> String {
    let mut depth = 0;
    words
        .chars()
        .filter(|letter| {
            depth += i32::from(*letter == '(');
            let outside = depth == 0;
            depth -= i32::from(*letter == ')');
            outside
        })
        .collect()
}

/// Reason → number of tests. A test that gives several reasons is one skipped test, under its first.
fn skip_reasons(output: &str) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    let mut told_by: Option<&str> = None;
    let mut test = "";
    for line in output.lines() {
        if is_verdict(line) {
            test = line;
        }
        if let Some((_, reason)) = line.split_once(SKIP).filter(|_| !line.contains(MARK)) {
            if test.is_empty() || told_by != Some(test) {
                *reasons.entry(reason.trim().to_owned()).or_default() += 1;
            }
            told_by = Some(test);
        }
    }
    reasons
}

/// The reasons of tests that `node --test` was told to skip; it counts them itself.
fn marked_skips(output: &str) -> Vec<String> {
    let reasons = output
        .lines()
        .filter_map(|line| line.split_once(MARK))
        .map(|(_, reason)| reason.trim());
    reasons
        .map(|reason| reason.trim_start_matches(SKIP).to_owned())
        .collect()
}

/// A line of nextest that opens what one test printed.
fn is_verdict(line: &str) -> bool {
    let line = line.trim_start();
    [
        "PASS [",
        "FAIL [",
        "LEAK [",
        "TIMEOUT [",
        "ABORT [",
        "SIG",
        "FLAKY",
    ]
    .iter()
    .any(|word| line.starts_with(word))
}

fn failed_tests(output: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in output.lines().map(without_try) {
        let name = [
            "FAIL [",
            "TIMEOUT [",
            "ABORT [",
            "SIGABRT [",
            "SIGSEGV [",
            "SIGTERM [",
            "SIGKILL [",
        ]
        .iter()
        .find_map(|word| {
            line.strip_prefix(word)?
                .split_once(']')
                .map(|(_, name)| name.trim())
        })
        .or_else(|| {
            line.strip_prefix("not ok ")
                .and_then(|rest| rest.split_once(" - "))
                .map(|(_, name)| name)
        })
        .or_else(|| line.strip_prefix("✖ ").filter(|name| *name != "failing tests:"))
        .or_else(|| line.strip_prefix("FAIL  "));
        if let Some(name) = name
            && !found.iter().any(|known| known == name)
        {
            found.push(name.to_owned());
        }
    }
    // A try that failed before one that passed is no failure.
    found.retain(|name| !unsteady_tests(output).any(|unsteady| unsteady == name));
    found
}

/// nextest puts the number of the try before what became of it.
fn without_try(line: &str) -> &str {
    let line = line.trim_start();
    line.strip_prefix("TRY ")
        .and_then(|rest| rest.split_once(' '))
        .map_or(line, |(_, outcome)| outcome)
}

/// `FLAKY 2/2 [ 0.1s] name`, as nextest and the browser tests print it.
fn unsteady_tests(output: &str) -> impl Iterator<Item = &str> {
    output
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("FLAKY ")?.split_once(']'))
        .map(|(_, name)| name.trim())
}

fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            // A colour is ESC [ … m: everything up to its closing letter goes.
            for hidden in letters.by_ref() {
                if hidden.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize, skipped: usize) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn what_was_counted_beside_is_counted_and_named_too() {
        let mut here = Tally::default();
        here.check("page", true);
        let mut beside = Tally::default();
        beside.check("lints", false);
        beside.check("build", true);
        beside.skip("advisories", "no database");
        here.absorb(beside);
        assert_eq!(
            here.closing(),
            "skipped: advisories: no database\nfailed: lints\n2 passed, 1 failed, 1 skipped"
        );
        assert!(!here.all_well());
    }

    #[test]
    fn the_closing_line_of_each_runner_is_understood() {
        let nextest = "     Summary [  12.3s] 14 tests run: 11 passed (2 slow, 1 flaky), 2 failed, 1 timed out, 5 skipped";
        assert_eq!(Counts::read(nextest), counts(11, 3, 5), "a time-out is a failure");
        let inner = format!("test result: ok. 1 passed; 0 failed; 0 ignored\n{nextest}");
        assert_eq!(
            Counts::read(&inner),
            counts(11, 3, 5),
            "a test's own closing line is not counted beside it"
        );
        let libtest = "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(Counts::read(libtest), counts(3, 1, 2));
        let vitest =
            " Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 40 passed | 1 skipped (43)";
        assert_eq!(Counts::read(vitest), counts(40, 2, 1), "files are not tests");
        let node = "ℹ tests 6\nℹ suites 0\nℹ pass 4\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0";
        assert_eq!(Counts::read(node), counts(4, 1, 1));
        assert_eq!(Counts::read("8 passed, 0 failed, 2 skipped"), counts(8, 0, 2));
    }

    #[test]
    fn a_test_that_says_it_was_skipped_is_not_counted_as_passed() {
        let output = "        PASS [   0.1s] tests::windows a\n  stdout ───\nSKIPPED because wine is not here\n\
                              SKIPPED because wine is not here\n        PASS [   0.1s] tests::windows b\n\
                           SKIPPED because wine is not here\n     Summary [  0.2s] 3 tests run: 3 passed, 0 skipped";
        let mut tally = Tally::default();
        tally.add("Rust tests", true, output, ("ignored", 0));
        let closing = tally.closing();
        assert!(
            closing.ends_with("1 passed, 0 failed, 2 skipped"),
            "two of three did not run: {closing}"
        );
        assert!(
            closing.contains("wine is not here"),
            "the reason stands above the count: {closing}"
        );
    }

    #[test]
    fn what_another_run_was_left_is_not_counted_as_skipped() {
        let output = "     Summary [  0.2s] 3 tests run: 3 passed, 12 skipped";
        let mut tally = Tally::default();
        assert_eq!(tally.add("the window", true, output, ("ignored", 10)), 3);
        assert!(tally.closing().ends_with("3 passed, 0 failed, 2 skipped"));
        let mut tally = Tally::default();
        tally.add("all others", true, output, ("ignored", usize::MAX));
        assert!(tally.closing().ends_with("3 passed, 0 failed"));
    }

    #[test]
    fn silence_and_a_bad_exit_are_failures() {
        let mut tally = Tally::default();
        tally.add("quiet", true, "nothing to see", ("", 0));
        tally.add("crashed", false, "1 passed, 0 failed", ("", 0));
        assert!(!tally.all_well());
        assert!(
            tally.closing().ends_with("1 passed, 2 failed"),
            "{}",
            tally.closing()
        );
    }

    #[test]
    fn colours_do_not_hide_a_failure() {
        let output = "\u{1b}[31;1mFAIL\u{1b}[0m [   0.1s] desk::tokens renames\nSummary [0.1s] 1 test run: 0 passed, 1 failed, 0 skipped";
        let mut tally = Tally::default();
        tally.add("Rust tests", false, output, ("", 0));
        assert!(
            tally
                .closing()
                .contains("failed: Rust tests: desk::tokens renames"),
            "{}",
            tally.closing()
        );
        assert!(
            tally.closing().ends_with("0 passed, 1 failed"),
            "one failure is counted once"
        );
    }

    #[test]
    fn a_second_try_that_fails_too_is_a_failure_with_a_name() {
        let output = "  TRY 1 FAIL [ 0.1s] tests::window_job mouse\n  TRY 2 FAIL [ 0.1s] tests::window_job mouse\n\
                      Summary [ 0.2s] 2 tests run: 1 passed, 1 failed, 0 skipped\n  TRY 2 FAIL [ 0.1s] tests::window_job mouse";
        let mut tally = Tally::default();
        tally.add("Rust tests", false, output, ("", 0));
        assert_eq!(
            tally.closing(),
            "failed: Rust tests: tests::window_job mouse\n1 passed, 1 failed"
        );
    }

    #[test]
    fn a_second_try_is_told() {
        let output = "  TRY 1 FAIL [ 0.1s] tests::window_job mouse\n  TRY 2 PASS [ 0.1s] tests::window_job mouse\n\
                      Summary [ 0.2s] 2 tests run: 2 passed (1 flaky), 0 skipped\n   FLAKY 2/2 [ 0.1s] tests::window_job mouse";
        let mut tally = Tally::default();
        tally.add("Rust tests", true, output, ("", 0));
        assert_eq!(
            tally.closing(),
            "passed only when tried again: Rust tests: tests::window_job mouse\n2 passed, 0 failed"
        );
    }

    #[test]
    fn nothing_skipped_leaves_the_word_out() {
        let mut tally = Tally::default();
        tally.check("fmt", true);
        assert_eq!(tally.closing(), "1 passed, 0 failed");
    }
}
