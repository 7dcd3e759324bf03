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
