//! A program that is killed loses nothing that it was told is safe. The child is this test program again,
//! told by variables what to be.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::{Event, Store};
use token::{Expiry, TokenId};

use crate::{by_ann, draw_id, new_secret, new_token, sunday};

const CYCLES: u64 = 100;

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = StdRng::seed_from_u64(2026);
    let mut made = BTreeSet::new();
    let mut revoked = BTreeSet::new();
    for cycle in 0..CYCLES {
        let mut child = writer(folder.path(), cycle * 1_000_000, u64::MAX);
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let patience = dice.random_range(0..8);
        let mut lines: Vec<_> = said.by_ref().take(patience).map(Result::unwrap).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        lines.extend(said.map_while(Result::ok));
        for line in lines {
            // A line that was cut short was never said in full.
            match line.split_once(' ') {
                Some(("made", id)) if id.len() == TokenId::LENGTH => made.insert(id.to_owned()),
                Some(("revoked", id)) if id.len() == TokenId::LENGTH => revoked.insert(id.to_owned()),
                _ => false,
            };
        }
    }
    assert!(
        made.len() as u64 > CYCLES,
        "only {} changes were made: the test shows nothing",
        made.len()
    );

    let store = Store::open(folder.path(), sunday()).unwrap();
    let tokens = store.read().tokens().unwrap();
    let there: BTreeSet<_> = tokens.iter().map(|record| record.id.to_string()).collect();
    let ended: BTreeSet<_> = tokens
        .iter()
        .filter(|record| record.revoked_at.is_some())
        .map(|record| record.id.to_string())
        .collect();
    assert!(made.is_subset(&there), "lost: {:?}", made.difference(&there));
    assert!(
        revoked.is_subset(&ended),
        "alive again: {:?}",
        revoked.difference(&ended)
    );

    let trail = store.read().audit(u32::MAX).unwrap();
    let told = |event| trail.iter().filter(|row| row.event == event).count();
    assert_eq!(
        (told("token.created"), told("token.revoked")),
        (there.len(), ended.len()),
        "each change has its row"
    );
    let db = rusqlite::Connection::open(folder.path().join(store::FILE_NAME)).unwrap();
    let verdict: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
}

/// Starts a child that makes and revokes tokens, and says so after each that is safe.
pub(crate) fn writer(folder: &Path, seed: u64, changes: u64) -> Child {
    Command::new(std::env::current_exe().expect("a running program has a path"))
        .args(["--exact", "killed::child_that_writes", "--nocapture", "--quiet"])
        .env("STORE_TEST_FOLDER", folder)
        .env("STORE_TEST_SEED", seed.to_string())
        .env("STORE_TEST_CHANGES", changes.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the test program starts again")
}

#[test]
fn child_that_writes() {
    let Some(folder) = told("STORE_TEST_FOLDER") else {
        return;
    };
    let number = |name| told(name).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    let (seed, changes) = (number("STORE_TEST_SEED"), number("STORE_TEST_CHANGES"));
    let mut store = Store::open(Path::new(&folder), sunday()).unwrap();
    let mut out = std::io::stdout();
    for step in 0..changes {
        let id = draw_id(2 * (seed + step));
        let secret = new_secret(draw_id(2 * (seed + step) + 1), Expiry::Never);
        let done: Result<(), store::Error> = store.change(&by_ann(sunday()), |change| {
            let event = Event::named("token.created").about(id, "token");
            change
                .record(event)?
                .add_token(&new_token(id, &format!("token {step}")), &secret)
        });
        done.unwrap();
        writeln!(out, "made {id}").unwrap();
        if step % 3 == 2 {
            let done: Result<(), store::Error> = store.change(&by_ann(sunday()), |change| {
                change
                    .record(Event::named("token.revoked").about(id, "token"))?
                    .revoke(&id)
            });
            done.unwrap();
            writeln!(out, "revoked {id}").unwrap();
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the one way to tell a test program what to be"
)]
pub(crate) fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
