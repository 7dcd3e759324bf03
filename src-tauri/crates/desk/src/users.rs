//! Users: whom tokens act for.

mod change;
mod list;
#[cfg(test)]
mod walk;

use store::{Change, Event, User};
use token::Groups;

pub(crate) use list::find;

use crate::Account;
use crate::authority::{Acting, Standing};
use crate::wire::AppError;

/// Writes the person at the keyboard down as the SiteAdmin that they are: a token, or another user, needs them.
pub(crate) fn write_down(
    change: &mut Change<'_>,
    acting: &Acting,
    account: &Account,
) -> Result<(), AppError> {
    let Some(known) = change.user(&acting.account)? else {
        let user = User {
            account: acting.account.clone(),
            name: account.name.clone(),
            groups: Groups::all(),
            created_at: change.at(),
            disabled_at: None,
        };
        return Ok(change.record(added(&user))?.add_user(&user)?);
    };
    if acting.standing != Standing::First || known.is_site_admin() {
        return Ok(());
    }
    let event = Event::named("user.edited")
        .fact("account", &known.account)
        .fact("groups", Groups::all())
        .fact("groups_before", known.groups);
    let mut recorded = change.record(event)?;
    recorded.edit_user(&known.account, &known.name, Groups::all())?;
    if known.disabled_at.is_some() {
        recorded.enable_user(&known.account)?;
    }
    Ok(())
}

fn added(user: &User) -> Event {
    Event::named("user.added")
        .fact("account", &user.account)
        .fact("groups", user.groups)
}
