//! `identify`: whose the tokens in a text are, where they lie, and revoking them.

use std::io::{self, IsTerminal, Read as _};

use desk::wire::{
    BulkOutcome, FoundToken, FoundValue, Identified, PastedValue, PlacedIn, Placement, TokenRefs, TokenRow,
    TokenStatus,
};
use desk::{Desk, SecretText};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::tokens::{owner, word};
use crate::{tokens, variable, when};

/// Of a longer text the rest is not looked at, and that is said.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The answer, as `--json` writes it.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    found: Identified,
    /// Where those of ours lie on this computer; null where that cannot be told.
    placements: Option<Vec<Placement>>,
    /// What `--revoke` did; null without it.
    revoked: Option<BulkOutcome>,
}

pub(crate) fn run(desk: &Desk, output: &Output, revoke: bool) -> Result<Exit, Failure> {
    let text = read(output)?;
    let found = desk.identify_tokens(PastedValue {
        text: text.expose().to_owned(),
    })?;
    let ours: Vec<&TokenRow> = found
        .tokens
        .iter()
        .filter_map(|found| found.token.as_ref())
        .collect();
    let is_of_ours = |place: &Placement| ours.iter().any(|row| place.token_id.as_ref() == Some(&row.id));
    let placements = desk.placements().ok();
    let placements = placements.map(|all| all.rows.into_iter().filter(is_of_ours).collect());
    let revoked = revoke.then(|| end(desk, &ours)).transpose()?;
    let exit = match &revoked {
        _ if ours.is_empty() => Exit::NotFound,
        None => Exit::Done,
        Some(outcome) => tokens::exit_of_revoking(outcome),
    };
    let answer = Answer {
        found,
        placements,
        revoked,
    };
    output.answer(&answer, || in_words(&answer))?;
    Ok(exit)
}

fn end(desk: &Desk, ours: &[&TokenRow]) -> Result<BulkOutcome, Failure> {
    let mut ids: Vec<String> = ours
        .iter()
        .filter(|row| row.status != TokenStatus::Revoked)
        .map(|row| row.id.clone())
        .collect();
    // Several values of one token may have been found.
    ids.sort();
    ids.dedup();
    Ok(desk.revoke_tokens(TokenRefs { ids })?)
}

/// All of standard input; typed unseen where that is a terminal.
fn read(output: &Output) -> Result<SecretText, Failure> {
    if io::stdin().is_terminal() {
        return variable::typed("the token");
    }
    let mut bytes = Zeroizing::new(Vec::new());
    io::stdin()
        .lock()
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(Failure::Input)?;
    if bytes.len() as u64 > LONGEST {
        output.note("Only the first 16 MiB are looked at.");
    }
    // What is no text, in a log for instance, holds no token and hides none.
    Ok(SecretText::new(String::from_utf8_lossy(&bytes).into_owned()))
}

fn in_words(answer: &Answer) -> String {
    let mut text: String = answer
        .found
        .tokens
        .iter()
        .map(|found| of_one(found, answer.placements.as_deref()))
        .collect();
    if answer.found.more > 0 {
        text.push_str(&format!(
            "{} more are not shown: look at a shorter text.\n",
            answer.found.more
        ));
    }
    if answer.found.cut {
        text.push_str(
            "Something begins as a token and is cut off: whose it is can be told from its first 20 characters.\n",
        );
    }
    if text.is_empty() {
        text.push_str("There is no token in it.\n");
    }
    if let Some(outcome) = &answer.revoked {
        text.push_str(&tokens::revoked(outcome));
        text.push('\n');
    }
    text
}

fn of_one(found: &FoundToken, places: Option<&[Placement]>) -> String {
    let seen = match &found.last4 {
        Some(last4) => format!("{}… ends in {last4}", found.prefix),
        None => format!("{}…", found.prefix),
    };
    let Some(row) = &found.token else {
        let said = if found.value == FoundValue::Forgotten {
            "was made here; its record is deleted and it is not accepted."
        } else {
            "was not made by this Token Desk, or a character of it is wrong."
        };
        return format!("{seen}\n  {said}\n");
    };
    let value = match &found.value {
        FoundValue::Present => "its present value".to_owned(),
        FoundValue::Older { ends_at } => {
            format!("an older value, accepted until {}", when::local(ends_at))
        }
        FoundValue::Over => "a value that is no longer accepted".to_owned(),
        FoundValue::PublicPart => "its public part, with which nobody gets in".to_owned(),
        FoundValue::Forgotten | FoundValue::Stranger => "not accepted".to_owned(),
    };
    let mut text = format!(
        "{seen}\n  “{}” ({}), {}, owner {}: {value}.\n",
        plain(&row.name),
        row.id,
        word(row.status),
        plain(&owner(row))
    );
    match places {
        None => text.push_str("  Where it is placed can’t be told.\n"),
        Some(places) => {
            for place in places
                .iter()
                .filter(|place| place.token_id.as_ref() == Some(&row.id))
            {
                text.push_str(&match &place.place {
                    PlacedIn::Variable => format!("  Placed in the variable {}.\n", place.variable),
                    PlacedIn::SettingsFile { path, .. } => {
                        format!("  Placed by way of {} in {}.\n", place.variable, plain(path))
                    }
                });
            }
        }
    }
    if row.status == TokenStatus::Active && found.value != FoundValue::Over {
        text.push_str(&format!(
            "  Who has it gets in. “tokendesk revoke {}” ends that.\n",
            row.id
        ));
    }
    text
}
