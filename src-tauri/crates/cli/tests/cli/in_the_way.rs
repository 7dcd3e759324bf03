//! What the machine puts in the way: each is told with a next step, and nothing is lost or half-written.

use std::fs;
use std::os::unix::fs::chown;
use std::process::{Command, Stdio};

use crate::{Answer, Person, files_below};

#[test]
fn a_missing_home_is_told() {
    let ann = Person::new();
    let output = ann
        .tokendesk(&["list"])
        .env_remove("HOME")
        .env_remove("TOKEN_DESK_HOME")
        .output()
        .unwrap();
    Answer::from(output).refused(5, "Your home folder isn’t known: HOME isn’t set.");
}

#[test]
fn a_home_that_vanished_is_told_and_not_made_for_a_variable() {
    let ann = Person::new();
    fs::remove_dir(ann.home()).unwrap();
    for action in ["plan", "set", "status", "remove"] {
        let answer = ann.runs_with(&["env", action], b"some-other-secret-value");
        let home = ann.home().display().to_string();
        assert!(
            answer.exit != 0 && answer.err.contains(&home),
            "{action}: {}",
            answer.err
        );
        assert!(answer.err.lines().count() >= 2, "a next step: {}", answer.err);
    }
    assert!(!ann.home().exists());
}

#[test]
fn completions_and_help_need_no_home() {
    let ann = Person::new();
    for arguments in [&["completions", "bash"][..], &["--help"]] {
        let mut command = ann.tokendesk(arguments);
        Answer::from(
            command
                .env_remove("HOME")
                .env_remove("TOKEN_DESK_HOME")
                .output()
                .unwrap(),
        )
        .done();
    }
}

#[test]
fn a_folder_of_another_user_is_told_and_left_alone() {
    let ann = Person::new();
    let data = ann.desk().join("data");
    fs::create_dir_all(&data).unwrap();
    if chown(&data, Some(65_534), None).is_err() {
        return eprintln!("SKIPPED because only root can give a folder away");
    }
    let sentence = format!("The data folder {} belongs to nobody.", data.display());
    ann.runs(&["list"]).refused(5, &sentence);
    ann.runs(&["generate", "--name", "x"]).refused(5, &sentence);
    assert!(files_below(&data).is_empty());
}

#[test]
fn a_damaged_store_is_told_and_left_as_it_is() {
    let ann = Person::new();
    ann.generates("first");
    fs::remove_dir_all(ann.desk().join("data/copies")).ok();
    let mut bytes = fs::read(ann.store()).unwrap();
    bytes[100..4_000].fill(0xA5);
    fs::write(ann.store(), &bytes).unwrap();
    let sentence = format!(
        "The token store {} is damaged. It was left as it is, and there is no copy.",
        ann.store().display()
    );
    ann.runs(&["list"]).refused(5, &sentence);
    ann.runs(&["generate", "--name", "x"]).refused(5, &sentence);
    assert_eq!(fs::read(ann.store()).unwrap(), bytes);
}

#[test]
fn a_damaged_store_names_its_copy() {
    let ann = Person::new();
    ann.generates("first");
    ann.runs(&["list"]).done();
    fs::write(ann.store(), "not a database").unwrap();
    let answer = ann.runs(&["list"]);
    answer.refused(
        5,
        &format!(
            "The token store {} is damaged. It was left as it is.",
            ann.store().display()
        ),
    );
    assert!(
        answer.err.contains("There is a copy from 20") && answer.err.contains("tokendesk restore"),
        "{}",
        answer.err
    );
}

#[test]
fn a_damaged_store_is_restored_from_its_copy_and_kept() {
    let ann = Person::new();
    ann.generates("first");
    ann.runs(&["list"]).done();
    let copies = ann.runs(&["restore", "--list"]).done();
    assert!(
        copies.out.starts_with("COPY") && copies.out.lines().count() == 2,
        "{}",
        copies.out
    );
    ann.runs(&["restore"])
        .refused(4, "The token store isn’t damaged, so nothing was restored.");
    ann.runs(&["restore", "2001-01-01T00:00:00Z"])
        .refused(3, "There is no such copy of the token store.");
    fs::write(ann.store(), "not a database").unwrap();
    let restored = ann.runs(&["restore"]).done();
    assert_eq!(restored.out, "");
    assert!(
        restored.err.contains("The token store is the copy from"),
        "{}",
        restored.err
    );
    assert_eq!(ann.status_of("first"), "active");
    let kept = files_below(&ann.desk().join("data"));
    assert!(
        kept.iter().any(|(path, bytes)| {
            path.to_string_lossy().contains("/damaged-") && bytes == b"not a database"
        })
    );
    ann.runs(&["revoke", "first"]).done();
}

