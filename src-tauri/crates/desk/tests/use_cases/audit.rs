//! The audit trail: who sees what of it, as files, and whether it is as it was written.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;

use desk::wire::{
    AppError, AuditAsk, AuditExtent, AuditForm, AuditPage, AuditQuery, AuditRef, AuditTampering, ExportAudit,
    FindingState, UserDraft,
};
use desk::{DeskEvent, Operation, Source, Whose, allows_group};
use store::{By, Event, Store};
use testkit::TestDesk;

use crate::users::{named, user};

fn page(test: &TestDesk, query: AuditQuery) -> AuditPage {
    let request = AuditAsk {
        query,
        before: None,
        count: 1_000,
    };
    test.desk.audit_page(request).unwrap()
}

fn events(test: &TestDesk, query: AuditQuery) -> Vec<String> {
    page(test, query).rows.into_iter().map(|row| row.event).collect()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn rows_are_found_by_day_event_person_source_and_text() {
    let test = TestDesk::new();
    crate::delivered(&test, "PI Scanner", "30");
    test.clock.pass(crate::DAY);
    test.desk.add_user(user("datahub", &["Synchronizer"])).unwrap();
    let none = AuditQuery::default;
    assert_eq!(
        events(&test, none()),
        ["user.added", "token.delivered", "token.created", "user.added"]
    );
    let found = [
        AuditQuery {
            event: text("token"),
            ..none()
        },
        AuditQuery {
            token: text("scanner"),
            ..none()
        },
        AuditQuery {
            until: Some("2026-11-22".parse().unwrap()),
            event: text("token"),
            ..none()
        },
    ];
    for query in found {
        assert_eq!(
            events(&test, query.clone()),
            ["token.delivered", "token.created"],
            "{query:?}"
        );
    }
    let since = AuditQuery {
        since: Some("2026-11-23".parse().unwrap()),
        ..none()
    };
    assert_eq!(events(&test, since), ["user.added"]);
    assert_eq!(
        events(
            &test,
            AuditQuery {
                text: text("  DATAHUB "),
                ..none()
            }
        ),
        ["user.added"]
    );
    assert_eq!(
        events(
            &test,
            AuditQuery {
                source: text("window"),
                ..none()
            }
        )
        .len(),
        4
    );
    for source in ["terminal", "no such thing"] {
        assert_eq!(
            events(
                &test,
                AuditQuery {
                    source: text(source),
                    ..none()
                }
            ),
            Vec::<String>::new()
        );
    }
    let newest = page(&test, none()).rows.remove(0);
    assert_eq!(test.desk.audit_row(AuditRef { seq: newest.seq }), Ok(newest));
    assert_eq!(test.desk.audit_row(AuditRef { seq: 99 }), Err(AppError::NotFound));
}

#[test]
fn who_may_not_see_everybodys_rows_sees_and_exports_their_own() {
    for role in [
        "nobody",
        "User",
        "Synchronizer",
        "Recognizer",
        "Moderator",
        "Admin",
        "SiteAdmin",
    ] {
        let ann = TestDesk::new();
        let account = format!("{role}@plant7");
        ann.desk.add_user(user(&account, &["SiteAdmin"])).unwrap();
        let person = ann.of_person(&account);
        person.desk.add_user(user("theirs", &["User"])).unwrap();
        if role == "nobody" {
            ann.desk.disable_user(named(&account)).unwrap();
        } else {
            ann.desk.edit_user(user(&account, &[role])).unwrap();
        }
        let sees_all = allows_group(role, Operation::SeeAudit, Whose::Other);
        let seen = page(&person, AuditQuery::default());
        assert_eq!(seen.sees_all, sees_all, "{role}");
        let by: BTreeSet<_> = seen.rows.iter().map(|row| row.actor.as_str()).collect();
        let expected = if sees_all {
            BTreeSet::from([account.as_str(), "ann@plant7"])
        } else {
            BTreeSet::from([account.as_str()])
        };
        assert_eq!(by, expected, "{role}");
        // Row 1 tells that Ann became the first user.
        assert_eq!(
            person.desk.audit_row(AuditRef { seq: 1 }).is_ok(),
            sees_all,
            "{role}"
        );
        let request = ExportAudit {
            query: AuditQuery::default(),
            form: AuditForm::Json,
        };
        let rows = person.desk.write_audit(request, std::io::sink()).unwrap();
        assert_eq!(rows as usize, seen.rows.len(), "{role}");
    }
}

/// Texts that have run, broken out of a cell or steered a terminal somewhere.
fn hostile() -> Vec<String> {
    let seeds = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"http://x\",\"y\")",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "a,b",
        "a\"b",
        "\"",
        "\"\"",
        "a\r\nb",
        "a\nb",
        "\u{1b}[2J",
        "\u{202e}drow",
        "'; DROP TABLE audit; --",
        "%_\\",
        "{\"a\":1}",
        "</script><script>",
        "\u{0}x",
        "\u{feff}=1",
        "🏭",
        "",
        " =1",
    ];
    (0..500)
        .map(|number| match number / seeds.len() {
            0 => seeds[number].to_owned(),
            round => format!(
                "{}{}{round}",
                seeds[number % seeds.len()],
                seeds[(number * 7 + round) % seeds.len()]
            ),
        })
        .collect()
}

