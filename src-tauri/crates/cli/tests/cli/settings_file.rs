//! `settings-file`: plan, apply and undo, by exit codes and JSON.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::{Person, files_below};

const LIT: &str = "a-secret-of-others-0123456789";
const R: &str = "${TYCHODATA_OSPREY_APITOKEN}";

fn file(ann: &Person, content: &str) -> String {
    let path = ann.home().join("scanner.ini");
    fs::write(&path, content).unwrap();
    path.display().to_string()
}

#[test]
fn a_plan_shows_the_line_and_changes_nothing() {
    let ann = Person::new();
    let path = file(
        &ann,
        &format!("[osprey]\nother = hidden\ntychoDataAPIToken = {LIT}\n"),
    );
    let home = files_below(&ann.home());
    let plan = ann.runs(&["settings-file", "plan", &path]).done().out;
    assert!(plan.contains(&format!("+ tychoDataAPIToken = {R}")), "{plan}");
    assert!(
        plan.contains("- tychoDataAPIToken = a-se••••••••••••6789"),
        "{plan}"
    );
    assert!(!plan.contains(LIT) && !plan.contains("hidden"), "{plan}");
    assert_eq!(files_below(&ann.home()), home);
    assert!(!ann.desk().join("data/placements").exists());
}

#[test]
fn apply_and_undo_are_each_others_reverse_with_the_old_value_given_again() {
    let ann = Person::new();
    let before = format!("[osprey]\r\ntychoDataAPIToken = {LIT} ; prod\r\nx=1\r\n");
    let path = file(&ann, &before);
    let said = ann.runs(&["settings-file", "apply", &path]).done().err;
    assert!(
        said.contains("Lines 2, 3 of") && said.contains("nothing else"),
        "{said}"
    );
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(
        after,
        format!("[osprey]\r\n; prod\r\ntychoDataAPIToken = {R}\r\nx=1\r\n")
    );
    let again = ann.runs(&["settings-file", "apply", &path]).done().err;
    assert!(again.contains("right already"), "{again}");
    for (kept, content) in files_below(ann.folder.path()) {
        assert!(
            !String::from_utf8_lossy(&content).contains(LIT),
            "{} holds it",
            kept.display()
        );
    }

    let refused = ann.runs(&["settings-file", "undo", &path]);
    assert_eq!(refused.exit, 4, "{}", refused.err);
    assert!(refused.err.contains("--old-value"), "{}", refused.err);
    let wrong = ann.runs_with(&["settings-file", "undo", &path, "--old-value"], b"wrong\n");
    assert_eq!(wrong.exit, 4);
    assert_eq!(fs::read_to_string(&path).unwrap(), after);
    ann.runs_with(
        &[
            "settings-file",
            "undo",
            &path,
            "--key",
            "tychoDataAPIToken",
            "--old-value",
        ],
        LIT.as_bytes(),
    )
    .done();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    assert_eq!(ann.runs(&["settings-file", "undo", &path]).exit, 4);
}

#[test]
fn a_repair_is_undone_without_being_asked_anything() {
    let ann = Person::new();
    let before = format!("token = \\{R}\n");
    let path = file(&ann, &before);
    ann.runs(&["settings-file", "apply", &path, "--key", "token"])
        .done();
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("token = {R}\n"));
    ann.runs(&["settings-file", "undo", &path, "--key", "token"])
        .done();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn a_question_ends_with_its_own_number_and_an_answer_settles_it() {
    let ann = Person::new();
    let path = file(&ann, "[a]\nx=1\n[b]\ny=2\n");
    let asked = ann.runs(&["settings-file", "plan", &path]);
    assert_eq!(asked.exit, 4, "{}", asked.err);
    assert!(asked.out.contains("--section \"b\""), "{}", asked.out);
    assert_eq!(ann.runs(&["settings-file", "apply", &path]).exit, 4);
    assert_eq!(
        ann.runs(&["settings-file", "apply", &path, "--section", "c"])
            .exit,
        2
    );
    ann.runs(&[
        "settings-file",
        "apply",
        &path,
        "--section",
        "b",
        "--env",
        "OTHER",
    ])
    .done();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "[a]\nx=1\n[b]\ny=2\ntychoDataAPIToken=${OTHER}\n"
    );
}

#[test]
fn json_tells_everything_but_the_secret() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    let path = file(&ann, &format!("[osprey]\ntychoDataAPIToken = {token}\n"));
    let out = ann.runs(&["settings-file", "plan", &path, "--json"]).done().out;
    assert!(!out.contains(&token));
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(plan["verdict"], "change");
    assert_eq!(plan["lineEnds"], "lf");
    assert_eq!(plan["found"][0]["token"]["name"], "scanner");
    assert_eq!(plan["found"][0]["token"]["alive"], true);
    assert_eq!(plan["hunks"][0]["lines"][1]["mark"], "removed");
    let done: Value =
        serde_json::from_str(&ann.runs(&["settings-file", "apply", &path, "--json"]).done().out).unwrap();
    assert_eq!(
        (&done["changed"], &done["lines"][0]),
        (&Value::Bool(true), &Value::from(2))
    );
    let refused = ann.runs(&["settings-file", "plan", "/none.ini", "--json"]);
    let told: Value = serde_json::from_str(&refused.err).unwrap();
    assert_eq!(refused.exit, 2);
    assert_eq!(told["error"]["problem"]["problem"], "missing");
}