#[test]
fn a_clock_that_was_ahead_is_forgotten_when_the_person_says_so() {
    let ann = Person::new();
    ann.generates("first");
    let mut ahead = ann.command("faketime");
    ahead.args([
        "-f",
        "+400d",
        env!("CARGO_BIN_EXE_tokendesk"),
        "list",
        "--status",
        "expired",
    ]);
    let Ok(output) = ahead.output() else {
        return eprintln!("SKIPPED because faketime is not installed");
    };
    let listed = Answer::from(output).done();
    assert!(listed.out.contains("first"), "{}", listed.out);
    assert_eq!(
        ann.status_of("first"),
        "expired",
        "a clock that is set back revives nothing"
    );
    let refused = ann.runs(&["generate", "--name", "x"]);
    assert!(
        refused.exit == 5 && refused.err.contains("tokendesk doctor --trust-clock"),
        "{}",
        refused.err
    );
    ann.runs(&["doctor", "--trust-clock"]).done();
    assert_eq!(ann.status_of("first"), "active");
    ann.generates("second");
}

#[test]
fn a_store_of_a_newer_version_is_told_and_not_touched() {
    let ann = Person::new();
    ann.generates("first");
    let mut bytes = fs::read(ann.store()).unwrap();
    let known = u32::from_be_bytes(bytes[60..64].try_into().unwrap());
    bytes[60..64].copy_from_slice(&99u32.to_be_bytes());
    fs::write(ann.store(), &bytes).unwrap();
    let before = files_below(&ann.desk());
    let sentence = format!(
        "A newer Token Desk wrote the store (version 99; this one knows {known}). It was not touched."
    );
    ann.runs(&["list"]).refused(5, &sentence);
    ann.runs(&["revoke", "first"]).refused(5, &sentence);
    assert_eq!(files_below(&ann.desk()), before);
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let ann = Person::new();
    fs::create_dir(ann.desk()).unwrap();
    let mount = format!(
        "mount -t tmpfs -o size=16k,mode=0700 none '{}'",
        ann.desk().display()
    );
    let Some(answer) = runs_after(&ann, &mount, &["generate", "--name", "x"]) else {
        return;
    };
    assert_eq!((answer.exit, answer.out.as_str()), (5, ""), "{}", answer.err);
    assert!(answer.err.contains("the disk is full"), "{}", answer.err);
}

#[test]
fn on_a_full_disk_nothing_is_generated_and_what_there_is_can_be_paused_revoked_and_disabled() {
    let ann = Person::new();
    fs::create_dir(ann.desk()).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=4m,mode=0700 none '{0}' && \"$1\" generate --name first >'{0}/../out' \
         && \"$1\" users add bob --group User >>'{0}/../out' \
         && {{ cat /dev/zero >'{0}/ballast' 2>/dev/null || true; }} \
         && {{ \"$1\" generate --name second && exit 9 || true; }} \
         && \"$1\" pause first && \"$1\" revoke first \
         && {{ cat /dev/zero >>'{0}/ballast' 2>/dev/null || true; }} \
         && \"$1\" users disable bob && \"$1\" list --json; exit $?; #",
        ann.desk().display()
    );
    let Some(answer) = runs_after(&ann, &script, &[]) else {
        return;
    };
    let answer = answer.done();
    assert!(answer.err.contains("the disk is full"), "{}", answer.err);
    let list: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(list["tokens"][0]["status"], "revoked", "{list}");
    assert_eq!(list["tokens"].as_array().unwrap().len(), 1, "{list}");
}