/// What a reader of RFC 4180 makes of a text.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, quoted) {
            ('"', true) if characters.peek() == Some(&'"') => cell.extend(characters.next()),
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (character, _) => cell.push(character),
        }
    }
    rows
}

#[test]
fn hostile_text_comes_back_whole_from_both_forms_and_runs_in_no_spreadsheet() {
    let test = TestDesk::new();
    page(&test, AuditQuery::default());
    let texts = hostile();
    let mut store = Store::open(&test.places().data, desk::Clock::now(&*test.clock)).unwrap();
    for actor in &texts {
        let by = By {
            actor: actor.clone(),
            source: store::Source::Window,
            at: desk::Clock::now(&*test.clock),
        };
        let event = Event::named("noted").fact("text", actor).fact(actor, "text");
        let noted: Result<(), store::Error> = store.change(&by, |change| change.note(event));
        noted.unwrap();
    }
    let export = |form| {
        let query = AuditQuery {
            event: text("noted"),
            ..AuditQuery::default()
        };
        let mut bytes = Vec::new();
        let request = ExportAudit { query, form };
        let rows = test.desk.write_audit(request, &mut bytes).unwrap();
        (String::from_utf8(bytes).unwrap(), rows)
    };
    let (csv, count) = export(AuditForm::Csv);
    assert_eq!(count, 500);
    let rows = read_csv(csv.strip_prefix('\u{feff}').unwrap());
    assert_eq!(rows.len(), 501, "no text broke out of its row");
    for (row, expected) in rows[1..].iter().rev().zip(&texts) {
        assert_eq!(row.len(), 8, "{expected:?}");
        let actor = &row[5];
        assert!(
            !actor
                .trim_start()
                .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']),
            "{actor:?} would run"
        );
        assert!(
            actor == expected || actor.strip_prefix('\'') == Some(expected),
            "{actor:?} is {expected:?}"
        );
        let facts: serde_json::Value = serde_json::from_str(&row[7]).unwrap();
        assert!(
            facts["text"] == **expected || expected == "text",
            "{facts} is {expected:?}"
        );
    }
    let (json, _) = export(AuditForm::Json);
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (row, expected) in rows.as_array().unwrap().iter().rev().zip(&texts) {
        assert_eq!(row["actor"], **expected);
    }
    assert_eq!(
        events(
            &test,
            AuditQuery {
                event: text("audit"),
                ..AuditQuery::default()
            }
        ),
        ["audit.exported", "audit.exported"],
        "who took it away is told"
    );
}

#[test]
fn an_exported_file_replaces_nothing_unless_that_is_said() {
    let test = TestDesk::new();
    crate::delivered(&test, "token", "30");
    let request = || ExportAudit {
        query: AuditQuery::default(),
        form: AuditForm::Csv,
    };
    let first = test.desk.export_audit(request()).unwrap().path;
    let second = test.desk.export_audit(request()).unwrap().path;
    assert_ne!(first, second);
    let file = test.folder().join("rows.csv");
    let write =
        |text: &str, replace| desk::write_whole(&file, replace, |mut to| to.write_all(text.as_bytes()));
    write("one", false).unwrap();
    assert_eq!(
        write("two", false).unwrap_err().kind(),
        std::io::ErrorKind::AlreadyExists
    );
    assert_eq!(fs::read(&file).unwrap(), b"one");
    write("two", true).unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"two");
}

