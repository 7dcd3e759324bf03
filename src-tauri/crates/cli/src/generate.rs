//! `generate` and `regenerate`: a new secret, and getting it to where it was asked to go.

use std::io::{self, Write};

use desk::wire::{
    AppError, ClipboardState, Field, FieldProblem, Issued, Owner, PlanVariable, RevealRef, SnippetKind,
    StepState, Template, TemplateRef, TokenDraft, TokenKind, TokenLike, TokenLimits, TokenRef, TokenRow,
    VariableOutcome,
};
use desk::{Desk, SecretText, wire};
use serde::Serialize;

use crate::arguments::{Delivery, Generate, Regenerate};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::{templates, variable, when};

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
    let template = match &wish.template {
        Some(name) => Some(desk.template(TemplateRef { name: name.clone() })?),
        None => None,
    };
    if let Some(template) = &template {
        check_kind(&wish, template)?;
    }
    let TokenLike {
        draft: start,
        resource,
    } = start(desk, &wish, template.as_ref())?;
    let chosen = |given: Vec<String>, start: Vec<String>| if given.is_empty() { start } else { given };
    let draft = TokenDraft {
        name: wish.name.unwrap_or(start.name),
        days: wish.until.or(wish.days).unwrap_or(start.days),
        owner: start.owner,
        groups: if wish.groups.is_empty() {
            // Somebody else's groups are theirs.
            let resource = wish.resource.as_deref().filter(|_| wish.owner.is_none());
            suited(desk, start.groups, resource)?
        } else {
            wish.groups
        },
        scopes: chosen(wish.scopes, start.scopes),
        limits: TokenLimits {
            rate: wish.rate.unwrap_or(start.limits.rate),
            uses: wish.uses.unwrap_or(start.limits.uses),
            networks: if wish.networks.is_empty() {
                start.limits.networks
            } else {
                wish.networks.join(",")
            },
        },
        description: wish.description.unwrap_or(start.description),
    };
    let variable = variable_of(desk, &wish.delivery, template.as_ref())?;
    let resource = wish.resource.or(resource);
    let issued = match &resource {
        Some(resource) => desk.create_token_for(draft, resource)?,
        None => desk.create_token(draft)?,
    };
    let exit = deliver(desk, output, &issued, &wish.delivery, variable, Made::New)?;
    if let Some(template) = &template {
        tell_next(output, template, &wish.delivery, resource.as_deref());
    }
    Ok(exit)
}

/// What a template of this kind is about and nobody named: a token that is for a user or a resource is not made for
/// whoever types instead.
fn check_kind(wish: &Generate, template: &Template) -> Result<(), Failure> {
    let field = match template.kind {
        TokenKind::User if wish.owner.is_none() && !wish.company => Field::Owner,
        TokenKind::Resource if wish.resource.is_none() => Field::Resource,
        TokenKind::Own | TokenKind::User | TokenKind::Resource | TokenKind::Company => return Ok(()),
    };
    Err(AppError::InvalidField {
        field,
        problem: FieldProblem::Empty,
    }
    .into())
}

/// What a new token is given where nothing else is said.
fn start(desk: &Desk, wish: &Generate, template: Option<&Template>) -> Result<TokenLike, Failure> {
    if let Some(like) = &wish.like {
        let id = desk.resolve_token(like)?.id;
        let mut like = desk.duplicate_token(TokenRef { id })?;
        if let Some(Chosen { owner, .. }) = owner_of(desk, wish)? {
            like.draft.owner = owner;
        }
        return Ok(like);
    }
    let draft = draft(desk, wish, template)?;
    Ok(TokenLike {
        draft,
        resource: None,
    })
}

fn draft(desk: &Desk, wish: &Generate, template: Option<&Template>) -> Result<TokenDraft, Failure> {
    let chosen = owner_of(desk, wish)?;
    let is_company = template.is_some_and(|template| template.kind == TokenKind::Company);
    let (owner, days, groups) = match chosen {
        Some(Chosen {
            owner,
            groups: Some(groups),
        }) => {
            let days = A_YEAR.min(desk.policy()?.max_days);
            (owner, days, groups)
        }
        chosen => {
            let settings = desk.settings()?;
            let fallback = if is_company { Owner::Company } else { Owner::Me };
            let owner = chosen.map_or(fallback, |chosen| chosen.owner);
            (owner, settings.default_days, settings.default_groups)
        }
    };
    let plain = TokenDraft {
        name: String::new(),
        days: days.to_string(),
        owner,
        groups,
        scopes: Vec::new(),
        limits: TokenLimits::default(),
        description: String::new(),
    };
    let Some(template) = template.cloned() else {
        return Ok(plain);
    };
    let groups = if template.groups.is_empty() {
        plain.groups
    } else {
        template.groups
    };
    Ok(TokenDraft {
        days: within(desk.policy()?.max_days, template.days).to_string(),
        groups,
        scopes: template.scopes,
        limits: template.limits,
        ..plain
    })
}

