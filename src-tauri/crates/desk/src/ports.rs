//! What a desk needs from the outside, handed in.

use std::sync::Arc;

use crate::clipboard::{Clipboard, SystemClipboard};
use crate::clock::{Clock, SystemClock};

/// Who calls. Audit rows name it, and a terminal's clipboard keeper outlives the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The window.
    Window,
    /// The terminal program.
    Terminal,
}

impl Source {
    /// The word in audit rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Terminal => "terminal",
        }
    }
}

/// The person's account on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What to call the person.
    pub name: String,
    /// `DOMAIN\user` on Windows, `user@host` elsewhere.
    pub account: String,
}

/// The outside.
#[derive(Clone)]
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// The person.
    pub account: Account,
}

impl Ports {
    /// The real ones.
    pub fn of_this_machine() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            clipboard: Arc::new(SystemClipboard::default()),
            account: Account {
                name: String::new(),
                account: String::new(),
            },
        }
    }
}
