//! `run`: what the program gets, what nothing else gets, and that `tokendesk` is out of its way.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::{Answer, Person, files_below, read_to};

const NAME: &str = "TYCHODATA_OSPREY_APITOKEN";
const SECRET: &str = "canary-4fGh2Lk9Qw7Zx1Cv";

#[test]
fn the_program_gets_the_secret_in_the_variable_and_not_in_its_arguments() {
    let ann = Person::new();
    let looks = format!("printf '%s|' \"${NAME}\"; tr '\\0' ' ' < /proc/$$/cmdline");
    let answer = ann
        .runs_with(
            &["run", "--token-from", "stdin", "--", "sh", "-c", &looks],
            format!("{SECRET}\n").as_bytes(),
        )
        .done();
    let (value, arguments) = answer.out.split_once('|').unwrap();
    assert_eq!(value, SECRET);
    assert!(!arguments.contains(SECRET), "{arguments}");
}

#[test]
fn what_follows_the_first_line_of_standard_input_is_the_programs() {
    let ann = Person::new();
    let script = format!("printf '%s|' \"${NAME}\"; cat");
    for (input, expected) in [
        (
            format!("{SECRET}\nits own\ninput"),
            format!("{SECRET}|its own\ninput"),
        ),
        (format!("{SECRET}\r\n"), format!("{SECRET}|")),
        (SECRET.to_owned(), format!("{SECRET}|")),
    ] {
        let arguments = ["run", "--token-from", "stdin", "--", "sh", "-c", &script];
        assert_eq!(ann.runs_with(&arguments, input.as_bytes()).done().out, expected);
    }
}

#[test]
fn the_variable_can_be_named_and_is_judged_like_any_other() {
    let ann = Person::new();
    let run = |name| {
        let arguments = [
            "run",
            "--env",
            name,
            "--token-from",
            "stdin",
            "--",
            "printenv",
            name,
        ];
        ann.runs_with(&arguments, SECRET.as_bytes())
    };
    assert_eq!(run("MY_TOKEN").done().out, format!("{SECRET}\n"));
    run("LD_PRELOAD").refused(2, "Programs depend on that variable.");
    run("A-B").refused(2, "That isn’t a name that every program can read.");
}

#[test]
fn another_variable_is_renamed_for_the_program() {
    let ann = Person::new();
    let output = ann
        .tokendesk(&["run", "--token-from", "env:CI_SECRET", "--", "env"])
        .env("CI_SECRET", SECRET)
        .output()
        .unwrap();
    let seen = Answer::from(output).done().out;
    let with_it: Vec<_> = seen.lines().filter(|line| line.contains(SECRET)).collect();
    assert_eq!(with_it, [format!("{NAME}={SECRET}")], "under its new name alone");
    ann.runs(&["run", "--token-from", "env:CI_SECRET", "--", "env"])
        .refused(2, "The variable CI_SECRET isn’t set.");
}

#[test]
fn a_descriptor_is_read_to_its_end() {
    let ann = Person::new();
    let file = ann.folder.path().join("secret");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let mut shell = ann.command("sh");
    let script = format!(
        "exec '{}' run --token-from fd:3 -- printenv {NAME} 3<'{}'",
        env!("CARGO_BIN_EXE_tokendesk"),
        file.display()
    );
    let answer = Answer::from(shell.args(["-c", &script]).output().unwrap());
    assert_eq!(answer.done().out, format!("{SECRET}\n"));
    let closed = ann.runs(&["run", "--token-from", "fd:97", "--", "true"]);
    assert_eq!((closed.exit, closed.out.as_str()), (2, ""));
    assert!(closed.err.contains("file descriptor 97"), "{}", closed.err);
}

#[test]
fn a_prompt_asks_unseen_and_leaves_standard_input_alone() {
    let ann = Person::new();
    fs::write(ann.folder.path().join("data"), "its input").unwrap();
    let typing = format!(
        "tty > terminal; '{}' run --token-from prompt -- sh -c 'cat > seen; printf %s \"${NAME}\" >> seen' < data",
        env!("CARGO_BIN_EXE_tokendesk"),
    );
    let mut command = ann.command("script");
    command.args(["--quiet", "--return", "--command", &typing, "/dev/null"]);
    let Ok(mut child) = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
        return println!("SKIPPED because script is not installed");
    };
    let mut shown = child.stdout.take().unwrap();
    let mut seen = read_to(&mut shown, b"hidden): ");
    let terminal = fs::read_to_string(ann.folder.path().join("terminal")).unwrap();
    until("the terminal shows nothing that is typed", || {
        let looked = ann.command("stty").args(["-a", "-F", terminal.trim()]).output();
        String::from_utf8(looked.unwrap().stdout)
            .unwrap()
            .contains("-echo ")
    });
    let mut keys = child.stdin.take().unwrap();
    writeln!(keys, "{SECRET}").unwrap();
    shown.read_to_end(&mut seen).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(!String::from_utf8_lossy(&seen).contains(SECRET), "it was shown");
    let got = fs::read_to_string(ann.folder.path().join("seen")).unwrap();
    assert_eq!(got, format!("its input{SECRET}"));
}

