//! Users are added, edited, disabled and enabled. Everything is judged inside the transaction that changes it: of two
//! programs that would each disable one of two SiteAdmins, one is refused.

use store::{By, Change, Event, User};
use token::{Group, Groups, TokenName, UnknownGroup, fold};

use super::{added, find, list, write_down};
use crate::authority::{Acting, Operation, Standing, Whose};
use crate::desk::Rest;
use crate::ledger::Ledger;
use crate::tokens::text_problem;
use crate::wire::{AppError, Field, FieldProblem, UserDraft, UserRef, UserRow};
use crate::{Account, Desk};

impl Desk {
    /// Adds a user. The person at the keyboard is written down before them, as the first SiteAdmin.
    ///
    /// # Errors
    /// A field that does not do, [`AppError::Forbidden`], [`AppError::NotAUser`], and those of the store.
    pub fn add_user(&self, draft: UserDraft) -> Result<UserRow, AppError> {
        self.change_user(|change, rest, account| {
            let wish = Wish::of(&draft, rest)?;
            add(change, account, &wish)
        })
    }

    /// Changes what a user is called and which groups they are in.
    ///
    /// # Errors
    /// As [`Desk::add_user`], and [`AppError::NoSuchUser`], [`AppError::LastSiteAdmin`], [`AppError::OwnAccount`].
    pub fn edit_user(&self, draft: UserDraft) -> Result<UserRow, AppError> {
        self.change_user(|change, rest, account| {
            let wish = Wish::of(&draft, rest)?;
            edit(change, account, &wish)
        })
    }

    /// Disables a user: from the next request on every token of theirs is refused. That is possible on a full disk too.
    /// Of one who is disabled nothing changes.
    ///
    /// # Errors
    /// [`AppError::NoSuchUser`], [`AppError::LastSiteAdmin`], [`AppError::OwnAccount`], [`AppError::Forbidden`],
    /// and those of the store.
    pub fn disable_user(&self, request: UserRef) -> Result<UserRow, AppError> {
        let account = &self.inner.ports.account;
        self.user_after(|ledger, _, by| {
            ledger
                .store
                .change_in_need(by, |change| disable(change, account, &request.account))
        })
    }

    /// Enables a user: their tokens are accepted again as they were before. Of one who is not disabled nothing
    /// changes.
    ///
    /// # Errors
    /// As [`Desk::disable_user`].
    pub fn enable_user(&self, request: UserRef) -> Result<UserRow, AppError> {
        self.change_user(|change, _, account| enable(change, account, &request.account))
    }

    /// Takes the person at the keyboard in as a SiteAdmin of a store that does not know them: the operating system
    /// lets them open its file, so it is theirs. Of one who is known nothing changes.
    ///
    /// # Errors
    /// Those of the store.
    pub fn take_in(&self) -> Result<UserRow, AppError> {
        self.change_user(|change, _, account| {
            let acting = Acting::of(change, account)?;
            match acting.standing {
                Standing::Stranger | Standing::First => {
                    write_down(change, &acting, account)?;
                }
                Standing::User | Standing::Disabled => {}
            }
            Ok(acting.account)
        })
    }

    /// `work` answers the account of the user whose row is told then.
    fn change_user(
        &self,
        work: impl FnOnce(&mut Change<'_>, &Rest<'_>, &Account) -> Result<String, AppError>,
    ) -> Result<UserRow, AppError> {
        let account = &self.inner.ports.account;
        self.user_after(|ledger, rest, by| ledger.store.change(by, |change| work(change, rest, account)))
    }

