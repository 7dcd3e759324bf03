//! `service`: the verifier in the background, from sign-in on.

use desk::wire::AppError;
use desk::{BackgroundState, Desk, VerifierWish};

use crate::arguments::{Serve, Service};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::vault;

pub(crate) fn run(desk: &Desk, output: &Output, action: Service) -> Result<Exit, Failure> {
    match action {
        Service::Install(wish) => {
            let state = desk.install_background(&wish_of(desk, wish)?)?;
            let sentence = match &state.by_hand {
                None if state.running == Some(true) => {
                    "The verifier runs now and from each sign-in on.".to_owned()
                }
                // The task scheduler was asked to start it, and doesn't say in a word that a program reads.
                None => "The verifier runs from each sign-in on.".to_owned(),
                Some(line) => format!(
                    "{} is written. To have the verifier run from sign-in on, type:\n    {line}",
                    state.file.display()
                ),
            };
            output.done(&state, &format!("{sentence}{}", vault::unattended(desk)?))?;
        }
        Service::Remove => {
            let state = desk.remove_background()?;
            let sentence = match &state.by_hand {
                None => "The verifier doesn’t run in the background.".to_owned(),
                Some(line) => format!("The file is gone. To end what was made of it, type:\n    {line}"),
            };
            output.done(&state, &sentence)?;
        }
        Service::Status => {
            let state = desk.background()?;
            output.answer(&state, || in_words(&state))?;
        }
    }
    Ok(Exit::Done)
}

/// What was asked for; what was left out is as the settings say.
pub(crate) fn wish_of(desk: &Desk, wish: Serve) -> Result<VerifierWish, AppError> {
    let usual = VerifierWish::of(&desk.settings()?);
    Ok(VerifierWish {
        address: wish.listen.unwrap_or(usual.address),
        port: wish.port.unwrap_or(usual.port),
        names: if wish.names.is_empty() {
            usual.names
        } else {
            wish.names
        },
        keys_in_query: wish.keys_in_query || usual.keys_in_query,
    })
}

fn in_words(state: &BackgroundState) -> String {
    if !state.installed {
        return "Not installed: “tokendesk service install” has the verifier run from sign-in on.\n"
            .to_owned();
    }
    let word = |known: Option<bool>, good: &str, bad: &str| match known {
        Some(true) => format!("{good}\n"),
        Some(false) => format!("{bad}\n"),
        None => String::new(),
    };
    let by_hand = state
        .by_hand
        .as_ref()
        .map(|line| format!("The system itself says more: {line}\n"));
    format!(
        "Installed: {}\n{}{}{}",
        state.file.display(),
        word(
            state.at_sign_in,
            "Starts at sign-in.",
            "Doesn’t start at sign-in: “tokendesk service install” puts that right."
        ),
        state.given_up.as_ref().map_or_else(
            || word(
                state.running,
                "Runs now.",
                "Doesn’t run now: “journalctl --user --unit token-desk-verifier” says why."
            ),
            |why| format!(
                "Crashed, and was given up ({why}): “journalctl --user --unit token-desk-verifier” says why, and \
                 “tokendesk service install” starts it anew.\n"
            )
        ),
        by_hand.unwrap_or_default()
    )
}
