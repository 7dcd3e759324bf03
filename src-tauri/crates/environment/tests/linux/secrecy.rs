//! A canary value is found where it belongs and nowhere else.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::home::{Home, driver, text};

#[test]
fn the_value_is_in_no_argument_journal_temporary_file_or_output() {
    let Some(driver) = driver() else { return };
    let home = Home::usual();
    let canary = format!("tdk_canary{}_0123456789abcdefghijklmnop", std::process::id());
    let folder = home.journal().with_file_name("temporary");
    fs::create_dir(&folder).unwrap();
    let input = home.journal().with_file_name("input");
    fs::write(&input, &canary).unwrap();

    let mut looks = 0;
    for action in ["set", "verify", "status", "remove"] {
        let mut child = Command::new(&driver)
            .arg(action)
            .args([home.path(""), home.journal()])
            .arg("API")
            .env("TMPDIR", &folder)
            .stdin(fs::File::open(&input).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while child.try_wait().unwrap().is_none() {
            assert_eq!(
                arguments_with(canary.as_bytes()),
                None,
                "the value must not be an argument"
            );
            looks += 1;
        }
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{action}: {output:?}");
        assert!(!text(&output).contains(&canary), "{action}");
        assert!(
            !holds(&home.journal(), &canary),
            "{action}: the journal must not hold it"
        );
        assert!(
            !holds(&folder, &canary),
            "{action}: no temporary file may hold it"
        );
        assert_eq!(holds(&home.path(""), &canary), action != "remove", "{action}");
    }
    assert!(
        looks > 10,
        "the arguments of running programs were looked at {looks} times"
    );
}

/// The command line of a running program that holds `text`.
fn arguments_with(text: &[u8]) -> Option<String> {
    fs::read_dir("/proc").unwrap().flatten().find_map(|entry| {
        let line = fs::read(entry.path().join("cmdline")).ok()?;
        line.windows(text.len())
            .any(|window| window == text)
            .then(|| entry.path().display().to_string())
    })
}

fn holds(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().flatten().any(|entry| {
        if entry.file_type().unwrap().is_dir() {
            return holds(&entry.path(), text);
        }
        let content = fs::read(entry.path()).unwrap_or_default();
        content
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}
