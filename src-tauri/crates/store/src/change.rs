//! Changes. What changes the store can only be reached through [`Change::record`], which writes the audit
//! row first: a change without one cannot be written down.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::Connection;
use token::{Description, Grace, Groups, Policy, TokenId, TokenName};

use crate::chain::ChainKey;
use crate::error::{Error, Site};
use crate::read::Read;
use crate::table::{
    audit, checkouts, finishing, meta, personal, placements, policy, resources, secrets, tokens, under_way,
    users,
};
use crate::{Checkout, NewSecret, NewToken, Personal, Placement, Record, Resource, UnderWay, User};

/// Who changes something, by what, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Their account.
    pub actor: String,
    /// By what.
    pub source: Source,
    /// When.
    pub at: Timestamp,
}

/// By what something was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The window.
    Window,
    /// The terminal program.
    Terminal,
    /// The program itself, without being asked: after a crash, or because time passed.
    Program,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Window => "window",
            Self::Terminal => "terminal",
            Self::Program => "program",
        })
    }
}

impl FromStr for Source {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Window, Self::Terminal, Self::Program]
            .into_iter()
            .find(|source| source.to_string() == word)
            .ok_or(())
    }
}

/// What is to be written into the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub(crate) name: &'static str,
    pub(crate) token: Option<(TokenId, String)>,
    pub(crate) facts: BTreeMap<String, String>,
}

impl Event {
    /// An event by its word, such as `token.created`.
    pub fn named(name: &'static str) -> Self {
        Self {
            name,
            token: None,
            facts: BTreeMap::new(),
        }
    }

    /// Says which record it concerns.
    #[must_use]
    pub fn of(self, record: &Record) -> Self {
        self.about(record.id, &record.name)
    }

    /// Says which record it concerns, by id and name.
    #[must_use]
    pub fn about(mut self, id: TokenId, name: &str) -> Self {
        self.token = Some((id, name.to_owned()));
        self
    }

    /// Adds a fact. Facts are never secret.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }
}

/// A transaction that no other program can write beside. It asks questions like [`Read`], and changes
/// what was [recorded](Change::record).
pub struct Change<'a> {
    db: &'a Connection,
    by: &'a By,
    key: &'a ChainKey,
    read: Read<'a>,
    site: &'a Site,
}

impl<'a> Change<'a> {
    pub(crate) fn new(db: &'a Connection, by: &'a By, key: &'a ChainKey, site: &'a Site) -> Self {
        Self {
            db,
            by,
            key,
            read: Read::new(db, site),
            site,
        }
    }

    /// Writes the audit row and lends the changes that it tells of.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`]; the whole transaction is taken back then.
    pub fn record(&mut self, event: Event) -> Result<Recorded<'_>, Error> {
        self.note(event)?;
        Ok(Recorded {
            db: self.db,
            by: self.by,
            site: self.site,
        })
    }
}

impl Change<'_> {
    /// The hour of this change.
    pub fn at(&self) -> Timestamp {
        self.by.at
    }

    /// Writes an audit row of something that is no change of the store's content.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`]; the whole transaction is taken back then.
    pub fn note(&mut self, event: Event) -> Result<(), Error> {
        self.site.told(audit::insert(self.db, self.key, self.by, &event))
    }
}

impl<'a> Deref for Change<'a> {
    type Target = Read<'a>;

    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}

/// Changes whose audit row has been written. It is kept if the transaction is.
///
/// Every change answers [`Error::Missing`] when there is nothing to change, and [`Error::Unavailable`] or
/// [`Error::Damaged`] like a question does.
#[must_use = "the audit row tells of a change that was not made"]
pub struct Recorded<'a> {
    db: &'a Connection,
    by: &'a By,
    site: &'a Site,
}

