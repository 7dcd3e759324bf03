//! What a desk tells those who listen, unasked.

use serde::Serialize;

use crate::wire::{
    AppError, AuditIntegrity, BulkProgress, ClipboardState, RevealId, Settings, TokensChanged, TokensUsed,
    VerifierStatus,
};

/// Something happened. [`DeskEvent::name`] and [`DeskEvent::payload`] are what the window is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum DeskEvent {
    /// Tokens are new, different or gone.
    TokensChanged(TokensChanged),
    /// Tokens were presented to a verifier. Told apart from changes, for it can happen every second.
    TokensUsed(TokensUsed),
    /// A bulk revoke went on.
    BulkProgress(BulkProgress),
    /// The clipboard stands differently with what we put there.
    ClipboardChanged(ClipboardState),
    /// A held secret was wiped: its time is over, or the desk was locked.
    SecretGone(RevealId),
    /// The desk was locked.
    Locked(()),
    /// Settings are different.
    SettingsChanged(Settings),
    /// The verifier in this process, or one in another, stands differently.
    VerifierChanged(VerifierStatus),
    /// The audit trail was looked along.
    AuditChecked(AuditIntegrity),
    /// The store was found damaged while it was open.
    StoreDamaged(AppError),
    /// Another store lies where the open one was: everything that was read is to be read anew.
    StoreReplaced(()),
    /// It is worth asking for reminders.
    RemindersDue(()),
    /// The computer's clock stands this far behind the latest hour seen.
    ClockJumped(ClockJumped),
}

/// Event `clock_jumped`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClockJumped {
    /// By how many minutes.
    pub minutes: u32,
}

impl DeskEvent {
    /// The event's name, as the window listens for it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TokensChanged(_) => "tokens_changed",
            Self::TokensUsed(_) => "tokens_used",
            Self::BulkProgress(_) => "bulk_progress",
            Self::ClipboardChanged(_) => "clipboard_changed",
            Self::SecretGone(_) => "secret_gone",
            Self::Locked(()) => "locked",
            Self::SettingsChanged(_) => "settings_changed",
            Self::VerifierChanged(_) => "verifier_changed",
            Self::AuditChecked(_) => "audit_checked",
            Self::StoreReplaced(()) => "store_replaced",
            Self::StoreDamaged(_) => "store_damaged",
            Self::RemindersDue(()) => "reminders_due",
            Self::ClockJumped(_) => "clock_jumped",
        }
    }

    /// The event's payload as JSON.
    pub fn payload(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// One of each, for tests.
#[cfg(test)]
pub(crate) fn samples() -> Vec<DeskEvent> {
    use crate::wire::{ClipboardWord, VerifierState};
    vec![
        DeskEvent::TokensChanged(TokensChanged {
            upsert: Vec::new(),
            remove: Vec::new(),
        }),
        DeskEvent::TokensUsed(TokensUsed { rows: Vec::new() }),
        DeskEvent::BulkProgress(BulkProgress { done: 1, total: 2 }),
        DeskEvent::ClipboardChanged(ClipboardState {
            state: ClipboardWord::Untouched,
            clears_in_seconds: None,
        }),
        DeskEvent::SecretGone(RevealId(String::new())),
        DeskEvent::Locked(()),
        DeskEvent::SettingsChanged(Settings::default()),
        DeskEvent::VerifierChanged(VerifierStatus {
            own: VerifierState::Stopped,
            settings_wait: false,
            requests: None,
            lends: crate::wire::VerifierLends::Freely,
            others: Vec::new(),
        }),
        DeskEvent::AuditChecked(AuditIntegrity {
            extent: crate::wire::AuditExtent::Whole,
            checked_at: None,
            rows: 3,
            requests: 0,
            damage: None,
            request_damage: None,
            end: None,
        }),
        DeskEvent::StoreReplaced(()),
        DeskEvent::StoreDamaged(AppError::StoreCorrupt {
            path: String::new(),
            copy_from: None,
        }),
        DeskEvent::RemindersDue(()),
        DeskEvent::ClockJumped(ClockJumped { minutes: 7 }),
    ]
}
