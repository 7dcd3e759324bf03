//! The audit trail.

use desk::Desk;
use desk::wire::{
    AppError, AuditAsk, AuditIntegrity, AuditPage, AuditRef, AuditRow, ExportAudit, ExportedFile,
};
use tauri::State;

use super::off_the_window;

/// A page of rows.
#[tauri::command]
pub(crate) async fn audit_page(desk: State<'_, Desk>, request: AuditAsk) -> Result<AuditPage, AppError> {
    off_the_window(&desk, move |desk| desk.audit_page(request)).await
}

/// One row.
#[tauri::command]
pub(crate) async fn audit_row(desk: State<'_, Desk>, request: AuditRef) -> Result<AuditRow, AppError> {
    off_the_window(&desk, move |desk| desk.audit_row(request)).await
}

/// What the last look along the trail came to.
#[tauri::command]
pub(crate) async fn audit_integrity(desk: State<'_, Desk>) -> Result<AuditIntegrity, AppError> {
    off_the_window(&desk, Desk::audit_integrity).await
}

/// Looks along all of it.
#[tauri::command]
pub(crate) async fn check_audit(desk: State<'_, Desk>) -> Result<AuditIntegrity, AppError> {
    off_the_window(&desk, Desk::check_audit).await
}

/// Writes rows as a file.
#[tauri::command]
pub(crate) async fn export_audit(
    desk: State<'_, Desk>,
    request: ExportAudit,
) -> Result<ExportedFile, AppError> {
    off_the_window(&desk, move |desk| desk.export_audit(request)).await
}
