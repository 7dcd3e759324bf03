//! Resources: things with credentials of their own, which are lent for a while.
//!
//! Accounts and passwords lie sealed in the store; the key is the vault's. Everything is judged inside the transaction
//! that changes it, so of many who want one exclusive resource one gets it, and nobody is given a password after the
//! commit that closed their way to it.

mod checkout;
mod keep;
mod list;
mod rotate;
mod samples;

use jiff::Timestamp;
use store::{Read, Resource};
use token::{Group, Groups, Piece, UnknownGroup, pieces};

pub use checkout::MOST_MINUTES;
pub(crate) use checkout::{Lender, TokenWish};
pub use rotate::{ROTATION_LIMIT, Rotated};

use crate::SecretText;
use crate::authority::{Acting, Operation, Whose};
use crate::vault::{Cell, Vault};
use crate::wire::{AppError, Field, FieldProblem};

/// Whose a resource is to somebody in `groups`.
fn whose(resource: &Resource, groups: Groups) -> Whose {
    if resource.groups.intersection(groups).is_empty() {
        Whose::Other
    } else {
        Whose::Own
    }
}

/// A resource that the person may see. One that they may not is none to them.
fn seen(read: &Read<'_>, acting: &Acting, name: &str) -> Result<Resource, AppError> {
    read.resource(name.trim())?
        .filter(|found| acting.may(Operation::SeeResource, whose(found, acting.groups)))
        .ok_or_else(|| AppError::NoSuchResource {
            name: name.to_owned(),
        })
}

fn cell<'a>(resource: &'a Resource, column: &'static str) -> Cell<'a> {
    Cell {
        table: "resources",
        row: &resource.id,
        version: resource.version,
        column,
    }
}

fn opened(vault: &Vault, resource: &Resource) -> Result<(SecretText, SecretText), AppError> {
    Ok((
        text_of(vault, resource, "account", &resource.account)?,
        text_of(vault, resource, "password", &resource.password)?,
    ))
}

fn text_of(
    vault: &Vault,
    resource: &Resource,
    column: &'static str,
    sealed: &[u8],
) -> Result<SecretText, AppError> {
    let bytes = vault.open(&cell(resource, column), sealed)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| AppError::SealBroken {
        table: "resources".to_owned(),
    })?;
    Ok(SecretText::new(text.to_owned()))
}

/// Seals both for the resource's version.
fn seal_into(
    vault: &Vault,
    resource: &mut Resource,
    account: &SecretText,
    password: &SecretText,
) -> Result<(), AppError> {
    let (account, password) = (
        vault.seal(&cell(resource, "account"), account.expose().as_bytes())?,
        vault.seal(&cell(resource, "password"), password.expose().as_bytes())?,
    );
    (resource.account, resource.password) = (account, password);
    Ok(())
}

/// Nothing of a resource is changed while its program runs.
fn check_still(resource: &Resource, now: Timestamp) -> Result<(), AppError> {
    if resource.rotation.runs(now) {
        return Err(AppError::ResourceRotating {
            name: resource.name.clone(),
        });
    }
    Ok(())
}

fn wrong(field: Field, problem: FieldProblem) -> AppError {
    AppError::InvalidField { field, problem }
}

/// Plain text of one line within a length.
fn line(field: Field, text: &str, max: u32) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(wrong(field, FieldProblem::Empty));
    }
    if text.chars().count() > max as usize {
        return Err(wrong(field, FieldProblem::TooLong { max }));
    }
    if text.chars().any(char::is_control) {
        return Err(wrong(field, FieldProblem::ControlCharacter));
    }
    let is_sealed = matches!(field, Field::Account | Field::Password);
    if !is_sealed && pieces(text).any(|piece| matches!(piece, Piece::Whole(_))) {
        // It would lie in the store, and in the audit trail, for everybody to read.
        return Err(wrong(field, FieldProblem::LooksLikeToken));
    }
    Ok(text.to_owned())
}

fn groups_of(names: &[String]) -> Result<Groups, AppError> {
    let groups = names
        .iter()
        .map(|name| name.parse::<Group>())
        .collect::<Result<Groups, UnknownGroup>>()
        .map_err(|UnknownGroup(value)| wrong(Field::Groups, FieldProblem::NotAllowed { value }))?;
    if groups.is_empty() {
        return Err(wrong(Field::Groups, FieldProblem::Empty));
    }
    Ok(groups)
}
