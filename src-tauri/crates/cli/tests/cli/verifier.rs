//! The verifier as a person runs it: `tokendesk serve`, asked by programs that nobody here wrote.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Answer, Person, read_to};

/// A verifier in a process of its own. It is ended with the test.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: String,
}

impl Serving {
    pub(crate) fn of(person: &Person) -> Self {
        let mut child = person
            .tokendesk(&["serve", "--port", "0", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let told: String = lines
            .by_ref()
            .map(Result::unwrap)
            .take_while(|line| line != "}")
            .collect();
        let told: serde_json::Value = serde_json::from_str(&format!("{told}}}")).unwrap();
        Self {
            child,
            address: told["address"].as_str().unwrap().to_owned(),
        }
    }

    /// One that was started by hand at a terminal, where it asks for the passphrase of what is sealed.
    pub(crate) fn at_a_terminal(mut terminal: Command, passphrase: &str) -> io::Result<Self> {
        let mut child = terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut shown = child.stdout.take().unwrap();
        read_to(&mut shown, b"go without): ");
        let mut typed = child.stdin.take().unwrap();
        writeln!(typed, "{passphrase}").unwrap();
        read_to(&mut shown, b"answers at https://");
        let told = String::from_utf8(read_to(&mut shown, b"\n")).unwrap();
        // The keyboard stays there for as long as it runs.
        child.stdin = Some(typed);
        Ok(Self {
            child,
            address: told.trim_end().to_owned(),
        })
    }

    /// Where it answers by the name that its certificate has.
    pub(crate) fn as_localhost(&self) -> String {
        self.address.replace("127.0.0.1", "localhost")
    }

    /// Asks it to end, as a service manager does, and answers how it did.
    pub(crate) fn ends(mut self) -> i32 {
        self.is_asked_to_end();
        self.has_ended()
    }

    /// Asks it to end, and answers what it said to whoever started it.
    pub(crate) fn ends_saying(mut self) -> String {
        let mut said = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        self.is_asked_to_end();
        self.has_ended();
        stderr.read_to_string(&mut said).unwrap();
        said
    }

    pub(crate) fn is_asked_to_end(&self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(asked.unwrap().success());
    }

    /// How it ended. It has five seconds for what is being answered; a busy machine may need longer.
    pub(crate) fn has_ended(&mut self) -> i32 {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(Instant::now() < deadline, "it does not end");
            std::thread::yield_now();
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Person {
    pub(crate) fn authority(&self) -> String {
        self.runs(&["ca", "path"]).done().out.trim_end().to_owned()
    }

    /// The status that curl is answered, the certificate checked. `None` where there is no curl.
    pub(crate) fn curls(&self, serving: &Serving, path: &str, arguments: &[&str]) -> Option<String> {
        let url = format!("https://{}{path}", serving.address);
        let asked = self
            .command("curl")
            .args(["--silent", "--show-error", "--cacert", &self.authority()])
            .args(["--output", "/dev/null", "--write-out", "%{http_code}"])
            .args(arguments)
            .arg(&url)
            .output();
        match asked {
            Ok(output) => {
                let answer = Answer::from(output).done();
                Some(answer.out)
            }
            Err(error) => {
                eprintln!("SKIPPED because curl cannot be run: {error}");
                None
            }
        }
    }
}

#[test]
fn curl_is_let_in_by_every_form_of_credentials_and_by_nothing_else() {
    let ann = Person::new();
    let token = ann.generates("PI Scanner");
    let serving = Serving::of(&ann);
    let forms = [
        format!("Authorization: Bearer {token}"),
        format!("Authorization: Bearer secret-token:{token}"),
        format!("Authorization: Token token={token}"),
        format!("X-API-Key: {token}"),
        format!("X-Dataverse-key: {token}"),
    ];
    for form in &forms {
        let Some(status) = ann.curls(&serving, "/v1/whoami", &["--header", form]) else {
            return;
        };
        assert_eq!(status, "200", "{}", &form[..20]);
    }
    let status = |arguments: &[&str]| ann.curls(&serving, "/v1/whoami", arguments).unwrap();
    assert_eq!(status(&["--user", &format!("{token}:")]), "200");
    assert_eq!(status(&["--user", &format!("{token}:password")]), "401");
    assert_eq!(status(&[]), "401");
    assert_eq!(
        status(&["--oauth2-bearer", &token.replace("tdk_", "tdk-")]),
        "401"
    );
    assert_eq!(
        status(&["--tlsv1.2", "--tls-max", "1.2", "--oauth2-bearer", &token]),
        "200"
    );
    assert_eq!(status(&["--tlsv1.3", "--oauth2-bearer", &token]), "200");
    assert_eq!(serving.ends(), 0, "asked to end, it ends well");
}

#[test]
fn what_another_process_does_to_a_token_holds_for_the_next_request() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    let serving = Serving::of(&ann);
    let asks = || ann.curls(&serving, "/v1/verify", &["--oauth2-bearer", &token]);
    let Some(first) = asks() else { return };
    assert_eq!(first, "204");
    for (command, status) in [
        ("pause", "401"),
        ("resume", "204"),
        ("pause", "401"),
        ("resume", "204"),
    ] {
        ann.runs(&[command, "scanner"]).done();
        assert_eq!(asks().unwrap(), status, "after {command}");
    }
    let new = ann.runs(&["regenerate", "scanner", "--grace", "1h"]).done().out;
    assert_eq!(asks().unwrap(), "204", "the old value lives on for its grace");
    let new = new.trim_end();
    assert_eq!(
        ann.curls(&serving, "/v1/verify", &["--oauth2-bearer", new])
            .unwrap(),
        "204"
    );
    ann.runs(&["revoke", "scanner"]).done();
    assert_eq!(asks().unwrap(), "401");
    assert_eq!(
        ann.curls(&serving, "/v1/verify", &["--oauth2-bearer", new])
            .unwrap(),
        "401"
    );
}

#[test]
fn a_token_that_came_unencrypted_is_on_record_and_marked_until_it_has_a_new_value() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    ann.generates("another");
    let serving = Serving::of(&ann);
    let url = format!("http://{}/v1/whoami", serving.address);
    for _ in 0..2 {
        let asked = ann
            .command("curl")
            .args(["--silent", "--oauth2-bearer", &token, &url])
            .output();
        let Ok(output) = asked else {
            println!("SKIPPED because curl cannot be run");
            return;
        };
        assert!(String::from_utf8_lossy(&output.stdout).contains("speaks HTTPS"));
    }
    let shown: serde_json::Value =
        serde_json::from_str(&ann.runs(&["show", "scanner", "--json"]).done().out).unwrap();
    let events: Vec<&str> = shown["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        events.iter().filter(|event| **event == "token.exposed").count(),
        1,
        "{events:?}"
    );

    assert_eq!(serving.ends(), 0);
    let marked = || {
        let tokens = ann.list()["tokens"].as_array().unwrap().clone();
        let is_marked = |token: &&serde_json::Value| token["exposedAt"].is_string();
        let names = tokens.iter().filter(is_marked).map(|token| token["name"].clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(marked(), ["scanner"]);
    assert!(ann.runs(&["list"]).done().out.contains("2 refused, exposed"));
    let words = ann.runs(&["show", "scanner"]).done().out;
    assert!(
        words.contains("it came unencrypted") && words.contains("tokendesk regenerate"),
        "{words}"
    );
    // Hours are kept to the second, and in doubt it stays marked.
    let noted = Instant::now();
    while noted.elapsed() < Duration::from_millis(1_100) {
        std::thread::yield_now();
    }
    ann.runs(&["regenerate", "scanner", "--grace", "now"]).done();
    assert_eq!(marked(), [] as [serde_json::Value; 0]);
}

#[test]
fn nothing_is_verified_any_more_once_the_store_was_replaced() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    let other = Person::new();
    other.generates("another store");
    let serving = Serving::of(&ann);
    let asks = || ann.curls(&serving, "/v1/verify", &["--oauth2-bearer", &token]);
    let Some(first) = asks() else { return };
    assert_eq!(first, "204");
    std::fs::rename(other.store(), ann.store()).unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while asks().unwrap() != "503" {
        assert!(Instant::now() < deadline, "the other file is believed");
    }
    assert_eq!(asks().unwrap(), "503");
}

#[test]
fn a_taken_port_is_told_with_the_next_that_is_free() {
    let ann = Person::new();
    let serving = Serving::of(&ann);
    let port = serving.address.rsplit(':').next().unwrap();
    let told = ann.runs(&["serve", "--port", port]);
    assert_eq!((told.exit, told.out.as_str()), (1, ""));
    assert!(
        told.err.contains(&format!("Port {port} is in use")),
        "{}",
        told.err
    );
    assert!(told.err.contains("--port "), "{}", told.err);
}

#[test]
fn a_damaged_certificate_is_named_with_what_to_do() {
    let ann = Person::new();
    drop(Serving::of(&ann));
    let folder = ann.desk().join("data/verifier");
    std::fs::write(folder.join("server.key"), "nonsense").unwrap();
    let told = ann.runs(&["serve", "--port", "0"]);
    assert_eq!(told.exit, 1);
    assert!(
        told.err.contains("server.key is damaged") && told.err.contains("verifier"),
        "{}",
        told.err
    );
    std::fs::rename(&folder, ann.desk().join("moved away")).unwrap();
    assert_eq!(Serving::of(&ann).ends(), 0);
}

#[test]
fn a_token_is_judged_without_a_service_and_never_by_its_argument() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    let good = ann.runs_with(&["verify"], format!("{token}\n").as_bytes());
    assert!(
        good.exit == 0 && good.out.starts_with("Accepted: “scanner”"),
        "{}{}",
        good.out,
        good.err
    );
    let by_variable = ann
        .tokendesk(&["verify", "--variable", "T"])
        .env("T", &token)
        .output()
        .unwrap();
    assert_eq!(by_variable.status.code(), Some(0));
    assert_eq!(ann.runs(&["verify", "--variable", "NOT_THERE"]).exit, 2);

    ann.runs(&["revoke", "scanner"]).done();
    let bad = ann.runs_with(&["verify"], token.as_bytes());
    assert!(
        bad.exit == 4 && bad.out.contains("was revoked"),
        "{}{}",
        bad.out,
        bad.err
    );
    assert_eq!(ann.runs_with(&["verify"], b"nonsense").exit, 4);
    let json = ann.runs_with(&["verify", "--json"], token.as_bytes()).out;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["accepted"],
        false
    );
}

#[test]
fn the_certificate_for_clients_is_there_once_the_verifier_ran() {
    let ann = Person::new();
    let none = ann.runs(&["ca", "path"]);
    assert!(
        none.exit == 1 && none.err.contains("tokendesk serve"),
        "{}",
        none.err
    );
    drop(Serving::of(&ann));
    let path = ann.authority();
    assert!(
        ann.runs(&["ca", "export"])
            .done()
            .out
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    let copy = ann.folder.path().join("copy.pem");
    let copy = copy.to_str().unwrap();
    ann.runs(&["ca", "export", copy]).done();
    assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(&path).unwrap());
    assert_eq!(
        ann.runs(&["ca", "export", copy]).exit,
        1,
        "nothing is written over"
    );
    assert!(
        ann.runs(&["ca", "install-hint"])
            .done()
            .out
            .contains(&format!("--cacert '{path}'"))
    );
}
