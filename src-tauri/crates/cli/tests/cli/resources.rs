//! Resources in the terminal, and the two calls of a script at the verifier, sent by curl with its certificate checked.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::json::shape;
use crate::verifier::Serving;
use crate::{Answer, Person};

pub(crate) const PASSWORD: &str = "pg-Fj39slQx72-password";

fn with_a_resource() -> Person {
    let ann = Person::new();
    ann.runs(&["vault", "key-file"]).done();
    adds(&ann, "plant-db", &[]).done();
    ann
}

pub(crate) fn adds(ann: &Person, name: &str, more: &[&str]) -> Answer {
    let usual = [
        "--type",
        "database",
        "--address",
        "db.plant7:5432",
        "--account",
        "scanner",
    ];
    let arguments = [&["resources", "add", name, "--group", "User"], &usual[..], more].concat();
    ann.runs_with(&arguments, format!("{PASSWORD}\n").as_bytes())
}

pub(crate) fn token_for(ann: &Person, resource: &str, name: &str) -> String {
    let answer = ann
        .runs(&["generate", "--name", name, "--resource", resource])
        .done();
    answer.out.trim_end().to_owned()
}

/// What curl is answered, with the status at its end.
pub(crate) fn curls(
    ann: &Person,
    serving: &Serving,
    method: &str,
    path: &str,
    headers: &[String],
    body: &str,
) -> (String, Value) {
    let url = format!("https://{}/rest/cmdctrl/Request{path}", serving.address);
    let mut curl = ann.command("curl");
    curl.args([
        "--silent",
        "--show-error",
        "--cacert",
        &ann.authority(),
        "--request",
        method,
    ])
    .args(["--data-binary", "@-", "--write-out", "\n%{http_code}"])
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .stderr(Stdio::piped());
    for header in headers {
        curl.args(["--header", header]);
    }
    let mut child = curl.arg(&url).spawn().unwrap();
    child.stdin.take().unwrap().write_all(body.as_bytes()).unwrap();
    let answer = Answer::from(child.wait_with_output().unwrap()).done();
    let (body, status) = answer.out.rsplit_once('\n').unwrap();
    (
        status.to_owned(),
        serde_json::from_str(body).unwrap_or(Value::Null),
    )
}

pub(crate) fn headers(token: &str) -> Vec<String> {
    vec![
        format!("Authorization: Token token={token}"),
        "Content-Type: application/json".to_owned(),
        "Cache-Control: no-cache".to_owned(),
    ]
}

pub(crate) fn out_body(resource: &str, reason: &str, duration: &str) -> String {
    json!({ "Request": {
        "type": "PasswordCheckout", "runHost": resource, "reason": reason, "duration": duration,
        "emailid": "ann@plant7.example",
    }})
    .to_string()
}

pub(crate) fn in_body(resource: &str) -> String {
    json!({ "Request": { "type": "PasswordCheckin", "runHost": resource } }).to_string()
}

#[test]
fn a_resource_is_added_lent_and_taken_back_in_the_terminal() {
    let ann = with_a_resource();
    let out = ann
        .runs(&["checkout", "plant-db", "--reason", "night job", "--minutes", "30"])
        .done();
    assert_eq!(out.out, format!("{PASSWORD}\n"));
    let id = out.err.trim_end().rsplit(' ').next().unwrap().to_owned();
    let list = ann.runs(&["resources", "list", "--json"]).done().out;
    let list: Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list[0]["held"][0]["reason"], "night job");
    ann.runs(&["checkout", "plant-db", "--reason", "x", "--minutes", "0"])
        .refused(2, "That is no time to have a password for.");
    let again = ann.runs(&["checkout", "plant-db", "--reason", "x", "--minutes", "5"]);
    assert_eq!((again.exit, again.out.as_str()), (4, ""), "{}", again.err);
    assert!(again.err.contains("Somebody has “plant-db”"), "{}", again.err);
    ann.runs(&["checkin", &id]).done();
    ann.runs(&["checkin", "nonsense"])
        .refused(3, "There is no such check-out of yours.");
    ann.runs(&["resources", "edit", "plant-db", "--shared", "true"])
        .done();
    let removed = ann.runs(&["resources", "remove", "plant-db"]).done();
    assert_eq!(removed.err, "Removed “plant-db”. No token was for it.\n");
    let none = ann.runs(&["resources", "list"]).done();
    assert_eq!(none.out, "There are no resources for you yet.\n");
}

