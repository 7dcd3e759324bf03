//! The clipboard: what a desk asks of it, and the keeper process that holds a secret on it.
//!
//! A program that puts a secret on the clipboard and dies leaves it there on Windows and macOS, and loses it
//! before it could be pasted on X11 and Wayland. So a child process, the [`keeper`], owns the selection and
//! its timer: it clears when the time is over, when it is told to, and when its parent is gone, however that
//! ended. It clears only what is still ours.

pub mod keeper;
mod rules;
mod system;

use std::time::Duration;

pub use system::SystemClipboard;

use crate::SecretText;

/// Puts text on the clipboard of the desktop.
pub trait Clipboard: Send + Sync {
    /// Puts a secret there, marked to stay out of histories, and clears it after `hold.clear_after`, but
    /// only if it is still there. `hold.told` hears how it ended.
    ///
    /// # Errors
    /// There is no clipboard, or it refused three times.
    fn hold(&self, secret: &SecretText, hold: Hold) -> Result<Box<dyn Held>, ClipboardRefused>;

    /// Puts text without a secret there.
    ///
    /// # Errors
    /// There is no clipboard, or it refused three times.
    fn put(&self, text: &str) -> Result<(), ClipboardRefused>;

    /// Whether there is a clipboard at all, without changing or reading it.
    ///
    /// # Errors
    /// There is none.
    fn probe(&self) -> Result<(), ClipboardRefused>;
}

/// How to hold a secret.
pub struct Hold {
    /// Until it is cleared; `None`: never.
    pub clear_after: Option<Duration>,
    /// Whether it stays there until its time when this program ends.
    pub outlives_us: bool,
    /// Told once, from another thread, when it is no longer there.
    pub told: Box<dyn Fn(Gone) + Send + Sync>,
}

/// A secret on the clipboard. Dropping it clears the clipboard, unless it outlives us.
pub trait Held: Send + Sync {
    /// Puts off the clearing.
    fn extend(&self, by: Duration);

    /// Clears now, if it is still there. Answers how it ended.
    fn clear(&self) -> Gone;
}

/// How a secret left the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// We cleared it.
    Cleared,
    /// Another program put something else there first.
    Replaced,
    /// Whoever was to clear it was ended by force or does not answer: it may still be there.
    Unknown,
}

impl Gone {
    /// What a keeper that was killed leaves behind. A selection dies with its owner on X11 and Wayland; Windows and
    /// macOS keep the text themselves.
    pub(crate) const KEEPER_KILLED: Self = if cfg!(any(windows, target_os = "macos")) {
        Self::Unknown
    } else {
        Self::Cleared
    };
}

/// There is no clipboard, or it refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ClipboardRefused {
    /// Why, in plain English.
    pub detail: String,
}

impl ClipboardRefused {
    fn new(detail: impl ToString) -> Self {
        Self {
            detail: detail.to_string(),
        }
    }
}
