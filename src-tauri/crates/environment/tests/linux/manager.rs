//! A real systemd user manager of the test's own, in a mount and process namespace.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::home::{Home, driver, installed, is_root, text};

const SYSTEMD: &str = "/usr/lib/systemd/systemd";

/// Starts the manager, has it hold a stale value in the layer that beats the files, and tells with every step
/// what a service and the manager itself get.
const JOURNEY: &str = r#"
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user/test || { echo CANNOT; exit 0; }
export XDG_RUNTIME_DIR=/run/user/test
env -i HOME="$HOME" XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" PATH=/usr/bin:/bin "$SYSTEMD" --user >/dev/null 2>&1 &
tries=0
until systemctl --user show-environment >/dev/null 2>&1; do
    tries=$((tries + 1)); [ $tries -lt 600 ] || { echo CANNOT; exit 0; }
    sleep 0.1
done
service() { rm -f "$HOME/seen"; systemctl --user start probe.service; printf '%s: %s\n' "$1" "$(cat "$HOME/seen")"; }
systemctl --user set-environment API=stale
service stale
"$DRIVER" set - "$JOURNAL" API <"$VALUE" || echo FAILED
service set
systemctl --user set-environment API=again
"$DRIVER" placements - "$JOURNAL" API </dev/null || echo FAILED
"$DRIVER" set - "$JOURNAL" API <"$VALUE" || echo FAILED
service again
"$DRIVER" verify - "$JOURNAL" API <"$VALUE" || echo FAILED
"$DRIVER" remove - "$JOURNAL" API </dev/null || echo FAILED
service removed
"$DRIVER" verify - "$JOURNAL" API </dev/null || echo FAILED
"#;

/// Pitfalls 16 and 17: the manager's own layer beats the files, and an empty value is not none.
#[test]
fn services_of_a_running_user_manager_get_the_value_at_once_even_over_a_stale_one() {
    let Some(driver) = driver() else { return };
    if !is_root() {
        eprintln!("SKIPPED because this needs root: a systemd user manager of the test's own");
        return;
    }
    if !Path::new(SYSTEMD).exists() || !installed("unshare") || !installed("systemctl") {
        eprintln!("SKIPPED because systemd or unshare is not installed: a user manager of the test's own");
        return;
    }
    let home = Home::usual();
    let unit =
        "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'printenv API >%h/seen || echo unset >%h/seen'\n";
    home.write(".config/systemd/user/probe.service", unit);
    let value = "it's$a\\tok\"en`%h#!";
    let input = home.journal().with_file_name("value");
    fs::write(&input, value).unwrap();

    let output = Command::new("unshare")
        .args([
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "--propagation",
            "private",
        ])
        .args(["timeout", "240", "sh", "-c", JOURNEY])
        .env_clear()
        .env("HOME", home.path(""))
        .env("PATH", "/usr/bin:/bin")
        .env("SYSTEMD", SYSTEMD)
        .env("DRIVER", driver)
        .env("JOURNAL", home.journal())
        .env("VALUE", &input)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = text(&output);
    if said.contains("CANNOT") || said.contains("Operation not permitted") {
        eprintln!("SKIPPED because a systemd user manager cannot be started here");
        return;
    }
    assert!(said.contains("stale: stale\n"), "{said}");
    assert!(said.contains(&format!("set: {value}\n")), "{said}");
    assert!(
        said.contains("API Shadowed { place: \"systemctl --user show-environment\" }"),
        "what was given to the manager by hand since wins, and is found: {said}"
    );
    assert!(
        said.contains(&format!("again: {value}\n")),
        "setting it again takes that away: {said}"
    );
    assert!(said.contains("removed: unset\n"), "not even an empty one: {said}");
    assert!(
        said.contains("systemctl --user show-environment\tDone"),
        "verify asks the manager too: {said}"
    );
    assert!(!said.contains("FAILED"), "{said}");
}