#[test]
fn the_json_of_resources_and_check_outs_is_as_it_was() {
    let ann = with_a_resource();
    let out = ann
        .runs(&[
            "checkout",
            "plant-db",
            "--reason",
            "night job",
            "--minutes",
            "30",
            "--json",
        ])
        .done();
    let told: Value = serde_json::from_str(&out.out).unwrap();
    assert_eq!(
        (told["account"].as_str(), told["password"].as_str()),
        (Some("scanner"), Some(PASSWORD))
    );
    insta::assert_snapshot!(
        shape(&ann.runs(&["resources", "list", "--json"]).done().out)
            .replace(told["endsAt"].as_str().unwrap_or_default(), "[endsAt]")
            .lines()
            .map(|line| match line.split_once("\"takenAt\": ") {
                Some((before, _)) => format!("{before}\"takenAt\": \"[takenAt]\""),
                None => line.to_owned(),
            })
            .collect::<Vec<_>>()
            .join("\n")
    );
    let id = told["id"].as_str().unwrap();
    let back = ann.runs(&["checkin", id, "--json"]).done();
    assert_eq!(
        serde_json::from_str::<Value>(&back.out).unwrap(),
        json!({ "id": id })
    );
}

#[test]
fn a_script_checks_a_password_out_and_in_and_gets_every_status_that_it_should() {
    let ann = with_a_resource();
    if ann.command("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED because curl cannot be run");
        return;
    }
    adds(&ann, "other-db", &["--shared"]).done();
    let token = token_for(&ann, "plant-db", "night job");
    let second = token_for(&ann, "plant-db", "day job");
    let stranger = token_for(&ann, "other-db", "other job");
    let unbound = ann.generates("PI Scanner");
    let serving = Serving::of(&ann);
    let ask = |token: &str, method: &str, path: &str, body: &str| {
        curls(&ann, &serving, method, path, &headers(token), body)
    };

    let (status, given) = ask(&token, "POST", "", &out_body("plant-db", "nightly", "30"));
    assert_eq!(status, "200", "{given}");
    let id = given["CheckOut"]["Request"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        given,
        json!({
            "CheckOut": { "Request": { "id": id }, "account": "scanner", "passwd": PASSWORD },
            "message": "OK", "status": 200, "vrm": "3.5.0",
        })
    );
    for (who, body, wanted) in [
        (&token, out_body("plant-db", "again", "30"), "409"),
        (&second, out_body("plant-db", "too", "30"), "409"),
        (&stranger, out_body("plant-db", "mine?", "30"), "404"),
        (&stranger, out_body("no-db", "mine?", "30"), "404"),
        (&unbound, out_body("plant-db", "mine?", "30"), "403"),
        (&token, out_body("plant-db", "", "30"), "422"),
        (&token, out_body("plant-db", "x", "0"), "422"),
        (&token, out_body("plant-db", "x", "-5"), "422"),
        (&token, out_body("plant-db", "x", "5256000"), "422"),
        (&token, out_body("plant-db", "x", "half an hour"), "422"),
        (&token, in_body("plant-db"), "422"),
        (&token, "{}".to_owned(), "422"),
        (&token, "{".to_owned(), "400"),
        (
            &token,
            format!("{}{}", "[".repeat(2_000), "]".repeat(2_000)),
            "400",
        ),
        (
            &token,
            format!("{{\"a\":{}1{}}}", "[".repeat(20), "]".repeat(20)),
            "400",
        ),
        (&token, format!("{{\"a\":\"{}\"}}", "x".repeat(70_000)), "413"),
    ] {
        let (status, told) = ask(who, "POST", "", &body);
        assert_eq!(status, wanted, "{body:.200} {told}");
        assert!(!told.to_string().contains(PASSWORD));
    }
    let (status, _) = ask("tdk_nonsense", "POST", "", &out_body("plant-db", "x", "5"));
    assert!(["400", "401"].contains(&status.as_str()), "{status}");
    let (status, _) = ask(&token, "GET", "", "");
    assert_eq!(status, "405");
    let plain = headers(&token)[..1].to_vec();
    let (status, _) = curls(
        &ann,
        &serving,
        "POST",
        "",
        &plain,
        &out_body("plant-db", "x", "5"),
    );
    assert_eq!(status, "415");

    let path = format!("/{id}");
    for (who, path, body, wanted) in [
        (&second, &path, in_body("plant-db"), "404"),
        (&token, &path, in_body("other-db"), "404"),
        (
            &token,
            &"/0123456789abcdef".to_owned(),
            in_body("plant-db"),
            "404",
        ),
        (&token, &path, out_body("plant-db", "x", "5"), "422"),
    ] {
        assert_eq!(ask(who, "PUT", path, &body).0, wanted, "{path} {body}");
    }
    let back = ask(&token, "PUT", &path, &in_body("plant-db"));
    assert_eq!(
        back,
        (
            "200".to_owned(),
            json!({ "message": "OK", "status": 200, "vrm": "3.5.0" })
        )
    );
    assert_eq!(
        ask(&second, "POST", "", &out_body("plant-db", "day", "30")).0,
        "200"
    );

    // Its check-out is closed by the commit that revokes the token.
    ann.runs(&["revoke", "day job"]).done();
    assert_eq!(
        ask(&second, "POST", "", &out_body("plant-db", "day", "30")).0,
        "401"
    );
    let repeat = |key: &str| {
        let with = [headers(&token), vec![format!("Idempotency-Key: {key}")]].concat();
        curls(
            &ann,
            &serving,
            "POST",
            "",
            &with,
            &out_body("plant-db", "nightly", "30"),
        )
    };
    let (status, first) = repeat("run-7");
    assert_eq!(status, "200", "{first}");
    assert_eq!(repeat("run-7"), ("200".to_owned(), first), "the same request");
    assert_eq!(repeat("run-8").0, "409");
}

