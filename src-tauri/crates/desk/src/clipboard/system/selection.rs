//! A secret on the clipboard, in the process that owns it.

use super::super::{ClipboardRefused, Gone};

/// The clipboard, holding a secret of ours. One per process.
pub(crate) struct Selection {
    #[cfg(all(unix, not(target_os = "macos")))]
    owner: owner::Owner,
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    clipboard: std::sync::Mutex<arboard::Clipboard>,
}

/// X11 and Wayland: the owner serves the text itself, and is told when another program takes over.
#[cfg(all(unix, not(target_os = "macos")))]
mod owner {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    use arboard::{Clipboard, SetExtLinux as _};
    use zeroize::Zeroizing;

    use super::super::with_patience;
    use super::{ClipboardRefused, Gone, Selection};

    const PATIENCE: Duration = Duration::from_secs(3);
    const STEP: Duration = Duration::from_millis(10);

    pub(super) struct Owner {
        lost: Arc<AtomicBool>,
    }

    impl Selection {
        /// Takes the clipboard. `replaced` is called once, when another program takes it over.
        pub(crate) fn take(
            secret: &str,
            replaced: impl Fn() + Send + 'static,
        ) -> Result<Self, ClipboardRefused> {
            let mut reader = with_patience(Clipboard::new)?;
            let lost = Arc::new(AtomicBool::new(false));
            let (failed, failure) = mpsc::channel();
            let text = Zeroizing::new(secret.to_owned());
            let told = Arc::clone(&lost);
            std::thread::spawn(move || {
                // `wait` serves the text until it is replaced or cleared. arboard wants text of its own; it
                // lives in this process, which ends when the secret's time is over.
                let set = || {
                    Clipboard::new()?
                        .set()
                        .exclude_from_history()
                        .wait()
                        .text(text.as_str())
                };
                match with_patience(set) {
                    Ok(()) => {
                        told.store(true, Ordering::SeqCst);
                        replaced();
                    }
                    // If nobody waits for it, `take` gave up already.
                    Err(refused) => {
                        let _ = failed.send(refused);
                    }
                }
            });
            await_ours(&mut reader, secret, &failure)?;
            // The last `Clipboard` to be dropped offers its text to clipboard managers; this one never is.
            std::mem::forget(reader);
            Ok(Self {
                owner: Owner { lost },
            })
        }

        /// Clears, unless another program's text is there.
        pub(crate) fn clear_if_ours(&self, _secret: &str) -> Result<Gone, ClipboardRefused> {
            if self.owner.lost.load(Ordering::SeqCst) {
                return Ok(Gone::Replaced);
            }
            with_patience(|| Clipboard::new()?.clear())?;
            let deadline = Instant::now() + PATIENCE;
            while !self.owner.lost.load(Ordering::SeqCst) && Instant::now() < deadline {
                std::thread::sleep(STEP);
            }
            Ok(Gone::Cleared)
        }
    }

    /// Until a reader gets our text: only then it is true that it was copied.
    fn await_ours(
        reader: &mut Clipboard,
        secret: &str,
        failure: &mpsc::Receiver<ClipboardRefused>,
    ) -> Result<(), ClipboardRefused> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(refused) = failure.try_recv() {
                return Err(refused);
            }
            if let Ok(text) = reader.get_text().map(Zeroizing::new)
                && text.as_str() == secret
            {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(ClipboardRefused::new(
                    "the text could not be read back from the clipboard",
                ));
            }
            std::thread::sleep(STEP);
        }
    }
}

/// Windows and macOS: the system keeps the text, so it must be compared before it is cleared.
#[cfg(not(all(unix, not(target_os = "macos"))))]
impl Selection {
    /// Takes the clipboard. These systems do not tell when it is taken over; it is noticed when it is cleared.
    pub(crate) fn take(
        secret: &str,
        _replaced: impl Fn() + Send + 'static,
    ) -> Result<Self, ClipboardRefused> {
        use super::with_patience;

        let mut clipboard = with_patience(arboard::Clipboard::new)?;
        with_patience(|| marked(clipboard.set()).text(secret))?;
        Ok(Self {
            clipboard: std::sync::Mutex::new(clipboard),
        })
    }

    /// Clears, unless another program's text is there.
    pub(crate) fn clear_if_ours(&self, secret: &str) -> Result<Gone, ClipboardRefused> {
        use super::with_patience;

        let mut clipboard = self
            .clipboard
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let ours = with_patience(|| match clipboard.get_text().map(zeroize::Zeroizing::new) {
            Ok(text) => Ok(text.as_str() == secret),
            Err(arboard::Error::ContentNotAvailable) => Ok(false),
            Err(error) => Err(error),
        })?;
        if !ours {
            return Ok(Gone::Replaced);
        }
        with_patience(|| clipboard.clear())?;
        Ok(Gone::Cleared)
    }
}

#[cfg(windows)]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows as _;
    set.exclude_from_monitoring()
        .exclude_from_cloud()
        .exclude_from_history()
}

#[cfg(target_os = "macos")]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtApple as _;
    set.exclude_from_history()
}