#[test]
fn rows_are_handed_on_as_they_are_read_and_a_file_that_does_not_take_them_is_not_left_half_written() {
    /// Takes so many bytes, and remembers the most that came at once.
    struct Small {
        room: usize,
        most: usize,
    }
    impl std::io::Write for Small {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.most = self.most.max(bytes.len());
            self.room = self
                .room
                .checked_sub(bytes.len())
                .ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let test = TestDesk::new();
    for number in 0..5 {
        crate::create(&test, &format!("token {number}"), "30");
    }
    let request = |form| ExportAudit {
        query: AuditQuery {
            text: text("x".repeat(10_000).as_str()),
            ..AuditQuery::default()
        },
        form,
    };
    let mut nothing = Vec::new();
    assert_eq!(
        test.desk
            .write_audit(request(AuditForm::Json), &mut nothing)
            .unwrap(),
        0
    );
    assert_eq!(nothing, b"[\n]\n", "still a list");
    let all = |form| ExportAudit {
        query: AuditQuery::default(),
        form,
    };
    let told = || {
        events(
            &test,
            AuditQuery {
                event: text("audit.exported"),
                ..AuditQuery::default()
            },
        )
        .len()
    };
    let before = told();
    let mut small = Small { room: 100, most: 0 };
    assert!(test.desk.write_audit(all(AuditForm::Csv), &mut small).is_err());
    assert_eq!(told(), before, "what was not taken away is not told");
    let file = test.folder().join("half.csv");
    let full = desk::write_whole(&file, false, |_| {
        test.desk
            .write_audit(all(AuditForm::Csv), Small { room: 100, most: 0 })
    });
    assert!(full.is_err() && !file.exists());
}

/// Changes text in the store's file where it stands, as an editor for bytes does.
fn edit(test: &TestDesk, from: &str, to: &str) {
    test.desk.close();
    let file = test.places().data.join(store::FILE_NAME);
    // Closing the last door moves the log into the file.
    drop(Store::open(&test.places().data, desk::Clock::now(&*test.clock)).unwrap());
    let mut bytes = fs::read(&file).unwrap();
    assert_eq!(from.len(), to.len());
    let mut found = 0;
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from.as_bytes()) {
            bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
            found += 1;
        }
    }
    assert!(found > 0, "{from} is in the file");
    fs::write(&file, bytes).unwrap();
}

#[test]
fn a_trail_that_was_edited_is_found_at_start_told_and_named_by_doctor() {
    let test = TestDesk::new();
    let with_name = UserDraft {
        name: "Somebody".into(),
        ..user("quixotic", &["User"])
    };
    test.desk.add_user(with_name).unwrap();
    assert_eq!(test.desk.audit_integrity().unwrap().extent, AuditExtent::None);
    let sound = test.desk.check_audit().unwrap();
    assert_eq!((sound.rows, sound.damage.clone()), (2, None));
    assert_eq!(test.desk.audit_integrity().unwrap(), sound);
    let audit = |test: &TestDesk| {
        let mut findings = test.desk.doctor().into_iter();
        findings.find(|finding| finding.check == "audit").unwrap().state
    };
    assert_eq!(audit(&test), FindingState::Fine);
    // The row is put back; only the trail tells of somebody else from here on.
    edit(&test, "{\"account\":\"quixotic\"", "{\"account\":\"harmless\"");
    let test = test.after_a_crash();
    test.desk.check_audit_at_start();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let mut told = Vec::new();
    while told.len() < 2 {
        assert!(std::time::Instant::now() < deadline, "nothing was told");
        for event in test.events() {
            if let DeskEvent::AuditChecked(found) = event {
                told.push(found);
            }
        }
        std::thread::yield_now();
    }
    assert_eq!(
        told.iter().map(|found| found.extent).collect::<Vec<_>>(),
        [AuditExtent::Newest, AuditExtent::Whole]
    );
    let damage = told[1].damage.clone().unwrap();
    assert_eq!((damage.seq, damage.kind), (2, AuditTampering::Edited));
    assert_eq!(test.desk.audit_integrity().unwrap().damage, Some(damage));
    assert_eq!(audit(&test), FindingState::Broken);
    test.desk
        .add_user(user("another", &["User"]))
        .expect("everything else goes on");
}

