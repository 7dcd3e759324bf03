//! `users` and `groups`: whom tokens act for, and what they may do.

use desk::wire::{GroupRow, UserDraft, UserRef, UserRow};
use desk::{Desk, Operation, Whose, allows_group};
use serde::Serialize;

use crate::arguments::Users;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::{table, when, words};

pub(crate) fn run(desk: &Desk, output: &Output, action: Users) -> Result<Exit, Failure> {
    match action {
        Users::List => list(desk, output),
        Users::Add { me: true, .. } => take_in(desk, output),
        Users::Add {
            user, name, groups, ..
        } => {
            let row = desk.add_user(UserDraft {
                account: user.unwrap_or_default(),
                name: name.unwrap_or_default(),
                groups,
            })?;
            told(output, &row, "Added")
        }
        Users::Edit { user, name, groups } => {
            let before = desk.resolve_user(&user)?;
            let row = desk.edit_user(UserDraft {
                account: before.account,
                name: name.unwrap_or(before.name),
                groups: if groups.is_empty() {
                    before.groups.iter().map(|group| (*group).to_owned()).collect()
                } else {
                    groups
                },
            })?;
            told(output, &row, "Changed")
        }
        Users::Disable { user } => {
            let row = desk.disable_user(meant(desk, &user)?)?;
            let tokens = count(row.tokens);
            output.done(
                &row,
                &format!(
                    "Disabled “{}”. {tokens} refused from here on.",
                    plain(&row.account)
                ),
            )?;
            Ok(Exit::Done)
        }
        Users::Enable { user } => {
            let row = desk.enable_user(meant(desk, &user)?)?;
            told(output, &row, "Enabled")
        }
    }
}

/// One group, what it means and what it allows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Group<'a> {
    #[serde(flatten)]
    row: &'a GroupRow,
    meaning: &'static str,
    may: Vec<Right>,
}

/// One thing that a group may do.
#[derive(Serialize)]
struct Right {
    operation: String,
    own: bool,
    other: bool,
    above: bool,
}

pub(crate) fn groups(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let rows = desk.list_users()?.groups;
    let groups: Vec<_> = rows
        .iter()
        .map(|row| Group {
            row,
            meaning: words::of_group(row.name),
            may: Operation::all()
                .map(|operation| right(row.name, operation))
                .collect(),
        })
        .collect();
    output.answer(&groups, || {
        let mut text = meanings(&groups);
        text.push('\n');
        text.push_str(&rights(&groups));
        text
    })?;
    Ok(Exit::Done)
}

fn meanings(groups: &[Group<'_>]) -> String {
    let rows: Vec<_> = groups
        .iter()
        .map(|group| {
            [
                group.row.name.to_owned(),
                yes(group.row.may_hold_tokens),
                yes(group.row.may_give),
                group.meaning.to_owned(),
            ]
        })
        .collect();
    table::columns(["GROUP", "HAS TOKENS MADE", "YOU MAY GIVE IT", "MEANING"], &rows)
}

/// The table of rights: what whoever is in a group may do, and with whose.
fn rights(groups: &[Group<'_>]) -> String {
    let mut operations: Vec<Vec<String>> = Operation::all()
        .map(|operation| vec![words::of_operation(operation).to_owned()])
        .collect();
    let mut head = vec!["MAY".to_owned()];
    for group in groups {
        head.push(group.row.name.to_uppercase());
        for (row, right) in operations.iter_mut().zip(&group.may) {
            row.push(with_whose(right).to_owned());
        }
    }
    operations.insert(0, head);
    format!(
        "{}\n{}\n",
        table::rows(&operations),
        "own: with what is theirs.\n\
         others: with what is somebody else’s or the organisation’s, where no group of it is above their own.\n\
         all: with that too. Whoever is in several groups may what any of them may. As data: --json."
    )
}

fn with_whose(right: &Right) -> &'static str {
    match (right.own, right.other, right.above) {
        (false, false, false) => "–",
        (true, false, _) => "own",
        (true, true, false) => "own, others",
        (true, true, true) => "all",
        (false, true, false) => "others",
        (false, _, true) => "all others",
    }
}

fn right(group: &str, operation: Operation) -> Right {
    let may = |whose| allows_group(group, operation, whose);
    Right {
        operation: operation.word().to_owned(),
        own: may(Whose::Own),
        other: may(Whose::Other),
        above: may(Whose::Above),
    }
}

fn list(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let list = desk.list_users()?;
    output.answer(&list, || {
        let rows: Vec<_> = list
            .users
            .iter()
            .map(|user| {
                [
                    user.account.clone(),
                    user.name.clone(),
                    state(user),
                    user.groups.join(", "),
                    user.active_tokens.to_string(),
                    user.last_active_at
                        .as_deref()
                        .map_or_else(|| "never".to_owned(), when::local),
                ]
            })
            .collect();
        table::columns(
            ["USER", "NAME", "STATE", "GROUPS", "ACTIVE TOKENS", "LAST ACTIVE"],
            &rows,
        )
    })?;
    Ok(Exit::Done)
}

fn take_in(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let row = desk.take_in()?;
    output.done(
        &row,
        &format!("“{}” is a user: {}.", plain(&row.account), row.groups.join(", ")),
    )?;
    Ok(Exit::Done)
}

fn meant(desk: &Desk, user: &str) -> Result<UserRef, Failure> {
    Ok(UserRef {
        account: desk.resolve_user(user)?.account,
    })
}

fn told(output: &Output, row: &UserRow, done: &str) -> Result<Exit, Failure> {
    let mut text = format!("{done} “{}”: {}.", plain(&row.account), row.groups.join(", "));
    if !row.may_hold_tokens {
        text.push_str(
            " To have tokens made they need Synchronizer, Moderator, Admin or SiteAdmin: “tokendesk users edit”.",
        );
    }
    output.done(row, &text)?;
    Ok(Exit::Done)
}

fn state(user: &UserRow) -> String {
    match (user.disabled_at.as_deref(), user.is_you) {
        (Some(since), _) => format!("disabled since {}", when::local(since)),
        (None, true) => "you".to_owned(),
        (None, false) => "enabled".to_owned(),
    }
}

fn count(tokens: u32) -> String {
    match tokens {
        0 => "They have no token that would be".to_owned(),
        1 => "Their one token is".to_owned(),
        tokens => format!("Their {tokens} tokens are"),
    }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
