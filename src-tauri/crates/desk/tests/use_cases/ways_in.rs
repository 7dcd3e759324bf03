//! Every way into the store that the window and the terminal take, each tried by somebody who has no rights in it.
//!
//! `roles.rs` says who may what, cell by cell. This file says that nothing goes past it: the ways are read off the
//! sources of both programs, so that a new one that nobody tried is found here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use desk::wire::{
    AppError, AuditAsk, AuditForm, AuditQuery, AuditRef, CheckIn, ExportAudit, Grace, PastedValue, Policy,
    Regenerate, Rename, ResourceChange, ResourceSampleRequest, RestoreStore, TokenDraft, TokenRefs,
};
use desk::{Desk, VaultWish};
use testkit::TestDesk;

use crate::users::{draft_for, named, user};
use crate::{HOUR, delivered, id};

/// What there is of Ann's.
struct Things {
    token: String,
    text: String,
    checkout: String,
}

/// What is tried, and how much it answered or did of what is somebody else's.
type Try = fn(&Desk, &Things) -> Result<usize, AppError>;

fn one<T>(done: Result<T, AppError>) -> Result<usize, AppError> {
    done.map(|_| 1)
}

fn regenerated(things: &Things) -> Regenerate {
    Regenerate {
        id: things.token.clone(),
        days: "7".into(),
        grace: Grace::Now,
    }
}

fn refs(things: &Things) -> TokenRefs {
    TokenRefs {
        ids: vec![things.token.clone()],
    }
}

fn for_datahub() -> TokenDraft {
    draft_for("datahub", "another", &["Synchronizer"])
}

fn all_rows() -> ExportAudit {
    ExportAudit {
        query: AuditQuery::default(),
        form: AuditForm::Json,
    }
}

