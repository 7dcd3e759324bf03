//! The per-user environment variable: what it holds, what would be written, writing, proving, removing.

use std::borrow::Cow;

use environment::{BadName, BadValue, Expected, Held, Plan, Report, VariableName, VariableValue};

use crate::wire::{
    AppError, Field, FieldProblem, PlaceAction, PlaceKind, PlanVariable, PlannedPlace, RevealRef, StepState,
    TokenStatus, VariableOutcome, VariablePlan, VariableRef, VariableState, VariableStatus, VariableStep,
    VariableWarning,
};
use crate::{Desk, SecretText};

impl Desk {
    /// What a variable holds, and whether that is a token of ours.
    ///
    /// # Errors
    /// A bad name, a home that cannot be read, and those of the store.
    pub fn variable_status(&self, request: VariableRef) -> Result<VariableStatus, AppError> {
        self.unlocked(|_| Ok(()))?;
        let name = checked_name(&request.name)?;
        let found = self
            .inner
            .ports
            .machine
            .status(&name)
            .map_err(|error| failed(&name, &error))?;
        self.told_apart(&found)
    }

    /// What putting a held secret into a variable would change. Changes nothing.
    ///
    /// # Errors
    /// As [`Desk::variable_status`], and [`AppError::RevealGone`].
    pub fn plan_variable(&self, request: PlanVariable) -> Result<VariablePlan, AppError> {
        let name = checked_name(&request.name)?;
        let text = match self.pasted_text(&request.reveal)? {
            Some(pasted) => pasted,
            None => self.held_text(&request.reveal)?,
        };
        let value = checked_value(&text)?;
        self.planned(&name, &value)
    }

    /// Puts a held secret or a pasted value into a variable and proves it by programs started afresh. The secret
    /// counts as delivered once it is written.
    ///
    /// # Errors
    /// As [`Desk::plan_variable`], and [`AppError::EnvWriteFailed`].
    pub fn set_variable(&self, request: PlanVariable) -> Result<VariableOutcome, AppError> {
        if let Some(pasted) = self.pasted_text(&request.reveal)? {
            let outcome = self.set_variable_from(VariableRef { name: request.name }, pasted)?;
            self.discard_secret(RevealRef {
                reveal: request.reveal,
            })?;
            return Ok(outcome);
        }
        let name = checked_name(&request.name)?;
        let value = checked_value(&self.held_text(&request.reveal)?)?;
        let mut report = self.write(&name, &value)?;
        self.placed(&request.reveal, name.as_str())?;
        report
            .steps
            .extend(self.prove(&name, Expected::Value(&value)).steps);
        self.outcome(&name, report)
    }

    /// Puts a value that came by standard input or was pasted into a variable.
    ///
    /// # Errors
    /// A bad name or value, and [`AppError::EnvWriteFailed`].
    pub fn set_variable_from(
        &self,
        request: VariableRef,
        value: SecretText,
    ) -> Result<VariableOutcome, AppError> {
        self.unlocked(|_| Ok(()))?;
        let name = checked_name(&request.name)?;
        let value = checked_value(&value)?;
        let mut report = self.write(&name, &value)?;
        self.placed_by_hand(&value, name.as_str())?;
        report
            .steps
            .extend(self.prove(&name, Expected::Value(&value)).steps);
        self.outcome(&name, report)
    }

    /// Asks programs started afresh whether they see what was written last, a scheduled task among them (Windows).
    ///
    /// # Errors
    /// A bad name, a home that cannot be read, and those of the store.
    pub fn verify_variable(&self, request: VariableRef) -> Result<VariableOutcome, AppError> {
        self.unlocked(|_| Ok(()))?;
        let name = checked_name(&request.name)?;
        let machine = &self.inner.ports.machine;
        let mut report = machine
            .verify(&name, Expected::AsWritten)
            .map_err(|error| failed(&name, &error))?;
        let as_task = machine
            .verify_as_task(&name, Expected::AsWritten)
            .map_err(|error| failed(&name, &error))?;
        report.steps.extend(as_task.steps);
        self.outcome(&name, report)
    }

    /// Takes away what Token Desk wrote for a variable, leaving every file as it was before.
    ///
    /// # Errors
    /// A bad name, [`AppError::EnvWriteFailed`], and those of the store.
    pub fn remove_variable(&self, request: VariableRef) -> Result<VariableOutcome, AppError> {
        self.unlocked(|_| Ok(()))?;
        let name = checked_name(&request.name)?;
        let machine = &self.inner.ports.machine;
        let plan = machine
            .plan_remove(&name)
            .map_err(|error| failed(&name, &error))?;
        let mut report = machine
            .apply(&plan, self.now())
            .map_err(|error| failed(&name, &error))?;
        if !plan.is_done() {
            report.steps.extend(self.prove(&name, Expected::Absent).steps);
        }
        self.unplaced(name.as_str())?;
        self.outcome(&name, report)
    }

