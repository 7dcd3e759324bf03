//! The real nushell, where `cargo xtask test` could bring it: no package of Debian's has it.

use std::path::{Path, PathBuf};

use crate::home::{Home, driver, text};

/// The folder with `nu`.
fn folder() -> Option<PathBuf> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shells/node_modules/@nushell");
    let brought = packages.join("linux-x64/bin");
    let usual = ["/usr/local/bin", "/usr/bin"].map(PathBuf::from);
    let found = std::iter::once(brought)
        .chain(usual)
        .find(|folder| folder.join("nu").is_file());
    if found.is_none() {
        eprintln!("SKIPPED because nushell is not installed");
    }
    found
}

#[test]
fn every_printable_character_reaches_nushell_and_goes_again() {
    let (Some(nu), Some(driver)) = (folder(), driver()) else {
        return;
    };
    let home = Home::usual();
    let before = home.picture();
    let journal = home.journal().display().to_string();
    let path = format!("{}:/usr/bin:/bin", nu.display());
    let surroundings = [("PATH", path.as_str())];
    let value: String = (0x21_u8..=0x7e).map(char::from).chain("'#'##".chars()).collect();
    let drive = |action: &str, input: &str| {
        let output = home.runs(&driver, &[action, "-", &journal, "API"], &surroundings, input);
        assert!(output.status.success(), "{action}: {output:?}");
        text(&output)
    };
    drive("set", &value);
    let verified = drive("verify", &value);
    assert!(verified.contains("\tnushell\tDone"), "{verified}");

    let file = home
        .path(".config/nushell/autoload/token-desk.nu")
        .display()
        .to_string();
    let ask = |line: &str, more: &[(&str, &str)]| {
        let arguments = ["--config", &file, "--commands", line];
        let output = home.runs(&nu.join("nu"), &arguments, &[&surroundings, more].concat(), "");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(ask("^printenv API", &[]), format!("{value}\n"));
    let folders = ask("print ($nu.user-autoload-dirs | to text)", &[]);
    let autoload = home.path(".config/nushell/autoload");
    assert!(
        folders.lines().any(|folder| Path::new(folder) == autoload),
        "a terminal reads it: {folders}"
    );
    // One that was started before a rotation, and one that somebody gave a value of its own.
    let stale = [("API", "old"), ("API__SERIAL", "1")];
    assert_eq!(ask("^printenv API", &stale), format!("{value}\n"));
    let serial = ask("^printenv API__SERIAL", &[]);
    assert_eq!(
        ask(
            "^printenv API",
            &[("API", "mine"), ("API__SERIAL", serial.trim())]
        ),
        "mine\n"
    );

    drive("remove", "");
    let verified = drive("verify", "");
    assert!(
        verified.contains("\tnushell\tDone"),
        "it sees nothing any longer: {verified}"
    );
    assert!(home.picture() == before, "nothing is left, by nushell neither");
}