/// The ways to what is kept of people, tokens, resources and what they did.
const INTO_THE_STORE: &[(&str, Try)] = &[
    ("home", |desk, _| {
        desk.home().map(|home| home.total as usize + home.recent.len())
    }),
    ("reminders", |desk, _| {
        desk.reminders().map(|all| usize::from(all.next.is_some()))
    }),
    ("restore_store", |desk, _| {
        one(desk.restore_store(RestoreStore {
            made_at: Some("2026-11-22T20:30:00Z".into()),
        }))
    }),
    ("trust_clock", |desk, _| one(desk.trust_clock())),
    ("list_tokens", |desk, _| {
        desk.list_tokens().map(|list| list.tokens.len())
    }),
    ("list_tokens_in", |desk, _| {
        desk.list_tokens_in(None).map(|list| list.tokens.len())
    }),
    ("list_tokens_ending_soon", |desk, _| {
        desk.list_tokens_ending_soon().map(|list| list.tokens.len())
    }),
    ("calendar_of_ends", |desk, _| {
        desk.calendar_of_ends()
            .map(|text| text.matches("BEGIN:VEVENT").count())
    }),
    ("export_tokens", |desk, things| {
        one(desk.export_tokens(refs(things)))
    }),
    ("export_ends", |desk, things| one(desk.export_ends(refs(things)))),
    ("token_details", |desk, things| {
        one(desk.token_details(id(&things.token)))
    }),
    ("resolve_token", |desk, _| one(desk.resolve_token("Scanner"))),
    ("identify_tokens", |desk, things| {
        let text = things.text.clone();
        let found = desk.identify_tokens(PastedValue { text })?.tokens;
        Ok(found.iter().filter(|found| found.token.is_some()).count())
    }),
    ("check_draft", |desk, _| {
        desk.check_draft(for_datahub())
            .map(|check| usize::from(check.problems.is_empty()))
    }),
    ("create_token", |desk, _| one(desk.create_token(for_datahub()))),
    ("create_token_for", |desk, _| {
        one(desk.create_token_for(for_datahub(), "plant-db"))
    }),
    ("duplicate_token", |desk, things| {
        one(desk.duplicate_token(id(&things.token)))
    }),
    ("rename_token", |desk, things| {
        one(desk.rename_token(Rename {
            id: things.token.clone(),
            name: "Other".into(),
            rev: None,
        }))
    }),
    ("pause_token", |desk, things| {
        one(desk.pause_token(id(&things.token)))
    }),
    ("resume_token", |desk, things| {
        // Only what is paused can be resumed.
        let _ = desk.pause_token(id(&things.token));
        one(desk.resume_token(id(&things.token)))
    }),
    ("regenerate_token", |desk, things| {
        one(desk.regenerate_token(regenerated(things)))
    }),
    ("regenerate_in_place", |desk, things| {
        match desk.regenerate_in_place(regenerated(things)) {
            // It lies in no variable; that is told to whoever may.
            Err(AppError::NotInPlace) => Ok(1),
            done => one(done),
        }
    }),
    ("revoke_tokens", |desk, things| {
        desk.revoke_tokens(refs(things)).map(|outcome| outcome.done.len())
    }),
    ("revoke_expired", |desk, _| {
        desk.revoke_expired().map(|outcome| outcome.done.len())
    }),
    ("delete_record", |desk, things| {
        let _ = desk.revoke_tokens(refs(things));
        one(desk.delete_record(id(&things.token)))
    }),
    ("restore_record", |desk, things| {
        let _ = desk.revoke_tokens(refs(things));
        let _ = desk.delete_record(id(&things.token));
        one(desk.restore_record(id(&things.token)))
    }),
    ("list_users", |desk, _| {
        let users = desk.list_users()?.users;
        Ok(users.iter().filter(|user| !user.is_you).count())
    }),
    ("resolve_user", |desk, _| one(desk.resolve_user("datahub"))),
    ("add_user", |desk, _| one(desk.add_user(user("new", &["User"])))),
    ("edit_user", |desk, _| {
        one(desk.edit_user(user("datahub", &["User"])))
    }),
    ("disable_user", |desk, _| one(desk.disable_user(named("datahub")))),
    ("enable_user", |desk, _| {
        let _ = desk.disable_user(named("datahub"));
        one(desk.enable_user(named("datahub")))
    }),
    ("resources", |desk, _| {
        let list = desk.resources()?;
        Ok(list.resources.len() + usize::from(list.may_add))
    }),
    ("list_resources", |desk, _| {
        desk.list_resources().map(|list| list.len())
    }),
    ("resource", |desk, _| one(desk.resource("plant-db"))),
    ("add_resource", |desk, _| {
        one(desk.add_resource(&crate::resources::draft("new-db", &["User"], true)))
    }),
    ("edit_resource", |desk, _| {
        one(desk.edit_resource(&ResourceChange {
            resource: "plant-db".into(),
            address: Some("db.plant8:5432".into()),
            ..ResourceChange::default()
        }))
    }),
    ("remove_resource", |desk, _| one(desk.remove_resource("plant-db"))),
    ("rotate_resource", |desk, _| {
        match desk.rotate_resource("plant-db") {
            // It has no program; that is told to whoever may.
            Err(AppError::InvalidField { .. }) => Ok(1),
            done => one(done),
        }
    }),
    ("resource_samples", |desk, _| {
        one(desk.resource_samples(&ResourceSampleRequest {
            name: "plant-db".into(),
            variable: None,
        }))
    }),
    ("check_out", |desk, _| {
        match desk.check_out(&crate::resources::wish("plant-db", "5")) {
            Err(AppError::ResourceOut { .. }) => Ok(1),
            done => one(done),
        }
    }),
    ("check_in", |desk, things| {
        one(desk.check_in(&CheckIn {
            id: things.checkout.clone(),
            resource: None,
        }))
    }),
    ("audit_page", |desk, _| {
        let ask = AuditAsk {
            query: AuditQuery::default(),
            before: None,
            count: 50,
        };
        desk.audit_page(ask).map(|page| page.rows.len())
    }),
    ("audit_row", |desk, _| one(desk.audit_row(AuditRef { seq: 1 }))),
    ("write_audit", |desk, _| {
        let mut bytes = Vec::new();
        match desk.write_audit(all_rows(), &mut bytes) {
            Ok(rows) => Ok(rows as usize),
            Err(desk::Unwritten::Desk(error)) => Err(error),
            Err(error) => panic!("{error}"),
        }
    }),
    ("export_audit", |desk, _| {
        desk.export_audit(all_rows()).map(|file| file.rows as usize)
    }),
    ("new_personal_token", |desk, _| one(desk.new_personal_token())),
    ("personal_token", |desk, _| {
        // Ann has none either: what is asked about is one's own.
        desk.personal_token().map(|own| usize::from(own.token.is_none()))
    }),
    ("open_personal_token", |desk, _| {
        own_personal(desk.open_personal_token("shown"))
    }),
    ("show_personal_token", |desk, _| {
        own_personal(desk.show_personal_token())
    }),
    ("copy_personal_token", |desk, _| {
        own_personal(desk.copy_personal_token())
    }),
    ("keep_vault", |desk, _| one(desk.keep_vault(&VaultWish::Keyring))),
    ("change_policy", |desk, _| {
        one(desk.change_policy(Policy {
            max_days: 30,
            never_allowed: false,
        }))
    }),
];

