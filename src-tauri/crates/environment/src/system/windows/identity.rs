//! Whether what is written here would be the person's own variables.

use super::Surroundings;
use super::calls::identity::{Sid, is_packaged};
use crate::Error;

/// As whom this program runs.
pub(super) struct Identity {
    account: String,
    is_packaged: bool,
    /// Whether the desktop is another account's; `None` if it cannot be told.
    is_another: Option<bool>,
}

pub(super) fn of_this_program(around: &Surroundings) -> Identity {
    Identity {
        account: around.account().to_owned(),
        is_packaged: is_packaged(),
        is_another: Sid::of_the_shell().and_then(|shell| Some(shell != Sid::of_this_process().ok()?)),
    }
}

/// # Errors
/// [`Error::OtherAccount`] or [`Error::Packaged`], if nobody would see the variable for whom it is meant.
pub(super) fn judge(identity: &Identity) -> Result<(), Error> {
    if identity.is_packaged {
        return Err(Error::Packaged);
    }
    if identity.is_another == Some(true) {
        return Err(Error::OtherAccount {
            account: identity.account.clone(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(is_packaged: bool, is_another: Option<bool>) -> Identity {
        Identity {
            account: r"HERE\admin".to_owned(),
            is_packaged,
            is_another,
        }
    }

    #[test]
    fn another_accounts_desktop_and_a_package_are_refused_and_no_desktop_is_not() {
        assert!(judge(&identity(false, None)).is_ok());
        assert!(judge(&identity(false, Some(false))).is_ok());
        let other = judge(&identity(false, Some(true))).unwrap_err();
        assert!(other.to_string().contains(r"HERE\admin"), "{other}");
        assert!(matches!(judge(&identity(true, None)), Err(Error::Packaged)));
    }

    #[test]
    fn this_program_knows_its_own_account() {
        let own = Sid::of_this_process().unwrap();
        assert_eq!(own, Sid::of_this_process().unwrap());
    }
}
