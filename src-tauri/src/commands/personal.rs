//! The personal token.

use desk::Desk;
use desk::wire::{AppError, ClipboardState, PersonalToken, ShownSecret};
use tauri::{State, WebviewWindow};

use super::off_the_window;
use crate::shell::protect;

/// Whether there is one, and how it stands.
#[tauri::command]
pub(crate) async fn personal_token(desk: State<'_, Desk>) -> Result<PersonalToken, AppError> {
    off_the_window(&desk, Desk::personal_token).await
}

/// Makes one; the one before is refused from then on.
#[tauri::command]
pub(crate) async fn new_personal_token(desk: State<'_, Desk>) -> Result<PersonalToken, AppError> {
    off_the_window(&desk, Desk::new_personal_token).await
}

/// Hands the page its characters: the person pressed *Show*.
#[tauri::command]
pub(crate) async fn show_personal_token(
    window: WebviewWindow,
    desk: State<'_, Desk>,
) -> Result<ShownSecret, AppError> {
    protect(&window, true);
    let shown = off_the_window(&desk, Desk::show_personal_token).await;
    if shown.is_err() {
        protect(&window, false);
    }
    shown
}

/// Copies it.
#[tauri::command]
pub(crate) async fn copy_personal_token(desk: State<'_, Desk>) -> Result<ClipboardState, AppError> {
    off_the_window(&desk, Desk::copy_personal_token).await
}
