//! The vault's key.

use desk::wire::{AppError, KeepVault, UnlockVault, VaultState};
use desk::{Desk, SecretText, VaultWish};
use tauri::State;

use super::off_the_window;

/// Where it is kept, and whether its passphrase has to be given.
#[tauri::command]
pub(crate) async fn vault_state(desk: State<'_, Desk>) -> Result<VaultState, AppError> {
    off_the_window(&desk, Desk::vault_state).await
}

/// Gives its passphrase.
#[tauri::command]
pub(crate) async fn unlock_vault(desk: State<'_, Desk>, request: UnlockVault) -> Result<(), AppError> {
    let passphrase = SecretText::new(request.passphrase);
    off_the_window(&desk, move |desk| desk.unlock_vault(&passphrase)).await
}

/// Has it kept under a passphrase.
#[tauri::command]
pub(crate) async fn keep_vault(desk: State<'_, Desk>, request: KeepVault) -> Result<VaultState, AppError> {
    let wish = VaultWish::Passphrase(SecretText::new(request.passphrase));
    off_the_window(&desk, move |desk| desk.keep_vault(&wish)).await
}
