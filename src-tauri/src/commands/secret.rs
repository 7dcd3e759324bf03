//! The secret behind its handle, and the clipboard.

use desk::Desk;
use desk::wire::{
    AppError, ClipboardState, CopySnippet, ExtendClipboard, PlainText, RevealRef, ShownSecret, Snippet,
    SnippetRequest,
};
use tauri::{State, WebviewWindow};

use super::off_the_window;
use crate::shell::protect;

/// Copies a held secret.
#[tauri::command]
pub(crate) async fn copy_secret(
    desk: State<'_, Desk>,
    request: RevealRef,
) -> Result<ClipboardState, AppError> {
    off_the_window(&desk, move |desk| desk.copy_secret(request)).await
}

/// Copies a sample.
#[tauri::command]
pub(crate) async fn copy_snippet(
    desk: State<'_, Desk>,
    request: CopySnippet,
) -> Result<ClipboardState, AppError> {
    off_the_window(&desk, move |desk| desk.copy_snippet(request)).await
}

/// Copies text without a secret.
#[tauri::command]
pub(crate) async fn copy_text(desk: State<'_, Desk>, request: PlainText) -> Result<(), AppError> {
    off_the_window(&desk, move |desk| desk.copy_text(request)).await
}

/// Puts off the clearing of the clipboard.
#[tauri::command]
pub(crate) async fn extend_clipboard(
    desk: State<'_, Desk>,
    request: ExtendClipboard,
) -> Result<ClipboardState, AppError> {
    off_the_window(&desk, move |desk| desk.extend_clipboard(request)).await
}

/// Clears the clipboard now, if our text is on it.
#[tauri::command]
pub(crate) async fn clear_clipboard(desk: State<'_, Desk>) -> Result<ClipboardState, AppError> {
    off_the_window(&desk, Desk::clear_clipboard).await
}

/// Hands the page the characters of a held secret: the person pressed *Show*.
#[tauri::command]
pub(crate) async fn reveal_secret(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    request: RevealRef,
) -> Result<ShownSecret, AppError> {
    protect(&window, true);
    off_the_window(&desk, move |desk| desk.reveal_secret(request)).await
}

/// The page shows the secret no longer.
#[tauri::command]
pub(crate) async fn hide_secret(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    request: RevealRef,
) -> Result<(), AppError> {
    protect(&window, false);
    off_the_window(&desk, move |desk| desk.hide_secret(request)).await
}

/// Lets go of a held secret.
#[tauri::command]
pub(crate) async fn discard_secret(
    window: WebviewWindow,
    desk: State<'_, Desk>,
    request: RevealRef,
) -> Result<(), AppError> {
    protect(&window, false);
    off_the_window(&desk, move |desk| desk.discard_secret(request)).await
}

/// Samples that name the variable.
#[tauri::command]
pub(crate) async fn snippets(
    desk: State<'_, Desk>,
    request: SnippetRequest,
) -> Result<Vec<Snippet>, AppError> {
    off_the_window(&desk, move |desk| desk.snippets(request)).await
}
