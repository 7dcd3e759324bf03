//! Settings files: making one key of an ini file name the variable, with every other byte as it was.
//!
//! [`plan`] is pure: bytes and a [`Wish`] in, a [`FilePlan`] or a [`Refusal`] out, and [`FilePlan::carried_out`]
//! gives the new bytes. Reading, writing and undoing are calls of [`Machine`](crate::Machine).
//!
//! The file is never parsed and written anew. Its lines are looked at, the few bytes that must change are
//! replaced, and before anything is written the result is read in two ways, as a strict reader (.NET) and as a
//! lenient one does, to see that the key names the variable and that no other key changed.

mod diff;
mod key;
mod lines;
mod machine;
mod notice;
mod patch;
#[cfg_attr(windows, path = "place_windows.rs")]
mod place;
mod planning;
mod readers;
mod recipe;
mod seen;
mod spelling;
mod standing;
mod text;
mod usual;

pub use diff::{Hunk, HunkLine, Mark};
pub use key::Key;
pub use lines::LineEnds;
pub use notice::Notice;
pub use patch::{FilePlan, Found, Question, Refusal, Section, Wish, plan};
pub(crate) use recipe::{Given, Recipe};
pub use spelling::Holds;
pub use standing::{FileSight, FileStanding, Problem};
pub use text::Encoding;
pub(crate) use text::LARGEST;

/// The key by which a Tycho Data scanner finds its token.
pub const USUAL_KEY: &str = "tychoDataAPIToken";
