//! What a scheduled task would see. wine's `schtasks` reads the task and keeps it or refuses it, and deletes it again;
//! it starts none. So here the task is taken and nobody answers, and the program that it would start is asked by the
//! test.

use std::fs;

use serde_json::Value;

use super::{KEY, Windows};

const TASK: &str = "windows/system32/tasks/Token Desk probe";

pub(super) fn all(windows: &Windows) {
    // The scheduler of a Windows that was just made runs only after that Windows was started once more.
    windows.restart();
    if takes(windows, "<Actions><Exec><Command>cmd</Command></Exec></Actions>") {
        a_task_is_taken_and_not_answered_which_is_told_and_leaves_nothing(windows);
        the_verifier_at_sign_in_is_a_task_that_the_scheduler_keeps_until_it_is_removed(windows);
    } else {
        eprintln!("SKIPPED because wine's task scheduler does not run here: scheduled tasks");
    }
    a_program_that_is_started_as_a_probe_tells_the_hash_of_what_it_sees(windows);
}

fn a_task_is_taken_and_not_answered_which_is_told_and_leaves_nothing(windows: &Windows) {
    assert!(
        !takes(windows, "<Actions><Exec></Actions>"),
        "it reads what it is given"
    );
    windows
        .variable("set", "SCHEDULED", "what-a-task-is-to-see")
        .worked();
    let verified = windows.tokendesk(&["env", "verify", "SCHEDULED"]);
    verified.worked();
    let line = verified
        .stderr
        .lines()
        .find(|line| line.contains("scheduled task"))
        .unwrap_or_default();
    assert!(
        line.starts_with("skipped") && line.contains("did not answer in five seconds"),
        "{verified:?}"
    );
    assert!(!windows.drive().join(TASK).exists(), "no task is left");
    let left = super::settings_files::find_starting_with(&windows.drive(), ".probe-");
    assert!(left.is_empty(), "{left:?}");
    windows.reg(&["delete", KEY, "/v", "SCHEDULED", "/f"]);
}

/// wine's `schtasks` says yes to every `/Query`: what is kept is looked at in the scheduler's own folder.
fn the_verifier_at_sign_in_is_a_task_that_the_scheduler_keeps_until_it_is_removed(windows: &Windows) {
    let kept = windows.drive().join("windows/system32/tasks/Token Desk verifier");
    let status = || windows.tokendesk(&["service", "status"]);
    assert!(status().stdout.contains("Not installed"), "{:?}", status());
    let installed = windows.tokendesk(&["service", "install", "--port", "7543", "--name", "desk.example"]);
    installed.worked();
    assert!(
        [installed.stdout.as_str(), &installed.stderr]
            .concat()
            .contains("The verifier runs from each sign-in on."),
        "the scheduler took it: {installed:?}"
    );
    // It writes down anew, in UTF-8, what it has understood; of triggers and programs wine keeps nothing.
    let text = fs::read_to_string(&kept).expect("the scheduler keeps the task");
    for needed in [
        "<Description>Token Desk verifier</Description>",
        "<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
        "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
        "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
        "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
    ] {
        assert!(text.contains(needed), "{needed}: {text}");
    }
    // Over one that is installed it is put anew.
    windows
        .tokendesk(&["service", "install", "--port", "7544"])
        .worked();
    assert!(kept.exists());
    let removed = windows.tokendesk(&["service", "remove"]);
    removed.worked();
    assert!(
        [removed.stdout.as_str(), &removed.stderr]
            .concat()
            .contains("The verifier doesn’t run in the background."),
        "nothing is left to be typed: {removed:?}"
    );
    assert!(!kept.exists(), "the scheduler has it no more");
    assert!(status().stdout.contains("Not installed"), "{:?}", status());
}

fn a_program_that_is_started_as_a_probe_tells_the_hash_of_what_it_sees(windows: &Windows) {
    windows.reg(&["add", KEY, "/v", "PROBED", "/d", "what-a-task-is-to-see", "/f"]);
    let program = windows.program("tokendesk.exe");
    for (name, sees) in [("PROBED", true), ("NOT_PROBED", false)] {
        let file = windows.drive().join(format!("{name}.json"));
        let shown = format!(r"C:\{name}.json");
        windows
            .run(&[&program, "environment-probe", name, &shown], "")
            .worked();
        let text = fs::read_to_string(&file).expect("an answer");
        let seen: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            seen["hash"].as_str().is_some_and(|hash| hash.len() == 64),
            sees,
            "{text}"
        );
        assert!(!text.contains("what-a-task"), "{text}");
    }
    windows.reg(&["delete", KEY, "/v", "PROBED", "/f"]);
}

/// Whether the scheduler takes a task that says this, which then goes again.
fn takes(windows: &Windows, inner: &str) -> bool {
    let text = format!(
        "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">{inner}</Task>"
    );
    let wide = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let bytes: Vec<u8> = wide.flat_map(u16::to_le_bytes).collect();
    fs::write(windows.drive().join("task.xml"), bytes).expect("a file for the task");
    let create = [
        "schtasks",
        "/Create",
        "/TN",
        "a test's",
        "/XML",
        r"C:\task.xml",
        "/F",
    ];
    let taken = windows.run(&create, "").success();
    windows.run(&["schtasks", "/Delete", "/TN", "a test's", "/F"], "");
    taken
}
