//! What a desk needs from the outside, handed in.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use environment::Machine;
use rand::CryptoRng;
use rand::rngs::SysRng;

use crate::Places;
use crate::clipboard::{Clipboard, SystemClipboard};
use crate::clock::{Clock, SystemClock};
use crate::vault::{Keyring, SystemKeyring};

/// Who calls. Audit rows name it, and a terminal's clipboard keeper outlives the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The window.
    Window,
    /// The terminal program.
    Terminal,
}

impl Source {
    /// The word in audit rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Terminal => "terminal",
        }
    }
}

/// The person's account on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What to call the person.
    pub name: String,
    /// `DOMAIN\user` on Windows, `user@host` elsewhere.
    pub account: String,
}

impl Account {
    /// The account by its full name; the person is called by the user's part of it.
    pub fn new(account: &str) -> Self {
        let user = account.rsplit('\\').next().unwrap_or(account);
        let user = if account.contains('\\') {
            user
        } else {
            user.split('@').next().unwrap_or(user)
        };
        Self {
            name: user.to_owned(),
            account: account.to_owned(),
        }
    }
}

/// Where randomness comes from.
pub type Generator = Arc<Mutex<dyn CryptoRng + Send>>;

/// The outside.
#[derive(Clone)]
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness, for secrets.
    pub generator: Generator,
    /// The clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// Where the key of sealed secrets is kept.
    pub keyring: Arc<dyn Keyring>,
    /// Where variables are written.
    pub machine: Machine,
    /// The person.
    pub account: Account,
}

impl Ports {
    /// The real ones. Randomness is the operating system's own, for every byte; the list of placed variables is
    /// kept with the data of `places`.
    pub fn of_this_machine(places: &Places) -> Self {
        let machine = Machine::of_this_user(journal_in(&places.data));
        Self {
            clock: Arc::new(SystemClock),
            generator: Arc::new(Mutex::new(rand::rand_core::UnwrapErr(SysRng))),
            clipboard: Arc::new(SystemClipboard::default()),
            keyring: Arc::new(SystemKeyring::default()),
            account: Account::new(machine.account()),
            machine,
        }
    }
}

/// Where the list of placed variables is kept: with the data, not with the person's start-up files.
pub fn journal_in(data: &Path) -> PathBuf {
    data.join("placements")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_called_by_the_user_s_part_of_the_account() {
        for (account, name) in [
            ("pi-admin@plant7", "pi-admin"),
            ("PLANT7\\pi-admin", "pi-admin"),
            ("root", "root"),
        ] {
            assert_eq!(Account::new(account).name, name);
        }
    }
}
