//! Lending the password of a resource: what the verifier asks of whoever keeps them.

use thiserror::Error;
use token::TokenId;
use zeroize::Zeroizing;

/// Keeps resources, and lends their passwords to tokens that are for them.
pub trait Lending: Send + Sync + 'static {
    /// Gives the password of a resource to a token for a while.
    ///
    /// # Errors
    /// [`NotLent`]; nothing was given.
    fn check_out(&self, wish: &Borrow) -> Result<Lent, NotLent>;

    /// Ends a check-out of the same token. One that is over already stays so.
    ///
    /// # Errors
    /// [`NotLent::Nothing`] for one that is not the token's, or of another resource; others of [`NotLent`].
    fn check_in(&self, wish: &Return) -> Result<(), NotLent>;
}

/// A check-out as it was asked for. None of its fields has been judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borrow {
    /// The token that asks.
    pub token: TokenId,
    /// The resource, by its name.
    pub resource: String,
    /// What for.
    pub reason: String,
    /// For how many minutes, as it was written.
    pub minutes: String,
    /// Where to ask back; may be empty.
    pub email: String,
    /// What the client calls this request: the same again is answered by the same request.
    pub repeat: Option<String>,
}

/// A check-in as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The token that asks.
    pub token: TokenId,
    /// The request's id.
    pub request: String,
    /// The resource, by its name.
    pub resource: String,
}

/// What was lent. Neither `Debug` nor anything else shows it.
pub struct Lent {
    /// The request's id, which nobody can guess.
    pub request: String,
    /// The account.
    pub account: Zeroizing<String>,
    /// Its password.
    pub password: Zeroizing<String>,
}

/// Why nothing was lent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotLent {
    /// There is no such resource or request, or none for this token: those two are told apart by nobody.
    #[error("there is no such thing for this token")]
    Nothing,
    /// Somebody has it, until this instant at the latest; or the same request was over already.
    #[error("somebody has it")]
    Out {
        /// RFC 3339; none for a request that was over.
        until: Option<String>,
    },
    /// It is back, and its password is being replaced just now.
    #[error("its password is being replaced")]
    Rotating,
    /// A field breaks a rule.
    #[error("{field}: {rule}")]
    Rule {
        /// The field as it is called in the request.
        field: &'static str,
        /// What it must be.
        rule: &'static str,
    },
    /// The passwords lie under a passphrase that nobody has given since the service started.
    #[error("the passphrase of sealed passwords was not given")]
    Closed,
    /// Nobody can tell just now: the store, the keyring.
    #[error("not just now")]
    Unavailable,
}
