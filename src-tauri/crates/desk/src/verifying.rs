//! The verifier over the store: what it looks up, what is written down, and the running service.

mod announced;
mod background;
mod book;
mod endpoint;
mod lending;
mod lookup;
mod own;
mod samples;
mod service;
mod setup;
mod upkeep;

pub use announced::is_facts as tells_of_a_verifier;
pub use background::{BackgroundError, BackgroundState, tell_service_keeper};
pub(crate) use endpoint::Endpoint;
pub(crate) use own::OwnVerifier;
pub use samples::Sample;
pub(crate) use samples::in_shell;
pub use service::{RunningVerifier, VerifierWish};
