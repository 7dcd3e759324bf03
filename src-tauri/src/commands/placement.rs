//! What became of everything that was placed.

use desk::Desk;
use desk::wire::{AppError, Placements, UndoOutcome, UndoPlacement};
use tauri::State;

use super::off_the_window;

/// Everything that is placed, as it stands at this moment.
#[tauri::command]
pub(crate) async fn placements(desk: State<'_, Desk>) -> Result<Placements, AppError> {
    off_the_window(&desk, Desk::placements).await
}

/// Takes the last placement back.
#[tauri::command]
pub(crate) async fn undo_placement(
    desk: State<'_, Desk>,
    request: UndoPlacement,
) -> Result<UndoOutcome, AppError> {
    off_the_window(&desk, move |desk| desk.undo_placement(request)).await
}

/// Dismisses a placement whose file is gone.
#[tauri::command]
pub(crate) async fn forget_placement(desk: State<'_, Desk>, request: UndoPlacement) -> Result<(), AppError> {
    off_the_window(&desk, move |desk| desk.forget_placement(request)).await
}
