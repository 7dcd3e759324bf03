//! The verifier over the store: what it looks up, what is written down, and the running service.

mod background;
mod book;
mod lookup;
mod samples;
mod service;
mod setup;

pub use background::{BackgroundError, BackgroundState, tell_service_keeper};
pub use samples::{Sample, SampleKind};
pub use service::{RunningVerifier, VerifierWish};
pub use setup::SetupWish;
