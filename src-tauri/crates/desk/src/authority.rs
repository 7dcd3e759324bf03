//! Who may do what. One table, and one function over it that the window and the terminal both pass through.
//!
//! The person at the keyboard is the account that the operating system says, known to the store as a user. Whoever
//! opens the store owns its file, or could not: so the first person is its first SiteAdmin, and a person whose
//! computer was renamed is still the same person.
//!
//! What lies outside the store is the account's own and is not asked about here: settings, the window's lock, the
//! clipboard, environment variables, programs' settings files. A verifier that runs is nobody's act either.

mod acting;
mod table;

pub(crate) use acting::{Acting, Standing};
pub(crate) use table::allows;
pub use table::{Operation, Whose, allows_group};
