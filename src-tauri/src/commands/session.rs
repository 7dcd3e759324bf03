//! Who is at the keyboard, and the first view.

use desk::Desk;
use desk::wire::{AppError, HomeView, Reminders, Session, Unlock};
use tauri::State;

use super::off_the_window;

/// Who is at the keyboard, on what, with which settings.
#[tauri::command]
pub(crate) async fn session(desk: State<'_, Desk>) -> Result<Session, AppError> {
    off_the_window(&desk, Desk::session).await
}

/// What the first view shows.
#[tauri::command]
pub(crate) async fn home(desk: State<'_, Desk>) -> Result<HomeView, AppError> {
    off_the_window(&desk, Desk::home).await
}

/// Wipes held secrets and locks.
#[tauri::command]
pub(crate) async fn lock(desk: State<'_, Desk>) -> Result<(), AppError> {
    off_the_window(&desk, Desk::lock).await
}

/// Unlocks.
#[tauri::command]
pub(crate) async fn unlock(desk: State<'_, Desk>, request: Unlock) -> Result<(), AppError> {
    off_the_window(&desk, move |desk| desk.unlock(request)).await
}

/// What ends soon and was not read yet.
#[tauri::command]
pub(crate) async fn reminders(desk: State<'_, Desk>) -> Result<Reminders, AppError> {
    off_the_window(&desk, Desk::reminders).await
}

/// The person has read it.
#[tauri::command]
pub(crate) async fn read_reminders(desk: State<'_, Desk>) -> Result<(), AppError> {
    off_the_window(&desk, Desk::read_reminders).await
}
