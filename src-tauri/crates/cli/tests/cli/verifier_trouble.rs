//! The verifier when something goes wrong around it: nobody's token is bad for that, and nothing that was
//! acknowledged is lost.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::in_the_way::{frozen, runs_after};
use crate::service::is_root;
use crate::verifier::Serving;
use crate::{Answer, Person};

/// After each of so many revocations, every process is asked so often.
const REVOKED: usize = 32;
const ASKED: usize = 80;

impl Person {
    /// Asks `/v1/verify` so often over one connection; every status in a line of its own.
    pub(crate) fn asks(&self, serving: &Serving, token: &str, times: usize) -> Child {
        let url = format!("https://{}/v1/verify/[1-{times}]", serving.address);
        self.command("curl")
            .args(["--silent", "--cacert", &self.authority()])
            .args(["--header", &format!("Authorization: Bearer {token}")])
            .args(["--write-out", "%{http_code}\n", &url])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Has the verifier end a token (RFC 7009); the status, and whether it says when to try again.
    fn revokes(&self, serving: &Serving, token: &str) -> (String, bool) {
        let asked = self
            .command("curl")
            .args(["--silent", "--include", "--cacert", &self.authority()])
            .args(["--header", &format!("Authorization: Bearer {token}")])
            .args(["--data", &format!("token={token}")])
            .arg(format!("https://{}/oauth2/revoke", serving.address))
            .output();
        let told = Answer::from(asked.unwrap()).done().out;
        let status = told.split(' ').nth(1).unwrap().to_owned();
        (status, told.to_lowercase().contains("\nretry-after: 1"))
    }
}

pub(crate) fn statuses(child: Child) -> Vec<String> {
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    told.lines().map(str::to_owned).collect()
}

pub(crate) fn has(program: &str) -> bool {
    let there = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if there.is_err() {
        eprintln!("SKIPPED because {program} is not installed");
    }
    there.is_ok()
}

#[test]
fn of_ten_thousand_requests_to_four_processes_after_an_acknowledged_revocation_none_is_accepted() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    ann.generates("the first one makes the store");
    let serving: Vec<Serving> = (0..4).map(|_| Serving::of(&ann)).collect();
    let (mut before, mut after) = (0, 0);
    for number in 0..REVOKED {
        let name = format!("scanner {number}");
        let token = ann.generates(&name);
        for warm in serving.iter().map(|process| ann.asks(process, &token, 1)) {
            assert_eq!(statuses(warm), ["204"]);
            before += 1;
        }
        // Acknowledged by one of the four, or by a program that is none of them.
        if number % 2 == 0 {
            let by = &serving[number / 2 % serving.len()];
            assert_eq!(ann.revokes(by, &token).0, "200");
        } else {
            ann.runs(&["revoke", &name]).done();
        }
        let asking: Vec<Child> = serving
            .iter()
            .map(|process| ann.asks(process, &token, ASKED))
            .collect();
        for child in asking {
            let told = statuses(child);
            assert_eq!(told.len(), ASKED);
            assert!(told.iter().all(|status| status == "401"), "{told:?}");
            after += told.len();
        }
    }
    println!("{before} accepted before, 0 of {after} after the revocation was acknowledged");
    assert!(after >= 10_000 && before == REVOKED * 4);
}

#[test]
fn while_another_program_holds_the_store_tokens_stay_good_and_a_revocation_is_503() {
    if !has("curl") || !has("sqlite3") {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("scanner");
    let serving = Serving::of(&ann);
    assert_eq!(statuses(ann.asks(&serving, &token, 1)), ["204"]);
    let mut holder = Command::new("sqlite3")
        .arg(ann.store())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = holder.stdin.take().unwrap();
    input.write_all(b"BEGIN EXCLUSIVE;\nSELECT 'held';\n").unwrap();
    input.flush().unwrap();
    holder.stdout.take().unwrap().read_exact(&mut [0; 5]).unwrap();
    assert_eq!(statuses(ann.asks(&serving, &token, 3)), ["204"; 3]);
    assert_eq!(ann.revokes(&serving, &token), ("503".to_owned(), true));
    drop(input);
    holder.wait().unwrap();
    // The store was opened anew after that. What another program commits must still be seen.
    ann.runs(&["pause", "scanner"]).done();
    assert_eq!(statuses(ann.asks(&serving, &token, 1)), ["401"]);
    ann.runs(&["resume", "scanner"]).done();
    assert_eq!(statuses(ann.asks(&serving, &token, 1)), ["204"]);
    assert_eq!(ann.revokes(&serving, &token).0, "200");
    assert_eq!(statuses(ann.asks(&serving, &token, 1)), ["401"]);
}

#[test]
fn a_store_that_went_missing_makes_nobody_s_token_bad() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("scanner");
    let serving = Serving::of(&ann);
    assert_eq!(statuses(ann.asks(&serving, &token, 1)), ["204"]);
    fs::rename(ann.store(), ann.folder.path().join("elsewhere.db")).unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let told = statuses(ann.asks(&serving, &token, 1));
        assert!(told == ["204"] || told == ["503"], "never 401: {told:?}");
        if told == ["503"] {
            break;
        }
        assert!(Instant::now() < deadline, "it is not noticed");
    }
    assert!(!ann.store().exists(), "no empty store is put in its place");
}

