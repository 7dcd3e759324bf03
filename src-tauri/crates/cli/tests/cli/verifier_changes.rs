//! What other processes do to a token while the verifier is under load: it holds for the next request that begins.

use std::fs::{self, File};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::Person;
use crate::verifier::Serving;
use crate::verifier_trouble::{has, statuses};

/// So many connections show the token all the while.
const HAMMERING: &str = "32";
/// After each change it is shown so often, each time by a process of its own.
const SHOWN: usize = 3;

/// Shows a token over many connections until it is dropped.
struct Hammer {
    child: Child,
    told: std::path::PathBuf,
}

impl Hammer {
    fn of(ann: &Person, serving: &Serving, token: &str) -> Self {
        let told = ann.folder.path().join(format!("hammer-{}", &token[4..12]));
        let url = format!("https://{}/v1/verify/[1-100000000]", serving.address);
        let child = ann
            .command("curl")
            .args([
                "--silent",
                "--cacert",
                &ann.authority(),
                "--parallel",
                "--parallel-immediate",
            ])
            .args(["--parallel-max", HAMMERING, "--write-out", "%{http_code}\n"])
            .args(["--header", &format!("Authorization: Bearer {token}"), &url])
            .stdout(File::create(&told).unwrap())
            .spawn()
            .unwrap();
        let hammer = Self { child, told };
        hammer.goes_on();
        hammer
    }

    fn length(&self) -> u64 {
        fs::metadata(&self.told).unwrap().len()
    }

    /// Waits until it has been answered again.
    fn goes_on(&self) {
        let (before, deadline) = (self.length(), Instant::now() + Duration::from_secs(60));
        while self.length() < before + 160 {
            assert!(Instant::now() < deadline, "the load is not on");
            std::thread::yield_now();
        }
    }

    /// Ends it; every status that it was answered.
    fn ends(mut self) -> Vec<String> {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let told = fs::read_to_string(&self.told).unwrap();
        // The last line may be cut short.
        let mut statuses: Vec<String> = told.lines().map(str::to_owned).collect();
        statuses.pop();
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }
}

impl Drop for Hammer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Person {
    /// What a program that is not ours does to the store; it is committed when this returns.
    fn sqlite(&self, sql: &str) {
        let done = Command::new("sqlite3")
            .args(["-cmd", ".timeout 20000"])
            .arg(self.store())
            .arg(sql)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[track_caller]
    fn is_answered(&self, serving: &Serving, token: &str, status: &str) {
        for _ in 0..SHOWN {
            assert_eq!(statuses(self.asks(serving, token, 1)), [status]);
        }
    }

    /// A program that is not ours is seen a quarter of a second later at the latest; a busy machine may take longer
    /// to say so.
    #[track_caller]
    fn is_soon_answered(&self, serving: &Serving, token: &str, status: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while statuses(self.asks(serving, token, 1)) != [status] {
            assert!(Instant::now() < deadline, "never {status}");
        }
        self.is_answered(serving, token, status);
    }
}

#[test]
fn under_load_what_another_process_of_ours_does_holds_for_the_next_request() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("scanner");
    let serving = Serving::of(&ann);
    let hammer = Hammer::of(&ann, &serving, &token);
    for (command, status) in [
        ("pause", "401"),
        ("resume", "204"),
        ("pause", "401"),
        ("resume", "204"),
    ] {
        ann.runs(&[command, "scanner"]).done();
        ann.is_answered(&serving, &token, status);
        hammer.goes_on();
    }
    let new = ann.runs(&["regenerate", "scanner", "--grace", "now"]).done().out;
    ann.is_answered(&serving, &token, "401");
    ann.is_answered(&serving, new.trim_end(), "204");
    ann.runs(&["revoke", "scanner"]).done();
    ann.is_answered(&serving, new.trim_end(), "401");
    assert_eq!(hammer.ends(), ["204", "401"]);
}

#[test]
fn under_load_what_a_program_that_is_not_ours_commits_is_seen_and_a_file_put_in_the_store_s_place_is_not_believed()
 {
    if !has("curl") || !has("sqlite3") {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("scanner");
    let serving = Serving::of(&ann);
    ann.is_answered(&serving, &token, "204");
    let older = ann.folder.path().join("older.db");
    ann.sqlite(&format!(".backup '{}'", older.display()));
    let late = ann.generates("made after the copy");
    ann.is_answered(&serving, &late, "204");
    let hammer = Hammer::of(&ann, &serving, &token);
    for (sql, status) in [
        ("UPDATE tokens SET revoked_at = 1 WHERE name = 'scanner'", "401"),
        (
            "UPDATE tokens SET revoked_at = NULL WHERE name = 'scanner'",
            "204",
        ),
        ("UPDATE secrets SET expires_at = 1 WHERE token = 1", "401"),
        ("UPDATE secrets SET expires_at = NULL WHERE token = 1", "204"),
        ("UPDATE secrets SET state = 'ended' WHERE token = 1", "401"),
        ("UPDATE secrets SET state = 'active' WHERE token = 1", "204"),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM tokens WHERE name = 'scanner'",
            "401",
        ),
    ] {
        ann.sqlite(sql);
        ann.is_soon_answered(&serving, &token, status);
        hammer.goes_on();
    }
    // An older state, committed into the same file: what it knows is good, what it does not is unknown.
    ann.sqlite(&format!(".restore '{}'", older.display()));
    ann.is_soon_answered(&serving, &token, "204");
    ann.is_soon_answered(&serving, &late, "401");
    // An older file in the place of the one that was opened: nobody's word is taken any more.
    fs::rename(&older, ann.store()).unwrap();
    ann.is_soon_answered(&serving, &token, "503");
    let statuses = hammer.ends();
    assert!(
        statuses
            .iter()
            .all(|status| ["204", "401", "503"].contains(&status.as_str())),
        "{statuses:?}"
    );
}

#[test]
fn uses_that_are_written_down_while_a_token_is_revoked_do_not_revive_it() {
    if !has("curl") {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("scanner");
    let serving = Serving::of(&ann);
    let hammer = Hammer::of(&ann, &serving, &token);
    ann.runs(&["revoke", "scanner"]).done();
    let shown = || -> serde_json::Value {
        serde_json::from_str(&ann.runs(&["show", "scanner", "--json"]).done().out).unwrap()
    };
    let revoked = shown();
    let used = |shown: &serde_json::Value| shown["uses"]["refused"].as_array().map_or(0, Vec::len);
    let deadline = Instant::now() + Duration::from_secs(60);
    // Uses from before the revocation and refusals from after it have come into the file by then.
    let later = loop {
        let shown = shown();
        if used(&shown) > 0 && shown["uses"]["count"].as_u64() > Some(0) {
            break shown;
        }
        assert!(Instant::now() < deadline, "{shown}");
    };
    hammer.goes_on();
    for field in ["status", "revokedAt", "rev"] {
        assert_eq!(later[field], revoked[field], "{field}");
    }
    assert_eq!(ann.status_of("scanner"), "revoked");
    ann.is_answered(&serving, &token, "401");
    assert_eq!(hammer.ends(), ["204", "401"]);
}
