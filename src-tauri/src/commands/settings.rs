//! Settings and policy.

use desk::Desk;
use desk::wire::{AppError, ExportedFile, Policy, SetPassphrase, Settings, SettingsChange};
use tauri::State;

use super::off_the_window;

/// The settings.
#[tauri::command]
pub(crate) async fn settings(desk: State<'_, Desk>) -> Result<Settings, AppError> {
    off_the_window(&desk, Desk::settings).await
}

/// Changes some.
#[tauri::command]
pub(crate) async fn change_settings(
    desk: State<'_, Desk>,
    request: SettingsChange,
) -> Result<Settings, AppError> {
    off_the_window(&desk, move |desk| desk.change_settings(request)).await
}

/// Puts all back to what they were at first.
#[tauri::command]
pub(crate) async fn reset_settings(desk: State<'_, Desk>) -> Result<Settings, AppError> {
    off_the_window(&desk, Desk::reset_settings).await
}

/// Writes them to a file.
#[tauri::command]
pub(crate) async fn export_settings(desk: State<'_, Desk>) -> Result<ExportedFile, AppError> {
    off_the_window(&desk, Desk::export_settings).await
}

/// What the organisation allows.
#[tauri::command]
pub(crate) async fn policy(desk: State<'_, Desk>) -> Result<Policy, AppError> {
    off_the_window(&desk, Desk::policy).await
}

/// Changes that.
#[tauri::command]
pub(crate) async fn change_policy(desk: State<'_, Desk>, request: Policy) -> Result<Policy, AppError> {
    off_the_window(&desk, move |desk| desk.change_policy(request)).await
}

/// Sets, changes or takes away the passphrase of *Unlock*.
#[tauri::command]
pub(crate) async fn set_passphrase(desk: State<'_, Desk>, request: SetPassphrase) -> Result<(), AppError> {
    off_the_window(&desk, move |desk| desk.set_passphrase(request)).await
}

/// Opens the data folder in the desktop's file manager.
#[tauri::command]
pub(crate) async fn open_data_folder(desk: State<'_, Desk>) -> Result<(), AppError> {
    off_the_window(&desk, Desk::open_data_folder).await
}
