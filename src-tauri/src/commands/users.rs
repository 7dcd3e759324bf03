//! Users: who there is, and changing it.

use desk::Desk;
use desk::wire::{AppError, UserDraft, UserList, UserRef, UserRow};
use tauri::State;

use super::off_the_window;

/// Everybody whom the person at the keyboard may see.
#[tauri::command]
pub(crate) async fn list_users(desk: State<'_, Desk>) -> Result<UserList, AppError> {
    off_the_window(&desk, Desk::list_users).await
}

/// Adds a user.
#[tauri::command]
pub(crate) async fn add_user(desk: State<'_, Desk>, request: UserDraft) -> Result<UserRow, AppError> {
    off_the_window(&desk, move |desk| desk.add_user(request)).await
}

/// Changes a user's name and groups.
#[tauri::command]
pub(crate) async fn edit_user(desk: State<'_, Desk>, request: UserDraft) -> Result<UserRow, AppError> {
    off_the_window(&desk, move |desk| desk.edit_user(request)).await
}

/// Has every token of a user refused.
#[tauri::command]
pub(crate) async fn disable_user(desk: State<'_, Desk>, request: UserRef) -> Result<UserRow, AppError> {
    off_the_window(&desk, move |desk| desk.disable_user(request)).await
}

/// Has them accepted again.
#[tauri::command]
pub(crate) async fn enable_user(desk: State<'_, Desk>, request: UserRef) -> Result<UserRow, AppError> {
    off_the_window(&desk, move |desk| desk.enable_user(request)).await
}
