//! The questions. Each sees what was committed before it was asked, by any program.

use jiff::Timestamp;
use rusqlite::Connection;
use token::{Policy, TokenId, TokenName};

use crate::chain::{self, ChainKey, Checked, Extent, Pin};
use crate::error::{Error, Site};
use crate::table::{
    audit, checkouts, finishing, meta, personal, placements, policy, resources, secrets, tokens, under_way,
    users,
};
use crate::{
    AuditFilter, AuditPage, AuditRow, Checkout, Finishing, Holding, Pending, Personal, Placement, Record,
    Resource, StoredDigest, UnderWay, User,
};

/// Asks questions of the store.
pub struct Read<'a> {
    db: &'a Connection,
    site: &'a Site,
}

/// What any program changed since some `rev`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Records that are new or different.
    pub upsert: Vec<Record>,
    /// Records that were deleted or purged.
    pub remove: Vec<TokenId>,
    /// Ask from here the next time.
    pub rev: i64,
}

impl<'a> Read<'a> {
    pub(crate) fn new(db: &'a Connection, site: &'a Site) -> Self {
        Self { db, site }
    }

    /// Every record that has not been deleted, oldest first.
    ///
    /// # Errors
    /// As for every question: [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn tokens(&self) -> Result<Vec<Record>, Error> {
        self.told(tokens::all(self.db))
    }

    /// The records that nobody stopped and that end after `after` and by `until`, the earliest end first: at most so
    /// many of those that are `wanted`. Whether an owner is disabled is in them.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn ending(
        &self,
        after: Timestamp,
        until: Timestamp,
        most: usize,
        wanted: impl Fn(&Record) -> bool,
    ) -> Result<Vec<Record>, Error> {
        self.told(tokens::ending(self.db, after, until, most, wanted))
    }

    /// One record, deleted or not.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn token(&self, id: &TokenId) -> Result<Option<Record>, Error> {
        self.told(tokens::by_id(self.db, id))
    }

    /// The records that were deleted before `before` and can still be brought back: id and name.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn deleted_before(&self, before: Timestamp) -> Result<Vec<(TokenId, String)>, Error> {
        self.told(tokens::deleted_before(self.db, before))
    }

    /// How another record of `owner` that lives at `now` spells `name`, if one has it. `owner` is an
    /// account, or `None` for company tokens.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn taken_name(
        &self,
        name: &TokenName,
        owner: Option<&str>,
        except: Option<&TokenId>,
        now: Timestamp,
    ) -> Result<Option<String>, Error> {
        self.told(tokens::taken_name(self.db, name, owner, except, now))
    }

    /// Every resource that was not removed, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn resources(&self) -> Result<Vec<Resource>, Error> {
        self.told(resources::all(self.db))
    }

    /// One resource that was not removed, by its name in any case.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn resource(&self, name: &str) -> Result<Option<Resource>, Error> {
        self.told(resources::by_name(self.db, name))
    }

    /// The resources that nobody has and whose password is to be replaced, unless a program does that at `now`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn resources_to_rotate(&self, now: Timestamp) -> Result<Vec<Resource>, Error> {
        self.told(resources::to_rotate(self.db, now))
    }

    /// The resource that a token is bound to: id and name.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn bound_to(&self, token: &TokenId) -> Result<Option<(String, String)>, Error> {
        self.told(resources::bound_to(self.db, token))
    }

    /// The tokens that are bound to a resource and are not revoked: id and name, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn tokens_of_resource(&self, id: &str) -> Result<Vec<(TokenId, String)>, Error> {
        self.told(resources::tokens_of(self.db, id))
    }

    /// The check-outs by which something is out at `now`, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn open_checkouts(&self, now: Timestamp) -> Result<Vec<Checkout>, Error> {
        self.told(checkouts::open(self.db, now))
    }

    /// The check-outs whose end has come by `now` and is not written down yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn checkouts_over(&self, now: Timestamp) -> Result<Vec<Checkout>, Error> {
        self.told(checkouts::over(self.db, now))
    }

    /// A check-out by its id, open or not.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn checkout(&self, id: &str) -> Result<Option<Checkout>, Error> {
        self.told(checkouts::by_id(self.db, id))
    }

    /// The check-out that `holder`, a token's id or an account, called `repeat`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn repeated_checkout(&self, holder: &str, repeat: &str) -> Result<Option<Checkout>, Error> {
        self.told(checkouts::repeated(self.db, holder, repeat))
    }

    /// What changed after `rev`. Start from 0 for everything.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn changes_since(&self, rev: i64) -> Result<Changes, Error> {
        // The counter first: what is committed meanwhile is then told twice rather than never.
        let now = self.rev()?;
        let changed = self.told(tokens::changed_since(self.db, rev))?;
        let mut remove = self.told(tokens::gone_since(self.db, rev))?;
        let (deleted, upsert): (Vec<_>, Vec<_>) = changed
            .into_iter()
            .partition(|record| record.deleted_at.is_some());
        remove.extend(deleted.into_iter().map(|record| record.id));
        Ok(Changes {
            upsert,
            remove,
            rev: now,
        })
    }

    /// The counter of changes of tokens and users.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn rev(&self) -> Result<i64, Error> {
        self.told(meta::rev(self.db))
    }

    /// A number that differs from the one before as soon as another connection, of this or another
    /// program, has committed anything. Costs about 2 µs.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn data_version(&self) -> Result<i64, Error> {
        self.told(self.db.pragma_query_value(None, "data_version", |row| row.get(0)))
    }

    /// The digest of the secret with this public id.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn digest(&self, secret: &TokenId) -> Result<Option<StoredDigest>, Error> {
        self.told(secrets::digest(self.db, secret))
    }

    /// Whether any secret was ever minted here that is still on record.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn has_secrets(&self) -> Result<bool, Error> {
        self.told(secrets::any(self.db))
    }

    /// How many uses were counted of the secret with this public id; 0 for one whose uses are not counted.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn spent(&self, secret: &TokenId) -> Result<u32, Error> {
        self.told(secrets::spent(self.db, secret))
    }

    /// The replaced secrets that wait for their successors to be seen, the longest waiting first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn finishing(&self) -> Result<Vec<Finishing>, Error> {
        self.told(finishing::all(self.db))
    }

    /// The secrets that are on their way to where their predecessors lie, the longest under way first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn under_way(&self) -> Result<Vec<UnderWay>, Error> {
        self.told(under_way::all(self.db))
    }

    /// The secrets that nobody has received yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn pending(&self) -> Result<Vec<Pending>, Error> {
        self.told(secrets::pending(self.db))
    }

    /// The newest audit rows, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn audit(&self, count: u32) -> Result<Vec<AuditRow>, Error> {
        self.told(audit::latest(self.db, count))
    }

    /// The newest audit rows of one record, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn audit_of(&self, id: &TokenId, count: u32) -> Result<Vec<AuditRow>, Error> {
        self.told(audit::of_token(self.db, id, count))
    }

    /// The audit rows that a filter means, newest first, from before the row `before` on, at most `count`. Each call
    /// looks at some ten thousand rows and answers within milliseconds; [`AuditPage::next`] goes on.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn audit_page(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        count: u32,
    ) -> Result<AuditPage, Error> {
        self.told(audit::page(self.db, filter, before, count))
    }

    /// One audit row.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn audit_row(&self, seq: i64) -> Result<Option<AuditRow>, Error> {
        self.told(audit::row(self.db, seq))
    }

    /// Looks along the audit trail's chain for the first row that is not as it was written. `pin` is its end as it
    /// was kept outside of the file. A million rows take seconds.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`]. What was meddled with is no error but the answer.
    pub fn check_audit(&self, extent: Extent, pin: Option<&Pin>) -> Result<Checked, Error> {
        let key = ChainKey::read(&self.site.folder)?;
        self.told(chain::check(self.db, &audit::CHAINED, key.as_ref(), extent, pin))
    }

    /// What the organisation allows.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn policy(&self) -> Result<Policy, Error> {
        self.told(policy::read(self.db))
    }

    /// Somebody by account.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn user(&self, account: &str) -> Result<Option<User>, Error> {
        self.told(users::by_account(self.db, account))
    }

    /// Everybody, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn users(&self) -> Result<Vec<User>, Error> {
        self.told(users::all(self.db))
    }

    /// Everybody with their tokens, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn holdings(&self, now: Timestamp) -> Result<Vec<Holding>, Error> {
        self.told(users::holdings(self.db, now))
    }

    /// Somebody's personal token.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn personal(&self, account: &str) -> Result<Option<Personal>, Error> {
        self.told(personal::of_owner(self.db, account))
    }

    /// What was put into a variable.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn placement(&self, variable: &str) -> Result<Option<Placement>, Error> {
        self.told(placements::of_variable(self.db, variable))
    }

    /// Everything that was put somewhere.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn placements(&self) -> Result<Vec<Placement>, Error> {
        self.told(placements::all(self.db))
    }

    /// The latest hour that any change was made at. A clock that is behind it was set back.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn latest_time(&self) -> Result<Timestamp, Error> {
        self.told(meta::latest_time(self.db))
    }

    fn told<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Error> {
        self.site.told(answer)
    }
}
