//! Whom a new token is to act for.

use token::Groups;

use crate::authority::{Acting, Operation, Standing, Whose};
use crate::users;
use crate::wire::{AppError, FieldProblem, Owner};

/// Whom a new token is to act for.
pub(super) struct Whom {
    /// Their account; none for a company token.
    pub(super) account: Option<String>,
    /// What to call them.
    pub(super) name: String,
    /// The groups that the token may have.
    pub(super) groups: Groups,
    /// Whether it is the person at the keyboard.
    pub(super) is_acting: bool,
}

/// Whom the person at the keyboard may have a token made for, or what is wrong with the one who was named.
///
/// # Errors
/// [`AppError::Forbidden`] and [`AppError::NotAUser`] whoever it is for, and those of the store.
pub(super) fn check(
    owner: &Owner,
    acting: &Acting,
    read: &store::Read<'_>,
) -> Result<Result<Whom, FieldProblem>, AppError> {
    let account = match owner {
        Owner::Company => {
            acting.check(Operation::GenerateCompanyToken, Whose::Other)?;
            return Ok(Ok(Whom {
                account: None,
                name: String::new(),
                groups: Groups::all(),
                is_acting: false,
            }));
        }
        Owner::Me => &acting.account,
        Owner::User(account) => account,
    };
    if *account == acting.account {
        return own(acting);
    }
    acting.check(Operation::GenerateToken, Whose::Other)?;
    let Some(user) = users::find(read, account)? else {
        let value = account.trim().to_owned();
        return Ok(Err(FieldProblem::NotAllowed { value }));
    };
    if user.account == acting.account {
        return own(acting);
    }
    Ok(if user.disabled_at.is_some() {
        Err(FieldProblem::OwnerDisabled { owner: user.name })
    } else if !user.groups.may_hold_tokens() {
        Err(FieldProblem::OwnerLacksRole { owner: user.name })
    } else {
        Ok(Whom {
            account: Some(user.account),
            name: user.name,
            groups: user.groups,
            is_acting: false,
        })
    })
}

fn own(acting: &Acting) -> Result<Result<Whom, FieldProblem>, AppError> {
    let is_known = matches!(acting.standing, Standing::User | Standing::First);
    if is_known && !acting.groups.may_hold_tokens() {
        let owner = acting.name.clone();
        return Ok(Err(FieldProblem::OwnerLacksRole { owner }));
    }
    acting.check(Operation::GenerateToken, Whose::Own)?;
    Ok(Ok(Whom {
        account: Some(acting.account.clone()),
        name: acting.name.clone(),
        groups: acting.groups,
        is_acting: true,
    }))
}