#[test]
fn a_secret_given_as_an_argument_is_refused_and_not_repeated() {
    let ann = Person::new();
    for source in [SECRET, "env:", "fd:x", "fd:-1", "token:abc", ""] {
        let answer = ann.runs(&["run", "--token-from", source, "--", "true"]);
        answer.refused(
            2,
            "--token-from says where the secret comes from; it is not the secret itself.",
        );
        assert!(!answer.err.contains(SECRET), "{}", answer.err);
    }
    assert_eq!(ann.runs(&["run", "--", "true"]).exit, 2, "there must be a source");
    assert_eq!(
        ann.runs(&["run", "--token-from", "stdin"]).exit,
        2,
        "and a program"
    );
}

#[test]
fn a_value_that_is_none_starts_nothing() {
    let ann = Person::new();
    let marker = ann.folder.path().join("started");
    for (input, sentence) in [
        (&b""[..], "The value is empty."),
        (b"Bearer abc\n", "That value can’t be put into a variable"),
        (b"two words\n", "That value can’t be put into a variable"),
        (b"\xff\xfe\n", "No value came by standard input"),
    ] {
        let arguments = [
            "run",
            "--token-from",
            "stdin",
            "--",
            "touch",
            marker.to_str().unwrap(),
        ];
        let answer = ann.runs_with(&arguments, input);
        assert_eq!((answer.exit, answer.out.as_str()), (2, ""));
        assert!(
            answer.err.starts_with(&format!("tokendesk: {sentence}")),
            "{}",
            answer.err
        );
    }
    assert!(!marker.exists());
}

#[test]
fn the_exit_code_is_the_programs() {
    let ann = Person::new();
    let ends = |script| {
        ann.runs_with(
            &["run", "--token-from", "stdin", "--", "sh", "-c", script],
            SECRET.as_bytes(),
        )
        .exit
    };
    assert_eq!([ends("exit 0"), ends("exit 7"), ends("exit 255")], [0, 7, 255]);
}

#[test]
fn a_program_that_cannot_be_started_is_told_by_126_and_127() {
    let ann = Person::new();
    let file = ann.folder.path().join("no-program");
    fs::write(&file, "").unwrap();
    let run = |program: &str| {
        ann.runs_with(
            &["run", "--token-from", "stdin", "--", program],
            SECRET.as_bytes(),
        )
    };
    let missing = run("no-such-program");
    assert_eq!((missing.exit, missing.out.as_str()), (127, ""));
    assert!(
        missing
            .err
            .starts_with("tokendesk: no-such-program can’t be started"),
        "{}",
        missing.err
    );
    assert_eq!(run(file.to_str().unwrap()).exit, 126);
    let as_json = ann.runs_with(
        &["run", "--json", "--token-from", "stdin", "--", "no-such-program"],
        SECRET.as_bytes(),
    );
    let told: serde_json::Value = serde_json::from_str(&as_json.err).unwrap();
    assert_eq!(told["error"]["code"], "not_started");
}

#[test]
fn the_program_takes_the_place_of_tokendesk_and_gets_its_signals() {
    let ann = Person::new();
    let mut command = ann.tokendesk(&[
        "run",
        "--token-from",
        "stdin",
        "--",
        "sh",
        "-c",
        "echo up; exec sleep 60",
    ]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{SECRET}").unwrap();
    let mut up = [0; 3];
    child.stdout.as_mut().unwrap().read_exact(&mut up).unwrap();
    until("the program is in its place", || name_of(&child) == "sleep\n");
    assert!(
        ann.command("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(
        child.wait().unwrap().signal(),
        Some(15),
        "it ends by the signal itself"
    );
}

#[test]
fn nothing_is_written_and_no_home_is_needed() {
    let ann = Person::new();
    let arguments = [
        "run",
        "--env",
        NAME,
        "--token-from",
        "env:IT",
        "--",
        "printenv",
        NAME,
    ];
    let mut command = ann.tokendesk(&arguments);
    let output = command
        .env("IT", SECRET)
        .env_remove("HOME")
        .env_remove("TOKEN_DESK_HOME");
    assert_eq!(
        Answer::from(output.output().unwrap()).done().out,
        format!("{SECRET}\n")
    );
    ann.runs_with(&["run", "--token-from", "stdin", "--", "true"], SECRET.as_bytes())
        .done();
    assert_eq!(
        files_below(ann.folder.path()),
        [],
        "neither a store nor a log nor a home file"
    );
}

#[test]
fn a_shell_among_its_children_keeps_the_value_although_another_is_written_for_all() {
    let ann = Person::new();
    ann.runs_with(&["env", "set"], b"the-written-value").done();
    for shell in ["sh", "bash", "zsh", "fish"] {
        if ann.command(shell).args(["-c", "true"]).output().is_err() {
            println!("SKIPPED because {shell} is not installed");
            continue;
        }
        let prints = format!("printenv {NAME}");
        let arguments = ["run", "--token-from", "stdin", "--", shell, "-l", "-c", &prints];
        let answer = ann.runs_with(&arguments, SECRET.as_bytes()).done();
        assert_eq!(answer.out, format!("{SECRET}\n"), "{shell}");
    }
}

/// Waits for something that is about to be so.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "it is not so that {what}");
        std::thread::yield_now();
    }
}

fn name_of(child: &Child) -> String {
    fs::read_to_string(format!("/proc/{}/comm", child.id())).unwrap()
}