#[test]
fn what_is_no_settings_file_is_refused_in_a_sentence() {
    let ann = Person::new();
    let path = ann.home().join("large.ini");
    fs::File::create(&path)
        .unwrap()
        .set_len(2 * 1024 * 1024 * 1024)
        .unwrap();
    let path = path.display().to_string();
    ann.runs(&["settings-file", "plan", &path]).refused(
        6,
        &format!("{path} has 2147483648 bytes, too many for a settings file. Nothing was changed."),
    );
    let home = ann.home().display().to_string();
    ann.runs(&["settings-file", "apply", &home])
        .refused(6, &format!("{home} isn’t an ordinary file. Nothing was changed."));
    let wide = file(&ann, "a\0=\0b\0");
    ann.runs(&["settings-file", "apply", &wide]).refused(
        6,
        &format!("{wide} is UTF-16 without the mark that says so. Nothing was changed."),
    );
    let odd = file(&ann, "[a]\nkey = a\0b\n");
    ann.runs(&["settings-file", "apply", &odd])
        .refused(6, &format!("{odd} isn’t text. Nothing was changed."));
    let held = file(&ann, &format!("tychoDataAPIToken = {LIT}\n"));
    let lock = fs::File::open(&held).unwrap();
    lock.lock().unwrap();
    ann.runs(&["settings-file", "apply", &held]).refused(
        6,
        &format!("{held} is open in another program. Nothing was changed."),
    );
    drop(lock);
    assert!(fs::read_to_string(&held).unwrap().contains(LIT));
    fs::remove_dir_all(ann.home()).unwrap();
    let gone = ann.runs(&["settings-file", "apply", &held]);
    assert!(
        gone.exit == 2 && gone.err.contains(&held) && !ann.home().exists(),
        "{}",
        gone.err
    );
}

#[test]
fn python_reads_the_reference_and_every_other_key_as_before() {
    let ann = Person::new();
    let program = "import configparser,sys\n\
        c=configparser.ConfigParser(interpolation=None)\n\
        c.read(sys.argv[1],encoding='utf-8-sig')\n\
        print([(s,k,v) for s in c.sections() for k,v in c[s].items()])";
    if !Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|said| said.status.success())
    {
        eprintln!("SKIPPED because python3 is not installed: configparser did not read the file");
        return;
    }
    let path = file(
        &ann,
        &format!(
            "\u{feff}[scan-pidataarchive]\r\nincrementalScanEnabled = true\r\ntychoDataAPIToken = \"{LIT}\" ; prod\r\n[server-aliases]\r\n10.1.2.5 = na.pi.company.com\r\n"
        ),
    );
    ann.runs(&["settings-file", "apply", &path]).done();
    let read = ann
        .command("python3")
        .args(["-c", program, &path])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&read.stdout).trim(),
        format!(
            "[('scan-pidataarchive', 'incrementalscanenabled', 'true'), ('scan-pidataarchive', 'tychodataapitoken', '{R}'), ('server-aliases', '10.1.2.5', 'na.pi.company.com')]"
        ),
        "{read:?}"
    );
}

#[test]
fn status_tells_what_became_of_each_line_and_env_status_names_the_files() {
    let ann = Person::new();
    let none = ann.runs(&["settings-file", "status"]).done().out;
    assert!(none.contains("no settings file"), "{none}");
    let token = ann.generates("scanner");
    let path = file(&ann, "[osprey]\ntychoDataAPIToken =\n");
    ann.runs(&["settings-file", "apply", &path]).done();
    let said = ann.runs(&["settings-file", "status"]).done().out;
    assert!(
        said.contains(&format!("{path}:2")) && said.contains("as it was written"),
        "{said}"
    );
    let of_variable = ann.runs(&["env", "status"]).done().out;
    assert!(of_variable.contains(&format!("{path}:2")), "{of_variable}");

    fs::write(&path, format!("[osprey]\ntychoDataAPIToken = {token}\n")).unwrap();
    ann.runs(&["revoke", "scanner"]).done();
    let said = ann.runs(&["settings-file", "status", &path]).done().out;
    assert!(
        said.contains("“scanner” stands there in plain text") && said.contains("is revoked"),
        "{said}"
    );
    let out = ann.runs(&["settings-file", "status", "--json"]).done().out;
    assert!(!out.contains(&token) && !said.contains(&token));
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["files"][0]["truth"]["truth"], "overwritten");
    assert_eq!(told["files"][0]["place"]["line"], 2);
    let of_variable: Value =
        serde_json::from_str(&ann.runs(&["env", "status", "--json"]).done().out).unwrap();
    assert_eq!(of_variable["files"][0]["tokenStatus"], "revoked");
    let none = ann
        .runs(&["settings-file", "status", "/elsewhere.ini"])
        .done()
        .out;
    assert!(none.contains("no settings file"), "{none}");
}

#[test]
fn a_change_whose_file_is_gone_for_good_is_forgotten_and_nothing_else_is() {
    let ann = Person::new();
    let file = ann.folder.path().join("appsettings.ini");
    fs::write(&file, "tychoDataAPIToken =\n").unwrap();
    let path = file.to_str().unwrap().to_owned();
    ann.runs(&["settings-file", "apply", &path]).done();
    let kept = ann.runs(&["settings-file", "forget", &path]);
    assert!(
        kept.exit != 0 && kept.err.contains("still has the line") && kept.err.contains("settings-file undo"),
        "{}",
        kept.err
    );
    fs::remove_file(&file).unwrap();
    ann.runs(&["settings-file", "forget", &path]).done();
    let status = ann.runs(&["settings-file", "status"]).done();
    assert!(status.out.contains("changed no settings file"), "{}", status.out);
    assert_ne!(ann.runs(&["settings-file", "forget", &path]).exit, 0);
}
