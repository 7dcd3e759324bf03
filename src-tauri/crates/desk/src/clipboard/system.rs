//! The real clipboard, through arboard: X11 and Wayland, Windows, macOS.

mod child;
mod selection;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

pub(super) use selection::Selection;

use super::{Clipboard, ClipboardRefused, Held, Hold};
use crate::SecretText;

/// Waits between attempts. Windows' clipboard is locked while any other program looks at it.
const PAUSES: [Duration; 2] = [Duration::from_millis(60), Duration::from_millis(240)];

/// The clipboard of this desktop.
#[derive(Default)]
pub struct SystemClipboard {
    keeper: Option<PathBuf>,
    /// Text without a secret is ours to serve for as long as this program runs (X11, Wayland).
    plain: Mutex<Option<arboard::Clipboard>>,
}

impl SystemClipboard {
    /// With another program as keeper than the one that runs. It must call
    /// [`super::keeper::run_if_asked`] first.
    pub fn with_keeper(program: PathBuf) -> Self {
        Self {
            keeper: Some(program),
            plain: Mutex::default(),
        }
    }
}

impl Clipboard for SystemClipboard {
    fn hold(&self, secret: &SecretText, hold: Hold) -> Result<Box<dyn Held>, ClipboardRefused> {
        let program = match &self.keeper {
            Some(program) => program.clone(),
            None => std::env::current_exe().map_err(ClipboardRefused::new)?,
        };
        Ok(Box::new(child::start(&program, secret, hold)?))
    }

    fn put(&self, text: &str) -> Result<(), ClipboardRefused> {
        let mut plain = self
            .plain
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        with_patience(|| {
            let mut clipboard = match plain.take() {
                Some(clipboard) => clipboard,
                None => arboard::Clipboard::new()?,
            };
            clipboard.set_text(text)?;
            *plain = Some(clipboard);
            Ok(())
        })
    }

    fn probe(&self) -> Result<(), ClipboardRefused> {
        with_patience(|| arboard::Clipboard::new().map(drop))
    }
}

/// Tries three times.
pub(super) fn with_patience<T>(
    mut attempt: impl FnMut() -> Result<T, arboard::Error>,
) -> Result<T, ClipboardRefused> {
    for pause in PAUSES {
        match attempt() {
            Ok(done) => return Ok(done),
            Err(_) => std::thread::sleep(pause),
        }
    }
    attempt().map_err(ClipboardRefused::new)
}
