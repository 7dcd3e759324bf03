use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

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
        plan.contains("Every program of this account can read it"),
        "{plan}"
    );
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

/// Every file, folder and link below `folder`, with its mode and the time of its last change.
fn everything_below(folder: &Path) -> BTreeMap<PathBuf, (u32, SystemTime, Vec<u8>)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, metadata) = (entry.path(), entry.metadata().unwrap());
        let content = if metadata.is_dir() {
            all.extend(everything_below(&path));
            Vec::new()
        } else if metadata.is_symlink() {
            fs::read_link(&path)
                .unwrap()
                .into_os_string()
                .into_encoded_bytes()
        } else {
            fs::read(&path).unwrap()
        };
        let mode = metadata.permissions().mode();
        all.insert(path, (mode, metadata.modified().unwrap(), content));
    }
    all
}

#[test]
fn no_plan_changes_anything_in_the_whole_home_or_the_list_of_placements() {
    let ann = Person::new();
    for (file, content) in [
        (".profile", "# mine"),
        (".bashrc", "alias ll='ls -l'\r\n"),
        (".config/fish/config.fish", "set -x A b\n"),
        (
            "scanner.ini",
            "[osprey]\ntychoDataAPIToken = a-secret-of-others-0123456789\n",
        ),
    ] {
        let path = ann.home().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    symlink(".profile", ann.home().join(".bash_profile")).unwrap();
    let path = ann.home().join("scanner.ini").display().to_string();
    let plans = || {
        for json in [&[][..], &["--json"]] {
            ann.runs_with(&[&["env", "plan"], json].concat(), b"some-other-secret-value")
                .done();
            ann.runs(&[&["settings-file", "plan", &path], json].concat())
                .done();
        }
    };
    let before = everything_below(&ann.home());
    plans();
    assert_eq!(everything_below(&ann.home()), before, "where nothing is placed");
    assert!(!ann.desk().join("data/placements/placements.json").exists());

    ann.runs_with(&["env", "set"], b"the-value-that-is-placed").done();
    ann.runs(&["settings-file", "apply", &path]).done();
    let before = everything_below(&ann.home());
    let notes = fs::read(ann.desk().join("data/placements/placements.json")).unwrap();
    plans();
    assert_eq!(everything_below(&ann.home()), before, "where something is placed");
    assert_eq!(
        fs::read(ann.desk().join("data/placements/placements.json")).unwrap(),
        notes
    );
}

/// As a crash leaves it between two of its steps; what comes next need have nothing to do with variables.
#[test]
fn what_was_interrupted_is_finished_by_whatever_program_is_started_next() {
    let ann = Person::new();
    fs::write(ann.home().join(".profile"), "# mine\n").unwrap();
    ann.runs_with(&["env", "set"], b"the-value-that-is-placed").done();
    let notes = ann.desk().join("data/placements/placements.json");
    let begun = fs::read_to_string(&notes).unwrap().replace(
        "\"pending\": null",
        &format!("\"pending\": {{\"goal\": \"set\", \"name\": \"{NAME}\", \"placed\": null}}"),
    );
    fs::write(&notes, &begun).unwrap();
    fs::write(ann.home().join(".profile"), "# mine\n").unwrap();
    assert_eq!(seen_by(&ann, "sh"), "");
    ann.runs(&["list"]).done();
    assert_eq!(seen_by(&ann, "sh"), "the-value-that-is-placed");
    let settled = fs::read_to_string(&notes).unwrap();
    assert!(
        begun.contains("\"goal\"") && settled.contains("\"pending\": null"),
        "{settled}"
    );
}

/// How a scheduled task of Windows is asked. The program does that on any system.
#[test]
fn as_a_probe_it_writes_down_a_hash_of_what_it_sees_and_nothing_else() {
    let ann = Person::new();
    let file = ann.folder.path().join("answer.json");
    let probe = |arguments: &[&str]| {
        let mut command = ann.tokendesk(arguments);
        let output = command.env("API", "tdk_canary_0123456789").output().unwrap();
        Answer::from(output)
    };
    let path = file.display().to_string();
    let answer = probe(&["environment-probe", "API", &path]).done();
    assert_eq!((answer.out.as_str(), answer.err.as_str()), ("", ""));
    let seen: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(seen["hash"].as_str().map(str::len), Some(64), "{seen}");
    assert!(!seen.to_string().contains("canary"), "{seen}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(
        probe(&["environment-probe", "API", &path]).exit,
        0,
        "never over a file"
    );
    fs::remove_file(&file).unwrap();
    probe(&["environment-probe", "OTHER_API", &path]).done();
    assert_eq!(fs::read_to_string(&file).unwrap(), "null");
    assert_ne!(probe(&["environment-probe", "API"]).exit, 0);
    assert_eq!(files_below(&ann.desk()), [], "it opens no store");
}
