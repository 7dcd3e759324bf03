//! Closing the window: the page may hold a token that nobody has copied, so it is asked first.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tauri::{AppHandle, Emitter, Manager, WebviewWindow};

use super::MAIN;

/// A page that has not answered after this long is taken for dead.
const PATIENCE: Duration = Duration::from_secs(2);

/// How far a closing has come.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    /// The page runs and can be asked.
    page_is_up: AtomicBool,
    /// Counts questions and answers; a timer whose number has passed has been answered.
    turn: AtomicU64,
}

/// The page can be asked from now on.
pub(super) fn page_is_up(app: &AppHandle) {
    app.state::<Closing>().page_is_up.store(true, Ordering::SeqCst);
}

/// The person wants to close the window. Answers whether it has to stay open for now.
pub(super) fn ask(app: &AppHandle) -> bool {
    let closing = app.state::<Closing>();
    if !closing.page_is_up.load(Ordering::SeqCst) {
        return false;
    }
    let turn = closing.turn.fetch_add(1, Ordering::SeqCst) + 1;
    if app.emit_to(MAIN, "close_requested", ()).is_err() {
        return false;
    }
    let app = app.clone();
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        if app.state::<Closing>().turn.load(Ordering::SeqCst) == turn {
            tracing::warn!("the page did not answer; closing without it");
            app.exit(0);
        }
    });
    true
}

/// The page says: close.
pub(crate) fn go(window: &WebviewWindow) {
    window.app_handle().exit(0);
}

/// The page says: not now.
pub(crate) fn stay(window: &WebviewWindow) {
    window.state::<Closing>().turn.fetch_add(1, Ordering::SeqCst);
}
