//! The verifier that runs with the window.

use desk::Desk;
use desk::wire::{AppError, VerifierAtSignIn, VerifierBackground, VerifierLog, VerifierStatus};
use tauri::State;

use super::off_the_window;

/// How it stands.
#[tauri::command]
pub(crate) async fn verifier_status(desk: State<'_, Desk>) -> Result<VerifierStatus, AppError> {
    off_the_window(&desk, Desk::verifier_status).await
}

/// Starts it.
#[tauri::command]
pub(crate) async fn verifier_start(desk: State<'_, Desk>) -> Result<VerifierStatus, AppError> {
    off_the_window(&desk, Desk::verifier_start).await
}

/// Ends it.
#[tauri::command]
pub(crate) async fn verifier_stop(desk: State<'_, Desk>) -> Result<VerifierStatus, AppError> {
    off_the_window(&desk, Desk::verifier_stop).await
}

/// Ends it and starts it anew.
#[tauri::command]
pub(crate) async fn verifier_restart(desk: State<'_, Desk>) -> Result<VerifierStatus, AppError> {
    off_the_window(&desk, Desk::verifier_restart).await
}

/// What it wrote last.
#[tauri::command]
pub(crate) async fn verifier_log(desk: State<'_, Desk>) -> Result<VerifierLog, AppError> {
    off_the_window(&desk, Desk::verifier_log).await
}

/// Whether it starts at sign-in.
#[tauri::command]
pub(crate) async fn verifier_background(desk: State<'_, Desk>) -> Result<VerifierBackground, AppError> {
    off_the_window(&desk, Desk::verifier_background).await
}

/// Has it start at sign-in, or not any more.
#[tauri::command]
pub(crate) async fn verifier_at_sign_in(
    desk: State<'_, Desk>,
    request: VerifierAtSignIn,
) -> Result<VerifierBackground, AppError> {
    off_the_window(&desk, move |desk| desk.verifier_at_sign_in(request)).await
}
