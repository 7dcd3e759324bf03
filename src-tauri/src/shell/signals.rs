//! The end as the system announces it: a clean exit instead of a sudden one.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tauri::AppHandle;

/// Ends the program cleanly at SIGTERM, SIGINT and SIGHUP. The page is not asked: the session is ending.
pub(super) fn start(app: &AppHandle) {
    let mut signals = match Signals::new([SIGTERM, SIGINT, SIGHUP]) {
        Ok(signals) => signals,
        Err(error) => {
            tracing::warn!(%error, "signals cannot be caught");
            return;
        }
    };
    let app = app.clone();
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            app.exit(0);
        }
    });
}
