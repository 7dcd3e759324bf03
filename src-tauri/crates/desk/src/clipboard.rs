//! The clipboard: what a desk asks of it, and the keeper process that holds a secret on it.

pub mod keeper;

use std::time::Duration;

use crate::SecretText;

/// Puts text on the clipboard of the desktop.
pub trait Clipboard: Send + Sync {
    /// Puts a secret there, marked to stay out of histories, and clears it after `hold.clear_after`, but
    /// only if it is still there. `hold.told` hears how it goes on.
    ///
    /// # Errors
    /// There is no clipboard, or it refused three times.
    fn hold(&self, secret: &SecretText, hold: Hold) -> Result<Box<dyn Held>, ClipboardRefused>;

    /// Puts text without a secret there.
    ///
    /// # Errors
    /// There is no clipboard, or it refused three times.
    fn put(&self, text: &str) -> Result<(), ClipboardRefused>;
}

/// How to hold a secret.
pub struct Hold {
    /// Until it is cleared; `None`: never.
    pub clear_after: Option<Duration>,
    /// Whether it stays there until its time when this program ends.
    pub outlives_us: bool,
    /// Told once, when it is no longer there.
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
}

/// There is no clipboard, or it refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ClipboardRefused {
    /// Why, in plain English.
    pub detail: String,
}

/// The clipboard of this desktop.
#[derive(Debug, Default)]
pub struct SystemClipboard {}

impl Clipboard for SystemClipboard {
    fn hold(&self, _secret: &SecretText, _hold: Hold) -> Result<Box<dyn Held>, ClipboardRefused> {
        Err(ClipboardRefused {
            detail: "not written yet".to_owned(),
        })
    }

    fn put(&self, _text: &str) -> Result<(), ClipboardRefused> {
        Err(ClipboardRefused {
            detail: "not written yet".to_owned(),
        })
    }
}
