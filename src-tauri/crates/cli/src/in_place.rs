//! `regenerate --finish`: the new value goes to where the old one is, and the old one ends by itself.

use desk::Desk;
use desk::wire::{
    Grace, PlaceOutcome, PlacedIn, PlacementTruth, Regenerate, RegeneratedInPlace, RenewedPlace, RevealRef,
    StepState, TokenRow,
};
use serde::Serialize;

use crate::arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::{when, words};

/// The answer with `--json`. The token is never in it.
#[derive(Serialize)]
struct Answer<'a> {
    token: &'a TokenRow,
    places: &'a [RenewedPlace],
    waits: bool,
}

pub(crate) fn regenerate(desk: &Desk, output: &Output, wish: arguments::Regenerate) -> Result<Exit, Failure> {
    desk.finish_interrupted();
    let token = desk.resolve_token(&wish.token.text)?;
    let days = wish.days.unwrap_or_else(|| Desk::same_days(&token));
    let renewed = desk.regenerate_in_place(Regenerate {
        id: token.id,
        days,
        grace: wish.grace.map_or(Grace::Week, Into::into),
    })?;
    if let Some(issued) = &renewed.by_hand {
        // It lies in one place at least, and nobody can ask this program for it any more.
        desk.discard_secret(RevealRef {
            reveal: issued.reveal.clone(),
        })?;
    }
    let answer = Answer {
        token: &renewed.token,
        places: &renewed.places,
        waits: renewed.waits,
    };
    output.done(&answer, &in_words(&renewed))?;
    Ok(if renewed.by_hand.is_some() {
        Exit::Delivery
    } else {
        Exit::Done
    })
}

fn in_words(renewed: &RegeneratedInPlace) -> String {
    let token = &renewed.token;
    let mut lines = vec![format!("Regenerated “{}” ({}).", plain(&token.name), token.id)];
    lines.extend(renewed.places.iter().map(place));
    lines.push(match (&token.retiring, &renewed.by_hand) {
        (None, _) => "The old value has ended.".to_owned(),
        (Some(old), None) if old.until_seen => format!(
            "The old value works until a verifier sees the new one, at the latest until {}. Restart the programs that \
             use it; “tokendesk show {}” tells who still does.",
            when::local(&old.ends_at),
            token.id
        ),
        (Some(old), None) => format!("An older value works until {}.", when::local(&old.ends_at)),
        (Some(old), Some(_)) => format!(
            "Not every place has the new value, so the old one works until {}. Put that right and run this command \
             again.",
            when::local(&old.ends_at)
        ),
    });
    lines.join("\n")
}

fn place(place: &RenewedPlace) -> String {
    let name = match &place.place {
        PlacedIn::Variable => place.variable.clone(),
        PlacedIn::SettingsFile { path, key, .. } => format!("{} in {}", plain(key), plain(path)),
    };
    let variable = &place.variable;
    match &place.outcome {
        PlaceOutcome::Renewed => format!("{name} has the new value."),
        PlaceOutcome::Unproven { steps } => {
            let failed = steps.iter().filter(|step| step.state == StepState::Failed);
            let details: Vec<_> = failed
                .filter_map(|step| step.detail.as_deref().map(plain))
                .collect();
            format!(
                "{name} was set, but a program started afresh doesn’t see it. {}",
                details.join(" ")
            )
            .trim_end()
            .to_owned()
        }
        PlaceOutcome::Failed { error } => {
            let told = words::of_app(error);
            format!("{name} could not be changed: {} {}", told.what, told.next)
        }
        PlaceOutcome::HoldsOld => {
            format!(
                "{name} still has the old value in plain text: {variable}, which it should name, has another."
            )
        }
        PlaceOutcome::Left { truth } => format!("{name} was left alone: {}.", found(truth)),
    }
}

fn found(truth: &PlacementTruth) -> String {
    match truth {
        PlacementTruth::Installed | PlacementTruth::HoldsOlder => "it is as it was".to_owned(),
        PlacementTruth::Overwritten { .. } => "something else stands there".to_owned(),
        PlacementTruth::Missing => "the line is gone".to_owned(),
        PlacementTruth::Shadowed { place } => format!("{} sets it too and wins", plain(place)),
        PlacementTruth::CannotTell { reason } => format!("what it has can’t be told: {}", plain(reason)),
    }
}
