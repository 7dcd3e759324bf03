//! Programs that nobody here wrote ask the verifier, by the samples as they are printed. `cargo xtask test` fetches
//! them into `target/tools/clients`; where one is missing its test says so.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::verifier::Serving;
use crate::{Answer, Person};

/// Where `cargo xtask test` keeps what it fetched.
pub(crate) const FETCHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../target/tools/clients");
/// The variable that samples name when nothing else is asked for.
pub(crate) const VARIABLE: &str = "TYCHODATA_OSPREY_APITOKEN";

/// A program that was fetched, or that the system has.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let fetched = Path::new(FETCHED);
    let folders = [
        "python/bin",
        "node/node_modules/.bin",
        "debian/usr/bin",
        "debian/usr/sbin",
    ];
    let system = search_path();
    let found = folders
        .iter()
        .map(|folder| fetched.join(folder))
        .chain(std::env::split_paths(&system))
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    if found.is_none() {
        eprintln!("SKIPPED because {name} is not here: `cargo xtask test` fetches it");
    }
    found
}

#[allow(
    clippy::disallowed_methods,
    reason = "Node and curl lie wherever the tester has them"
)]
pub(crate) fn search_path() -> std::ffi::OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

impl Person {
    /// A sample about the verifier that runs.
    pub(crate) fn sample(&self, kind: &str, serving: &Serving, more: &[&str]) -> String {
        let address = serving.as_localhost();
        let mut arguments = vec!["sample", kind, "--address", &address];
        arguments.extend(more);
        self.runs(&arguments).done().out
    }

    /// Runs the collection for Postman with a token.
    pub(crate) fn has_newman_run(&self, newman: &Path, serving: &Serving, token: &str) -> Answer {
        let folder = self.folder.path();
        let collection = self.sample("postman", serving, &[]);
        fs::write(folder.join("collection.json"), collection).unwrap();
        let environment = serde_json::json!({
            "name": "scanner", "values": [{ "key": "token", "value": token, "type": "secret", "enabled": true }],
        });
        fs::write(folder.join("environment.json"), environment.to_string()).unwrap();
        let run = self
            .other(newman)
            .args([
                "run",
                "collection.json",
                "--environment",
                "environment.json",
                "--color",
                "off",
            ])
            .args(["--ssl-extra-ca-certs", &self.authority()])
            .output();
        Answer::from(run.unwrap())
    }

    /// A program of others, with what it needs to find Node and the certificate.
    pub(crate) fn other(&self, program: &Path) -> Command {
        let mut command = self.command(program.to_str().unwrap());
        command
            .env("PATH", search_path())
            .env("NODE_EXTRA_CA_CERTS", self.authority())
            .env("REQUESTS_CA_BUNDLE", self.authority());
        command
    }
}

fn with_input(command: &mut Command, input: &str) -> Answer {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let written = child.stdin.take().unwrap().write_all(input.as_bytes());
    let answer = Answer::from(child.wait_with_output().unwrap());
    written.unwrap_or_else(|error| panic!("{error}: {}", answer.err));
    answer
}

#[test]
fn the_sample_for_curl_runs_as_it_is_printed_and_shows_no_argument_that_is_a_token() {
    if tool("curl").is_none() {
        return;
    }
    let ann = Person::new();
    let token = ann.generates("PI Scanner");
    let serving = Serving::of(&ann);
    for auth in ["token", "basic"] {
        let sample = ann.sample("curl", &serving, &["--auth", auth]);
        let run = ann
            .command("sh")
            .args(["-c", &sample])
            .env(VARIABLE, &token)
            .output();
        let answer = Answer::from(run.unwrap()).done();
        assert!(
            answer.out.contains("\"name\":\"PI Scanner\""),
            "{auth}: {}",
            answer.out
        );
    }
    let sample = ann.sample("curl", &serving, &[]);
    let run = |token: &str| {
        let run = ann
            .command("sh")
            .args(["-c", &sample])
            .env(VARIABLE, token)
            .output();
        Answer::from(run.unwrap())
    };
    assert!(run(&token).done().out.contains("\"name\":\"PI Scanner\""));
    assert_ne!(run("nonsense").exit, 0, "a refusal is a failure of the script");
    let traced = ann
        .command("sh")
        .args(["-c", &sample.replace("curl", "printf '%s ' curl")])
        .env(VARIABLE, &token)
        .output()
        .unwrap();
    let arguments = Answer::from(traced).done().out;
    assert!(
        arguments.contains("--cacert") && !arguments.contains(&token),
        "other users read what arguments say"
    );
}

