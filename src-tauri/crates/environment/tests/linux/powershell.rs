//! The real PowerShell, where it is installed: no package of Debian's, npm's or Python's has it.

use std::path::Path;

use crate::home::{Home, driver, installed, text};

const PROFILE: &str = ".config/powershell/profile.ps1";

const SURROUNDINGS: [(&str, &str); 2] = [
    ("POWERSHELL_TELEMETRY_OPTOUT", "1"),
    ("POWERSHELL_UPDATECHECK", "Off"),
];

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
        let output = home.runs(&driver, &[action, "-", &journal, "API"], &SURROUNDINGS, input);
        assert!(output.status.success(), "{action}: {output:?}");
        text(&output)
    };
    // `[Console]::Out` writes the text and nothing else; a pipeline would wrap it.
    let ask = |name: &str, more: &[(&str, &str)]| {
        let line = format!("[Console]::Out.Write([Environment]::GetEnvironmentVariable('{name}'))");
        let arguments = ["-NoLogo", "-NonInteractive", "-Command", &line];
        text(&home.runs(Path::new("pwsh"), &arguments, &[&SURROUNDINGS, more].concat(), ""))
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
