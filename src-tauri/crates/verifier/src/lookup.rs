//! What a verifier has to be told, by whoever keeps the tokens.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use thiserror::Error;
use token::{Expiry, Groups, Limits, Scopes, TokenId};

/// Looks tokens up. Every answer is as fresh as the moment it was asked for: what any program committed before
/// is in it.
pub trait Lookup: Send + Sync + 'static {
    /// A number that differs from the one before as soon as any program has changed anything; never negative. Read
    /// for every request, so it must be quick.
    ///
    /// # Errors
    /// The store cannot be read just now, or is not the one that was opened.
    fn version(&self) -> Result<i64, Unavailable>;

    /// What is known of the secret with this public id.
    ///
    /// # Errors
    /// The store cannot be read just now.
    fn find(&self, secret: &TokenId) -> Result<Option<Found>, Unavailable>;

    /// The hour to judge by. It never lies before the latest hour that the store has seen.
    fn now(&self) -> Timestamp;

    /// Another number than before as soon as a person said that the clock had been wrong: ends that were seen
    /// until then count no more. Asked when the version moved.
    ///
    /// # Errors
    /// The store cannot be read just now.
    fn trusted(&self) -> Result<i64, Unavailable>;

    /// Counts one use of a secret that is good for `most`, and answers whether there was one left.
    ///
    /// # Errors
    /// It could not be counted: the request is not served.
    fn spend(&self, secret: &TokenId, most: u32) -> Result<bool, Unavailable>;

    /// Ends a token for good, on the word of `by`, the id of the token that asked. One that is over already
    /// stays so.
    ///
    /// # Errors
    /// It could not be written down: the token lives on.
    fn revoke(&self, token: &TokenId, by: &TokenId) -> Result<(), Unavailable>;

    /// Notes that a token went over the network unencrypted.
    ///
    /// # Errors
    /// It could not be written down.
    fn expose(&self, token: &TokenId, from: IpAddr) -> Result<(), Unavailable>;
}

/// A secret, what it belongs to, and what is kept of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// Whom it speaks for.
    pub subject: Subject,
    /// Whether anything but time stands against it.
    pub standing: Standing,
    /// When it ends.
    pub expiry: Expiry,
    /// How often, how many times and from where it is accepted.
    pub limits: Limits,
    /// Until when its token has two secrets, if it had: uses are told by secret until then.
    pub beside_until: Option<Timestamp>,
    /// Its digest as it is stored; its parameters are not yet judged.
    pub phc: String,
}

/// Whom a token speaks for, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The record's id, which stays when the token is regenerated.
    pub token: TokenId,
    /// What the person called it.
    pub name: Box<str>,
    /// The account that it acts for; `None` for a company token. Many tokens have the same, which is kept once.
    pub owner: Option<Arc<str>>,
    /// What it may do.
    pub groups: Groups,
    /// How far those reach.
    pub scopes: Scopes,
    /// The one thing that it is for, if it is for one.
    pub resource: Option<Box<str>>,
    /// When its secret was made.
    pub issued_at: Timestamp,
}

/// Whether anything but time stands against a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Good,
    /// Its token is paused.
    Paused,
    /// Its token's owner is disabled.
    Blocked,
    /// Its token was revoked or deleted.
    Revoked,
    /// It was replaced, or never given to anybody.
    Void,
}

/// The store cannot be used just now. Nobody's token is bad for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unavailable {
    /// It cannot be read or written: locked, missing, full, failing.
    #[error("the store cannot be used just now")]
    Store,
    /// Another file lies where the store was: nothing in it is believed until a person starts the service anew.
    #[error("the store was replaced while the service ran")]
    Replaced,
    /// A stored digest asks for more than a digest may, or is none.
    #[error("a stored digest is damaged")]
    Digest,
    /// Too many new tokens are being checked at once.
    #[error("too many tokens are being checked for the first time")]
    Busy,
}
