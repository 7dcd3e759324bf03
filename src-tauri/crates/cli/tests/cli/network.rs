//! The verifier beyond this computer: nobody reaches it there unless a person said so, and then by its certificate and
//! with a token. Each test has a network of its own, with an address that is not of loopback.

use std::process::{Command, Stdio};

use crate::{Answer, Person};

/// RFC 1918: nobody's beyond the namespace.
const ELSEWHERE: &str = "10.20.0.1";

/// Runs a script as root of a network of its own. `None`, with a word why, where that cannot be made.
fn in_a_network(ann: &Person, script: &str) -> Option<Answer> {
    let begin = format!("ip link set lo up && ip address add {ELSEWHERE}/32 dev lo");
    let may = Command::new("unshare")
        .args(["--net", "sh", "-c", &begin])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !may {
        eprintln!(
            "SKIPPED because no network of the test’s own can be made: that needs root, unshare and ip"
        );
        return None;
    }
    let script = format!("{begin}\n{COMMON}\n{script}");
    let output = ann
        .command("unshare")
        .args(["--net", "timeout", "120", "sh", "-c", &script, "sh"])
        .args([env!("CARGO_BIN_EXE_tokendesk"), &ann.desk().display().to_string()])
        .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
        .output();
    Some(Answer::from(output.unwrap()).done())
}

/// Serves, and asks with and without the token that `$token` holds. `$1` is the program, `$2` the folder of its data.
const COMMON: &str = r#"
serves() {
    rm -f told
    "$program" serve --port 0 --json "$@" >told 2>/dev/null &
    serving=$!
    until grep -q '}' told 2>/dev/null; do kill -0 $serving || exit 9; sleep 0.05; done
    port=$(sed -n 's/.*"address": ".*:\([0-9]*\)".*/\1/p' told)
}
ends() { kill $serving; wait $serving; }
asks() { # what to call it, URL, certificate
    printf 'Authorization: Bearer %s' "$token" | curl --silent --cacert "$3" --header @- --output /dev/null \
        --write-out "$1 %{http_code} %{exitcode}\n" "$2"
}
nobody() { curl --silent --cacert "$3" --output /dev/null --write-out "$1 %{http_code}\n" "$2"; }
program=$1 ca=$2/data/verifier/ca.pem
token=$("$program" generate --name scanner 2>/dev/null)
"#;

#[test]
fn from_elsewhere_it_is_reached_only_where_a_person_said_so_and_by_its_own_certificate() {
    let ann = Person::new();
    let script = format!(
        r#"serves
asks here "https://127.0.0.1:$port/v1/verify" "$ca"
asks elsewhere "https://{ELSEWHERE}:$port/v1/verify" "$ca"
ends
cp "$ca" earlier.pem
serves --listen {ELSEWHERE}
asks opened "https://{ELSEWHERE}:$port/v1/verify" "$ca"
asks not-here "https://127.0.0.1:$port/v1/verify" "$ca"
asks other-certificate "https://{ELSEWHERE}:$port/v1/verify" earlier.pem
nobody numbers-of-nobody "https://{ELSEWHERE}:$port/metrics" "$ca"
asks numbers "https://{ELSEWHERE}:$port/metrics" "$ca"
ends; exit 0"#
    );
    let Some(told) = in_a_network(&ann, &script) else {
        return;
    };
    let lines: Vec<&str> = told.out.lines().collect();
    // 7: nobody listens; 60: the certificate is not vouched for.
    assert_eq!(
        lines,
        [
            "here 204 0",
            "elsewhere 000 7",
            "opened 204 0",
            "not-here 000 7",
            "other-certificate 000 60",
            "numbers-of-nobody 401",
            "numbers 200 0",
        ],
        "{}",
        told.err
    );
}

#[test]
fn a_port_that_this_account_may_not_have_is_told_with_what_to_do() {
    let ann = Person::new();
    let script = r#"setpriv --bounding-set -net_bind_service --inh-caps -net_bind_service \
    "$program" serve --port 443 2>said
echo "exit $?"; cat said"#;
    let Some(told) = in_a_network(&ann, script) else {
        return;
    };
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "exit 1",
            "tokendesk: This account is not allowed to use 127.0.0.1:443."
        ],
        "{}",
        told.err
    );
    assert!(lines[2].contains("Choose another address or port"), "{lines:?}");
}
