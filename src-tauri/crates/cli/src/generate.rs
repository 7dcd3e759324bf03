//! `generate` and `regenerate`: a new secret, and getting it to where it was asked to go.

use std::io::{self, Write};

use desk::wire::{
    ClipboardState, Issued, Owner, PlanVariable, RevealRef, StepState, TokenDraft, TokenLimits, TokenRow,
    VariableOutcome,
};
use desk::{Desk, SecretText, wire};
use serde::Serialize;

use crate::arguments::{Delivery, Generate, Regenerate};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, plain};
use crate::{variable, when};

/// The answer with `--json`. The token is in it only where it would have been printed.
#[derive(Serialize)]
struct Answer<'a> {
    token: &'a TokenRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clipboard: Option<ClipboardState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variable: Option<VariableOutcome>,
}

pub(crate) fn generate(desk: &Desk, output: &Output, wish: Generate) -> Result<Exit, Failure> {
    let preset = preset(desk, &wish)?;
    let draft = TokenDraft {
        name: wish.name,
        days: wish.until.or(wish.days).unwrap_or(preset.days),
        owner: preset.owner,
        groups: if wish.groups.is_empty() {
            preset.groups
        } else {
            wish.groups
        },
        scopes: wish.scopes,
        limits: TokenLimits {
            rate: wish.rate.unwrap_or_default(),
            uses: wish.uses.unwrap_or_default(),
            networks: wish.networks.join(","),
        },
        description: wish.description.unwrap_or_default(),
    };
    let variable = variable_of(desk, &wish.delivery)?;
    let issued = match &wish.resource {
        Some(resource) => desk.create_token_for(draft, resource)?,
        None => desk.create_token(draft)?,
    };
    deliver(desk, output, &issued, &wish.delivery, variable, Made::New)
}

/// What a new token is given where nothing else is said.
struct Preset {
    owner: Owner,
    days: String,
    groups: Vec<String>,
}

fn preset(desk: &Desk, wish: &Generate) -> Result<Preset, Failure> {
    if let Some(owner) = &wish.owner {
        let user = desk.resolve_user(owner)?;
        if !user.is_you {
            return Ok(Preset {
                owner: Owner::User(user.account),
                days: A_YEAR.min(desk.policy()?.max_days).to_string(),
                groups: user.groups.iter().map(|group| (*group).to_owned()).collect(),
            });
        }
    }
    let settings = desk.settings()?;
    Ok(Preset {
        owner: if wish.company { Owner::Company } else { Owner::Me },
        days: settings.default_days.to_string(),
        groups: settings.default_groups,
    })
}

/// What a token for somebody else lives if nothing is said, in days.
const A_YEAR: u32 = 365;

pub(crate) fn regenerate(desk: &Desk, output: &Output, wish: Regenerate) -> Result<Exit, Failure> {
    let token = desk.resolve_token(&wish.token.text)?;
    let days = wish.days.unwrap_or_else(|| Desk::same_days(&token));
    let variable = variable_of(desk, &wish.delivery)?;
    let issued = desk.regenerate_token(wire::Regenerate {
        id: token.id,
        days,
        grace: wish.grace.into(),
    })?;
    deliver(desk, output, &issued, &wish.delivery, variable, Made::Successor)
}

/// What a secret was made for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// A new token.
    New,
    /// A token that has had others.
    Successor,
}

impl Made {
    fn word(self) -> &'static str {
        match self {
            Self::New => "Generated",
            Self::Successor => "Regenerated",
        }
    }
}

/// The variable's name, checked before anything is made.
fn variable_of(desk: &Desk, delivery: &Delivery) -> Result<Option<String>, Failure> {
    let Some(named) = &delivery.env else {
        return Ok(None);
    };
    let name = variable::name(desk, named.clone())?;
    desk.variable_status(wire::VariableRef { name: name.clone() })?;
    Ok(Some(name))
}

/// Brings the secret to where it was asked to go. If it reached no place at all it is taken back, so that
/// no token lives that nobody has.
fn deliver(
    desk: &Desk,
    output: &Output,
    issued: &Issued,
    delivery: &Delivery,
    variable: Option<String>,
    made: Made,
) -> Result<Exit, Failure> {
    let reveal = || RevealRef {
        reveal: issued.reveal.clone(),
    };
    let mut exit = Exit::Done;
    let placed = variable.map(|name| {
        desk.set_variable(PlanVariable {
            name,
            reveal: issued.reveal.clone(),
        })
    });
    let copied = delivery.copy.then(|| desk.copy_secret(reveal()));
    let is_printed = delivery.print || (placed.is_none() && copied.is_none());

    let reached = matches!(placed, Some(Ok(_))) || matches!(copied, Some(Ok(_))) || is_printed;
    let (placed, copied) = match (placed.transpose(), copied.transpose()) {
        (Ok(placed), Ok(copied)) => (placed, copied),
        (placed, copied) if reached => {
            // One way failed and another did not: the token is out, so it stays.
            for error in [placed.as_ref().err(), copied.as_ref().err()]
                .into_iter()
                .flatten()
            {
                exit = output.failure(&Failure::App(error.clone()));
            }
            (placed.unwrap_or(None), copied.unwrap_or(None))
        }
        (Err(error), _) | (_, Err(error)) => {
            desk.discard_secret(reveal())?;
            let is_new = made == Made::New;
            return Err(Failure::Undelivered { error, is_new });
        }
    };
    if placed
        .as_ref()
        .is_some_and(|placed| placed.steps.iter().any(|step| step.state == StepState::Failed))
    {
        exit = Exit::Delivery;
    }

    let secret = if is_printed {
        Some(desk.deliver_to_stdout(reveal())?)
    } else {
        None
    };
    // Asked again: a regenerated record has its new end only now.
    let row = desk.resolve_token(&issued.token.id)?;
    if !output.json {
        output.note(&made_in_words(made, &row, &issued.masked));
        tell(output, copied.as_ref(), placed.as_ref());
    }
    write(output, &row, secret.as_ref(), copied, placed)?;
    desk.discard_secret(reveal())?;
    Ok(exit)
}

fn write(
    output: &Output,
    token: &TokenRow,
    secret: Option<&SecretText>,
    clipboard: Option<ClipboardState>,
    variable: Option<VariableOutcome>,
) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = if output.json {
        let answer = Answer {
            token,
            secret: secret.map(SecretText::expose),
            clipboard,
            variable,
        };
        serde_json::to_writer_pretty(&mut out, &answer)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        secret.map_or(Ok(()), |secret| writeln!(out, "{}", secret.expose()))
    };
    written.and_then(|()| out.flush()).map_err(|error| {
        if secret.is_some() {
            Failure::LostToken(error)
        } else {
            Failure::Output(error)
        }
    })
}

fn made_in_words(made: Made, token: &TokenRow, masked: &str) -> String {
    let end = token.expires_at.as_ref().map_or_else(
        || "never expires".to_owned(),
        |end| format!("expires {}", when::local(end)),
    );
    format!(
        "{} “{}” ({}): {masked}, {end}.",
        made.word(),
        plain(&token.name),
        token.id
    )
}

/// Where the secret went, for the person.
fn tell(output: &Output, copied: Option<&ClipboardState>, placed: Option<&VariableOutcome>) {
    if let Some(copied) = copied {
        output.note(&match copied.clears_in_seconds {
            Some(seconds) => format!("Copied. The clipboard is cleared in {seconds} seconds."),
            None => "Copied. The clipboard is not cleared by itself.".to_owned(),
        });
    }
    if let Some(placed) = placed {
        output.note(&variable::outcome(placed, "is set"));
    }
}
