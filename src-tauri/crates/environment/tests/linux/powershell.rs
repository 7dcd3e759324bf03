//! The real PowerShell, where it is installed: neither Debian nor npm's registry has it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::home::{Home, driver, installed, text};

const PROFILE: &str = ".config/powershell/profile.ps1";

fn run(home: &Home, program: &Path, arguments: &[&str], more: &[(&str, &str)], input: &str) -> Output {
    let given = home.journal().with_file_name("input");
    fs::write(&given, input).unwrap();
    Command::new(program)
        .args(arguments)
        .env_clear()
        .env("HOME", home.path(""))
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("POWERSHELL_TELEMETRY_OPTOUT", "1")
        .env("POWERSHELL_UPDATECHECK", "Off")
        .envs(more.iter().copied())
        .current_dir(home.path(""))
        .stdin(fs::File::open(given).unwrap())
        .output()
        .unwrap()
}

#[test]
fn every_printable_character_reaches_powershell_and_goes_again() {
    if !installed("pwsh") {
        return;
    }
    let Some(driver) = driver() else { return };
    let home = Home::usual();
    let journal = home.journal().display().to_string();
    let value: String = (0x21_u8..=0x7e).map(char::from).chain("'@''".chars()).collect();
    let drive = |action: &str, input: &str| {
        let output = run(&home, &driver, &[action, "-", &journal, "API"], &[], input);
        assert!(output.status.success(), "{action}: {output:?}");
        text(&output)
    };
    // `[Console]::Out` writes the text and nothing else; a pipeline would wrap it.
    let ask = |name: &str, more: &[(&str, &str)]| {
        let line = format!("[Console]::Out.Write([Environment]::GetEnvironmentVariable('{name}'))");
        let arguments = ["-NoLogo", "-NonInteractive", "-Command", &line];
        text(&run(&home, Path::new("pwsh"), &arguments, more, ""))
    };
    drive("set", &value);
    let verified = drive("verify", &value);
    assert!(verified.contains("\tPowerShell\tDone"), "{verified}");
    assert_eq!(ask("API", &[]), value);
    // One that was started before a rotation, and one that somebody gave a value of its own.
    assert_eq!(ask("API", &[("API", "old"), ("API__SERIAL", "1")]), value);
    let serial = ask("API__SERIAL", &[]);
    assert_eq!(ask("API", &[("API", "mine"), ("API__SERIAL", &serial)]), "mine");

    drive("remove", "");
    assert_eq!(ask("API", &[]), "", "it sees nothing any longer");
    assert!(
        !home.path(PROFILE).exists(),
        "the profile that was made for it is gone"
    );
}
