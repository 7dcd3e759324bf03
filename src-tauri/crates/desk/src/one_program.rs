//! A variable for one program only: checked like one that is written, and written nowhere.

use environment::{VariableName, VariableValue};

use crate::variable::{checked_name, checked_value};
use crate::wire::AppError;
use crate::{Desk, SecretText, places};

/// The variable that a single program is to get. It needs neither a store nor a home, so it serves accounts that
/// have none.
#[derive(Debug)]
pub struct OneProgram {
    name: VariableName,
}

impl OneProgram {
    /// Takes the variable's name.
    ///
    /// # Errors
    /// [`AppError::InvalidField`] where it is no name or one that programs depend on.
    pub fn new(name: &str) -> Result<Self, AppError> {
        checked_name(name).map(|name| Self { name })
    }

    /// The variable's name.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The value as the program gets it, without what a paste left at its ends.
    ///
    /// # Errors
    /// [`AppError::InvalidField`] where the text is not a value, such as a whole header.
    pub fn value(&self, text: &SecretText) -> Result<SecretText, AppError> {
        checked_value(text).map(|value: VariableValue| SecretText::new(value.expose().to_owned()))
    }

    /// What the program must have besides, name and value, so that a shell among its children leaves the value
    /// alone instead of reading the one that Token Desk wrote for all programs.
    pub fn beside(&self, desk: &Desk) -> Option<(String, String)> {
        desk.inner.ports.machine.mark_of_write(&self.name)
    }
}

/// What another variable of this process holds; `None` where it is unset or empty.
pub fn inherited_secret(name: &str) -> Option<SecretText> {
    places::variable(name).map(|value| SecretText::new(value.to_string_lossy().into_owned()))
}
