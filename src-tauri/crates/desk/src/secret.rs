//! The secret behind its handle: copy, show, print, let go. And the clipboard.

use std::sync::Arc;
use std::time::Duration;

use crate::clipboard::{ClipboardRefused, Gone, Hold};
use crate::events::DeskEvent;
use crate::wire::{
    AppError, ClipboardState, CopySnippet, ExtendClipboard, PlainText, RevealId, RevealRef, ShownSecret,
    Snippet, SnippetRequest,
};
use crate::{Desk, SecretText, Source, snippets, variable};

/// The most seconds that one *Keep longer* may ask for.
const LONGEST_EXTENSION: u32 = 600;

impl Desk {
    /// Puts a held secret on the clipboard. It counts as delivered once it is there.
    ///
    /// # Errors
    /// [`AppError::RevealGone`], [`AppError::ClipboardUnavailable`], and those of the store.
    pub fn copy_secret(&self, request: RevealRef) -> Result<ClipboardState, AppError> {
        let text = self.held_text(&request.reveal)?;
        self.hold_on_clipboard(&text)?;
        self.deliver(&request.reveal, "copied")?;
        Ok(self.clipboard_state())
    }

    /// Puts a sample on the clipboard: as plain text where it names the variable, as a secret where it holds
    /// the token.
    ///
    /// # Errors
    /// As [`Desk::copy_secret`], and a bad variable name.
    pub fn copy_snippet(&self, request: CopySnippet) -> Result<ClipboardState, AppError> {
        let name = variable::checked_name(&request.variable)?;
        match request.reveal {
            None => self.copy_text(PlainText {
                text: snippets::naming(request.kind, name.as_str()),
            })?,
            Some(reveal) => {
                let text = self.held_text(&reveal)?;
                self.hold_on_clipboard(&snippets::holding(request.kind, &text))?;
                self.deliver(&reveal, "copied")?;
            }
        }
        Ok(self.clipboard_state())
    }

    /// Puts text without a secret on the clipboard.
    ///
    /// # Errors
    /// [`AppError::ClipboardUnavailable`].
    pub fn copy_text(&self, request: PlainText) -> Result<(), AppError> {
        self.unlocked(|_| Ok(()))?;
        self.inner.ports.clipboard.put(&request.text).map_err(unavailable)
    }

    /// Puts off the clearing of what we hold there.
    ///
    /// # Errors
    /// Only those of a locked desk.
    pub fn extend_clipboard(&self, request: ExtendClipboard) -> Result<ClipboardState, AppError> {
        let by = Duration::from_secs(request.seconds.clamp(1, LONGEST_EXTENSION).into());
        let elapsed = self.elapsed();
        self.unlocked(|state| {
            state.clipboard.extend(by);
            let now = state.clipboard.state(elapsed);
            state.tell(DeskEvent::ClipboardChanged(now.clone()));
            Ok(now)
        })
    }

    /// Clears the clipboard, if our secret is still there.
    ///
    /// # Errors
    /// Only those of a locked desk.
    pub fn clear_clipboard(&self) -> Result<ClipboardState, AppError> {
        self.unlocked(|_| Ok(()))?;
        self.clear_ours();
        Ok(self.clipboard_state())
    }

    /// The characters of a held secret, for a screen whose person pressed *Show*. It counts as delivered.
    ///
    /// # Errors
    /// [`AppError::RevealGone`], and those of the store.
    pub fn reveal_secret(&self, request: RevealRef) -> Result<ShownSecret, AppError> {
        let text = self.held_text(&request.reveal)?;
        self.deliver(&request.reveal, "shown")?;
        let hides_after_seconds = self.with_state(|state| state.settings.settings.reveal_seconds);
        Ok(ShownSecret {
            text: text.expose().to_owned(),
            hides_after_seconds,
        })
    }

    /// The screen hid it again. Rust holds on to it: the person may copy it still.
    ///
    /// # Errors
    /// [`AppError::RevealGone`].
    pub fn hide_secret(&self, request: RevealRef) -> Result<(), AppError> {
        self.held_text(&request.reveal).map(drop)
    }

