//! Users and groups from a terminal, and what disabling one means to a verifier that runs.

use serde_json::Value;

use crate::json::shape;
use crate::verifier::Serving;
use crate::{Answer, Person};

impl Person {
    fn adds(&self, user: &str, groups: &[&str]) -> Answer {
        let mut arguments = vec!["users", "add", user];
        groups
            .iter()
            .for_each(|group| arguments.extend(["--group", group]));
        self.runs(&arguments)
    }

    fn token_for(&self, owner: &str, name: &str) -> String {
        let answer = self.runs(&["generate", "--owner", owner, "--name", name]).done();
        answer.out.trim_end().to_owned()
    }
}

#[test]
fn users_are_added_edited_disabled_and_listed() {
    let ann = Person::new();
    let first = ann.runs(&["users", "list"]).done().out;
    assert!(first.contains("you"), "{first}");
    ann.adds("datahub", &["Synchronizer", "User"]).done();
    let added = ann.adds("reader", &["User"]).done();
    assert!(
        added.err.contains("Synchronizer, Moderator, Admin or SiteAdmin"),
        "{}",
        added.err
    );
    ann.runs(&[
        "users",
        "edit",
        "DataHub",
        "--name",
        "Data Hub",
        "--group",
        "Synchronizer",
    ])
    .done();
    ann.runs(&["users", "disable", "Data Hub"]).done();
    let list = ann.runs(&["users", "list"]).done().out;
    let line = list.lines().find(|line| line.starts_with("datahub")).unwrap();
    assert!(
        line.contains("Data Hub") && line.contains("disabled since"),
        "{line}"
    );
    assert!(line.contains("Synchronizer") && !line.contains("User"), "{line}");
    ann.runs(&["users", "enable", "datahub"]).done();
}

#[test]
fn the_json_of_users_and_groups() {
    let ann = Person::new();
    let added = ann
        .runs(&["users", "add", "datahub", "--group", "Synchronizer", "--json"])
        .done();
    insta::assert_snapshot!("users_add", shape(&added.out));
    let mut list: Value = serde_json::from_str(&ann.runs(&["users", "list", "--json"]).done().out).unwrap();
    // Whoever runs the tests is called something else.
    list["users"][0]["name"] = "[name]".into();
    insta::assert_snapshot!("users_list", shape(&list.to_string()));
    let groups = ann.runs(&["groups", "--json"]).done().out;
    let groups: Value = serde_json::from_str(&groups).unwrap();
    insta::assert_snapshot!("groups", table_of(&groups));
    insta::assert_snapshot!("groups_in_words", ann.runs(&["groups"]).done().out);
}

/// The rights of every group, as a table: o for one's own, x for others' too, X for what is above too.
fn table_of(groups: &Value) -> String {
    let groups = groups.as_array().unwrap();
    let mut text = String::new();
    for (index, right) in groups[0]["may"].as_array().unwrap().iter().enumerate() {
        let cells: Vec<String> = groups
            .iter()
            .map(|group| {
                let right = &group["may"][index];
                [("own", "o"), ("other", "x"), ("above", "X")]
                    .map(|(whose, mark)| if right[whose] == true { mark } else { "." })
                    .concat()
            })
            .collect();
        text.push_str(&format!(
            "{:20} {}\n",
            right["operation"].as_str().unwrap(),
            cells.join(" ")
        ));
    }
    let names: Vec<_> = groups
        .iter()
        .map(|group| group["name"].as_str().unwrap())
        .collect();
    format!("{}\n{text}", names.join(" "))
}

#[test]
fn what_cannot_be_done_to_users_is_told_in_a_sentence_with_a_next_step() {
    let ann = Person::new();
    ann.adds("datahub", &["Synchronizer"]).done();
    ann.adds("reader", &["User"]).done();
    let me = ann.runs(&["users", "list", "--json"]).done().out;
    let me: Value = serde_json::from_str(&me).unwrap();
    let me = me["users"][0]["account"].as_str().unwrap().to_owned();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["users", "disable", &me], 4, "last SiteAdmin"),
        (
            &["users", "edit", &me, "--group", "Admin"],
            4,
            "Add another SiteAdmin first",
        ),
        (&["users", "disable", "nobody"], 3, "no user “nobody”"),
        (
            &["users", "add", "datahub", "--group", "User"],
            2,
            "There is a user “datahub” already",
        ),
        (
            &["users", "add", "x", "--group", "Boss"],
            2,
            "There is no group “Boss”",
        ),
        (&["users", "add", "x"], 2, "--group"),
        (
            &[
                "generate", "--owner", "datahub", "--name", "n", "--group", "Admin",
            ],
            2,
            "isn’t in the group Admin",
        ),
        (
            &["generate", "--owner", "reader", "--name", "n"],
            2,
            "Synchronizer, Moderator",
        ),
        (
            &["generate", "--owner", "nobody", "--name", "n"],
            3,
            "no user “nobody”",
        ),
        (
            &[
                "generate",
                "--owner",
                "datahub",
                "--company",
                "--description",
                "For all",
                "--name",
                "n",
            ],
            2,
            "--company",
        ),
        (&["generate", "--company", "--name", "n"], 2, "--description"),
        (
            &["generate", "--description", "For all", "--name", "n"],
            2,
            "--company",
        ),
        (
            &[
                "generate",
                "--owner",
                "datahub",
                "--name",
                "n",
                "--until",
                "2020-01-01",
            ],
            2,
            "That day is over",
        ),
        (
            &["generate", "--name", "n", "--until", "soon"],
            2,
            "--until 2027-11-23",
        ),
    ];
    for (arguments, exit, says) in cases {
        let answer = ann.runs(arguments);
        assert_eq!(answer.exit, *exit, "{arguments:?}: {}", answer.err);
        assert!(answer.err.contains(says), "{arguments:?}: {}", answer.err);
        assert_eq!(answer.out, "", "{arguments:?}");
    }
    ann.runs(&["users", "disable", "datahub"]).done();
    let refused = ann.runs(&["generate", "--owner", "datahub", "--name", "n"]);
    assert_eq!(refused.exit, 2);
    assert!(refused.err.contains("users enable"), "{}", refused.err);
}

