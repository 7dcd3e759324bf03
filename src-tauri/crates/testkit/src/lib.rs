//! Fakes and fixtures for tests: an hour that stands still until it is moved, randomness that is the same in
//! every run, a clipboard that is only a string, a desk over a folder of its own, and a search that finds a
//! secret however it was written down.

mod canary;
mod clipboard;
mod clock;
mod desk;
mod keyring;
mod race;
mod rights;

pub use canary::{Leak, leaks, leaks_in};
pub use clipboard::FakeClipboard;
pub use clock::FixedClock;
pub use desk::{TestDesk, draft, generator, reveal};
pub use keyring::FakeKeyring;
pub use race::race;
pub use rights::once_more_bound_by_rights;