    /// What putting a value that came by standard input into a variable would change (terminal only). Changes
    /// nothing.
    ///
    /// # Errors
    /// A bad name or value, and those of [`Desk::variable_status`].
    pub fn plan_variable_from(
        &self,
        request: VariableRef,
        value: SecretText,
    ) -> Result<VariablePlan, AppError> {
        self.unlocked(|_| Ok(()))?;
        let name = checked_name(&request.name)?;
        self.planned(&name, &checked_value(&value)?)
    }

    fn planned(&self, name: &VariableName, value: &VariableValue) -> Result<VariablePlan, AppError> {
        let plan = self.plan_set(name, value)?;
        Ok(VariablePlan {
            now: self.told_apart(&plan.now)?,
            masked: plan.masked.clone(),
            places: plan.places.iter().map(planned_place).collect(),
            warnings: plan
                .warnings
                .iter()
                .filter_map(|warning| told(warning, None))
                .collect(),
        })
    }

    fn plan_set(&self, name: &VariableName, value: &VariableValue) -> Result<Plan, AppError> {
        self.inner
            .ports
            .machine
            .plan_set(name, value, self.now())
            .map_err(|error| failed(name, &error))
    }

    fn write(&self, name: &VariableName, value: &VariableValue) -> Result<Report, AppError> {
        let plan = self.plan_set(name, value)?;
        self.inner
            .ports
            .machine
            .apply(&plan, self.now())
            .map_err(|error| failed(name, &error))
    }

    /// A proof that could not be made is a failed step, not a failed call: the variable is written.
    fn prove(&self, name: &VariableName, expected: Expected<'_>) -> Report {
        self.inner
            .ports
            .machine
            .verify(name, expected)
            .unwrap_or_else(|error| Report {
                steps: vec![environment::Step {
                    kind: environment::StepKind::FreshProcess,
                    subject: name.to_string(),
                    state: environment::StepState::Failed,
                    detail: Some(error.to_string()),
                }],
            })
    }

    fn outcome(&self, name: &VariableName, report: Report) -> Result<VariableOutcome, AppError> {
        let found = self
            .inner
            .ports
            .machine
            .status(name)
            .map_err(|error| failed(name, &error))?;
        Ok(VariableOutcome {
            status: self.told_apart(&found)?,
            steps: report.steps.into_iter().map(step).collect(),
        })
    }

    /// Tells our tokens from other values: only text that passes the gate is looked up.
    fn told_apart(&self, found: &environment::Status) -> Result<VariableStatus, AppError> {
        let text = match &found.held {
            Held::Value(secret) => Some(secret.expose_text().map_or_else(Cow::default, Cow::Borrowed)),
            Held::Nothing | Held::CannotTell { .. } => None,
        };
        let owner = text.as_deref().map_or(Ok(None), |text| self.recognise(text))?;
        let state = match (&found.held, &owner) {
            (Held::Nothing, _) => VariableState::NotSet,
            (Held::CannotTell { .. }, _) => VariableState::CannotTell,
            (Held::Value(_), None) => VariableState::Foreign,
            (Held::Value(_), Some(ours)) if ours.alive => VariableState::Ours,
            (Held::Value(_), Some(_)) => VariableState::OursEnded,
        };
        let placed_at = found.placed_at.map(|at| at.to_string());
        Ok(VariableStatus {
            name: found.name.to_string(),
            state,
            token_id: owner.as_ref().and_then(|ours| ours.record.clone()),
            token_name: owner.and_then(|ours| ours.name),
            last4: text.as_deref().and_then(last4),
            placed_by_us: placed_at.is_some(),
            account: found.account.clone(),
            warnings: found
                .warnings
                .iter()
                .filter_map(|warning| told(warning, placed_at.as_deref()))
                .collect(),
            placed_at,
        })
    }
}

/// A token of ours, found in a variable.
pub(crate) struct Recognised {
    /// Its record, if there still is one.
    pub(crate) record: Option<String>,
    /// The record's name.
    pub(crate) name: Option<String>,
    /// How the record stands.
    pub(crate) status: Option<TokenStatus>,
    /// Whether it would be accepted now.
    pub(crate) alive: bool,
}

