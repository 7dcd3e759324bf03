//! `vault`: where the key of sealed secrets is kept.

use std::io::{self, IsTerminal};

use desk::vault::KeptIn;
use desk::wire::{AppError, VaultState};
use desk::{Desk, SecretText, VaultWish};

use crate::arguments::Vault;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::{unseen, variable};

pub(crate) fn run(desk: &Desk, output: &Output, action: Vault) -> Result<Exit, Failure> {
    let state = match action {
        Vault::Status => desk.vault_state()?,
        Vault::Keyring => keep(desk, &VaultWish::Keyring)?,
        Vault::Passphrase => keep(desk, &VaultWish::Passphrase(new_passphrase()?))?,
        Vault::KeyFile => keep(desk, &VaultWish::KeyFile)?,
    };
    output.done(&state, told(state))?;
    Ok(Exit::Done)
}

/// Does what needs the vault; where that is closed and somebody sits at a terminal, after asking for its passphrase.
pub(crate) fn opened<T>(desk: &Desk, work: impl Fn() -> Result<T, AppError>) -> Result<T, Failure> {
    match work() {
        Err(AppError::VaultClosed) if io::stdin().is_terminal() => {
            let passphrase = unseen::ask("Passphrase of sealed secrets: ").map_err(Failure::Input)?;
            desk.unlock_vault(&passphrase)?;
            Ok(work()?)
        }
        done => Ok(done?),
    }
}

fn keep(desk: &Desk, wish: &VaultWish) -> Result<VaultState, Failure> {
    opened(desk, || desk.keep_vault(wish))
}

fn new_passphrase() -> Result<SecretText, Failure> {
    if io::stdin().is_terminal() {
        let first = unseen::ask("New passphrase of sealed secrets: ").map_err(Failure::Input)?;
        let again = unseen::ask("Once more: ").map_err(Failure::Input)?;
        if first.expose() != again.expose() {
            return Err(AppError::WrongPassphrase.into());
        }
        return Ok(first);
    }
    variable::piped()
}

fn told(state: VaultState) -> &'static str {
    match state.kept_in {
        None => "Nothing is sealed yet. Its key will be kept in the system’s keyring, if there is one.",
        Some(KeptIn::Keyring) => "The key of sealed secrets is kept in the system’s keyring.",
        Some(KeptIn::Passphrase) => {
            "The key of sealed secrets is kept in the data folder, under a passphrase."
        }
        Some(KeptIn::KeyFile) => {
            "The key of sealed secrets is kept in plain in the data folder, in a file that only this account may read."
        }
    }
}
