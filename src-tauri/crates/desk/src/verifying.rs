//! The verifier over the store: what it looks up, what is written down, and the running service.

mod announced;
mod background;
mod book;
mod lookup;
mod own;
mod samples;
mod service;
mod setup;

pub use announced::is_facts as tells_of_a_verifier;
pub use background::{BackgroundError, BackgroundState, tell_service_keeper};
pub(crate) use own::OwnVerifier;
pub use samples::{Sample, SampleKind};
pub use service::{RunningVerifier, VerifierWish};
pub use setup::SetupWish;