#[test]
fn a_calendar_program_reads_when_tokens_end() {
    let Some(python) = tool("icalendar").map(|beside| beside.with_file_name("python")) else {
        return;
    };
    let ann = Person::new();
    ann.runs(&["generate", "--name", "Scanner, line 7", "--days", "30"])
        .done();
    let calendar = ann.runs(&["list", "--ics"]).done().out;
    fs::write(ann.folder.path().join("ends.ics"), calendar).unwrap();
    let script = "import icalendar\n\
                  calendar = icalendar.Calendar.from_ical(open('ends.ics', 'rb').read())\n\
                  for event in calendar.walk('VEVENT'):\n\
                  \x20   alarms = [alarm['TRIGGER'].dt.days for alarm in event.walk('VALARM')]\n\
                  \x20   print(event['SUMMARY'], event['DTSTART'].dt.isoformat(), alarms, event.errors)";
    let mut command = ann.command(python.to_str().unwrap());
    let answer = Answer::from(command.args(["-c", script]).output().unwrap()).done();
    let end = ann.list()["tokens"][0]["expiresAt"].as_str().unwrap()[..19].to_owned();
    assert_eq!(
        answer.out,
        format!("Token ends: Scanner, line 7 {end}+00:00 [-30, -7, -1] []\n")
    );
}

#[test]
fn the_sample_for_python_runs_as_it_is_printed_with_the_token_as_user_name() {
    let Some(python) = tool("schemathesis").map(|beside| beside.with_file_name("python")) else {
        return;
    };
    let ann = Person::new();
    let token = ann.generates("PI Scanner");
    let serving = Serving::of(&ann);
    for auth in ["bearer", "token"] {
        let sample = ann.sample("python", &serving, &["--env", "SCANNER", "--auth", auth]);
        let mut command = ann.command(python.to_str().unwrap());
        let answer = with_input(command.arg("-").env("SCANNER", &token), &sample);
        assert_eq!(answer.done().out, "PI Scanner\n", "{auth}");
    }
    let sample = ann.sample("python", &serving, &["--env", "SCANNER", "--auth", "basic"]);
    assert!(sample.contains("session.auth = (os.environ[\"SCANNER\"], \"\")"));
    let run = |token: &str| {
        let mut command = ann.command(python.to_str().unwrap());
        with_input(command.arg("-").env("SCANNER", token), &sample)
    };
    assert_eq!(run(&token).done().out, "PI Scanner\n");
    let refused = run(&token.replace("tdk_", "tdk_0"));
    assert!(
        refused.exit != 0 && refused.err.contains("401"),
        "{}",
        refused.err
    );
}

#[test]
fn newman_runs_the_collection_for_postman_and_all_its_tests_pass() {
    let Some(newman) = tool("newman") else { return };
    let ann = Person::new();
    let token = ann.generates("PI Scanner");
    let serving = Serving::of(&ann);
    let told = ann.has_newman_run(&newman, &serving, &token).done().out;
    assert!(told.contains("Who am I, as Basic: 200"), "{told}");
    let refused = ann.has_newman_run(&newman, &serving, "nonsense");
    assert_ne!(refused.exit, 0, "the collection’s tests can fail");
}

