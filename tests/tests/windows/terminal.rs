//! `tokendesk` itself: a token on its way to new programs, and a secret for one of them.

use super::{KEY, Windows};

pub(super) fn all(windows: &Windows) {
    a_token_made_in_the_terminal_is_in_the_variable_that_a_new_program_gets(windows);
    one_program_gets_the_variable_and_nothing_else_does(windows);
}

fn a_token_made_in_the_terminal_is_in_the_variable_that_a_new_program_gets(windows: &Windows) {
    let made = windows.tokendesk(&["generate", "--name", "Scanner", "--days", "30", "--env"]);
    made.worked();
    assert_eq!(made.stdout.trim(), "", "with --env the token is not printed");

    let seen = windows.cmd("echo %TYCHODATA_OSPREY_APITOKEN%");
    assert!(
        seen.starts_with("tdk_") && seen.len() == 4 + 16 + 1 + 43 + 9,
        "{seen}"
    );
    assert!(
        windows
            .query("TYCHODATA_OSPREY_APITOKEN")
            .contains(&format!("REG_SZ    {seen}"))
    );
    windows.tokendesk(&["env", "verify"]).worked();
    let listed = windows.tokendesk(&["list", "--json"]);
    listed.worked();
    assert!(
        listed.stdout.contains("Scanner") && !listed.stdout.contains(&seen),
        "{listed:?}"
    );

    windows.tokendesk(&["env", "remove"]).worked();
    assert_eq!(windows.query("TYCHODATA_OSPREY_APITOKEN"), "");
}

fn one_program_gets_the_variable_and_nothing_else_does(windows: &Windows) {
    let before = windows.reg(&["query", KEY]);
    let program = windows.program("tokendesk.exe");
    let line = [
        "run",
        "--env",
        "ONLY_HERE",
        "--token-from",
        "stdin",
        "--",
        "cmd",
        "/d",
        "/c",
    ];
    let seen = windows.run(
        &[&[&*program], &line[..], &["set ONLY_HERE"]].concat(),
        "a-secret-for-one\n",
    );
    seen.worked();
    assert_eq!(seen.stdout.trim(), "ONLY_HERE=a-secret-for-one");
    let ended = windows.run(
        &[&[&*program], &line[..], &["exit 7"]].concat(),
        "a-secret-for-one\n",
    );
    assert_eq!(ended.ended, "exit code: 7", "the exit code is the program's");
    assert_eq!(windows.reg(&["query", KEY]), before);
}
