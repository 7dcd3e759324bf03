//! The systems that Token Desk stands in for, each from the first command to a program that nobody here wrote being
//! let in.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::clients::{VARIABLE, tool};
use crate::gateways::{Gateway, nginx};
use crate::verifier::Serving;
use crate::{Answer, Person};

/// The settings of a scanner as it is shipped, with the reference as the published manual misprints it.
const SETTINGS: &str = "[scan-pidataarchive]\r\nincrementalScanEnabled = true\r\n\
                        tychoDataAPIToken = \\${TYCHODATA_OSPREY_APITOKEN}\r\n[server-aliases]\r\n10.1.2.5 = pi.plant.example\r\n";

/// A product that takes uploads, behind nginx with a certificate, which asks the verifier of a person.
struct Product<'a> {
    ann: &'a Person,
    python: PathBuf,
    gateway: Gateway,
    receiver: Child,
    uploads: Lines<BufReader<ChildStdout>>,
    _serving: Serving,
}

impl Drop for Product<'_> {
    fn drop(&mut self) {
        let _ = self.receiver.kill();
        let _ = self.receiver.wait();
    }
}

impl<'a> Product<'a> {
    /// `None` where a program of others is missing, which was said.
    fn of(ann: &'a Person) -> Option<Self> {
        let python = tool("schemathesis")?.with_file_name("python");
        let (gateway, openssl) = (tool("nginx")?, tool("openssl")?);
        let mut command = ann.command(python.to_str().unwrap());
        let mut receiver = command
            .arg(part("receiver.py"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut uploads = BufReader::new(receiver.stdout.take().unwrap()).lines();
        let behind = format!("127.0.0.1:{}", uploads.next().unwrap().unwrap());
        let mut certify = ann.command(openssl.to_str().unwrap());
        certify
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-noenc",
            ])
            .args([
                "-days",
                "1",
                "-subj",
                "/CN=product",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ])
            .args(["-keyout", "product.key", "-out", "product.pem"]);
        Answer::from(certify.output().unwrap()).done();
        let serving = Serving::of(ann);
        let folder = ann.folder.path().display();
        let gateway = nginx(ann, &gateway, &serving, &behind, &|sample| {
            let (before, after) = sample.split_once("    listen ").unwrap();
            let (listen, after) = after.split_once(";\n").unwrap();
            let guarded = after.replace(
                "token_desk/v1/verify;",
                "token_desk/v1/verify?group=Synchronizer;",
            );
            assert_ne!(guarded, after);
            format!(
                "{before}    listen {listen} ssl;\n    ssl_certificate {folder}/product.pem;\n    \
                 ssl_certificate_key {folder}/product.key;\n{guarded}"
            )
        });
        Some(Self {
            ann,
            python,
            gateway,
            receiver,
            uploads,
            _serving: serving,
        })
    }

    /// What a scanner is told that starts in a fresh login shell, which is all that knows the token.
    fn scans(&self, settings: &Path) -> String {
        let words = [
            self.python.display().to_string(),
            part("scanner.py"),
            settings.display().to_string(),
            format!("https://{}/upload", self.gateway.address),
            self.ann.folder.path().join("product.pem").display().to_string(),
        ];
        let line = words.map(|word| format!("'{word}'")).join(" ");
        let run = self.ann.command("bash").args(["-l", "-c", &line]).output();
        Answer::from(run.unwrap()).done().out.trim_end().to_owned()
    }

    /// The next upload that arrived.
    fn arrived(&mut self) -> Value {
        serde_json::from_str(&self.uploads.next().unwrap().unwrap()).unwrap()
    }
}

fn part(name: &str) -> String {
    format!("{}/tests/cli/systems/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The scanner's settings where it keeps them, made to name the variable.
fn settings(ann: &Person) -> PathBuf {
    let path = ann.home().join("Documents/Tycho Data/Osprey/appsettings.ini");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, SETTINGS).unwrap();
    let apply = ["settings-file", "apply", path.to_str().unwrap()];
    ann.runs(&apply).done();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        SETTINGS.replace("\\$", "$"),
        "one character is gone and no other byte changed"
    );
    path
}

