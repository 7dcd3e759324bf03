//! A clipboard that is only a string.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::SecretText;
use desk::clipboard::{Clipboard, ClipboardRefused, Gone, Held, Hold};

type Teller = Arc<dyn Fn(Gone) + Send + Sync>;

/// A clipboard for tests. Time is moved by hand: [`FakeClipboard::pass`].
#[derive(Clone, Default)]
pub struct FakeClipboard(Arc<Mutex<Content>>);

#[derive(Default)]
struct Content {
    text: String,
    /// Counts every change; a secret is still ours as long as its number is the last.
    changes: u64,
    refuses: bool,
    clears_in: Option<Duration>,
    outlives: bool,
    told: Option<Teller>,
}

impl FakeClipboard {
    /// What a paste would give.
    pub fn text(&self) -> String {
        self.lock().text.clone()
    }

    /// Until the secret on it is cleared; `None`: never, or there is none.
    pub fn clears_in(&self) -> Option<Duration> {
        self.lock().clears_in
    }

    /// Whether the secret on it was to outlive the program.
    pub fn outlives(&self) -> bool {
        self.lock().outlives
    }

    /// From here on every copy is refused, as without a display.
    pub fn refuse(&self, refuses: bool) {
        self.lock().refuses = refuses;
    }

    /// Another program copies something.
    pub fn copied_by_another(&self, text: &str) {
        self.change(text, Gone::Replaced);
    }

    /// Time passes, and the secret on it is cleared if its own is over.
    pub fn pass(&self, span: Duration) {
        let over = {
            let mut content = self.lock();
            content.clears_in = content.clears_in.map(|left| left.saturating_sub(span));
            content.clears_in == Some(Duration::ZERO)
        };
        if over {
            self.change("", Gone::Cleared);
        }
    }

    fn change(&self, text: &str, how: Gone) {
        let told = {
            let mut content = self.lock();
            content.text = text.to_owned();
            content.changes += 1;
            content.clears_in = None;
            content.told.take()
        };
        if let Some(told) = told {
            told(how);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn allowed(&self) -> Result<(), ClipboardRefused> {
        if self.lock().refuses {
            Err(ClipboardRefused {
                detail: "there is no display".to_owned(),
            })
        } else {
            Ok(())
        }
    }
}

impl Clipboard for FakeClipboard {
    fn hold(&self, secret: &SecretText, hold: Hold) -> Result<Box<dyn Held>, ClipboardRefused> {
        self.allowed()?;
        self.change(secret.expose(), Gone::Replaced);
        let mut content = self.lock();
        content.clears_in = hold.clear_after;
        content.outlives = hold.outlives_us;
        content.told = Some(Arc::from(hold.told));
        Ok(Box::new(FakeHeld {
            clipboard: self.clone(),
            change: content.changes,
            outlives: hold.outlives_us,
        }))
    }

    fn put(&self, text: &str) -> Result<(), ClipboardRefused> {
        self.allowed()?;
        self.change(text, Gone::Replaced);
        Ok(())
    }

    fn probe(&self) -> Result<(), ClipboardRefused> {
        self.allowed()
    }
}

struct FakeHeld {
    clipboard: FakeClipboard,
    change: u64,
    outlives: bool,
}

impl Held for FakeHeld {
    fn extend(&self, by: Duration) {
        let mut content = self.clipboard.lock();
        if content.changes == self.change {
            content.clears_in = content.clears_in.map(|left| left + by);
        }
    }

    fn clear(&self) -> Gone {
        if self.clipboard.lock().changes == self.change {
            self.clipboard.change("", Gone::Cleared);
            Gone::Cleared
        } else {
            Gone::Replaced
        }
    }
}

impl Drop for FakeHeld {
    fn drop(&mut self) {
        if !self.outlives {
            self.clear();
        }
    }
}