/// Who has none, but may have one, is told that there is none.
fn own_personal<T>(answer: Result<T, AppError>) -> Result<usize, AppError> {
    match answer {
        Err(AppError::NotFound) => Ok(1),
        answer => one(answer),
    }
}

/// The ways to what is no other person's: the program and how it stands, the account's own settings, templates,
/// clipboard, variables and files, the verifier that it runs, and secrets by a handle or a value that only who has it
/// can name.
const TO_ONES_OWN: &[&str] = &[
    // How the program and its store stand; nobody's name is in it.
    "session",
    "policy",
    "doctor",
    "audit_integrity",
    "check_audit",
    "check_audit_against",
    "check_audit_at_start",
    "pin_audit",
    "store_copies",
    "vault_state",
    "unlock_vault",
    "finish_interrupted",
    "rotate_due",
    "look_after_store",
    "tick",
    "next_deadline",
    "refresh",
    "touch",
    "close",
    "new",
    "subscribe",
    "clone",
    "as_ref",
    "same_days",
    "lock",
    "unlock",
    "read_reminders",
    // Whoever can open the file may enter themselves into it: SECURITY.md, "Not defended".
    "take_in",
    // The account's own, outside the store.
    "settings",
    "change_settings",
    "reset_settings",
    "export_settings",
    "set_passphrase",
    "open_data_folder",
    "templates",
    "template",
    "save_template",
    "remove_template",
    "variable_status",
    "plan_variable",
    "plan_variable_from",
    "set_variable",
    "set_variable_from",
    "verify_variable",
    "remove_variable",
    "give_session",
    "hold_value",
    "placements",
    "undo_placement",
    "forget_placement",
    "usual_settings_file",
    "plan_settings_file",
    "apply_settings_file",
    "undo_settings_file",
    "undo_settings_file_with",
    "test_setup",
    // Behind a handle that was given to who made the secret, or the whole value.
    "copy_secret",
    "copy_snippet",
    "copy_text",
    "extend_clipboard",
    "clear_clipboard",
    "clipboard_state",
    "reveal_secret",
    "hide_secret",
    "discard_secret",
    "deliver_to_stdout",
    "snippets",
    "verify_token",
    // The verifier that this account runs.
    "verifier_status",
    "verifier_start",
    "verifier_stop",
    "verifier_restart",
    "verifier_log",
    "verifier_background",
    "verifier_at_sign_in",
    "verifier_samples",
    "verifier_lends",
    "start_verifier",
    "start_verifier_with_window",
    "authority_certificate",
    "background",
    "install_background",
    "remove_background",
];