/// A checked variable name.
///
/// # Errors
/// [`AppError::InvalidField`].
pub(crate) fn checked_name(text: &str) -> Result<VariableName, AppError> {
    VariableName::new(text.trim()).map_err(|bad| {
        let problem = match bad {
            BadName::Empty => FieldProblem::Empty,
            BadName::TooLong { .. } | BadName::Form => FieldProblem::BadVariableName,
            BadName::Reserved => FieldProblem::ReservedVariable,
        };
        AppError::InvalidField {
            field: Field::Variable,
            problem,
        }
    })
}

/// A checked value, without what a paste left at its ends.
///
/// # Errors
/// [`AppError::InvalidField`].
pub(crate) fn checked_value(secret: &SecretText) -> Result<VariableValue, AppError> {
    VariableValue::new(secret.expose())
        .map(|(value, _)| value)
        .map_err(|bad| {
            let problem = match bad {
                BadValue::Empty => FieldProblem::Empty,
                BadValue::TooLong { .. }
                | BadValue::Characters
                | BadValue::LooksLikeHeader
                | BadValue::LooksLikeAssignment
                | BadValue::LooksLikeReference => FieldProblem::BadVariableValue {
                    detail: bad.to_string(),
                },
            };
            AppError::InvalidField {
                field: Field::Value,
                problem,
            }
        })
}

pub(crate) fn failed(name: &VariableName, error: &environment::Error) -> AppError {
    AppError::EnvWriteFailed {
        variable: name.to_string(),
        reason: error.to_string(),
        undone: error.undone(),
    }
}

/// The last four characters, where that leaves enough hidden.
pub(crate) fn last4(text: &str) -> Option<String> {
    (text.is_ascii() && text.len() >= 20).then(|| text[text.len() - 4..].to_owned())
}

fn planned_place(place: &environment::PlannedPlace) -> PlannedPlace {
    PlannedPlace {
        path: place.path.clone(),
        kind: match place.kind {
            environment::PlaceKind::SecretFile => PlaceKind::SecretFile,
            environment::PlaceKind::StartupFile => PlaceKind::StartupFile,
            environment::PlaceKind::EnvironmentD => PlaceKind::EnvironmentD,
            environment::PlaceKind::UserManager => PlaceKind::UserManager,
            environment::PlaceKind::Registry => PlaceKind::Registry,
        },
        action: match place.action {
            environment::PlaceAction::Create => PlaceAction::Create,
            environment::PlaceAction::Change => PlaceAction::Change,
            environment::PlaceAction::Keep => PlaceAction::Keep,
            environment::PlaceAction::Skip => PlaceAction::Skip,
            environment::PlaceAction::Remove => PlaceAction::Remove,
        },
        lines: place.lines.clone(),
    }
}

pub(crate) fn step(step: environment::Step) -> VariableStep {
    VariableStep {
        step: step.kind.word().to_owned(),
        subject: step.subject,
        state: match step.state {
            environment::StepState::Done => StepState::Done,
            environment::StepState::Skipped => StepState::Skipped,
            environment::StepState::Failed => StepState::Failed,
        },
        detail: step.detail,
    }
}

/// A warning for the screen. That programs hold an older value can be dated only where we wrote the newer one.
fn told(warning: &environment::Warning, placed_at: Option<&str>) -> Option<VariableWarning> {
    use environment::Warning;
    Some(match warning {
        Warning::SystemVariable => VariableWarning::SystemVariable,
        Warning::Shadowed { place } => VariableWarning::Shadowed { place: place.clone() },
        Warning::StalePrograms { programs } => VariableWarning::StalePrograms {
            since: placed_at?.to_owned(),
            programs: programs.clone(),
        },
        Warning::ReadOnlyFile { path, lines } => VariableWarning::ReadOnlyFile {
            path: path.display().to_string(),
            lines: lines.clone(),
        },
        Warning::DamagedBlock { path } => VariableWarning::DamagedBlock {
            path: path.display().to_string(),
        },
        Warning::InGitTree { path } => VariableWarning::InGitTree {
            path: path.display().to_string(),
        },
        Warning::NotUtf8 { path } => VariableWarning::NotUtf8 {
            path: path.display().to_string(),
        },
        Warning::ShellsOnly => VariableWarning::ShellsOnly,
        Warning::LongValue { length } => VariableWarning::LongValue {
            length: u32::try_from(*length).unwrap_or(u32::MAX),
        },
        Warning::FormerValueGone => VariableWarning::FormerValueGone,
    })
}