    /// *Done*: wipes a held secret. One that was never delivered is voided: a new token is revoked, a
    /// regenerated one keeps its old secret.
    ///
    /// # Errors
    /// [`AppError::RevealGone`], and those of the store.
    pub fn discard_secret(&self, request: RevealRef) -> Result<(), AppError> {
        if self.unlocked(|state| Ok(state.pasted.drop_one(&request.reveal)))? {
            return Ok(());
        }
        let held = self.unlocked(|state| state.held.take(&request.reveal).ok_or(AppError::RevealGone))?;
        self.let_go(vec![held], false)
    }

    /// Samples that name a variable.
    ///
    /// # Errors
    /// A bad variable name.
    pub fn snippets(&self, request: SnippetRequest) -> Result<Vec<Snippet>, AppError> {
        self.unlocked(|_| Ok(()))?;
        variable::checked_name(&request.variable).map(|name| snippets::all(name.as_str()))
    }

    /// The characters of a held secret for standard output (terminal only). It counts as delivered, so the
    /// caller must write it out.
    ///
    /// # Errors
    /// [`AppError::RevealGone`], and those of the store.
    pub fn deliver_to_stdout(&self, request: RevealRef) -> Result<SecretText, AppError> {
        let text = self.held_text(&request.reveal)?;
        self.deliver(&request.reveal, "printed")?;
        Ok(text)
    }

    /// Where the clipboard stands with what we put there.
    pub(crate) fn clipboard_state(&self) -> ClipboardState {
        let elapsed = self.elapsed();
        self.with_state(|state| state.clipboard.state(elapsed))
    }

    /// Clears the clipboard, if our secret is still there, and tells the listeners.
    pub(crate) fn clear_ours(&self) {
        // Without the state: the keeper's answer may take a moment, and its last word comes by another thread.
        if let Some(secret) = self.with_state(|state| state.clipboard.take()) {
            let how = secret.clear();
            let elapsed = self.elapsed();
            self.with_state(|state| {
                if state.clipboard.gone_now(how) {
                    let now = state.clipboard.state(elapsed);
                    state.tell(DeskEvent::ClipboardChanged(now));
                }
            });
        }
    }

    pub(crate) fn held_text(&self, reveal: &RevealId) -> Result<SecretText, AppError> {
        let elapsed = self.elapsed();
        self.unlocked(|state| {
            state
                .held
                .find(reveal, elapsed)
                .map(|held| SecretText::new(held.text.expose().to_owned()))
        })
    }

    pub(crate) fn hold_on_clipboard(&self, secret: &SecretText) -> Result<(), AppError> {
        let (copy, older, seconds) = self.with_state(|state| {
            (
                state.clipboard.next_copy(),
                state.clipboard.take(),
                state.settings.settings.clipboard_seconds,
            )
        });
        // Its keeper clears first; then nothing of it can reach the clipboard after the new one.
        if let Some(older) = older {
            older.clear();
        }
        let clear_after = seconds.map(|seconds| Duration::from_secs(seconds.into()));
        let hold = Hold {
            clear_after,
            outlives_us: self.inner.source == Source::Terminal,
            told: self.teller(copy),
        };
        let held = self
            .inner
            .ports
            .clipboard
            .hold(secret, hold)
            .map_err(unavailable)?;
        let elapsed = self.elapsed();
        let ends_at = clear_after.map(|span| elapsed.saturating_add(span));
        let over = self.with_state(|state| {
            let over = state.clipboard.holds(copy, held, ends_at).err();
            let now = state.clipboard.state(elapsed);
            state.tell(DeskEvent::ClipboardChanged(now));
            over
        });
        // Dropped without the state: that may wait for its keeper.
        drop(over);
        Ok(())
    }

    /// What the keeper of a copy calls when the copy is over.
    fn teller(&self, copy: u64) -> Box<dyn Fn(Gone) + Send + Sync> {
        // Weak: a keeper must not keep the desk alive.
        let desk = Arc::downgrade(&self.inner);
        Box::new(move |how| {
            let Some(inner) = desk.upgrade() else { return };
            let elapsed = inner.ports.clock.elapsed();
            inner.with_state(|state| {
                if state.clipboard.gone(copy, how) {
                    let now = state.clipboard.state(elapsed);
                    state.tell(DeskEvent::ClipboardChanged(now));
                }
            });
        })
    }
}

fn unavailable(refused: ClipboardRefused) -> AppError {
    AppError::ClipboardUnavailable {
        detail: refused.detail,
    }
}
