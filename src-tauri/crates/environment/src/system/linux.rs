//! (being written)

use std::path::Path;

use jiff::Timestamp;

use crate::{Error, Expected, Machine, Plan, Report, Status, VariableName, VariableValue};

#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    account: String,
}

impl Surroundings {
    pub(crate) fn of_this_user() -> Self {
        Self {
            account: String::new(),
        }
    }

    pub(crate) fn in_home(_home: &Path) -> Self {
        Self {
            account: String::new(),
        }
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }
}

#[derive(Debug)]
pub(crate) struct Work;

pub(crate) fn status(_machine: &Machine, _name: &VariableName) -> Result<Status, Error> {
    Err(Error::Unsupported)
}

pub(crate) fn plan_set(
    _: &Machine,
    _: &VariableName,
    _: &VariableValue,
    _: Timestamp,
) -> Result<Plan, Error> {
    Err(Error::Unsupported)
}

pub(crate) fn plan_remove(_: &Machine, _: &VariableName) -> Result<Plan, Error> {
    Err(Error::Unsupported)
}

pub(crate) fn apply(_: &Machine, _: &Plan, _: Timestamp) -> Result<Report, Error> {
    Err(Error::Unsupported)
}

pub(crate) fn verify(_: &Machine, _: &VariableName, _: Expected<'_>) -> Result<Report, Error> {
    Err(Error::Unsupported)
}

pub(crate) fn settle(_: &Machine, _: Timestamp) -> Result<Report, Error> {
    Err(Error::Unsupported)
}
