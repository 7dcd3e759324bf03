//! `personal-token`: the one token of one's own that is kept and shown again.

use std::io::{self, Write};

use desk::wire::TokenRow;
use desk::{Desk, SecretText};
use serde::Serialize;

use crate::arguments::PersonalToken;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::words::{Words, words};
use crate::{vault, when};

pub(crate) fn run(desk: &Desk, output: &Output, action: PersonalToken) -> Result<Exit, Failure> {
    match action {
        PersonalToken::Status => {
            let state = desk.personal_token()?;
            output.done(&state, told(state.token.as_ref(), state.is_kept))?;
        }
        PersonalToken::New { replace } => {
            let before = desk.personal_token()?.token;
            if let (Some(before), false) = (&before, replace) {
                let last_used = before.last_used_at.as_deref().map(when::local);
                return Err(Failure::WouldReplace { last_used });
            }
            let state = vault::opened(desk, || desk.new_personal_token())?;
            output.done(&state, told(state.token.as_ref(), state.is_kept))?;
        }
        PersonalToken::Show => {
            let text = vault::opened(desk, || desk.open_personal_token("printed"))?;
            print(output, &text)?;
        }
        PersonalToken::Copy => {
            let state = vault::opened(desk, || desk.copy_personal_token())?;
            output.done(&state, "Copied.")?;
        }
    }
    Ok(Exit::Done)
}

/// The answer of `show --json`.
#[derive(Serialize)]
struct Shown<'a> {
    secret: &'a str,
}

/// The text, or in JSON beside its row's answer.
fn print(output: &Output, text: &SecretText) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = if output.json {
        serde_json::to_writer_pretty(
            &mut out,
            &Shown {
                secret: text.expose(),
            },
        )
        .map_err(io::Error::from)
        .and_then(|()| writeln!(out))
    } else {
        writeln!(out, "{}", text.expose())
    };
    written.and_then(|()| out.flush()).map_err(Failure::Output)
}

fn told(token: Option<&TokenRow>, is_kept: bool) -> &'static str {
    match (token, is_kept) {
        (None, _) => "You have no personal token. Make one: “tokendesk personal-token new”.",
        (Some(_), true) => "Your personal token is kept. To see it: “tokendesk personal-token show”.",
        (Some(_), false) => {
            "The value of your personal token is not kept any more: it was regenerated elsewhere. Make a new one: \
             “tokendesk personal-token new --replace”."
        }
    }
}

/// The words of [`Failure::WouldReplace`].
pub(crate) fn would_replace(last_used: Option<&str>) -> Words {
    words(
        match last_used {
            Some(at) => {
                format!("You have a personal token. It was last used at {at}, and a new one ends it at once.")
            }
            None => "You have a personal token. It was never used, and a new one ends it at once.".to_owned(),
        },
        "To replace it: “tokendesk personal-token new --replace”.",
    )
}
