//! The store itself: a copy in its place, and the clock that it judges by.

use desk::Desk;
use desk::wire::{AppError, ClockTrusted, RestoreStore, StoreRestored};
use tauri::State;

use super::off_the_window;

/// Puts a copy in the place of a damaged store.
#[tauri::command]
pub(crate) async fn restore_store(
    desk: State<'_, Desk>,
    request: RestoreStore,
) -> Result<Option<StoreRestored>, AppError> {
    off_the_window(&desk, move |desk| desk.restore_store(request)).await
}

/// Takes the computer's clock for right.
#[tauri::command]
pub(crate) async fn trust_clock(desk: State<'_, Desk>) -> Result<ClockTrusted, AppError> {
    off_the_window(&desk, Desk::trust_clock).await
}
