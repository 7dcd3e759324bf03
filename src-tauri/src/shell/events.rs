//! What the desk says unasked, passed on to the page.

use desk::{Desk, DeskEvent};
use tauri::{AppHandle, Emitter};

use super::{MAIN, protection, theme};

/// Sends every event of the desk to the page, and does what the window itself must do at some of them.
pub(super) fn forward(app: &AppHandle, desk: &Desk) {
    let app = app.clone();
    desk.subscribe(move |event| {
        if let Err(error) = app.emit_to(MAIN, event.name(), event.payload()) {
            tracing::warn!(event = event.name(), %error, "the page was not told");
        }
        match event {
            DeskEvent::SettingsChanged(settings) => theme::choose(&app, settings.theme),
            DeskEvent::SecretGone(_) | DeskEvent::Locked(()) => protection::lift(&app),
            DeskEvent::TokensChanged(_)
            | DeskEvent::TokensUsed(_)
            | DeskEvent::BulkProgress(_)
            | DeskEvent::ClipboardChanged(_)
            | DeskEvent::VerifierChanged(_)
            | DeskEvent::AuditChecked(_)
            | DeskEvent::StoreReplaced(())
            | DeskEvent::StoreDamaged(_)
            | DeskEvent::RemindersDue(())
            | DeskEvent::ClockJumped(_) => {}
        }
    });
}