#[test]
fn asked_to_end_under_load_it_ends_within_its_five_seconds_and_every_answer_is_whole() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("scanner");
    let serving = Serving::of(&ann);
    assert_eq!(statuses(ann.asks(&serving, &token, 1)), ["204"]);
    let load: Vec<Child> = (0..4).map(|_| ann.asks(&serving, &token, 100_000)).collect();
    // Some answers are there: the load is on.
    assert_eq!(statuses(ann.asks(&serving, &token, 50)).len(), 50);
    let ending = thread::spawn(move || serving.ends());
    assert_eq!(ending.join().unwrap(), 0);
    for mut child in load {
        let _ = child.kill();
        for status in statuses(child).iter().filter(|status| status.len() == 3) {
            // 000: no connection any more.
            assert!(["204", "000"].contains(&status.as_str()), "{status}");
        }
    }
}

#[test]
fn asked_to_end_while_a_request_comes_in_it_takes_nothing_more_and_answers_that_one() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("scanner");
    let mut serving = Serving::of(&ann);
    let mut asking = ann
        .command("curl")
        .args([
            "--silent",
            "--verbose",
            "--cacert",
            &ann.authority(),
            "--request",
            "POST",
        ])
        .args([
            "--header",
            &format!("Authorization: Bearer {token}"),
            "--header",
            "Expect: 100-continue",
        ])
        .args(["--header", "Content-Type: application/x-www-form-urlencoded"])
        .args(["--expect100-timeout", "60", "--upload-file", "-"])
        .arg(format!("https://{}/oauth2/introspect", serving.address))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It has read the head, and waits for the body.
    let begun = BufReader::new(asking.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap)
        .find(|line| line.contains("100 Continue"));
    assert!(begun.is_some(), "it did not begin");
    serving.is_asked_to_end();
    let deadline = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect(&serving.address).is_ok() {
        assert!(Instant::now() < deadline, "it still takes connections");
        thread::yield_now();
    }
    asking.stdin.take().unwrap().write_all(b"token=x").unwrap();
    let answer = asking.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&answer.stdout), "{\"active\":false}");
    assert_eq!(serving.has_ended(), 0);
}

/// Serves from `$1` in a folder that something is done to, and tells what it answers before and after.
fn journey(ann: &Person, mount: &str, trouble: &str) -> Option<Answer> {
    fs::create_dir(ann.desk()).unwrap();
    let desk = ann.desk().display().to_string();
    let script = format!(
        r#"{mount}
token=$("$1" generate --name first 2>/dev/null)
"$1" serve --port 0 --json >'{desk}/../told' 2>/dev/null &
serving=$!
until grep -q '}}' '{desk}/../told' 2>/dev/null; do kill -0 $serving || exit 9; sleep 0.05; done
port=$(sed -n 's/.*"address": "127.0.0.1:\([0-9]*\)".*/\1/p' '{desk}/../told')
cp '{desk}/data/verifier/ca.pem' '{desk}/../ca.pem'
ask() {{
    printf 'Authorization: Bearer %s' "$token" | curl --silent --cacert '{desk}/../ca.pem' --header @- \
        --output /dev/null --write-out "$1 %{{http_code}}\n" $3 "https://localhost:$port$2"
}}
ask before /v1/verify
{trouble}
ask after /v1/verify
ask revoke /oauth2/revoke "--data token=$token"
ask last /v1/verify
kill $serving; wait $serving; exit 0; #"#
    );
    runs_after(ann, &script, &[])
}

/// Either a revocation could be written and holds, or it could not and says so: never a 401 for a good token, never
/// one that is acknowledged and forgotten.
fn honest(told: &Answer) {
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(
        lines[..2],
        ["before 204", "after 204"],
        "{}{}",
        told.out,
        told.err
    );
    let pairs = [["revoke 200", "last 401"], ["revoke 503", "last 204"]];
    assert!(pairs.iter().any(|pair| lines[2..] == pair[..]), "{}", told.out);
}

#[test]
fn on_a_full_disk_tokens_stay_good_and_a_revocation_takes_the_space_that_is_kept_for_it() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    let desk = ann.desk().display().to_string();
    let mount = format!("mount -t tmpfs -o size=4m,mode=0700 none '{desk}' || exit 8");
    let fill = format!("cat /dev/zero >'{desk}/ballast' 2>/dev/null || true");
    let Some(told) = journey(&ann, &mount, &fill) else {
        return;
    };
    let told = told.done();
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(
        lines,
        ["before 204", "after 204", "revoke 200", "last 401"],
        "{}",
        told.err
    );
}

