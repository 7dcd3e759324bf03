//! Templates of new tokens.

use desk::Desk;
use desk::wire::{AppError, Template, TemplateRef, Templates};
use tauri::State;

use super::off_the_window;

/// Every template.
#[tauri::command]
pub(crate) async fn templates(desk: State<'_, Desk>) -> Result<Templates, AppError> {
    off_the_window(&desk, Desk::templates).await
}

/// Saves one of the person's own.
#[tauri::command]
pub(crate) async fn save_template(desk: State<'_, Desk>, request: Template) -> Result<Templates, AppError> {
    off_the_window(&desk, move |desk| desk.save_template(request)).await
}

/// Removes one of the person's own.
#[tauri::command]
pub(crate) async fn remove_template(
    desk: State<'_, Desk>,
    request: TemplateRef,
) -> Result<Templates, AppError> {
    off_the_window(&desk, move |desk| desk.remove_template(request)).await
}
