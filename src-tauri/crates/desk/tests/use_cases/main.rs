//! The use cases over a real store in a folder of their own: one file per theme.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

mod audit;
mod bad_input;
mod clipboard;
mod clock;
mod company;
mod delivery;
mod duplicate;
mod errors;
mod finish;
mod identify;
mod leaks;
mod lifecycle;
mod limits;
mod own_verifier;
mod pasted;
mod personal;
mod placed_files;
mod placement;
mod reminders;
mod resources;
mod roles;
#[cfg(unix)]
mod rotation;
mod settings;
mod settings_files;
mod templates;
mod two_programs;
mod upkeep;
mod users;
mod uses;
mod variable;
mod vault;
mod ways_in;

use std::time::Duration;

use desk::wire::{
    AppError, Grace, Issued, Regenerate, Rename, RevealRef, TokenRef, TokenRefs, TokenRow, TokenStatus,
};
use testkit::{TestDesk, draft, reveal};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn create(test: &TestDesk, name: &str, days: &str) -> Issued {
    test.desk.create_token(draft(name, days)).unwrap()
}

/// A token whose secret has been shown once, and that secret.
fn delivered(test: &TestDesk, name: &str, days: &str) -> (TokenRow, String) {
    let issued = create(test, name, days);
    let text = test.desk.reveal_secret(held(&issued)).unwrap().text.clone();
    test.desk.discard_secret(held(&issued)).unwrap();
    (row(test, &issued.token.id), text)
}

fn held(issued: &Issued) -> RevealRef {
    reveal(&issued.reveal)
}

fn id(id: &str) -> TokenRef {
    TokenRef { id: id.to_owned() }
}

fn ids(rows: &[&TokenRow]) -> TokenRefs {
    TokenRefs {
        ids: rows.iter().map(|row| row.id.clone()).collect(),
    }
}

fn row(test: &TestDesk, id: &str) -> TokenRow {
    let list = test.desk.list_tokens().unwrap();
    list.tokens.into_iter().find(|row| row.id == id).unwrap()
}

fn regenerate(test: &TestDesk, id: &str, days: &str, grace: Grace) -> Result<Issued, AppError> {
    test.desk.regenerate_token(Regenerate {
        id: id.to_owned(),
        days: days.to_owned(),
        grace,
    })
}

fn rename(test: &TestDesk, row: &TokenRow, name: &str, rev: Option<i64>) -> Result<TokenRow, AppError> {
    test.desk.rename_token(Rename {
        id: row.id.clone(),
        name: name.to_owned(),
        rev,
    })
}

fn history(test: &TestDesk, id_text: &str) -> Vec<String> {
    let details = test.desk.token_details(id(id_text)).unwrap();
    details.history.into_iter().map(|row| row.event).collect()
}

fn wrong_state<T>(answer: Result<T, AppError>) -> Option<TokenStatus> {
    match answer {
        Err(AppError::WrongState { status }) => Some(status),
        _ => None,
    }
}
