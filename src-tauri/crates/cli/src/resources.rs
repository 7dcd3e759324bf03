//! `resources`, `checkout`, `checkin`: what has a password of its own, and who has that.

use std::io::{self, IsTerminal};

use desk::wire::{
    CheckIn, CheckOut, ResourceChange, ResourceDraft, ResourceRow, ResourceSampleRequest, RotationState,
};
use desk::{Desk, Rotated, SecretText};
use serde_json::json;

use crate::arguments::{Checkout, Resources};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::plain::plain;
use crate::vault::opened;
use crate::{table, unseen, variable, when, words};

pub(crate) fn run(desk: &Desk, output: &Output, action: Resources) -> Result<Exit, Failure> {
    match action {
        Resources::List => list(desk, output),
        Resources::Add {
            name,
            kind,
            address,
            account,
            groups,
            shared,
            rotate_with,
        } => {
            let draft = ResourceDraft {
                password: password(&name)?,
                name,
                kind,
                address,
                exclusive: !shared,
                groups,
                account: SecretText::new(account),
                rotate_with: rotate_with.unwrap_or_default(),
            };
            told(output, &opened(desk, || desk.add_resource(&draft))?, "Added")
        }
        Resources::Edit {
            resource,
            name,
            kind,
            address,
            account,
            groups,
            shared,
            password: has_password,
            rotate_with,
            no_rotation,
        } => {
            let change = ResourceChange {
                password: has_password.then(|| password(&resource)).transpose()?,
                resource,
                name,
                kind,
                address,
                exclusive: shared.map(|shared| !shared),
                groups: (!groups.is_empty()).then_some(groups),
                account: account.map(SecretText::new),
                rotate_with: if no_rotation {
                    Some(String::new())
                } else {
                    rotate_with
                },
            };
            told(output, &opened(desk, || desk.edit_resource(&change))?, "Changed")
        }
        Resources::Sample { resource, env } => sample(desk, output, resource, env),
        Resources::Rotate { resource } => {
            let row = opened(desk, || desk.rotate_resource(&resource))?;
            output.done(
                &row,
                &format!("The password of “{}” was replaced.", plain(&row.name)),
            )?;
            Ok(Exit::Done)
        }
        Resources::Remove { resource } => {
            let gone = desk.remove_resource(&resource)?;
            let tokens = match gone.revoked.len() {
                0 => "No token was for it.".to_owned(),
                1 => "The one token that was for it is revoked.".to_owned(),
                count => format!("The {count} tokens that were for it are revoked."),
            };
            let name = plain(&gone.resource);
            output.done(&gone, &format!("Removed “{name}”. {tokens}"))?;
            Ok(Exit::Done)
        }
    }
}

/// The password alone goes to standard output.
pub(crate) fn check_out(desk: &Desk, output: &Output, wish: Checkout) -> Result<Exit, Failure> {
    let wish = CheckOut {
        resource: wish.resource,
        reason: wish.reason,
        minutes: wish.minutes,
        email: wish.email,
        repeat: None,
    };
    let given = opened(desk, || desk.check_out(&wish))?;
    let answer = json!({
        "id": given.id,
        "account": given.account.expose(),
        "password": given.password.expose(),
        "endsAt": given.ends_at,
    });
    let written = output.answer(&answer, || format!("{}\n", given.password.expose()));
    if let Err(failure) = written {
        // Nobody has it, so nobody need wait for it.
        desk.check_in(&CheckIn {
            id: given.id,
            resource: None,
        })?;
        return Err(failure);
    }
    output.note(&format!(
        "That is the password of “{}” until {}. Give it back: tokendesk checkin {}",
        plain(given.account.expose()),
        when::local(&given.ends_at),
        given.id
    ));
    Ok(Exit::Done)
}

pub(crate) fn check_in(desk: &Desk, output: &Output, id: String) -> Result<Exit, Failure> {
    desk.check_in(&CheckIn {
        id: id.clone(),
        resource: None,
    })?;
    output.done(&json!({ "id": id }), "Checked in.")?;
    // It is back in any case. A vault that is closed, or a keyring that does not answer, leaves it to the next program.
    match desk.rotate_due() {
        Ok(rotated) => rotated.iter().for_each(|one| output.note(&outcome(one))),
        Err(error) => output.note(&format!(
            "Its password is still to be replaced. {}",
            words::of_app(&error).what
        )),
    }
    Ok(Exit::Done)
}

fn list(desk: &Desk, output: &Output) -> Result<Exit, Failure> {
    let rows = desk.list_resources()?;
    output.answer(&rows, || {
        if rows.is_empty() {
            return "There are no resources for you yet.\n".to_owned();
        }
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                [
                    row.name.clone(),
                    row.kind.word().to_owned(),
                    row.address.clone(),
                    row.groups.join(", "),
                    row.tokens.to_string(),
                    held(row),
                ]
            })
            .collect();
        table::columns(
            ["RESOURCE", "TYPE", "ADDRESS", "GROUPS", "TOKENS", "WHO HAS IT"],
            &rows,
        )
    })?;
    Ok(Exit::Done)
}

fn sample(desk: &Desk, output: &Output, name: String, variable: Option<String>) -> Result<Exit, Failure> {
    let samples = desk.resource_samples(&ResourceSampleRequest { name, variable })?;
    if samples.certificate.is_none() {
        return Err(Failure::NoCertificate);
    }
    output.answer(&samples, || {
        format!(
            "# Gets the password: CheckOut.account and CheckOut.passwd of the answer.\n{}\n\
             # Gives it back: REQUEST_ID is CheckOut.Request.id of that answer.\n{}",
            samples.check_out, samples.check_in
        )
    })?;
    Ok(Exit::Done)
}

fn outcome(rotated: &Rotated) -> String {
    let name = plain(&rotated.resource);
    match rotated.problem {
        None => format!("The password of “{name}” was replaced."),
        Some(problem) => words::of_rotation(&rotated.resource, problem).what,
    }
}

fn held(row: &ResourceRow) -> String {
    let mut who: Vec<_> = row
        .held
        .iter()
        .map(|held| {
            let by = held
                .token
                .as_deref()
                .or(held.account.as_deref())
                .unwrap_or("a token");
            format!("{by} until {}", when::local(&held.ends_at))
        })
        .collect();
    match row.rotation.as_ref().map(|rotation| rotation.state) {
        Some(RotationState::Due | RotationState::Runs) => {
            who.push("its password is being replaced".to_owned())
        }
        Some(RotationState::Failed { problem }) => {
            who.push(format!(
                "its password was not replaced: {}",
                words::of_problem(problem)
            ));
        }
        Some(RotationState::Quiet) | None => {}
    }
    who.join("; ")
}

fn told(output: &Output, row: &ResourceRow, what: &str) -> Result<Exit, Failure> {
    output.done(row, &format!("{what} “{}”.", plain(&row.name)))?;
    Ok(Exit::Done)
}

fn password(resource: &str) -> Result<SecretText, Failure> {
    if io::stdin().is_terminal() {
        let question = format!("Password of {} (it stays hidden): ", plain(resource));
        return unseen::ask(&question).map_err(Failure::Input);
    }
    variable::piped()
}
