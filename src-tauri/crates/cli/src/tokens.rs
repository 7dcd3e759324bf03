//! `list`, `show`, `rename`, `pause`, `resume`, `revoke`.

use desk::Desk;
use desk::wire::{
    BulkOutcome, Presentation, Rename, TokenDetails, TokenList, TokenRef, TokenRefs, TokenRow, TokenStatus,
};

use crate::arguments::{StatusWord, Token};
use crate::exit::Exit;
use crate::failure::{Failure, exit_of};
use crate::output::Output;
use crate::plain::plain;
use crate::{table, when, words};

pub(crate) fn list(desk: &Desk, output: &Output, status: Option<StatusWord>) -> Result<Exit, Failure> {
    desk.finish_interrupted();
    listed(output, &desk.list_tokens_in(status.map(Into::into))?)
}

/// Those that end soon.
pub(crate) fn list_ending_soon(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    listed(output, &desk.list_tokens_ending_soon()?)
}

fn listed(output: &Output, list: &TokenList) -> Result<Exit, Failure> {
    output.answer(list, || {
        let rows: Vec<_> = list
            .tokens
            .iter()
            .map(|row| {
                [
                    row.id.clone(),
                    row.name.clone(),
                    standing(row).to_owned(),
                    expires(row),
                    row.user.clone().unwrap_or_else(|| "Company".to_owned()),
                    row.groups.join(", "),
                    row.last4.clone(),
                    used(row),
                ]
            })
            .collect();
        table::columns(
            [
                "ID",
                "NAME",
                "STATUS",
                "EXPIRES",
                "USER",
                "GROUPS",
                "LAST 4",
                "LAST USED",
            ],
            &rows,
        )
    })?;
    Ok(Exit::Done)
}

/// When they end, as a calendar.
pub(crate) fn calendar(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    output.write(desk.calendar_of_ends()?.as_bytes())?;
    Ok(Exit::Done)
}

/// When it was last accepted, and that attempts were refused.
fn used(row: &TokenRow) -> String {
    let used = row
        .last_used_at
        .as_deref()
        .map_or_else(|| "never".to_owned(), when::local);
    let used = match row.refused {
        0 => used,
        refused => format!("{used}, {refused} refused"),
    };
    let used = match row.exposed_at {
        Some(_) => format!("{used}, exposed"),
        None => used,
    };
    match &row.retiring {
        Some(old) if !old.used_by.is_empty() => format!("{used}, old value still used"),
        Some(_) | None => used,
    }
}

pub(crate) fn show(desk: &Desk, output: &Output, token: &Token) -> Result<Exit, Failure> {
    desk.finish_interrupted();
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
    Ok(exit_of_revoking(&outcome))
}

pub(crate) fn exit_of_revoking(outcome: &BulkOutcome) -> Exit {
    match (outcome.done.as_slice(), outcome.failed.as_slice()) {
        (_, []) => Exit::Done,
        ([], [only]) => exit_of(&only.error),
        ([], _) => Exit::Refused,
        (_, _) => Exit::Partly,
    }
}

/// Which were ended and which could not be, a line each.
pub(crate) fn revoked(outcome: &BulkOutcome) -> String {
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
        ("Status", Some(standing(token).to_owned())),
        (
            "Value",
            Some(format!("{}… ends in {}", token.prefix, token.last4)),
        ),
        (
            "Old value",
            retiring.map(|old| {
                let until = if old.until_seen {
                    "until the new one is seen, at the latest"
                } else {
                    "until"
                };
                format!(
                    "ends in {}, accepted {until} {}",
                    old.last4,
                    when::local(&old.ends_at)
                )
            }),
        ),
        ("User", Some(owner(token))),
        ("For", details.description.clone()),
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
        ("Last used", details.uses.last.as_ref().map(last_use)),
        ("Uses", Some(details.uses.count.to_string())),
        ("Exposed", token.exposed_at.as_deref().map(exposed)),
        ("Variable", token.variable.clone()),
    ]);
    let refused: Vec<_> = details
        .uses
        .refused
        .iter()
        .map(|refused| {
            [
                refused.why.clone(),
                refused.count.to_string(),
                when::local(&refused.last.at),
                place(&refused.last),
            ]
        })
        .collect();
    let refused = if refused.is_empty() {
        String::new()
    } else {
        format!(
            "{}\n",
            table::columns(["REFUSED", "TIMES", "LAST", "FROM"], &refused)
        )
    };
    let still = still_used(token);
    let limits = &details.limits;
    let spent = format!("{} of {}", details.spent, limits.uses);
    let limited = table::facts(&[
        ("Rate", filled(&limits.rate)),
        ("Uses spent", filled(&limits.uses).map(|_| spent)),
        ("From", filled(&limits.networks)),
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
                crate::audit::facts_of(row),
            ]
        })
        .collect();
    format!(
        "{facts}{limited}\n{still}{refused}{}",
        table::columns(["WHEN", "WHAT", "WHO", "BY", "FACTS"], &history)
    )
}

/// What came unencrypted is known to whoever listened on the way.
fn exposed(at: &str) -> String {
    format!(
        "{}: it came unencrypted. “tokendesk regenerate” gives it a new value.",
        when::local(at)
    )
}

/// Who has to be restarted before the old value ends.
fn still_used(token: &TokenRow) -> String {
    let users: Vec<_> = token
        .retiring
        .iter()
        .flat_map(|old| &old.used_by)
        .map(|seen| [place(seen), when::local(&seen.at)])
        .collect();
    if users.is_empty() {
        return String::new();
    }
    format!(
        "{}\n",
        table::columns(["OLD VALUE STILL USED FROM", "LAST"], &users)
    )
}

/// `2026-11-22 21:30 from 127.0.0.1 by curl (bearer)`.
fn last_use(last: &Presentation) -> String {
    format!("{} from {}", when::local(&last.at), place(last))
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn place(seen: &Presentation) -> String {
    let program = seen.program.as_deref().map(|program| format!(" by {program}"));
    format!(
        "{}{} ({})",
        seen.address,
        program.unwrap_or_default(),
        seen.scheme
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

/// Whose it is.
pub(crate) fn owner(token: &TokenRow) -> String {
    let nobody = || "Company (no user)".to_owned();
    token.user.clone().unwrap_or_else(nobody)
}

/// Its state, or that its user is disabled, which counts more.
fn standing(row: &TokenRow) -> &'static str {
    let lives = matches!(row.status, TokenStatus::Active | TokenStatus::Paused);
    if lives && row.blocked {
        "blocked: user disabled"
    } else {
        word(row.status)
    }
}

pub(crate) fn word(status: TokenStatus) -> &'static str {
    match status {
        TokenStatus::Active => "active",
        TokenStatus::Paused => "paused",
        TokenStatus::Expired => "expired",
        TokenStatus::Revoked => "revoked",
    }
}