impl Recorded<'_> {
    /// Adds a record with its first secret, which is pending. Its owner must be known.
    pub fn add_token(&mut self, new: &NewToken, secret: &NewSecret) -> Result<(), Error> {
        if let Some(owner) = &new.owner {
            // Without one it would be a company token.
            self.told(users::by_account(self.db, owner))?
                .ok_or(Error::Missing)?;
        }
        self.told(tokens::insert(self.db, new, &self.by.actor, self.by.at))?;
        let key = self.told(secrets::insert(self.db, &new.id, secret, Grace::Now))?;
        self.told(tokens::set_present(self.db, &new.id, key))
    }

    /// Adds a pending secret to a record, voiding one that was pending before. Nothing else changes until
    /// it is delivered; then the present one lives on for `grace`.
    pub fn add_secret(&mut self, token: &TokenId, secret: &NewSecret, grace: Grace) -> Result<(), Error> {
        let earlier = self
            .told(secrets::pending(self.db))?
            .into_iter()
            .filter(|pending| pending.token_id == *token);
        for pending in earlier {
            self.told(secrets::void(self.db, &pending.id, self.by.at))?;
        }
        self.told(secrets::insert(self.db, token, secret, grace))
            .map(drop)
    }

    /// Makes a pending secret the present one of its record: it was copied, shown, placed or printed. The
    /// old one's end is the earlier of its own and the grace's.
    pub fn deliver(&mut self, secret: &TokenId) -> Result<(), Error> {
        self.told(secrets::deliver(self.db, secret, self.by.at))?
            .then_some(())
            .ok_or(Error::Missing)
    }

    /// Notes that a secret is on its way to where its predecessor lies.
    pub fn set_out(&mut self, new: &UnderWay) -> Result<(), Error> {
        self.one(under_way::insert(self.db, new))
    }

    /// The processes that carry a secret of this record, alive or dead.
    pub fn carriers(&self, token: &TokenId) -> Result<Vec<String>, Error> {
        self.told(under_way::carriers(self.db, token))
    }

    /// Notes that a secret is under way no more.
    pub fn arrive(&mut self, secret: &TokenId) -> Result<(), Error> {
        self.told(under_way::end(self.db, secret))
    }

    /// Has a replaced secret that lives on end as soon as its successor is seen.
    pub fn await_successor(&mut self, old: &TokenId) -> Result<(), Error> {
        self.one(finishing::await_successor(self.db, old))
    }

    /// Ends a secret that waited for its successor.
    pub fn finish(&mut self, old: &TokenId) -> Result<(), Error> {
        self.one(finishing::end(self.db, old, self.by.at))
    }

    /// Ends a pending secret that nobody received. The record is left as it is.
    pub fn void(&mut self, secret: &TokenId) -> Result<(), Error> {
        self.told(secrets::void(self.db, secret, self.by.at))?
            .then_some(())
            .ok_or(Error::Missing)
    }

    /// Gives a record another name.
    pub fn rename(&mut self, id: &TokenId, name: &TokenName) -> Result<(), Error> {
        self.one(tokens::rename(self.db, id, name))
    }

    /// Says what a record is for.
    pub fn describe(&mut self, id: &TokenId, description: &Description) -> Result<(), Error> {
        self.one(tokens::describe(self.db, id, description))
    }

    /// Pauses a record that is not revoked.
    pub fn pause(&mut self, id: &TokenId) -> Result<(), Error> {
        self.one(tokens::set_paused(self.db, id, Some(self.by.at)))
    }

    /// Ends a pause.
    pub fn resume(&mut self, id: &TokenId) -> Result<(), Error> {
        self.one(tokens::set_paused(self.db, id, None))
    }

    /// Revokes a record that is not revoked yet, with all its secrets.
    pub fn revoke(&mut self, id: &TokenId) -> Result<(), Error> {
        self.one(tokens::revoke(self.db, id, self.by.at))
    }

    /// Deletes a record. It can be brought back until it is purged.
    pub fn delete(&mut self, id: &TokenId) -> Result<(), Error> {
        self.one(tokens::set_deleted(self.db, id, Some(self.by.at)))
    }

    /// Brings a deleted record back.
    pub fn restore(&mut self, id: &TokenId) -> Result<(), Error> {
        self.one(tokens::set_deleted(self.db, id, None))
    }

    /// Takes a deleted record away for good. The audit trail stays.
    pub fn purge(&mut self, id: &TokenId) -> Result<(), Error> {
        self.one(tokens::purge(self.db, id))
    }

    /// Takes the hour of this change for the latest one, though the clock was ahead of it once: the person
    /// says that it was wrong then.
    pub fn trust_clock(&mut self) -> Result<(), Error> {
        self.told(meta::set_time(self.db, self.by.at))
    }

    /// Sets what the organisation allows.
    pub fn set_policy(&mut self, policy: &Policy) -> Result<(), Error> {
        self.told(policy::write(self.db, policy))
    }

    /// Adds a user whose account nobody has.
    pub fn add_user(&mut self, user: &User) -> Result<(), Error> {
        self.told(users::insert(self.db, user))
    }

    /// Calls a user `name` from here on and puts them into `groups`. Their tokens can do no more than they.
    pub fn edit_user(&mut self, account: &str, name: &str, groups: Groups) -> Result<(), Error> {
        self.one(users::edit(self.db, account, name, groups))
    }

    /// Disables a user who is not: every token of theirs is refused from here on.
    pub fn disable_user(&mut self, account: &str) -> Result<(), Error> {
        self.one(users::set_disabled(self.db, account, Some(self.by.at)))
    }

    /// Enables a user who is disabled.
    pub fn enable_user(&mut self, account: &str) -> Result<(), Error> {
        self.one(users::set_disabled(self.db, account, None))
    }

    /// Adds a resource whose name no other has.
    pub fn add_resource(&mut self, resource: &Resource) -> Result<(), Error> {
        self.told(resources::insert(self.db, resource))
    }

    /// Changes everything of a resource but its id.
    pub fn edit_resource(&mut self, resource: &Resource) -> Result<(), Error> {
        self.one(resources::edit(self.db, resource))
    }

    /// Takes a resource away: what was sealed of it is gone, its tokens are revoked, its check-outs closed.
    pub fn remove_resource(&mut self, id: &str) -> Result<(), Error> {
        self.one(resources::remove(self.db, id, self.by.at))
    }

    /// Has a token be for one resource and nothing else, for as long as it lives.
    pub fn bind(&mut self, token: &TokenId, resource: &str) -> Result<(), Error> {
        self.one(resources::bind(self.db, token, resource))
    }

    /// Notes that somebody has the password of a resource.
    pub fn check_out(&mut self, checkout: &Checkout) -> Result<(), Error> {
        self.one(checkouts::insert(self.db, checkout))
    }

    /// Closes a check-out that is not closed.
    pub fn check_in(&mut self, id: &str) -> Result<(), Error> {
        self.one(checkouts::close(self.db, id, self.by.at))
    }

    /// Keeps somebody's personal token in the place of the one before.
    pub fn put_personal(&mut self, account: &str, new: &Personal) -> Result<(), Error> {
        self.one(personal::put(self.db, account, new))
    }

    /// Notes what was put into a variable.
    pub fn place(&mut self, placement: &Placement) -> Result<(), Error> {
        self.told(placements::put(self.db, placement))
    }

    /// Notes that nothing of ours is in a variable any more.
    pub fn unplace(&mut self, variable: &str) -> Result<(), Error> {
        self.one(placements::take_away(self.db, variable))
    }

    fn one(&self, changed: rusqlite::Result<usize>) -> Result<(), Error> {
        if self.told(changed)? == 0 {
            Err(Error::Missing)
        } else {
            Ok(())
        }
    }

    fn told<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Error> {
        self.site.told(answer)
    }
}
