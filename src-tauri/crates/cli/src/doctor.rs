//! `doctor`: how everything stands, and what to do where something is wrong.

use desk::Desk;
use desk::wire::{Finding, FindingState};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::when;
use crate::words::{self, Words};

pub(crate) fn run(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let findings = desk.doctor();
    output.answer(&findings, || {
        findings
            .iter()
            .map(|finding| line(finding, words_for(desk, finding)))
            .collect()
    })?;
    let is_broken = findings
        .iter()
        .any(|finding| finding.state == FindingState::Broken);
    Ok(if is_broken { Exit::Failed } else { Exit::Done })
}

/// Takes the clock for right though it was ahead once.
pub(crate) fn trust_clock(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let trusted = desk.trust_clock()?;
    let sentence = if trusted.was_behind {
        format!(
            "The clock had been at {} and is taken for right at {} now. Tokens are judged by it again; what was \
             revoked stays revoked.",
            when::local(&trusted.latest_seen),
            when::local(&trusted.now)
        )
    } else {
        "The clock isn’t behind any hour that was seen, so nothing had to be changed.".to_owned()
    };
    output.done(&trusted, &sentence)?;
    Ok(Exit::Done)
}

/// What is wrong and what to do, where something is.
fn words_for(desk: &Desk, finding: &Finding) -> Option<Words> {
    let as_found = || Words {
        what: finding.detail.clone(),
        next: fix(&finding.check).to_owned(),
    };
    match finding.state {
        FindingState::Fine => None,
        // Asked again, since the sentence of an error tells more than its facts.
        FindingState::Broken if finding.check == "store" => Some(
            desk.list_tokens()
                .err()
                .map_or_else(as_found, |error| words::of_app(&error)),
        ),
        FindingState::Note | FindingState::Broken => Some(as_found()),
    }
}

fn line(finding: &Finding, told: Option<Words>) -> String {
    let mark = match finding.state {
        FindingState::Fine => "ok    ",
        FindingState::Note => "note  ",
        FindingState::Broken => "BROKEN",
    };
    let subject = finding.check.replace('_', " ");
    match told {
        None => format!("{mark}  {subject}: {}\n", plain(&finding.detail)),
        Some(Words { what, next }) => {
            format!("{mark}  {subject}: {}\n        {}\n", plain(&what), plain(&next))
        }
    }
}

/// What to do, by what was looked at.
fn fix(check: &str) -> &'static str {
    match check {
        "data_folder" => {
            "Make the folder yours and for you alone (chmod 700), or set TOKEN_DESK_HOME to another."
        }
        "store" | "store_integrity" => {
            "Check that the disk isn’t full or read-only and that the folder is yours. For a damaged file: “tokendesk restore”."
        }
        "gate_key" => {
            "Without its key tokens still work, more slowly. Restore gate.key from a backup, readable for you alone (chmod 600)."
        }
        "audit" => crate::audit::NEXT,
        "settings" => "Look at the settings in the window; what could not be read has its usual value.",
        "clock" => {
            "Set the computer’s clock. If it is right now and was ahead once: “tokendesk doctor --trust-clock”."
        }
        "clipboard" => "Without a clipboard use --env, or have the token written to standard output.",
        "variable" => {
            "“tokendesk generate --name NAME --env” puts a token into it, “tokendesk env remove” empties it."
        }
        _ => "“tokendesk --log doctor” writes more into the log.",
    }
}