#[test]
fn an_oauth_client_that_is_not_ours_introspects_and_revokes() {
    let Some(_) = tool("newman") else { return };
    let node = Path::new(FETCHED).join("node");
    let (Some(program), true) = (tool("node"), node.join("node_modules/oauth4webapi").is_dir()) else {
        eprintln!("SKIPPED because oauth4webapi is not here: `cargo xtask test` fetches it");
        return;
    };
    let script = "
        import * as oauth from 'oauth4webapi';
        const issuer = process.env.VERIFIER;
        const server = { issuer, introspection_endpoint: issuer + '/oauth2/introspect',
            revocation_endpoint: issuer + '/oauth2/revoke' };
        const client = { client_id: 'gateway' };
        const caller = (_server, _client, _body, headers) =>
            headers.set('authorization', `Bearer ${process.env.CALLER}`);
        const ask = async (token) => oauth.processIntrospectionResponse(server, client,
            await oauth.introspectionRequest(server, client, caller, token));
        const good = await ask(process.env.SCANNER);
        const stranger = await ask(process.env.SCANNER + 'x');
        await oauth.processRevocationResponse(
            await oauth.revocationRequest(server, client, caller, process.env.SCANNER));
        console.log(JSON.stringify({ good, stranger, revoked: await ask(process.env.SCANNER) }));";
    let ann = Person::new();
    let (caller, scanner) = (ann.generates("gateway"), ann.generates("PI Scanner"));
    let serving = Serving::of(&ann);
    let mut command = ann.other(&program);
    command
        .args(["--input-type=module", "-"])
        .current_dir(&node)
        .env("VERIFIER", format!("https://{}", serving.as_localhost()))
        .env("CALLER", caller)
        .env("SCANNER", scanner);
    let told = with_input(&mut command, script).done().out;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["good"]["active"], true);
    assert_eq!(told["good"]["name"], "PI Scanner");
    let inactive = serde_json::json!({ "active": false });
    assert_eq!((&told["stranger"], &told["revoked"]), (&inactive, &inactive));
    assert_eq!(ann.status_of("PI Scanner"), "revoked");
}

#[test]
fn sslscan_finds_nothing_weak() {
    let Some(sslscan) = tool("sslscan") else { return };
    let ann = Person::new();
    let serving = Serving::of(&ann);
    let scan = ann
        .command(sslscan.to_str().unwrap())
        .arg(&serving.address)
        .output();
    let told = Answer::from(scan.unwrap()).done().out;
    // Red and yellow are what sslscan calls weak. The fallback signal guards against versions before TLS 1.2
    // (RFC 7507), which are off; the other two lines are about its own build.
    let about_something_else = ["TLS Fallback SCSV", "OpenSSL version", "Rebuild with"];
    let weak: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("\u{1b}[31m") || line.contains("\u{1b}[33m"))
        .filter(|line| !about_something_else.iter().any(|words| line.contains(words)))
        .collect();
    assert!(weak.is_empty(), "{}", weak.join("\n"));
    let bare = told.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
    for words in [
        "SSLv3     disabled",
        "TLSv1.0   disabled",
        "TLSv1.1   disabled",
        "TLSv1.2   enabled",
        "TLSv1.3   enabled",
    ] {
        assert!(bare.contains(words), "{words}:\n{bare}");
    }
}

#[test]
fn schemathesis_finds_no_answer_that_the_description_does_not_have() {
    let Some(schemathesis) = tool("schemathesis") else {
        return;
    };
    let ann = Person::new();
    let token = ann.generates("PI Scanner");
    let serving = Serving::of(&ann);
    let description = format!("https://{}/openapi.json", serving.as_localhost());
    // Its own settings file keeps the token out of the arguments.
    fs::write(
        ann.folder.path().join("schemathesis.toml"),
        "[headers]\nAuthorization = \"Bearer ${SCANNER}\"\n",
    )
    .unwrap();
    let run = ann
        .other(&schemathesis)
        .args(["run", &description, "--tls-verify", &ann.authority()])
        .args(["--max-examples", "10", "--seed", "7", "--no-color"])
        // A token of its own making beside the good one would rightly be refused: two that disagree are 400.
        .args([
            "--generation-with-security-parameters",
            "false",
            "--generation-database",
            "none",
        ])
        .env("SCANNER", &token)
        .output();
    let told = Answer::from(run.unwrap());
    assert_eq!(told.exit, 0, "{}{}", told.out, told.err);
    assert!(!told.out.contains(&token));
}
