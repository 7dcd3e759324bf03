//! Who there is.

use std::collections::HashMap;

use jiff::Timestamp;
use store::{Holding, Read, User};
use token::{Group, TokenId, fold};

use crate::Desk;
use crate::authority::{Acting, Operation, Whose};
use crate::ledger::Ledger;
use crate::wire::{AppError, GroupRow, UserList, UserRights, UserRow};

impl Desk {
    /// Everybody whom the person at the keyboard may see.
    ///
    /// # Errors
    /// Those of the store.
    pub fn list_users(&self) -> Result<UserList, AppError> {
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            let acting = ledger.acting()?;
            let mut holdings = ledger.store.read().holdings(now)?;
            if !holdings.iter().any(|found| found.user.account == acting.account) {
                holdings.insert(0, unwritten(&acting));
            }
            holdings.retain(|found| acting.may(Operation::SeeUser, acting.whose_user(&found.user)));
            Ok(UserList {
                users: rows(holdings, &acting, ledger),
                groups: groups(&acting),
                may_add: acting.may(Operation::AddUser, Whose::Other),
            })
        })
    }

    /// The one user meant by what a person types: a user name in any case, or a name that only one user has.
    ///
    /// # Errors
    /// [`AppError::NoSuchUser`], and those of the store.
    pub fn resolve_user(&self, text: &str) -> Result<UserRow, AppError> {
        let mut users = self.list_users()?.users;
        let typed = fold(text.trim());
        let mut meant: Vec<UserRow> = users
            .extract_if(.., |user| fold(&user.account) == typed)
            .collect();
        if meant.is_empty() {
            meant = users.extract_if(.., |user| fold(&user.name) == typed).collect();
        }
        match meant.len() {
            1 => Ok(meant.remove(0)),
            _ => Err(AppError::NoSuchUser {
                account: text.trim().to_owned(),
            }),
        }
    }
}

/// The user with this user name, in any case.
pub(crate) fn find(read: &Read<'_>, account: &str) -> Result<Option<User>, AppError> {
    if let Some(user) = read.user(account)? {
        return Ok(Some(user));
    }
    let typed = fold(account.trim());
    Ok(read
        .users()?
        .into_iter()
        .find(|user| fold(&user.account) == typed))
}

/// The row of one user.
pub(super) fn row(
    ledger: &Ledger,
    acting: &Acting,
    account: &str,
    now: Timestamp,
) -> Result<UserRow, AppError> {
    let mut holdings = ledger.store.read().holdings(now)?;
    holdings.retain(|found| found.user.account == account);
    rows(holdings, acting, ledger)
        .pop()
        .ok_or_else(|| AppError::NoSuchUser {
            account: account.to_owned(),
        })
}

fn rows(holdings: Vec<Holding>, acting: &Acting, ledger: &Ledger) -> Vec<UserRow> {
    let uses = ledger.uses.last_of_all();
    holdings
        .into_iter()
        .map(|found| user_row(found, acting, &uses))
        .collect()
}

fn user_row(found: Holding, acting: &Acting, uses: &HashMap<TokenId, Timestamp>) -> UserRow {
    let Holding { user, tokens } = found;
    let whose = acting.whose_user(&user);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let last = tokens.iter().filter_map(|owned| uses.get(&owned.id)).max();
    UserRow {
        groups: user.groups.iter().map(Group::name).collect(),
        created_at: (user.created_at > Timestamp::MIN).then(|| user.created_at.to_string()),
        disabled_at: user.disabled_at.map(|at| at.to_string()),
        tokens: count(tokens.len()),
        active_tokens: count(tokens.iter().filter(|owned| owned.is_active).count()),
        last_active_at: last.map(ToString::to_string),
        is_you: whose == Whose::Own,
        may_hold_tokens: user.groups.may_hold_tokens(),
        may: UserRights {
            edit: acting.may(Operation::EditUser, whose),
            disable: acting.may(Operation::DisableUser, whose),
            generate: acting.may(Operation::GenerateToken, generating(acting, whose)),
        },
        account: user.account,
        name: user.name,
    }
}

/// A token for somebody above oneself may be made as long as the token itself is not above.
fn generating(acting: &Acting, whose: Whose) -> Whose {
    match whose {
        Whose::Above if acting.groups.is_empty() => Whose::Above,
        Whose::Above | Whose::Other => Whose::Other,
        Whose::Own => Whose::Own,
    }
}

fn groups(acting: &Acting) -> Vec<GroupRow> {
    Group::ALL
        .into_iter()
        .map(|group| GroupRow {
            name: group.name(),
            may_hold_tokens: group.may_hold_tokens(),
            may_give: acting.may(
                Operation::AddUser,
                acting.whose_groups([group].into_iter().collect()),
            ),
        })
        .collect()
}

/// The person at the keyboard, of whom nothing is written down yet.
fn unwritten(acting: &Acting) -> Holding {
    Holding {
        user: User {
            account: acting.account.clone(),
            name: acting.name.clone(),
            groups: acting.groups,
            created_at: Timestamp::MIN,
            disabled_at: None,
        },
        tokens: Vec::new(),
    }
}
