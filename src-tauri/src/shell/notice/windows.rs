//! Toasts. Windows drops those of a program whose id it does not know, so the id is written down for this account first.

use std::sync::Once;

use tauri_winrt_notification::Toast;

/// As the bundle is called; the installer's shortcut has the same.
const ID: &str = "app.tokendesk";

/// Hands it over.
pub(super) fn show(title: &str, body: &str) -> bool {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        if let Err(error) = desk::register_program(ID, "Token Desk") {
            tracing::warn!(%error, "Windows is not told of this program's id");
        }
    });
    Toast::new(ID)
        .title(title)
        .text1(body)
        .show()
        .inspect_err(|error| tracing::debug!(%error, "the desktop shows no notices"))
        .is_ok()
}
