//! The verifier of a desktop as scripts ask it: by curl, its certificate checked, the token handed in by standard input.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Desktop;

/// A port that nobody listens on: the system has just given it out, and gives others to those who ask next.
///
/// # Panics
/// The system has none left.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the system has a free port");
    listener.local_addr().expect("it is bound").port()
}

/// Asks a verifier.
#[derive(Debug, Clone, Copy)]
pub struct Curl<'a> {
    desktop: &'a Desktop,
    port: u16,
}

impl<'a> Curl<'a> {
    /// Asks the verifier of `desktop` on `port`. Without a curl there is none, which is said.
    #[expect(clippy::print_stderr, reason = "a test run is told what it could not check")]
    pub fn of(desktop: &'a Desktop, port: u16) -> Option<Self> {
        let there = Command::new("curl")
            .arg("--version")
            .stdout(Stdio::null())
            .status();
        if there.is_err() {
            eprintln!("SKIPPED because curl is not installed");
        }
        there.ok().map(|_| Self { desktop, port })
    }

    /// The status that a token is answered as `Bearer`.
    pub fn status(self, token: &str) -> String {
        self.statuses(token, 1)
    }

    /// The same for several requests of one connection, a second apart: long enough for the system to tell who is at
    /// its other end.
    pub fn statuses(self, token: &str, times: usize) -> String {
        let handed = format!("Authorization: Bearer {token}");
        self.whoami(&["--header", "@-"], &handed, times)
    }

    /// The status that a token is answered as user name, with an empty password.
    pub fn basic(self, token: &str) -> String {
        self.whoami(&["--config", "-"], &format!("user = \"{token}:\""), 1)
    }

    /// The status that a token is answered that comes to the same port unencrypted.
    pub fn in_the_clear(self, token: &str) -> String {
        let mut curl = self.command();
        curl.args([
            "--header",
            "@-",
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
        ])
        .arg(format!("http://localhost:{}/v1/whoami", self.port));
        handed(&mut curl, &format!("Authorization: Bearer {token}"))
    }

    /// What a request with a body of JSON is answered.
    pub fn posted(self, path: &str, token: &str, body: &str) -> Value {
        let mut curl = self.command();
        curl.args([
            "--header",
            "@-",
            "--header",
            "Content-Type: application/json",
            "--data",
            body,
        ])
        .arg(self.url(path));
        let answer = handed(&mut curl, &format!("Authorization: Token token={token}"));
        serde_json::from_str(&answer).expect("the verifier answers in JSON")
    }

    fn whoami(self, takes: &[&str], input: &str, times: usize) -> String {
        let mut curl = self.command();
        curl.args(takes)
            .args(["--rate", "1/s", "--write-out", "%{http_code} "]);
        for _ in 0..times {
            curl.args(["--output", "/dev/null"]).arg(self.url("/v1/whoami"));
        }
        handed(&mut curl, input).trim_end().to_owned()
    }

    fn command(self) -> Command {
        let mut curl = self.desktop.command("curl");
        curl.args(["--silent", "--show-error", "--cacert"])
            .arg(self.desktop.data().join("verifier").join("ca.pem"));
        curl
    }

    fn url(self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }
}

/// What a program writes that is handed `input`.
fn handed(program: &mut Command, input: &str) -> String {
    let mut running = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("curl is installed");
    let mut pipe = running.stdin.take().expect("its input is a pipe");
    // One that ended before it read says why on standard error.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    let output = running.wait_with_output().expect("it was started");
    String::from_utf8(output.stdout).expect("curl writes text")
}
