//! While a secret is on screen the window is kept out of screenshots and recordings, where the system can
//! do that (Windows and macOS).

use tauri::{AppHandle, Manager, WebviewWindow};

use super::MAIN;

/// A secret is about to be shown.
pub(crate) fn protect(window: &WebviewWindow, on: bool) {
    if let Err(error) = window.set_content_protected(on) {
        tracing::warn!(%error, on, "content protection could not be changed");
    }
}

/// No secret is shown any more.
pub(super) fn lift(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        protect(&window, false);
    }
}
