//! The environment variable.

use desk::Desk;
use desk::wire::{
    AppError, PastedValue, PastedVariableValue, PlanVariable, VariableOutcome, VariablePlan, VariableRef,
    VariableStatus,
};
use tauri::State;

use super::off_the_window;

/// What a variable holds.
#[tauri::command]
pub(crate) async fn variable_status(
    desk: State<'_, Desk>,
    request: VariableRef,
) -> Result<VariableStatus, AppError> {
    off_the_window(&desk, move |desk| desk.variable_status(request)).await
}

/// Takes a pasted value over; the page keeps a handle.
#[tauri::command]
pub(crate) async fn hold_value(
    desk: State<'_, Desk>,
    request: PastedValue,
) -> Result<PastedVariableValue, AppError> {
    off_the_window(&desk, move |desk| desk.hold_value(request)).await
}

/// What setting it would write, and where.
#[tauri::command]
pub(crate) async fn plan_variable(
    desk: State<'_, Desk>,
    request: PlanVariable,
) -> Result<VariablePlan, AppError> {
    off_the_window(&desk, move |desk| desk.plan_variable(request)).await
}

/// Puts a held secret into the variable.
#[tauri::command]
pub(crate) async fn set_variable(
    desk: State<'_, Desk>,
    request: PlanVariable,
) -> Result<VariableOutcome, AppError> {
    off_the_window(&desk, move |desk| desk.set_variable(request)).await
}

/// Reads the variable with a fresh process.
#[tauri::command]
pub(crate) async fn verify_variable(
    desk: State<'_, Desk>,
    request: VariableRef,
) -> Result<VariableOutcome, AppError> {
    off_the_window(&desk, move |desk| desk.verify_variable(request)).await
}

/// Takes the variable away.
#[tauri::command]
pub(crate) async fn remove_variable(
    desk: State<'_, Desk>,
    request: VariableRef,
) -> Result<VariableOutcome, AppError> {
    off_the_window(&desk, move |desk| desk.remove_variable(request)).await
}
