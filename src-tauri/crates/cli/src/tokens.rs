//! `list`, `show`, `rename`, `pause`, `resume`, `revoke`.

use desk::Desk;
use desk::wire::{AuditRow, BulkOutcome, Rename, TokenDetails, TokenRef, TokenRefs, TokenRow, TokenStatus};

use crate::arguments::{StatusWord, Token};
use crate::exit::Exit;
use crate::failure::{Failure, exit_of};
use crate::output::{Output, plain};
use crate::{table, when, words};

pub(crate) fn list(desk: &Desk, output: &Output, status: Option<StatusWord>) -> Result<Exit, Failure> {
    let list = desk.list_tokens_in(status.map(Into::into))?;
    output.answer(&list, || {
        let rows: Vec<_> = list
            .tokens
            .iter()
            .map(|row| {
                [
                    row.id.clone(),
                    row.name.clone(),
                    word(row.status).to_owned(),
                    expires(row),
                    row.groups.join(", "),
                    row.last4.clone(),
                ]
            })
            .collect();
        table::columns(["ID", "NAME", "STATUS", "EXPIRES", "GROUPS", "LAST 4"], &rows)
    })?;
    Ok(Exit::Done)
}

pub(crate) fn show(desk: &Desk, output: &Output, token: &Token) -> Result<Exit, Failure> {
    let id = desk.resolve_token(&token.text)?.id;
    let details = desk.token_details(TokenRef { id })?;
    output.answer(&details, || in_words(&details))?;
    Ok(Exit::Done)
}

pub(crate) fn rename(desk: &Desk, output: &Output, token: &Token, name: String) -> Result<Exit, Failure> {
    let before = desk.resolve_token(&token.text)?;
    let row = desk.rename_token(Rename {
        id: before.id,
        name,
        rev: Some(before.rev),
    })?;
    output.done(
        &row,
        &format!("Renamed “{}” to “{}”.", plain(&before.name), plain(&row.name)),
    )?;
    Ok(Exit::Done)
}

pub(crate) fn pause(desk: &Desk, output: &Output, token: &Token) -> Result<Exit, Failure> {
    let row = desk.pause_token(TokenRef {
        id: desk.resolve_token(&token.text)?.id,
    })?;
    output.done(
        &row,
        &format!(
            "Paused “{}”. It is refused until it is resumed.",
            plain(&row.name)
        ),
    )?;
    Ok(Exit::Done)
}

pub(crate) fn resume(desk: &Desk, output: &Output, token: &Token) -> Result<Exit, Failure> {
    let row = desk.resume_token(TokenRef {
        id: desk.resolve_token(&token.text)?.id,
    })?;
    output.done(&row, &format!("Resumed “{}”.", plain(&row.name)))?;
    Ok(Exit::Done)
}

/// Revokes what can be revoked. Names and ids are all looked up first, so that a mistyped one ends nothing.
pub(crate) fn revoke(
    desk: &Desk,
    output: &Output,
    tokens: &[String],
    expired: bool,
) -> Result<Exit, Failure> {
    let outcome = if expired {
        desk.revoke_expired()?
    } else {
        let ids = tokens
            .iter()
            .map(|text| Ok(desk.resolve_token(text)?.id))
            .collect::<Result<_, Failure>>()?;
        desk.revoke_tokens(TokenRefs { ids })?
    };
    output.done(&outcome, &revoked(&outcome))?;
    Ok(match (outcome.done.as_slice(), outcome.failed.as_slice()) {
        (_, []) => Exit::Done,
        ([], [only]) => exit_of(&only.error),
        ([], _) => Exit::Refused,
        (_, _) => Exit::Partly,
    })
}

fn revoked(outcome: &BulkOutcome) -> String {
    let mut lines: Vec<_> = outcome
        .done
        .iter()
        .map(|row| format!("Revoked “{}” ({}).", plain(&row.name), row.id))
        .collect();
    for failure in &outcome.failed {
        let told = words::of_app(&failure.error);
        lines.push(format!(
            "Not revoked: {}. {} {}",
            failure.id, told.what, told.next
        ));
    }
    if lines.is_empty() {
        lines.push("There was nothing to revoke.".to_owned());
    }
    lines.join("\n")
}

fn in_words(details: &TokenDetails) -> String {
    let token = &details.token;
    let retiring = token.retiring.as_ref();
    let facts = table::facts(&[
        ("Id", Some(token.id.clone())),
        ("Name", Some(token.name.clone())),
        ("Status", Some(word(token.status).to_owned())),
        (
            "Value",
            Some(format!("{}… ends in {}", token.prefix, token.last4)),
        ),
        (
            "Old value",
            retiring.map(|old| {
                format!(
                    "ends in {}, accepted until {}",
                    old.last4,
                    when::local(&old.ends_at)
                )
            }),
        ),
        (
            "User",
            Some(
                token
                    .user
                    .clone()
                    .unwrap_or_else(|| "Company (no user)".to_owned()),
            ),
        ),
        ("Groups", Some(token.groups.join(", "))),
        ("Access", Some(access(token))),
        ("Expires", Some(when::end(token.expires_at.as_deref()))),
        (
            "Generated",
            Some(format!(
                "{} by {}",
                when::local(&token.created_at),
                token.created_by
            )),
        ),
        ("Value from", Some(when::local(&details.issued_at))),
        ("Ended", details.ended_at.as_deref().map(when::local)),
        ("Last used", token.last_used_at.as_deref().map(when::local)),
        ("Variable", token.variable.clone()),
    ]);
    let history: Vec<_> = details
        .history
        .iter()
        .map(|row| {
            [
                when::local(&row.at),
                row.event.clone(),
                row.actor.clone(),
                row.source.clone(),
                facts_of(row),
            ]
        })
        .collect();
    format!(
        "{facts}\n{}",
        table::columns(["WHEN", "WHAT", "WHO", "BY", "FACTS"], &history)
    )
}

/// When it ends by itself; a revoked token has ended otherwise.
fn expires(row: &TokenRow) -> String {
    match row.status {
        TokenStatus::Revoked => "–".to_owned(),
        TokenStatus::Active | TokenStatus::Paused | TokenStatus::Expired => {
            when::end(row.expires_at.as_deref())
        }
    }
}

fn access(token: &TokenRow) -> String {
    if token.scopes.is_empty() {
        "everything its groups may do".to_owned()
    } else {
        token.scopes.join(", ")
    }
}

fn facts_of(row: &AuditRow) -> String {
    let facts: Vec<_> = row
        .facts
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    facts.join(" ")
}

fn word(status: TokenStatus) -> &'static str {
    match status {
        TokenStatus::Active => "active",
        TokenStatus::Paused => "paused",
        TokenStatus::Expired => "expired",
        TokenStatus::Revoked => "revoked",
    }
}