    /// As [`Desk::change_user`], with whatever way into the store `work` takes.
    fn user_after(
        &self,
        work: impl FnOnce(&mut Ledger, &Rest<'_>, &By) -> Result<String, AppError>,
    ) -> Result<UserRow, AppError> {
        let mut by = self.by_now();
        self.with_ledger(|ledger, rest| {
            by.at = ledger.judge(by.at)?;
            let changed = work(ledger, rest, &by)?;
            let acting = ledger.acting()?;
            list::row(ledger, &acting, &changed, by.at)
        })
    }
}

/// A user as they are to be.
pub(super) struct Wish {
    pub(super) account: String,
    pub(super) name: String,
    pub(super) groups: Groups,
}

impl Wish {
    fn of(draft: &UserDraft, rest: &Rest<'_>) -> Result<Self, AppError> {
        let account = checked_name(&draft.account, Field::Account, rest)?;
        let name = if draft.name.trim().is_empty() {
            Account::new(account.as_str()).name
        } else {
            checked_name(&draft.name, Field::Name, rest)?.to_string()
        };
        let groups = draft
            .groups
            .iter()
            .map(|group| group.parse::<Group>())
            .collect::<Result<Groups, UnknownGroup>>()
            .map_err(|UnknownGroup(value)| wrong(Field::Groups, FieldProblem::NotAllowed { value }))?;
        if groups.is_empty() {
            return Err(wrong(Field::Groups, FieldProblem::Empty));
        }
        Ok(Self {
            account: account.to_string(),
            name,
            groups,
        })
    }
}

/// Adds a user and answers their account.
pub(super) fn add(change: &mut Change<'_>, account: &Account, wish: &Wish) -> Result<String, AppError> {
    let acting = Acting::of(change, account)?;
    acting.check(Operation::AddUser, Whose::Other)?;
    give(&acting, Operation::AddUser, wish.groups)?;
    write_down(change, &acting, account)?;
    if let Some(taken) = find(change, &wish.account)? {
        return Err(wrong(Field::Account, FieldProblem::Taken { name: taken.account }));
    }
    let user = User {
        account: wish.account.clone(),
        name: wish.name.clone(),
        groups: wish.groups,
        created_at: change.at(),
        disabled_at: None,
    };
    change.record(added(&user))?.add_user(&user)?;
    Ok(user.account)
}

/// Edits a user and answers their account.
pub(super) fn edit(change: &mut Change<'_>, account: &Account, wish: &Wish) -> Result<String, AppError> {
    let acting = Acting::of(change, account)?;
    write_down_if_own(change, &acting, account, &wish.account)?;
    let user = seen(change, &acting, &wish.account)?;
    acting.check(Operation::EditUser, acting.whose_user(&user))?;
    let new = wish.groups.iter().filter(|group| !user.groups.contains(*group));
    give(&acting, Operation::EditUser, new.collect())?;
    if user.is_site_admin() && !wish.groups.contains(Group::SiteAdmin) {
        keep_an_administrator(change, &acting, &user)?;
    }
    if user.name == wish.name && user.groups == wish.groups {
        return Ok(user.account);
    }
    let event = Event::named("user.edited")
        .fact("account", &user.account)
        .fact("groups", wish.groups)
        .fact("groups_before", user.groups);
    let event = if user.name == wish.name {
        event
    } else {
        event.fact("name", &wish.name)
    };
    change
        .record(event)?
        .edit_user(&user.account, &wish.name, wish.groups)?;
    Ok(user.account)
}

/// Disables a user and answers their account.
pub(super) fn disable(change: &mut Change<'_>, account: &Account, whom: &str) -> Result<String, AppError> {
    let acting = Acting::of(change, account)?;
    write_down_if_own(change, &acting, account, whom)?;
    let user = seen(change, &acting, whom)?;
    let whose = acting.whose_user(&user);
    if whose == Whose::Own {
        acting.check(Operation::DisableUser, Whose::Other)?;
        keep_an_administrator(change, &acting, &user)?;
    }
    acting.check(Operation::DisableUser, whose)?;
    if user.is_site_admin() {
        keep_an_administrator(change, &acting, &user)?;
    }
    if user.disabled_at.is_none() {
        let event = Event::named("user.disabled").fact("account", &user.account);
        change.record(event)?.disable_user(&user.account)?;
    }
    Ok(user.account)
}

/// Enables a user and answers their account.
pub(super) fn enable(change: &mut Change<'_>, account: &Account, whom: &str) -> Result<String, AppError> {
    let acting = Acting::of(change, account)?;
    write_down_if_own(change, &acting, account, whom)?;
    let user = seen(change, &acting, whom)?;
    if user.disabled_at.is_some() {
        acting.check(Operation::EnableUser, acting.whose_user(&user))?;
        let event = Event::named("user.enabled").fact("account", &user.account);
        change.record(event)?.enable_user(&user.account)?;
    }
    Ok(user.account)
}

/// Nobody puts anybody into a group above every group of their own.
fn give(acting: &Acting, operation: Operation, groups: Groups) -> Result<(), AppError> {
    for group in groups.iter() {
        let whose = acting.whose_groups([group].into_iter().collect());
        if !acting.may(operation, whose) {
            let value = group.name().to_owned();
            return Err(wrong(Field::Groups, FieldProblem::AboveOwn { value }));
        }
    }
    Ok(())
}

/// Refuses to take the last SiteAdmin away, and to take oneself away: nobody at this keyboard could undo it.
fn keep_an_administrator(change: &Change<'_>, acting: &Acting, user: &User) -> Result<(), AppError> {
    let others = change.users()?;
    if !others
        .iter()
        .any(|other| other.account != user.account && other.is_site_admin())
    {
        return Err(AppError::LastSiteAdmin);
    }
    if acting.account == user.account {
        return Err(AppError::OwnAccount);
    }
    Ok(())
}

/// A user whom the person may see. One whom they may not is none to them.
fn seen(change: &Change<'_>, acting: &Acting, account: &str) -> Result<User, AppError> {
    find(change, account)?
        .filter(|user| acting.may(Operation::SeeUser, acting.whose_user(user)))
        .ok_or_else(|| AppError::NoSuchUser {
            account: account.trim().to_owned(),
        })
}

/// The first person is in the list before anything is written down of them.
fn write_down_if_own(
    change: &mut Change<'_>,
    acting: &Acting,
    account: &Account,
    whom: &str,
) -> Result<(), AppError> {
    if acting.standing == Standing::First && fold(&acting.account) == fold(whom.trim()) {
        write_down(change, acting, account)?;
    }
    Ok(())
}

fn checked_name(typed: &str, field: Field, rest: &Rest<'_>) -> Result<TokenName, AppError> {
    let name =
        TokenName::parse(typed).map_err(|error| wrong(field, text_problem(error, TokenName::LONGEST)))?;
    if rest.held.are_given_away_by(name.as_str()) {
        return Err(wrong(field, FieldProblem::LooksLikeToken));
    }
    Ok(name)
}

fn wrong(field: Field, problem: FieldProblem) -> AppError {
    AppError::InvalidField { field, problem }
}
