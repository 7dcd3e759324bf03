//! The verifier in the background, under a real systemd user manager of the test's own.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Answer, Person, files_below};

const SYSTEMD: &str = "/usr/lib/systemd/systemd";

/// Starts a user manager and waits for it.
pub(crate) const MANAGER: &str = r#"
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user/test || { echo CANNOT; exit 0; }
export XDG_RUNTIME_DIR=/run/user/test
env -i HOME="$HOME" XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" PATH=/usr/bin:/bin "$SYSTEMD" --user >/dev/null 2>&1 &
tries=0
until systemctl --user show-environment >/dev/null 2>&1; do
    tries=$((tries + 1)); [ $tries -lt 600 ] || { echo CANNOT; exit 0; }
    sleep 0.1
done
"#;

/// Installs, asks, installs again with another port, asks, removes.
const JOURNEY: &str = r#"
ask() {
    printf 'Authorization: Bearer %s' "$TOKEN" |
        curl --silent --cacert "$CA" --header @- --output /dev/null --write-out "$1: %{http_code}\n" "https://localhost:$2/v1/whoami"
}
"$TOKENDESK" service status
"$TOKENDESK" service install --port "$FIRST" && ask first "$FIRST"
"$TOKENDESK" service status
"$TOKENDESK" service install --port "$SECOND" && ask second "$SECOND"
echo "still: $(ask first "$FIRST")"
systemctl --user kill --kill-whom=main --signal=KILL token-desk-verifier.service
tries=0
until [ "$(ask killed "$SECOND")" = "killed: 200" ]; do
    tries=$((tries + 1)); [ $tries -lt 600 ] || { echo "it does not come back"; break; }
    sleep 0.1
done
echo "again: $(ask second "$SECOND"), started anew $(systemctl --user show --property NRestarts --value token-desk-verifier.service)"
mv "$KEY" "$KEY.kept"; echo nonsense >"$KEY"
systemctl --user kill --kill-whom=main --signal=KILL token-desk-verifier.service
tries=0
until "$TOKENDESK" service status | grep -q Crashed; do
    tries=$((tries + 1)); [ $tries -lt 120 ] || { echo "it is never given up"; break; }
    sleep 0.5
done
"$TOKENDESK" service status
mv "$KEY.kept" "$KEY"
"$TOKENDESK" service install --port "$SECOND" && ask mended "$SECOND"
systemctl --user show --property NoNewPrivileges --property Restart token-desk-verifier.service
echo "taken: $("$TOKENDESK" service install --port "$TAKEN" 2>&1 | head -n 1)"
"$TOKENDESK" service status
"$TOKENDESK" service install --port "$SECOND"
"$TOKENDESK" service remove
"$TOKENDESK" service status
echo "left: $(systemctl --user list-units --all --plain --no-legend 'token-desk*')"
"#;

/// Runs a journey where a user manager can be started. `None`, with a word why, where it cannot.
pub(crate) fn answer_of_systemd(ann: &Person, journey: &str, variables: &[(&str, &Path)]) -> Option<Answer> {
    let program = |name: &str| Path::new("/usr/bin").join(name).exists();
    if !is_root() {
        eprintln!("SKIPPED because this needs root: a systemd user manager of the test's own");
        return None;
    }
    if !Path::new(SYSTEMD).exists() || !["unshare", "systemctl", "curl"].into_iter().all(program) {
        eprintln!("SKIPPED because systemd, unshare or curl is not installed");
        return None;
    }
    let namespaces = "--mount --pid --fork --kill-child --mount-proc --propagation private";
    let output = ann
        .command("unshare")
        .args(namespaces.split(' '))
        .args(["timeout", "240", "sh", "-c", journey])
        .env("SYSTEMD", SYSTEMD)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = Answer::from(output);
    if told.out.contains("CANNOT") || told.err.contains("Operation not permitted") {
        eprintln!("SKIPPED because a systemd user manager cannot be started here");
        return None;
    }
    Some(told)
}

#[test]
fn the_service_is_installed_answers_and_leaves_nothing_when_it_is_removed() {
    let ann = Person::new();
    let token = ann.generates("PI Scanner");
    let before = files_below(&ann.home());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port().to_string()
    };
    let ca = ann.desk().join("data/verifier/ca.pem");
    let key = ca.with_file_name("server.key");
    let (first, second) = (port(), port());
    let taken = taken.local_addr().unwrap().port().to_string();
    let variables = [
        ("TOKENDESK", Path::new(env!("CARGO_BIN_EXE_tokendesk"))),
        ("TOKEN", Path::new(&token)),
        ("CA", &ca),
        ("KEY", &key),
        ("FIRST", Path::new(&first)),
        ("SECOND", Path::new(&second)),
        ("TAKEN", Path::new(&taken)),
    ];
    let Some(told) = answer_of_systemd(&ann, &format!("{MANAGER}{JOURNEY}"), &variables) else {
        return;
    };
    let said = format!("{}\n{}", told.out, told.err);
    assert!(told.out.starts_with("Not installed"), "{said}");
    assert!(told.out.contains("first: 200"), "{said}");
    assert!(told.out.contains("Starts at sign-in.\nRuns now.\n"), "{said}");
    assert!(told.out.contains("second: 200"), "{said}");
    assert!(
        told.out.contains("still: first: 000"),
        "the first is not served any more: {said}"
    );
    assert!(
        told.out.contains("again: second: 200, started anew 1\n"),
        "killed, it is back: {said}"
    );
    assert!(
        told.out
            .contains("Starts at sign-in.\nCrashed, and was given up ("),
        "with a damaged key it ends each time that it is started: {said}"
    );
    assert!(told.out.contains("mended: 200"), "{said}");
    assert!(told.out.contains("NoNewPrivileges=yes"), "{said}");
    assert!(
        told.out.contains("taken: tokendesk: systemctl --user restart"),
        "{said}"
    );
    assert_eq!(
        told.out.matches("Not installed").count(),
        3,
        "one that cannot start is not left behind: {said}"
    );
    assert!(told.out.ends_with("left: \n"), "{said}");
    assert_eq!(
        files_below(&ann.home()),
        before,
        "removing leaves nothing: {said}"
    );
}

#[test]
fn without_a_user_manager_nothing_is_written_and_the_next_step_is_told() {
    let ann = Person::new();
    let told = ann
        .tokendesk(&["service", "install"])
        .env("XDG_RUNTIME_DIR", ann.folder.path())
        .output()
        .unwrap();
    Answer::from(told).refused_by_keeper();
    assert!(files_below(&ann.home()).is_empty());
}

impl Answer {
    #[track_caller]
    fn refused_by_keeper(&self) {
        assert_eq!((self.exit, self.out.as_str()), (1, ""), "{}", self.err);
        assert!(self.err.contains("tokendesk serve"), "{}", self.err);
    }
}

/// Whether this is root.
pub(crate) fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output();
    told.is_ok_and(|told| told.stdout == b"0\n")
}
