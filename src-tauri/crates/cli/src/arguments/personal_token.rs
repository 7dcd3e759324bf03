//! The grammar of the personal token.

use clap::Subcommand;

#[derive(Clone, Copy, Subcommand)]
pub(crate) enum PersonalToken {
    /// Say whether there is one, and when it was last used.
    Status,
    /// Make one. The one before is refused from then on.
    New {
        /// Replace the one that there is.
        #[arg(long)]
        replace: bool,
    },
    /// Write it to standard output.
    Show,
    /// Put it on the clipboard, which is cleared after the time in the settings.
    Copy,
}
