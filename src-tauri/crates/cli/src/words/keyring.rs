//! What a keyring did not do.

use desk::vault::KeyringError;

use super::{Words, words};

pub(super) fn of(problem: KeyringError) -> Words {
    match problem {
        KeyringError::Absent => words(
            "There is no keyring in this session, so there is nowhere to keep the key of sealed secrets.",
            "Keep it under a passphrase: “tokendesk vault passphrase”. On a server that starts unattended: “tokendesk \
             vault key-file”.",
        ),
        KeyringError::Locked => words(
            "Your keyring is locked.",
            "Unlock it, or keep the key of sealed secrets under a passphrase: “tokendesk vault passphrase”.",
        ),
        KeyringError::Denied => words(
            "Your keyring refused to let Token Desk in.",
            "Allow it in the system’s settings of the keyring, then try again.",
        ),
        KeyringError::Slow => words(
            "Your keyring didn’t answer within 5 seconds.",
            "If it asked you something, answer that; then try again.",
        ),
        KeyringError::Failed => words(
            "Your keyring didn’t do what was asked.",
            "Try again. With --log the log says why.",
        ),
    }
}
