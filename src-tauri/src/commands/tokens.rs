//! Tokens: the list and what can be done to them.

use desk::Desk;
use desk::wire::{
    AppError, BulkOutcome, DraftCheck, ExportedFile, Identified, Issued, PastedValue, Regenerate,
    RegeneratedInPlace, Rename, TokenDetails, TokenDraft, TokenLike, TokenList, TokenRef, TokenRefs,
    TokenRow,
};
use tauri::State;

use super::off_the_window;

/// Every token.
#[tauri::command]
pub(crate) async fn list_tokens(desk: State<'_, Desk>) -> Result<TokenList, AppError> {
    off_the_window(&desk, Desk::list_tokens).await
}

/// One token with its history.
#[tauri::command]
pub(crate) async fn token_details(
    desk: State<'_, Desk>,
    request: TokenRef,
) -> Result<TokenDetails, AppError> {
    off_the_window(&desk, move |desk| desk.token_details(request)).await
}

/// Whose the tokens in a pasted text are.
#[tauri::command]
pub(crate) async fn identify_tokens(
    desk: State<'_, Desk>,
    request: PastedValue,
) -> Result<Identified, AppError> {
    off_the_window(&desk, move |desk| desk.identify_tokens(request)).await
}

/// Says what is wrong with a draft and when its token would end.
#[tauri::command]
pub(crate) async fn check_draft(desk: State<'_, Desk>, request: TokenDraft) -> Result<DraftCheck, AppError> {
    off_the_window(&desk, move |desk| desk.check_draft(request)).await
}

/// What *Generate* begins with for another token like this one.
#[tauri::command]
pub(crate) async fn duplicate_token(desk: State<'_, Desk>, request: TokenRef) -> Result<TokenLike, AppError> {
    off_the_window(&desk, move |desk| desk.duplicate_token(request)).await
}

/// Makes a token; the secret stays here, behind a handle.
#[tauri::command]
pub(crate) async fn create_token(desk: State<'_, Desk>, request: TokenDraft) -> Result<Issued, AppError> {
    off_the_window(&desk, move |desk| desk.create_token(request)).await
}

/// Gives a token another name.
#[tauri::command]
pub(crate) async fn rename_token(desk: State<'_, Desk>, request: Rename) -> Result<TokenRow, AppError> {
    off_the_window(&desk, move |desk| desk.rename_token(request)).await
}

/// Refuses a token until it is resumed.
#[tauri::command]
pub(crate) async fn pause_token(desk: State<'_, Desk>, request: TokenRef) -> Result<TokenRow, AppError> {
    off_the_window(&desk, move |desk| desk.pause_token(request)).await
}

/// Accepts a paused token again.
#[tauri::command]
pub(crate) async fn resume_token(desk: State<'_, Desk>, request: TokenRef) -> Result<TokenRow, AppError> {
    off_the_window(&desk, move |desk| desk.resume_token(request)).await
}

/// Makes a new secret for a token.
#[tauri::command]
pub(crate) async fn regenerate_token(desk: State<'_, Desk>, request: Regenerate) -> Result<Issued, AppError> {
    off_the_window(&desk, move |desk| desk.regenerate_token(request)).await
}

/// Makes a new secret for a token and puts it where the old one is.
#[tauri::command]
pub(crate) async fn regenerate_in_place(
    desk: State<'_, Desk>,
    request: Regenerate,
) -> Result<RegeneratedInPlace, AppError> {
    off_the_window(&desk, move |desk| desk.regenerate_in_place(request)).await
}

/// Ends tokens for good.
#[tauri::command]
pub(crate) async fn revoke_tokens(
    desk: State<'_, Desk>,
    request: TokenRefs,
) -> Result<BulkOutcome, AppError> {
    off_the_window(&desk, move |desk| desk.revoke_tokens(request)).await
}

/// Deletes the record of a dead token.
#[tauri::command]
pub(crate) async fn delete_record(desk: State<'_, Desk>, request: TokenRef) -> Result<(), AppError> {
    off_the_window(&desk, move |desk| desk.delete_record(request)).await
}

/// Takes that back.
#[tauri::command]
pub(crate) async fn restore_record(desk: State<'_, Desk>, request: TokenRef) -> Result<TokenRow, AppError> {
    off_the_window(&desk, move |desk| desk.restore_record(request)).await
}

/// Writes a list of tokens, without secrets, to a file.
#[tauri::command]
pub(crate) async fn export_tokens(
    desk: State<'_, Desk>,
    request: TokenRefs,
) -> Result<ExportedFile, AppError> {
    off_the_window(&desk, move |desk| desk.export_tokens(request)).await
}

/// Writes when tokens end to a calendar file.
#[tauri::command]
pub(crate) async fn export_ends(desk: State<'_, Desk>, request: TokenRefs) -> Result<ExportedFile, AppError> {
    off_the_window(&desk, move |desk| desk.export_ends(request)).await
}
