//! The service that answers, over HTTPS: is this token good, for whom, and for what?
//!
//! [`Checker`] decides about a text; [`Service`] puts it behind HTTP/1.1 over TLS, with a certificate authority of
//! its own ([`Authority`]). Where tokens are looked up and their uses written down is the caller's: [`Lookup`],
//! [`Book`].

mod authority;
mod check;
mod client;
mod connections;
mod conversation;
mod counts;
mod credential;
mod end_order;
mod ending;
#[cfg(test)]
mod fakes;
#[cfg(fuzzing)]
pub mod front;
mod guesses;
mod headers;
mod http;
mod lending;
mod limit;
mod lookup;
mod pool;
mod program;
mod pulse;
mod service;
mod told;
mod uses;
mod verdict;
mod verified;
mod wrong;

pub use authority::{Authority, AuthorityError};
pub use check::Checker;
pub use client::{AskError, Presented, ask};
pub use connections::TimeLimits;
pub use counts::{Count, Counts};
pub use credential::{Credential, Malformed, Scheme, presented};
pub use end_order::EndOrder;
pub use ending::{Ended, Ending};
pub use lending::{Borrow, Lending, Lent, NotLent, Return};
pub use lookup::{Found, Lookup, Standing, Subject, Unavailable};
pub use program::Listening;
pub use service::{Config, Service, StartError};
pub use uses::{Book, Outcome, Tally, Use};
pub use verdict::{Refusal, Refused, Verdict};
pub use verified::Entry;