#[test]
fn a_token_for_a_user_lives_a_year_and_has_their_groups_unless_something_else_is_said() {
    let ann = Person::new();
    ann.adds("datahub", &["Synchronizer", "Moderator"]).done();
    ann.token_for("datahub", "Data Hub upload");
    let list = ann.list();
    let row = &list["tokens"][0];
    assert_eq!(row["owner"], "datahub");
    assert_eq!(row["groups"], serde_json::json!(["Synchronizer", "Moderator"]));
    let instant = |name: &str| row[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let lives = instant("expiresAt").duration_since(instant("issuedAt"));
    assert_eq!(lives.as_hours(), 365 * 24);
    ann.runs(&[
        "generate",
        "--owner",
        "datahub",
        "--name",
        "until a day",
        "--until",
        "2030-06-30",
        "--group",
        "Moderator",
    ])
    .done();
    let list = ann.list();
    assert_eq!(
        list["tokens"][1]["expiresAt"], "2030-07-01T00:00:00Z",
        "the day itself is the last"
    );
}

/// Disabled, refused on the very next request; enabled, accepted on the very next one. A connection that stays open
/// is no exception.
#[test]
fn a_disabled_users_tokens_stop_at_once_at_a_running_verifier_and_come_back() {
    let ann = Person::new();
    ann.adds("datahub", &["Synchronizer"]).done();
    let (theirs, mine) = (ann.token_for("datahub", "Data Hub upload"), ann.generates("mine"));
    let serving = Serving::of(&ann);
    let ask = |token: &str| {
        let header = format!("Authorization: Bearer {token}");
        ann.curls(&serving, "/v1/verify", &["--header", &header])
    };
    let Some(before) = ask(&theirs) else { return };
    assert_eq!(before, "204");
    for _ in 0..5 {
        ann.runs(&["users", "disable", "datahub"]).done();
        assert_eq!(ask(&theirs).as_deref(), Some("401"));
        assert_eq!(ask(&mine).as_deref(), Some("204"), "nobody else's");
        ann.runs(&["users", "enable", "datahub"]).done();
        assert_eq!(ask(&theirs).as_deref(), Some("204"));
    }
    ann.runs(&["users", "disable", "datahub"]).done();
    let list = ann.runs(&["list"]).done().out;
    assert!(list.contains("blocked: user disabled"), "{list}");
    let verdict = ann.runs_with(&["verify"], theirs.as_bytes());
    assert!(
        verdict.out.contains("users enable"),
        "{}{}",
        verdict.out,
        verdict.err
    );
}

/// Uploads are tagged with the name: the verifier hands name and owner on.
#[test]
fn the_verifier_hands_the_name_and_the_owner_of_a_users_token_on() {
    let ann = Person::new();
    ann.adds("datahub", &["Synchronizer", "Moderator"]).done();
    let token = ann.token_for("datahub", "Data Hub – Halle 3");
    let serving = Serving::of(&ann);
    let told = |token: &str| {
        let url = format!("https://{}/v1/whoami", serving.address);
        let asked = ann
            .command("curl")
            .args(["--silent", "--show-error", "--cacert", &ann.authority()])
            .args(["--header", &format!("Authorization: Bearer {token}"), &url])
            .output();
        let text = asked.ok().map(|output| Answer::from(output).done().out)?;
        Some(serde_json::from_str::<Value>(&text).unwrap())
    };
    let Some(who) = told(&token) else {
        eprintln!("SKIPPED because curl cannot be run");
        return;
    };
    assert_eq!(who["name"], "Data Hub – Halle 3");
    assert_eq!(who["owner"], "datahub");
    ann.runs(&["users", "edit", "datahub", "--group", "Synchronizer"])
        .done();
    assert_eq!(
        told(&token).unwrap()["groups"],
        serde_json::json!(["Synchronizer"]),
        "what is taken from the owner is taken from the token at once"
    );
}