#[test]
fn an_end_that_was_kept_tells_of_a_store_that_was_put_back() {
    let test = TestDesk::of(Source::Terminal);
    test.desk.add_user(user("datahub", &["User"])).unwrap();
    let data = test.places().data;
    test.desk.close();
    drop(Store::open(&data, desk::Clock::now(&*test.clock)).unwrap());
    let file = data.join(store::FILE_NAME);
    let older = fs::read(&file).unwrap();
    test.desk.disable_user(named("datahub")).unwrap();
    let end = test.desk.check_audit().unwrap().end.unwrap();
    assert_eq!(test.desk.check_audit_against(&end).unwrap().damage, None);
    assert_eq!(test.desk.check_audit_against("none"), Err(AppError::NotFound));
    let test = test.after_a_crash();
    drop(Store::open(&data, desk::Clock::now(&*test.clock)).unwrap());
    fs::write(&file, older).unwrap();
    let found = test.desk.check_audit_against(&end).unwrap().damage.unwrap();
    assert_eq!((found.seq, found.kind), (3, AuditTampering::CutShort));
}

/// The store's file without a log beside it.
fn file_of(test: &TestDesk) -> std::path::PathBuf {
    test.desk.close();
    drop(Store::open(&test.places().data, desk::Clock::now(&*test.clock)).unwrap());
    test.places().data.join(store::FILE_NAME)
}

#[test]
fn the_keyring_tells_of_an_older_file_that_was_put_back_and_a_restored_copy_is_none() {
    let test = TestDesk::new();
    test.desk.add_user(user("datahub", &["User"])).unwrap();
    assert_eq!(test.desk.check_audit().unwrap().damage, None);
    let test = test.after_a_crash();
    let file = file_of(&test);
    let older = fs::read(&file).unwrap();
    test.desk.disable_user(named("datahub")).unwrap();
    test.desk.pin_audit();
    let test = test.after_a_crash();
    let newer = fs::read(file_of(&test)).unwrap();
    fs::write(&file, older).unwrap();
    let found = test.desk.check_audit().unwrap().damage.unwrap();
    assert_eq!((found.seq, found.kind), (3, AuditTampering::CutShort));
    // What is found is not taken for the end from here on, however often it is looked at and whatever is added.
    test.clock.pass(crate::HOUR);
    test.desk.disable_user(named("datahub")).unwrap();
    test.desk.add_user(user("another", &["User"])).unwrap();
    test.desk.pin_audit();
    let found = test.desk.check_audit().unwrap().damage.unwrap();
    assert_eq!(found.seq, 3);
    // The right file is right again.
    let test = test.after_a_crash();
    let _ = file_of(&test);
    fs::write(&file, newer).unwrap();
    assert_eq!(test.desk.check_audit().unwrap().damage, None);
    let test = test.after_a_crash();
    let _ = file_of(&test);
    // A copy that a person restores ends earlier by their will.
    fs::write(&file, b"SQLite format 3\0 and nothing else of it").unwrap();
    let restored = test
        .desk
        .restore_store(desk::wire::RestoreStore { made_at: None })
        .unwrap();
    assert!(restored.is_some());
    assert_eq!(test.desk.check_audit().unwrap().damage, None);
}

#[test]
fn without_a_keyring_everything_else_of_the_check_works() {
    let test = TestDesk::new();
    test.keyring.refuse(Some(desk::vault::KeyringError::Absent));
    test.desk.add_user(user("datahub", &["User"])).unwrap();
    test.desk.pin_audit();
    let found = test.desk.check_audit().unwrap();
    assert_eq!((found.rows, found.damage), (2, None));
}