#[test]
fn what_is_asked_for_wrongly_is_told_with_a_next_step_and_nothing_is_lent() {
    let ann = with_a_resource();
    let minutes = "That is no time to have a password for.";
    let out = |resource: &str, reason: &str, minutes: &str, more: &[&str]| {
        let asked = ["checkout", resource, "--reason", reason, "--minutes", minutes];
        ann.runs(&[&asked[..], more].concat())
    };
    for wrong in ["", "0", "-5", "1.5", "5256000", "half an hour"] {
        out("plant-db", "night job", wrong, &[]).refused(2, minutes);
    }
    out("plant-db", " ", "5", &[]).refused(2, "The reason is empty.");
    out("plant-db", "two\nlines", "5", &[]).refused(2, "The reason has a line break or a control character.");
    out("plant-db", &"x".repeat(501), "5", &[]).refused(2, "The reason is too long.");
    out("plant-db", "x", "5", &["--email", "nobody"]).refused(2, "“nobody” isn’t allowed here.");
    out("no-db", "x", "5", &[]).refused(3, "There is no resource “no-db” for you.");
    assert_eq!(ann.runs(&["checkout", "plant-db", "--minutes", "5"]).exit, 2);
    let list: Value = serde_json::from_str(&ann.runs(&["resources", "list", "--json"]).done().out).unwrap();
    assert_eq!(list[0]["held"], json!([]));

    adds(&ann, "PLANT-DB", &[]).refused(2, "There is a resource “plant-db” already.");
    let unknown = ["resources", "edit", "plant-db", "--group", "Boss"];
    ann.runs(&unknown).refused(2, "There is no group “Boss”.");
    ann.runs(&["resources", "rotate", "plant-db"])
        .refused(2, "Nothing replaces the password of this resource.");
    ann.runs(&["resources", "edit", "plant-db", "--group", "Moderator"])
        .done();
    let never = [
        "generate",
        "--name",
        "n",
        "--resource",
        "plant-db",
        "--group",
        "User",
    ];
    ann.runs(&never)
        .refused(2, "A token in none of its groups can’t check “plant-db” out.");
    // Left out, a group is taken that can.
    token_for(&ann, "plant-db", "night job");
    assert_eq!(ann.list()["tokens"][0]["groups"], json!(["Moderator"]));
}

