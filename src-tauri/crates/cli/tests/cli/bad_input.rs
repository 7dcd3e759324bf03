//! What people mistype, and what they should never type.

use crate::{Person, files_below};

#[test]
fn days_that_are_none_are_refused() {
    let ann = Person::new();
    for days in ["-1", "1.5", "٣", "ten", "1e3"] {
        ann.runs(&["generate", "--name", "x", "--days", days])
            .refused(2, "Those aren’t whole days.");
    }
    ann.runs(&["generate", "--name", "x", "--days", "99999"])
        .refused(2, "That is too long.");
    assert_eq!(ann.count(), 0, "nothing was generated on the way");
}

#[test]
fn names_that_are_none_are_refused() {
    let ann = Person::new();
    let refused = |name: &str, sentence| ann.runs(&["generate", "--name", name]).refused(2, sentence);
    refused("", "The name is empty.");
    refused("   ", "The name is empty.");
    refused(&"x".repeat(81), "The name is too long.");
    refused("two\nlines", "The name has a line break or a control character.");
    refused("tdk_4fGh2Lk9Qw7Zx1Cv", "That looks like a token, not a name.");
    assert_eq!(ann.count(), 0);
}

#[test]
fn a_token_never_becomes_a_name() {
    let ann = Person::new();
    let token = ann.generates("scanner");
    let sentence = "That looks like a token, not a name.";
    ann.runs(&["generate", "--name", &token]).refused(2, sentence);
    ann.runs(&["generate", "--name", &format!("for {token}")])
        .refused(2, sentence);
    ann.runs(&["rename", "scanner", &token]).refused(2, sentence);
    ann.runs(&["rename", "scanner", &token[21..]])
        .refused(2, sentence);
    assert_eq!(ann.status_of("scanner"), "active");
}

#[test]
fn names_in_any_writing_and_markup_are_taken_as_they_are() {
    let ann = Person::new();
    let names = [
        "رمز الماسح الضوئي",
        "工場スキャナー",
        "🏭 👩‍🔬",
        "<img src=x onerror=alert(1)>",
        &"漢".repeat(80),
        "-x",
    ];
    for name in names {
        ann.generates(name);
        assert_eq!(ann.status_of(name), "active");
    }
}

#[test]
fn a_name_that_is_in_use_is_refused_in_any_case() {
    let ann = Person::new();
    ann.generates("PI Scanner");
    ann.runs(&["generate", "--name", "pi scanner "])
        .refused(2, "“PI Scanner” is already in use.");
    ann.generates("other");
    ann.runs(&["rename", "other", "PI SCANNER"])
        .refused(2, "“PI Scanner” is already in use.");
    ann.runs(&["revoke", "PI Scanner"]).done();
    ann.generates("PI Scanner");
}

#[test]
fn groups_and_scopes_that_are_none_are_refused() {
    let ann = Person::new();
    let with = |flag, value| ann.runs(&["generate", "--name", "x", flag, value]);
    with("--group", "root").refused(2, "There is no group “root”.");
    with("--scope", "Everything").refused(2, "“Everything” can’t be a scope.");
    with("--template", "none").refused(2, "There is no template of yours called “none”.");
    assert_eq!(ann.count(), 0);
}

#[test]
fn variables_that_are_none_are_refused_before_a_token_is_made() {
    let ann = Person::new();
    let form = "That isn’t a name that every program can read.";
    for name in ["a=b", "1X", "A-B", "-x", "ÜBER"] {
        ann.runs(&["generate", "--name", "x", &format!("--env={name}")])
            .refused(2, form);
        ann.runs_with(&["env", "set", name], b"value").refused(2, form);
    }
    for name in ["PATH", "HOME", "LD_PRELOAD"] {
        ann.runs(&["generate", "--name", "x", "--env", name])
            .refused(2, "Programs depend on that variable.");
    }
    let empty = "The variable’s name is empty.";
    ann.runs(&["generate", "--name", "x", "--env="]).refused(2, empty);
    for action in ["plan", "set", "status", "verify", "remove"] {
        ann.runs_with(&["env", action, ""], b"value").refused(2, empty);
    }
    assert_eq!(ann.count(), 0);
    assert!(files_below(&ann.home()).is_empty());
}

#[test]
fn an_option_after_env_is_no_name_of_a_variable() {
    let ann = Person::new();
    ann.runs(&["generate", "--name", "x", "--env", "--days", "3"])
        .done();
    let status = ann.runs(&["env", "status", "--json"]).done().out;
    assert!(status.contains("\"TYCHODATA_OSPREY_APITOKEN\""), "{status}");
}

#[test]
fn what_does_not_exist_is_not_found() {
    let ann = Person::new();
    for command in ["show", "pause", "resume", "regenerate", "revoke"] {
        ann.runs(&[command, "nothing"])
            .refused(3, "There is no such token.");
    }
    ann.runs(&["rename", "nothing", "x"])
        .refused(3, "There is no such token.");
}

#[test]
fn a_value_is_never_taken_from_an_argument() {
    let ann = Person::new();
    let answer = ann.runs(&["env", "set", "SOME_TOKEN", "value"]);
    assert_eq!((answer.exit, answer.out.as_str()), (2, ""));
    let answer = ann.runs_with(&["env", "set", "SOME_TOKEN"], b"");
    answer.refused(2, "The value is empty.");
}

#[test]
fn a_token_that_cannot_be_written_is_told() {
    let ann = Person::new();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = ann
        .tokendesk(&["generate", "--name", "lost"])
        .stdout(full)
        .output()
        .unwrap();
    let answer = crate::Answer::from(output);
    assert_eq!(answer.exit, 1);
    assert!(
        answer.err.contains("couldn’t be written to standard output"),
        "{}",
        answer.err
    );
    assert!(answer.err.contains("Regenerate or revoke it"), "{}", answer.err);
}