/// Ann's store, and somebody at the keyboard whom it does not know.
fn ann_s() -> (TestDesk, TestDesk, Things) {
    let ann = TestDesk::new();
    ann.desk.add_user(user("datahub", &["Synchronizer"])).unwrap();
    let (token, text) = delivered(&ann, "Scanner", "1");
    ann.desk
        .add_resource(&crate::resources::draft(
            "plant-db",
            &["Synchronizer", "User"],
            true,
        ))
        .unwrap();
    let given = ann
        .desk
        .check_out(&crate::resources::wish("plant-db", "600"))
        .unwrap();
    // It is in its last day from here on.
    ann.clock.pass(HOUR);
    let mallory = ann.of_person("mallory@plant7");
    let things = Things {
        token: token.id,
        text,
        checkout: given.id,
    };
    (ann, mallory, things)
}

fn is_a_refusal(error: &AppError) -> bool {
    matches!(
        error,
        AppError::NotAUser { .. }
            | AppError::NotFound
            | AppError::NoSuchUser { .. }
            | AppError::NoSuchResource { .. }
            | AppError::NoSuchCheckout
    )
}

#[test]
fn no_way_in_answers_a_stranger_anything_of_others_or_lets_them_do_it() {
    for (name, tries) in INTO_THE_STORE {
        let (ann, mallory, things) = ann_s();
        let before = ann.desk.list_tokens().unwrap().tokens;
        match tries(&mallory.desk, &things) {
            Ok(0) => {}
            Err(error) if is_a_refusal(&error) => {}
            // Their own, of which there is none.
            Ok(1) if *name == "personal_token" => {}
            answer => panic!("{name} answers a stranger {answer:?}"),
        }
        let after = ann.desk.list_tokens().unwrap().tokens;
        assert_eq!(before, after, "{name} changed something");
        assert_eq!(ann.desk.resource("plant-db").unwrap().held.len(), 1, "{name}");
        if *name == "revoke_expired" {
            // Ann has none that has expired until then.
            ann.clock.pass(HOUR * 24);
        }
        let answer = tries(&ann.desk, &things);
        assert!(
            matches!(answer, Ok(1..)),
            "{name} does nothing for who may everything: {answer:?}"
        );
    }
}

#[test]
fn every_way_that_the_window_and_the_terminal_take_is_tried_here() {
    let tried: BTreeSet<&str> = INTO_THE_STORE.iter().map(|(name, _)| *name).collect();
    let known: BTreeSet<&str> = tried.iter().chain(TO_ONES_OWN).copied().collect();
    let mut taken = BTreeSet::new();
    for sources in ["../../src", "../cli/src"] {
        ways_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join(sources), &mut taken);
    }
    for way in ["create_token", "check_out", "write_audit", "new_personal_token"] {
        assert!(taken.contains(way), "{way} is not seen in the sources");
    }
    let untried: Vec<_> = taken.iter().filter(|way| !known.contains(way.as_str())).collect();
    assert!(untried.is_empty(), "nobody tried {untried:?}");
}

/// What is called of a desk in the sources below a folder: `desk.name(` and `Desk::name`.
fn ways_in(folder: &Path, taken: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            ways_in(&path, taken);
            continue;
        }
        let mut text = fs::read_to_string(&path).unwrap_or_default();
        text.retain(|letter| !letter.is_whitespace());
        for (at, _) in text.match_indices("desk.") {
            let (way, rest) = word(&text[at + "desk.".len()..]);
            if rest.starts_with('(') {
                taken.insert(way.to_owned());
            }
        }
        for (at, _) in text.match_indices("Desk::") {
            let (way, _) = word(&text[at + "Desk::".len()..]);
            if !way.is_empty() {
                taken.insert(way.to_owned());
            }
        }
    }
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| letter != '_' && !letter.is_ascii_lowercase());
    text.split_at(end.unwrap_or(text.len()))
}