#[test]
fn the_two_calls_of_a_script_run_as_they_are_printed() {
    let ann = with_a_resource();
    if ann.command("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED because curl cannot be run");
        return;
    }
    let token = token_for(&ann, "plant-db", "night job");
    let serving = Serving::of(&ann);
    let settings = ann.desk().join("config");
    std::fs::create_dir_all(&settings).unwrap();
    let endpoint = json!({ "endpoint": serving.as_localhost() }).to_string();
    std::fs::write(settings.join("settings.json"), endpoint).unwrap();
    let sample = ann
        .runs(&["resources", "sample", "plant-db", "--env", "DB_TOKEN"])
        .done()
        .out;
    assert!(
        !sample.contains("insecure") && !sample.contains(&token),
        "{sample}"
    );
    let (out, back) = sample.split_once("# Gives it back").unwrap();
    let runs = |script: &str, id: &str| -> Value {
        let mut shell = ann.command("sh");
        shell
            .args(["-c", script])
            .env("DB_TOKEN", &token)
            .env("REQUEST_ID", id);
        serde_json::from_str(&Answer::from(shell.output().unwrap()).done().out).unwrap()
    };
    let given = runs(out, "");
    assert_eq!(given["CheckOut"]["passwd"], PASSWORD);
    let id = given["CheckOut"]["Request"]["id"].as_str().unwrap();
    assert_eq!(runs(&format!("#{back}"), id)["message"], "OK");
    let list: Value = serde_json::from_str(&ann.runs(&["resources", "list", "--json"]).done().out).unwrap();
    assert_eq!(list[0]["held"], json!([]), "it is back");
}

/// While its program runs nobody is lent the password, and a script is told why and that it may ask again.
#[test]
fn a_script_that_asks_while_the_password_is_replaced_is_told_to_ask_again_and_is_given_the_new_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let ann = with_a_resource();
    if ann.command("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED because curl cannot be run");
        return;
    }
    let path = |name: &str| ann.folder.path().join(name);
    let text = "#!/bin/sh\ncd \"${0%/*}\" || exit 1\ncat > told\nwhile [ ! -e go ]; do sleep 0.05; done\n";
    std::fs::write(path("rotate"), text).unwrap();
    std::fs::set_permissions(path("rotate"), std::fs::Permissions::from_mode(0o700)).unwrap();
    let program = path("rotate").display().to_string();
    ann.runs(&["resources", "edit", "plant-db", "--rotate-with", &program])
        .done();
    let token = token_for(&ann, "plant-db", "night job");
    let serving = Serving::of(&ann);
    let out = || {
        let body = out_body("plant-db", "nightly", "30");
        curls(&ann, &serving, "POST", "", &headers(&token), &body)
    };
    let (status, given) = out();
    assert_eq!(
        (status.as_str(), &given["CheckOut"]["passwd"]),
        ("200", &PASSWORD.into())
    );
    let id = given["CheckOut"]["Request"]["id"].as_str().unwrap();
    let body = in_body("plant-db");
    let back = curls(&ann, &serving, "PUT", &format!("/{id}"), &headers(&token), &body);
    assert_eq!(back.0, "200");
    let (status, told) = out();
    assert_eq!(
        (status.as_str(), &told["title"]),
        ("409", &"Its password is being replaced".into())
    );
    std::fs::write(path("go"), "").unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let given = loop {
        let (status, given) = out();
        if status == "200" {
            break given;
        }
        assert_eq!(status, "409", "{given}");
        assert!(std::time::Instant::now() < deadline, "it stays as it is");
    };
    let told = std::fs::read_to_string(path("told")).unwrap();
    assert_eq!(given["CheckOut"]["passwd"], told.lines().nth(4).unwrap());
}
