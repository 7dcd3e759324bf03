//! `vault`: where the key of sealed secrets is kept.

use std::io::{self, IsTerminal};

use desk::vault::KeptIn;
use desk::wire::{AppError, VaultState, VerifierLends};
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

/// Says where a verifier that is about to start lends nothing, after asking for the passphrase that it needs for that.
pub(crate) fn before_serving(desk: &Desk, output: &Output) -> Result<(), Failure> {
    if desk.verifier_lends()? != VerifierLends::Closed {
        return Ok(());
    }
    if io::stdin().is_terminal() {
        let question =
            "Passphrase of sealed secrets, without which no resource is lent (Enter: go without): ";
        let passphrase = unseen::ask(question).map_err(Failure::Input)?;
        if !passphrase.expose().is_empty() {
            return Ok(desk.unlock_vault(&passphrase)?);
        }
    }
    output.note(
        "No resource is lent: the key of their passwords lies under a passphrase, which was not given. Tokens are \
         checked as always. Run “tokendesk serve” in a terminal to be asked for it, or have the key kept where it opens \
         by itself: “tokendesk vault keyring” or, on a server, “tokendesk vault key-file”.",
    );
    Ok(())
}

/// What to know where a verifier is installed that nobody can give the passphrase to.
pub(crate) fn unattended(desk: &Desk) -> Result<&'static str, AppError> {
    Ok(match desk.verifier_lends()? {
        VerifierLends::Freely => "",
        VerifierLends::Opened | VerifierLends::Closed => {
            "\nIt lends no resource: nobody is there to give it the passphrase of sealed secrets. “tokendesk vault \
             keyring” or “tokendesk vault key-file” has their key kept where it opens by itself."
        }
    })
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
