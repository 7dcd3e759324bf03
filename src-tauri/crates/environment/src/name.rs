//! What a variable may be called.

use std::fmt;

/// The most characters that a name may have.
pub(crate) const LONGEST_NAME: usize = 200;

/// Names that programs, shells and log-ins depend on. Compared without case.
const RESERVED: &[&str] = &[
    "PATH",
    "PATHEXT",
    "HOME",
    "USER",
    "USERNAME",
    "USERPROFILE",
    "LOGNAME",
    "SHELL",
    "TEMP",
    "TMP",
    "TMPDIR",
    "COMSPEC",
    "SYSTEMROOT",
    "WINDIR",
    "OS",
    "PSMODULEPATH",
    "IFS",
    "ENV",
    "BASH_ENV",
    "ZDOTDIR",
];

/// Families of names with the same standing. Compared without case.
const RESERVED_PREFIXES: &[&str] = &["LD_", "DYLD_", "XDG_", "SUDO_"];

/// The ending of the companion that tells shells which write of a variable they hold.
pub(crate) const SERIAL_SUFFIX: &str = "__SERIAL";

/// A name that is safe on every system: `[A-Za-z_][A-Za-z0-9_]*`, 1 to 200 characters, and none that a log-in
/// depends on. A stray `=` in a name can keep Windows from starting; systemd ignores `1X` and `A-B`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VariableName(String);

impl VariableName {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`BadName`] says which rule it breaks.
    pub fn new(text: &str) -> Result<Self, BadName> {
        if text.is_empty() {
            return Err(BadName::Empty);
        }
        if text.len() > LONGEST_NAME {
            return Err(BadName::TooLong { max: LONGEST_NAME });
        }
        let starts_well = |c: char| c.is_ascii_alphabetic() || c == '_';
        let goes_on_well = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !text.starts_with(starts_well) || !text.chars().all(goes_on_well) {
            return Err(BadName::Form);
        }
        let upper = text.to_ascii_uppercase();
        if RESERVED.contains(&upper.as_str())
            || RESERVED_PREFIXES.iter().any(|prefix| upper.starts_with(prefix))
            || upper.ends_with(SERIAL_SUFFIX)
        {
            return Err(BadName::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VariableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing was given.
    #[error("a variable needs a name")]
    Empty,
    /// Over `max` characters.
    #[error("a variable's name may have at most {max} characters")]
    TooLong {
        /// The most characters that are allowed.
        max: usize,
    },
    /// Not of the form `[A-Za-z_][A-Za-z0-9_]*`.
    #[error("a variable's name starts with a letter or _ and goes on with letters, digits and _")]
    Form,
    /// A name that programs, shells or log-ins depend on.
    #[error("programs depend on this variable; choose another name")]
    Reserved,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_name_and_its_like_are_taken_as_they_are() {
        for name in ["TYCHODATA_OSPREY_APITOKEN", "_x", "a", "Api2", "PATHS", "XDG"] {
            assert_eq!(VariableName::new(name).unwrap().as_str(), name);
        }
        assert!(VariableName::new(&"A".repeat(200)).is_ok());
    }

    #[test]
    fn a_name_that_could_break_a_login_is_refused_in_any_case() {
        for name in [
            "PATH",
            "Path",
            "comspec",
            "SystemRoot",
            "ld_preload",
            "DYLD_INSERT_LIBRARIES",
            "XDG_CONFIG_HOME",
            "sudo_user",
            "IFS",
            "Bash_Env",
            "API__SERIAL",
        ] {
            assert_eq!(VariableName::new(name), Err(BadName::Reserved), "{name}");
        }
    }

    #[test]
    fn a_name_of_another_form_is_refused() {
        for name in ["1X", "A-B", "a=b", "a b", "ä", "a\0", "A\n", "A.B", "٣", " A"] {
            assert_eq!(VariableName::new(name), Err(BadName::Form), "{name:?}");
        }
        assert_eq!(VariableName::new(""), Err(BadName::Empty));
        assert_eq!(
            VariableName::new(&"A".repeat(201)),
            Err(BadName::TooLong { max: 200 })
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn no_accepted_name_holds_a_character_that_a_shell_or_registry_reads(text in ".{0,12}") {
            if let Ok(name) = VariableName::new(&text) {
                prop_assert!(name.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
                prop_assert!(!name.as_str().as_bytes()[0].is_ascii_digit());
            }
        }
    }
}