#[test]
fn a_scanner_reads_its_settings_expands_the_variable_and_uploads_until_the_token_is_revoked() {
    let ann = Person::new();
    let Some(mut product) = Product::of(&ann) else {
        return;
    };
    let settings = settings(&ann);
    assert_eq!(product.scans(&settings), "401", "there is no variable yet");

    let generate = ["generate", "--name", "PI Scanner Token", "--days", "0", "--env"];
    let said = ann
        .runs(&[&generate[..], &["--group", "Synchronizer"]].concat())
        .done();
    assert_eq!(said.out, "", "the variable has it, the screen does not");
    assert!(said.err.contains(VARIABLE), "{}", said.err);
    assert_eq!(product.scans(&settings), "201 tagged PI Scanner Token");
    let upload = product.arrived();
    assert_eq!(upload["tag"], "PI Scanner Token");
    assert_eq!(upload["lines"][1], "sinusoid,50.5");
    assert_eq!(
        upload["told"],
        serde_json::json!([]),
        "the product never has the token"
    );

    ann.runs(&["regenerate", "PI Scanner Token", "--grace", "now", "--env"])
        .done();
    assert_eq!(
        product.scans(&settings),
        "201 tagged PI Scanner Token",
        "the new value is found where the old one was"
    );
    ann.runs(&["revoke", "PI Scanner Token"]).done();
    assert_eq!(product.scans(&settings), "401");
}

#[test]
fn an_upload_with_a_users_key_is_tagged_with_its_name_and_needs_the_group() {
    let ann = Person::new();
    let Some(mut product) = Product::of(&ann) else {
        return;
    };
    let settings = settings(&ann);
    ann.runs(&[
        "users",
        "add",
        "datahub",
        "--group",
        "Synchronizer",
        "--group",
        "Moderator",
    ])
    .done();
    let place = |name: &str, group: &str| {
        let key = ann
            .runs(&["generate", "--owner", "datahub", "--name", name, "--group", group])
            .done();
        ann.runs_with(&["env", "set"], key.out.as_bytes()).done();
    };
    place("Data Hub upload – line 7", "Synchronizer");
    assert_eq!(product.scans(&settings), "201 tagged Data Hub upload – line 7");
    let upload = product.arrived();
    assert_eq!(
        (&upload["tag"], &upload["owner"]),
        (&"Data Hub upload – line 7".into(), &"datahub".into())
    );

    place("Data Hub review", "Moderator");
    assert_eq!(
        product.scans(&settings),
        "403",
        "the user has the group, this key does not"
    );
    place("Data Hub upload, once more", "Synchronizer");
    assert_eq!(product.scans(&settings), "201 tagged Data Hub upload, once more");
    ann.runs(&["users", "disable", "datahub"]).done();
    assert_eq!(product.scans(&settings), "401", "a disabled user’s keys stop");
}

#[test]
fn a_personal_token_is_let_in_as_a_user_name_until_it_is_replaced_and_never_unencrypted() {
    let (Some(_), Some(newman), Some(beside)) = (tool("curl"), tool("newman"), tool("schemathesis")) else {
        return;
    };
    let ann = Person::new();
    ann.runs(&["vault", "key-file"]).done();
    let renewed = |arguments: &[&str]| {
        ann.runs(&[&["personal-token", "new"], arguments].concat()).done();
        ann.runs(&["personal-token", "show"])
            .done()
            .out
            .trim_end()
            .to_owned()
    };
    let first = renewed(&[]);
    let serving = Serving::of(&ann);
    // As the manual types it, the colon for the empty password included.
    let curl = |token: &str| {
        ann.curls(&serving, "/v1/verify", &["--user", &format!("{token}:")])
            .unwrap()
    };
    let python = |token: &str| {
        let script = "import os, requests\n\
                      answer = requests.get(os.environ['URL'], auth=(os.environ['TOKEN'], ''), timeout=60)\n\
                      print(answer.status_code)";
        let mut command = ann.other(&beside.with_file_name("python"));
        command
            .args(["-c", script])
            .env("TOKEN", token)
            .env("URL", format!("https://{}/v1/verify", serving.as_localhost()));
        Answer::from(command.output().unwrap())
            .done()
            .out
            .trim_end()
            .to_owned()
    };
    let postman = |token: &str| ann.has_newman_run(&newman, &serving, token).exit == 0;
    let answers = |token: &str| (curl(token), python(token), postman(token));
    let let_in = ("204".to_owned(), "204".to_owned(), true);
    let shut_out = ("401".to_owned(), "401".to_owned(), false);
    assert_eq!(answers(&first), let_in);

    let second = renewed(&["--replace"]);
    assert_eq!(answers(&first), shut_out, "the one before ends at once");
    assert_eq!(answers(&second), let_in);

    let url = format!("http://{}/v1/verify", serving.address);
    let mut plain = ann.command("curl");
    plain.args(["--silent", "--output", "/dev/null", "--write-out", "%{http_code}"]);
    let plain = plain.args(["--user", &format!("{second}:"), &url]).output();
    assert_eq!(Answer::from(plain.unwrap()).done().out, "400");
}