/// The groups to start with, or where none of them may check the resource out, those of the person's that may.
fn suited(desk: &Desk, start: Vec<String>, resource: Option<&str>) -> Result<Vec<String>, Failure> {
    let Some(resource) = resource else {
        return Ok(start);
    };
    let may = desk.resource(resource)?.groups;
    let is_among = |group: &String| may.contains(&group.as_str());
    if start.iter().any(is_among) {
        return Ok(start);
    }
    let own: Vec<String> = desk
        .session()?
        .person
        .groups
        .into_iter()
        .filter(is_among)
        .collect();
    Ok(if own.is_empty() { start } else { own })
}

/// A template's days, or as many as the policy has. Whether a token may never end is judged where it is made.
fn within(most: u32, days: u32) -> u32 {
    days.min(most)
}

/// Whom the token was said to be for.
struct Chosen {
    owner: Owner,
    /// The groups of somebody else.
    groups: Option<Vec<String>>,
}

fn owner_of(desk: &Desk, wish: &Generate) -> Result<Option<Chosen>, Failure> {
    let Some(owner) = &wish.owner else {
        let owner = Owner::Company;
        return Ok(wish.company.then_some(Chosen { owner, groups: None }));
    };
    let user = desk.resolve_user(owner)?;
    Ok(Some(if user.is_you {
        Chosen {
            owner: Owner::Me,
            groups: None,
        }
    } else {
        Chosen {
            owner: Owner::User(user.account),
            groups: Some(user.groups.iter().map(|group| (*group).to_owned()).collect()),
        }
    }))
}

/// What the template leaves to do, as commands.
fn tell_next(output: &Output, template: &Template, delivery: &Delivery, resource: Option<&str>) {
    if output.json {
        return;
    }
    let variable = &template.variable;
    let mut steps = Vec::new();
    if delivery.env.is_none() {
        steps.push(format!("tokendesk env set {variable}"));
    }
    if let Some(file) = &template.settings_file {
        let path = file.path.as_ref().map(|path| format!(" '{}'", plain(path)));
        let path = path.unwrap_or_default();
        steps.push(format!(
            "tokendesk settings-file apply{path} --key '{}' --env {variable}",
            plain(&file.key)
        ));
    }
    steps.push(match (resource, template.sample) {
        (Some(resource), _) => format!(
            "tokendesk resources sample '{}' --env {variable}",
            plain(resource)
        ),
        // The line is in the file by then; what is left is to see that it holds.
        (None, SnippetKind::SettingsFile) => format!("tokendesk test-setup --env {variable}"),
        (None, sample) => format!(
            "tokendesk sample {} --auth {} --env {variable}",
            sample_word(sample),
            templates::auth(template.auth)
        ),
    });
    output.note(&format!("Next:\n  {}", steps.join("\n  ")));
}

/// The word that `tokendesk sample` takes.
fn sample_word(sample: SnippetKind) -> &'static str {
    match sample {
        SnippetKind::Curl | SnippetKind::CurlBasic | SnippetKind::SettingsFile => "curl",
        SnippetKind::Python => "python",
        SnippetKind::PowerShell => "powershell",
        SnippetKind::Postman => "postman",
    }
}

/// What a token for somebody else lives if nothing is said, in days.
const A_YEAR: u32 = 365;

pub(crate) fn regenerate(desk: &Desk, output: &Output, wish: Regenerate) -> Result<Exit, Failure> {
    let token = desk.resolve_token(&wish.token.text)?;
    let days = wish.days.unwrap_or_else(|| Desk::same_days(&token));
    let variable = variable_of(desk, &wish.delivery, None)?;
    let issued = desk.regenerate_token(wire::Regenerate {
        id: token.id,
        days,
        grace: wish.grace.map_or(wire::Grace::Now, Into::into),
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
fn variable_of(
    desk: &Desk,
    delivery: &Delivery,
    template: Option<&Template>,
) -> Result<Option<String>, Failure> {
    let Some(named) = &delivery.env else {
        return Ok(None);
    };
    let of_template = template.map(|template| template.variable.clone());
    let name = variable::name(desk, named.clone().or(of_template))?;
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
        |end| match when::weekend(end) {
            Some(day) => format!("expires {}, which is {day}", when::local(end)),
            None => format!("expires {}", when::local(end)),
        },
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
