use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::{Answer, Person, files_below, read_to};

const NAME: &str = "TYCHODATA_OSPREY_APITOKEN";

/// What a new login shell of this person sees.
fn seen_by(ann: &Person, shell: &str) -> String {
    let mut command: Command = ann.command(shell);
    let output = command
        .args(["-l", "-c", &format!("printf %s \"${NAME}\"")])
        .output()
        .unwrap();
    Answer::from(output).done().out
}

#[test]
fn a_generated_token_reaches_new_programs_and_not_the_screen() {
    let ann = Person::new();
    let answer = ann.runs(&["generate", "--name", "scanner", "--env"]).done();
    assert_eq!(answer.out, "", "with --env it is not printed");
    let token = seen_by(&ann, "bash");
    assert_eq!(token.len(), 73);
    assert!(!answer.err.contains(&token[21..33]));
    assert_eq!(ann.list()["tokens"][0]["prefix"], &token[..20]);
    assert_eq!(ann.list()["tokens"][0]["variable"], NAME);
    let status = ann.runs(&["env", "status"]).done().out;
    assert!(
        status.contains("holds a token") && status.contains("from “scanner”"),
        "{status}"
    );
    ann.runs(&["env", "verify"]).done();
}

#[test]
fn with_print_it_goes_to_both() {
    let ann = Person::new();
    let answer = ann
        .runs(&["generate", "--name", "scanner", "--env", NAME, "--print"])
        .done();
    assert_eq!(answer.out.trim_end(), seen_by(&ann, "bash"));
}

#[test]
fn removing_leaves_every_file_as_it_was() {
    let ann = Person::new();
    fs::write(
        ann.home().join(".profile"),
        "# mine, without a line break at the end",
    )
    .unwrap();
    fs::write(ann.home().join(".bashrc"), "alias ll='ls -l'\r\n").unwrap();
    let before = files_below(&ann.home());
    ann.runs(&["generate", "--name", "scanner", "--env"]).done();
    assert_ne!(files_below(&ann.home()), before);
    ann.runs(&["env", "remove"]).done();
    assert_eq!(files_below(&ann.home()), before);
    assert_eq!(seen_by(&ann, "bash"), "");
}

#[test]
fn a_value_comes_by_standard_input_without_its_line_break() {
    let ann = Person::new();
    for input in [
        "some-other-secret",
        "some-other-secret\n",
        "some-other-secret\r\n",
    ] {
        ann.runs_with(&["env", "set"], input.as_bytes()).done();
        assert_eq!(seen_by(&ann, "bash"), "some-other-secret");
    }
    let status = ann.runs(&["env", "status"]).done().out;
    assert!(
        !status.contains("some-other"),
        "a status never shows the value: {status}"
    );
    ann.runs_with(&["env", "set"], b"two\nlines").refused_value();
    assert_eq!(seen_by(&ann, "bash"), "some-other-secret");
}

#[test]
fn a_value_typed_at_a_terminal_stays_hidden() {
    let ann = Person::new();
    let typing = format!("'{}' env set", env!("CARGO_BIN_EXE_tokendesk"));
    let mut command = ann.command("script");
    command.args(["--quiet", "--return", "--command", &typing, "/dev/null"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        return eprintln!("SKIPPED because script is not installed");
    };
    let mut shown = child.stdout.take().unwrap();
    // What is typed before the question is asked would show, as with any program.
    let mut seen = read_to(&mut shown, b"hidden): ");
    child
        .stdin
        .as_mut()
        .unwrap()
        .write_all(b"typed-by-hand\n")
        .unwrap();
    shown.read_to_end(&mut seen).unwrap();
    assert!(
        child.wait().unwrap().success(),
        "{}",
        String::from_utf8_lossy(&seen)
    );
    assert!(
        !String::from_utf8_lossy(&seen).contains("typed-by"),
        "the value was shown"
    );
    // An interactive shell that is asked must not wait for the terminal that the person sits at.
    assert!(
        String::from_utf8_lossy(&seen).contains("asked a new program: bash -i"),
        "{}",
        String::from_utf8_lossy(&seen)
    );
    assert_eq!(seen_by(&ann, "bash"), "typed-by-hand");
}

#[test]
fn a_revoked_token_in_the_variable_is_told() {
    let ann = Person::new();
    ann.runs(&["generate", "--name", "scanner", "--env"]).done();
    ann.runs(&["revoke", "scanner"]).done();
    let status = ann.runs(&["env", "status"]).done().out;
    assert!(status.contains("which has ended"), "{status}");
}

impl Answer {
    fn refused_value(&self) {
        assert_eq!((self.exit, self.out.as_str()), (2, ""), "{}", self.err);
        assert!(
            self.err
                .starts_with("tokendesk: That value can’t be put into a variable"),
            "{}",
            self.err
        );
    }
}

#[test]
fn a_plan_changes_nothing_and_an_undo_leaves_no_trace() {
    let ann = Person::new();
    let plan = ann
        .runs_with(&["env", "plan"], b"some-other-secret-value")
        .done()
        .out;
    assert!(plan.contains("make") && plan.contains("env.sh"), "{plan}");
    assert!(
        !plan.contains("some-other-secret-value"),
        "a plan never shows the value: {plan}"
    );
    assert_eq!(seen_by(&ann, "bash"), "");

    let nothing = ann.runs(&["env", "undo"]).done();
    assert!(nothing.err.contains("nothing to undo"), "{}", nothing.err);
    ann.runs_with(&["env", "set"], b"some-other-secret-value").done();
    let status = ann.runs(&["env", "status", "--json"]).done().out;
    assert!(status.contains("\"truth\": \"installed\""), "{status}");
    let undone = ann.runs(&["env", "undo"]).done();
    assert!(undone.err.contains("as it was before"), "{}", undone.err);
    assert_eq!(seen_by(&ann, "bash"), "");
}

#[test]
fn an_undo_that_another_run_would_have_to_remember_is_explained_and_changes_nothing() {
    let ann = Person::new();
    ann.runs_with(&["env", "set"], b"first").done();
    ann.runs_with(&["env", "set"], b"second").done();
    let refused = ann.runs(&["env", "undo"]);
    assert_eq!(refused.exit, 6, "{}", refused.err);
    assert!(refused.err.contains("nothing was changed"), "{}", refused.err);
    assert_eq!(seen_by(&ann, "bash"), "second");
}
