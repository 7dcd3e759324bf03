//! What the page may ask for: one file per screen, each command one call into [`Desk`].

pub(crate) mod audit;
pub(crate) mod personal;
pub(crate) mod placement;
pub(crate) mod resources;
pub(crate) mod secret;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod settings_file;
pub(crate) mod setup;
pub(crate) mod store;
pub(crate) mod templates;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod variable;
pub(crate) mod vault;
pub(crate) mod verifier;
pub(crate) mod window;

use desk::Desk;
use desk::wire::AppError;

/// Runs one call on a thread that may wait for the disk, away from the window and the reactor.
async fn off_the_window<T: Send + 'static>(
    desk: &Desk,
    call: impl FnOnce(&Desk) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let desk = desk.clone();
    tauri::async_runtime::spawn_blocking(move || call(&desk))
        .await
        .unwrap_or_else(|_| {
            // The call panicked; the hook has logged where. Its answer is lost, the window lives on.
            Err(AppError::Unknown {
                detail: "an internal error ended the call".to_owned(),
            })
        })
}
