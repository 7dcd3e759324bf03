//! Whether what is written here would be the person's own variables. Asked on Windows only; judged anywhere.

use crate::Error;

/// As whom this program runs.
pub(crate) struct Identity {
    pub(crate) account: String,
    pub(crate) is_packaged: bool,
    /// Whether the desktop is another account's; `None` if it cannot be told.
    pub(crate) is_another: Option<bool>,
}

/// # Errors
/// [`Error::OtherAccount`] or [`Error::Packaged`], if nobody would see the variable for whom it is meant.
pub(crate) fn judge(identity: &Identity) -> Result<(), Error> {
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

    /// Pitfall 11: elevated as somebody else, or packaged.
    #[test]
    fn another_accounts_desktop_and_a_package_are_refused_and_no_desktop_is_not() {
        assert!(judge(&identity(false, None)).is_ok());
        assert!(judge(&identity(false, Some(false))).is_ok());
        let other = judge(&identity(false, Some(true))).unwrap_err();
        assert!(other.to_string().contains(r"HERE\admin"), "{other}");
        assert!(matches!(judge(&identity(true, None)), Err(Error::Packaged)));
        assert!(matches!(judge(&identity(true, Some(true))), Err(Error::Packaged)));
    }
}