#[test]
fn a_read_only_home_is_told_and_loses_nothing() {
    let ann = Person::new();
    ann.generates("first");
    let before = files_below(&ann.desk());
    let mount = frozen(&ann.desk().display().to_string());
    let Some(answer) = runs_after(&ann, &mount, &["revoke", "first"]) else {
        return;
    };
    assert_eq!((answer.exit, answer.out.as_str()), (5, ""), "{}", answer.err);
    assert!(answer.err.contains("read-only"), "{}", answer.err);
    assert_eq!(files_below(&ann.desk()), before);
    assert_eq!(ann.status_of("first"), "active");
}

#[test]
fn in_a_read_only_home_no_token_is_made_for_a_variable_and_a_placed_one_stays() {
    let ann = Person::new();
    fs::write(ann.home().join(".profile"), "umask 022\n").unwrap();
    ann.runs(&["generate", "--name", "first", "--env"]).done();
    let before = files_below(&ann.home());
    let mount = frozen(&ann.home().display().to_string());
    for arguments in [&["generate", "--name", "second", "--env"][..], &["env", "remove"]] {
        let Some(answer) = runs_after(&ann, &mount, arguments) else {
            return;
        };
        assert_eq!((answer.exit, answer.out.as_str()), (6, ""), "{}", answer.err);
        assert!(
            answer.err.contains("cannot be written: its disk is read-only"),
            "{}",
            answer.err
        );
    }
    assert_eq!(files_below(&ann.home()), before);
    assert_eq!(ann.status_of("first"), "active");
    assert_eq!(ann.status_of("second"), "revoked", "nobody has it");
}

#[test]
fn a_clock_in_1970_generates_nothing_and_revives_nothing() {
    let ann = Person::new();
    ann.generates("first");
    let mut command = ann.command("faketime");
    command.args([
        "-f",
        "1970-01-01 00:10:00",
        env!("CARGO_BIN_EXE_tokendesk"),
        "generate",
        "--name",
        "x",
    ]);
    let Ok(output) = command.output() else {
        return eprintln!("SKIPPED because faketime is not installed");
    };
    let answer = Answer::from(output);
    assert_eq!((answer.exit, answer.out.as_str()), (5, ""), "{}", answer.err);
    assert!(
        answer.err.contains("This computer’s clock is off by"),
        "{}",
        answer.err
    );
    assert_eq!(ann.count(), 1);
}

#[test]
fn a_store_without_its_key_still_lists_and_revokes() {
    let ann = Person::new();
    ann.generates("first");
    fs::remove_file(ann.desk().join("data/gate.key")).unwrap();
    ann.runs(&["list"]).done();
    ann.runs(&["revoke", "first"]).done();
    assert_eq!(ann.status_of("first"), "revoked");
}

#[test]
fn doctor_tells_what_is_broken_and_what_to_do() {
    let ann = Person::new();
    ann.generates("first");
    let fine = ann.runs(&["doctor"]);
    assert!(fine.out.contains("ok      store"), "{}", fine.out);
    fs::write(ann.store(), "not a database").unwrap();
    fs::remove_dir_all(ann.desk().join("data/copies")).ok();
    let broken = ann.runs(&["doctor"]);
    assert_eq!(broken.exit, 1, "{}", broken.out);
    assert!(
        broken.out.contains("BROKEN  store: The token store ")
            && broken.out.contains("Restore the file from a backup"),
        "{}",
        broken.out
    );
}

/// What makes a folder read-only in a shell. A program that opens a file for writing between the two steps keeps that
/// mount writable: then another is laid over it.
pub(crate) fn frozen(folder: &str) -> String {
    format!(
        "{{ for attempt in 1 2 3 4 5 6; do
  mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}' && break
  [ $attempt -lt 6 ] || exit 9
done; }}"
    )
}

/// Runs the program after a mount that only it sees; `None`, with a word why, where this account may not
/// mount.
pub(crate) fn runs_after(ann: &Person, mount: &str, arguments: &[&str]) -> Option<Answer> {
    let may = Command::new("unshare")
        .args(["--mount", "sh", "-c", "mount -t tmpfs none /mnt"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !may {
        eprintln!("SKIPPED because this account may not mount");
        return None;
    }
    let script = format!("{mount} && exec \"$@\"");
    let mut command = ann.command("unshare");
    command
        .args([
            "--mount",
            "sh",
            "-c",
            &script,
            "sh",
            env!("CARGO_BIN_EXE_tokendesk"),
        ])
        .args(arguments);
    Some(Answer::from(command.output().unwrap()))
}
