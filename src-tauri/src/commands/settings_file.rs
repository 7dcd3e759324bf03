//! A program's settings file.

use desk::Desk;
use desk::wire::{
    AppError, PatchSettingsFile, SettingsFileApplied, SettingsFilePlan, SettingsFileRef, SettingsFileUndone,
    UsualSettingsFile,
};
use tauri::State;

use super::off_the_window;

/// Where the scanner's file usually lies.
#[tauri::command]
pub(crate) async fn usual_settings_file(desk: State<'_, Desk>) -> Result<UsualSettingsFile, AppError> {
    off_the_window(&desk, Desk::usual_settings_file).await
}

/// What making a file name the variable would change.
#[tauri::command]
pub(crate) async fn plan_settings_file(
    desk: State<'_, Desk>,
    request: PatchSettingsFile,
) -> Result<SettingsFilePlan, AppError> {
    off_the_window(&desk, move |desk| desk.plan_settings_file(request)).await
}

/// Makes a file name the variable.
#[tauri::command]
pub(crate) async fn apply_settings_file(
    desk: State<'_, Desk>,
    request: PatchSettingsFile,
) -> Result<SettingsFileApplied, AppError> {
    off_the_window(&desk, move |desk| desk.apply_settings_file(request)).await
}

/// Puts a file back as it was.
#[tauri::command]
pub(crate) async fn undo_settings_file(
    desk: State<'_, Desk>,
    request: SettingsFileRef,
) -> Result<SettingsFileUndone, AppError> {
    off_the_window(&desk, move |desk| desk.undo_settings_file(request)).await
}
