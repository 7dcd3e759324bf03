//! The person who acts, as the store knows them.

use store::{Read, Record, User};
use token::{Group, Groups};

use super::table::{Operation, Whose, allows, least};
use crate::Account;
use crate::wire::AppError;

/// The person who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acting {
    /// Their account, as the store knows it: tokens of theirs are kept under it.
    pub(crate) account: String,
    /// What to call them.
    pub(crate) name: String,
    /// What they may do now.
    pub(crate) groups: Groups,
    /// How the store knows them.
    pub(crate) standing: Standing,
}

/// How the store knows somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// As a user.
    User,
    /// Not yet, or as no SiteAdmin, and nobody is one: it is theirs.
    First,
    /// As a user who is disabled.
    Disabled,
    /// Not at all, though it has a SiteAdmin.
    Stranger,
}

impl Acting {
    /// The person with this account.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) fn of(read: &Read<'_>, account: &Account) -> Result<Self, AppError> {
        if let Some(user) = read.user(&account.account)?.filter(User::is_site_admin) {
            return Ok(Self::known(user));
        }
        let users = read.users()?;
        let known = known(&users, &account.account).cloned();
        if users.iter().any(User::is_site_admin) {
            return Ok(known.map_or_else(|| Self::unknown(account, Standing::Stranger), Self::known));
        }
        let found = known.map_or_else(|| Self::unknown(account, Standing::First), Self::known);
        Ok(Self {
            groups: Groups::all(),
            standing: Standing::First,
            ..found
        })
    }

    /// The first person, of whom nothing is known yet.
    pub(crate) fn first(account: &Account) -> Self {
        Self {
            groups: Groups::all(),
            ..Self::unknown(account, Standing::First)
        }
    }

    /// Whether they may do it.
    pub(crate) fn may(&self, operation: Operation, whose: Whose) -> bool {
        allows(self.groups, operation, whose)
    }

    /// Lets them do it, or tells why not.
    ///
    /// # Errors
    /// [`AppError::Forbidden`], or [`AppError::NotAUser`] for who is disabled or unknown.
    pub(crate) fn check(&self, operation: Operation, whose: Whose) -> Result<(), AppError> {
        if self.may(operation, whose) {
            return Ok(());
        }
        match self.standing {
            Standing::Disabled | Standing::Stranger => Err(AppError::NotAUser {
                account: self.account.clone(),
                disabled: self.standing == Standing::Disabled,
            }),
            Standing::User | Standing::First => Err(AppError::Forbidden {
                role: least(operation, whose)
                    .unwrap_or(Group::SiteAdmin)
                    .name()
                    .to_owned(),
            }),
        }
    }

    /// Lets them do it to a token. One that they may not even see is none to them.
    ///
    /// # Errors
    /// As [`Acting::check`], and [`AppError::NotFound`].
    pub(crate) fn check_token(&self, operation: Operation, record: &Record) -> Result<(), AppError> {
        if self.sees(record) {
            self.check(operation, self.whose(record))
        } else {
            Err(AppError::NotFound)
        }
    }

    /// Whether they may see a token.
    pub(crate) fn sees(&self, record: &Record) -> bool {
        self.may(Operation::SeeToken, self.whose(record))
    }

    /// Whether they may see every token there is.
    pub(crate) fn sees_all(&self) -> bool {
        self.may(Operation::SeeToken, Whose::Other) && self.may(Operation::SeeToken, Whose::Above)
    }

    /// Whose a token is.
    pub(crate) fn whose(&self, record: &Record) -> Whose {
        if record.owner_account.as_deref() == Some(&self.account) {
            Whose::Own
        } else {
            self.whose_groups(record.groups)
        }
    }

    /// Who a user is.
    pub(crate) fn whose_user(&self, user: &User) -> Whose {
        if user.account == self.account {
            Whose::Own
        } else {
            self.whose_groups(user.groups)
        }
    }

    /// Whose something of somebody else's with these groups is.
    pub(crate) fn whose_groups(&self, groups: Groups) -> Whose {
        if groups.iter().any(|group| self.is_below(group)) {
            Whose::Above
        } else {
            Whose::Other
        }
    }

    /// Whether a group is above every group of theirs.
    pub(crate) fn is_below(&self, group: Group) -> bool {
        group.level() > self.groups.level()
    }

    fn known(user: User) -> Self {
        let (groups, standing) = match user.disabled_at {
            None => (user.groups, Standing::User),
            Some(_) => (Groups::NONE, Standing::Disabled),
        };
        Self {
            account: user.account,
            name: user.name,
            groups,
            standing,
        }
    }

    fn unknown(account: &Account, standing: Standing) -> Self {
        Self {
            account: account.account.clone(),
            name: account.name.clone(),
            groups: Groups::NONE,
            standing,
        }
    }
}

/// The user with this account. A computer that was renamed renames the account of everybody at it: who has the same
/// name at another computer is the same person, as nobody else can open the file.
fn known<'a>(users: &'a [User], account: &str) -> Option<&'a User> {
    let same = users.iter().find(|user| user.account == account);
    same.or_else(|| {
        let name = at_a_computer(account)?;
        users
            .iter()
            .find(|user| at_a_computer(&user.account) == Some(name))
    })
}

/// Whom an account of some computer belongs to: `ann` of `ann@plant7` and of `PLANT7\ann`.
fn at_a_computer(account: &str) -> Option<&str> {
    match account.rsplit_once('\\') {
        Some((_, name)) => Some(name),
        None => Some(account.split_once('@')?.0),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn users(accounts: &[&str]) -> Vec<User> {
        accounts
            .iter()
            .map(|account| User {
                account: (*account).to_owned(),
                name: String::new(),
                groups: Groups::all(),
                created_at: Timestamp::UNIX_EPOCH,
                disabled_at: None,
            })
            .collect()
    }

    #[test]
    fn a_person_at_a_renamed_computer_is_the_same_and_a_name_of_another_system_is_nobody_at_a_computer() {
        let all = users(&["ann", "ann@plant7", "ann@plant8", "PLANT7\\bob"]);
        for (account, found) in [
            ("ann@plant8", Some("ann@plant8")),
            ("ann@dhcp-17", Some("ann@plant7")),
            ("bob@here", Some("PLANT7\\bob")),
            ("OTHER\\bob", Some("PLANT7\\bob")),
            ("cid@plant7", None),
            ("an@plant7", None),
            ("bob", None),
        ] {
            assert_eq!(
                known(&all, account).map(|user| user.account.as_str()),
                found,
                "{account}"
            );
        }
    }
}