#[test]
fn on_a_disk_that_became_read_only_tokens_stay_good_and_no_revocation_is_acknowledged_and_forgotten() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    let desk = ann.desk().display().to_string();
    let mount = format!("mount -t tmpfs -o size=16m,mode=0700 none '{desk}' || exit 8");
    // The mount is looked at anew by everybody who opens a file; who holds one open may go on writing to it.
    let Some(told) = journey(&ann, &mount, &frozen(&desk)) else {
        return;
    };
    honest(&told.done());
}

#[test]
fn a_taken_port_is_told_with_the_program_that_has_it() {
    let ann = Person::new();
    ann.generates("PI Scanner");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let told = ann.runs(&["serve", "--port", &port]);
    assert_eq!((told.exit, told.out.as_str()), (1, ""), "{}", told.err);
    if cfg!(target_os = "linux") {
        let by = format!("Port {port} is in use by ");
        assert!(told.err.contains(&by), "{}", told.err);
        let process = format!("(process {}).", std::process::id());
        assert!(told.err.contains(&process), "{}", told.err);
    }
    assert!(told.err.contains("--port "), "the next free one: {}", told.err);
}

#[test]
fn certificates_that_this_account_may_not_use_are_told_with_their_place() {
    let ann = Person::new();
    drop(Serving::of(&ann));
    let folder = ann.desk().join("data/verifier");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).unwrap();
    // Root may everything, unless it gives that up.
    let told = if is_root() {
        let mut command = ann.command("setpriv");
        command
            .args(["--bounding-set", "-dac_override,-dac_read_search"])
            .args(["--inh-caps", "-dac_override,-dac_read_search"])
            .args([env!("CARGO_BIN_EXE_tokendesk"), "serve", "--port", "0"]);
        let Ok(output) = command.output() else {
            return eprintln!("SKIPPED because setpriv is not installed");
        };
        Answer::from(output)
    } else {
        ann.runs(&["serve", "--port", "0"])
    };
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    let sentence = format!(
        "tokendesk: This account is not allowed to use {}",
        folder.display()
    );
    assert_eq!((told.exit, told.out.as_str()), (1, ""), "{}", told.err);
    assert!(told.err.starts_with(&sentence), "{}", told.err);
    assert_eq!(Serving::of(&ann).ends(), 0);
}

#[test]
fn serve_runs_with_what_the_settings_say_unless_told_otherwise() {
    let ann = Person::new();
    ann.generates("PI Scanner");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let config = ann.desk().join("config");
    fs::create_dir_all(&config).unwrap();
    fs::write(
        config.join("settings.json"),
        format!(r#"{{"verifierPort":{port}}}"#),
    )
    .unwrap();
    let told = ann.runs(&["serve"]);
    assert!(told.err.contains(&format!("Port {port} ")), "{}", told.err);
    let serving = Serving::of(&ann); // by --port 0
    assert_eq!(serving.ends(), 0);
}

/// As `honest`, where no revocation can be written: the first is refused by a lock, so that the store has to be
/// opened anew, and then there is nothing to write to.
#[test]
fn where_the_store_can_only_be_read_a_revocation_is_503_with_a_next_step_and_the_token_stays_good() {
    if !has("curl") || !has("sqlite3") {
        return;
    }
    let ann = Person::new();
    let desk = ann.desk().display().to_string();
    let mount = format!("mount -t tmpfs -o size=16m,mode=0700 none '{desk}' || exit 8");
    let freeze = frozen(&desk);
    let trouble = format!(
        r#"mkfifo '{desk}/../hold'
sqlite3 '{desk}/data/tokens.db' <'{desk}/../hold' >'{desk}/../held' & holder=$!
exec 3>'{desk}/../hold'
echo "BEGIN EXCLUSIVE; SELECT 'held';" >&3
until grep -q held '{desk}/../held'; do kill -0 $holder || exit 7; sleep 0.05; done
ask locked /oauth2/revoke "--data token=$token"
exec 3>&-; wait $holder
{freeze}
printf 'Authorization: Bearer %s' "$token" | curl --silent --include --cacert '{desk}/../ca.pem' --header @- \
    --data "token=$token" "https://localhost:$port/oauth2/revoke" >'{desk}/../refused'"#
    );
    let Some(told) = journey(&ann, &mount, &trouble) else {
        return;
    };
    let told = told.done();
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!(
        lines,
        ["before 204", "locked 503", "after 204", "revoke 503", "last 204"],
        "{}",
        told.err
    );
    let refused = fs::read_to_string(ann.folder.path().join("refused")).unwrap();
    assert!(refused.to_lowercase().contains("\nretry-after: 1"), "{refused}");
    assert!(refused.contains("the store cannot be used just now"), "{refused}");
}
