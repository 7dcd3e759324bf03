//! The places of a token's secret, and the new secret put there. What somebody else changed since is left as it is.

use environment::settings_file::FileStanding;
use environment::{Held, Truth, Undoing};
use token::{TokenId, TokenText};

use crate::Desk;
use crate::variable::checked_name;
use crate::wire::{
    AppError, PatchSettingsFile, PlaceOutcome, PlacedIn, PlacementTruth, PlanVariable, RenewedPlace,
    RevealId, SectionChoice, StepState, VariableRef, VariableState,
};

impl Desk {
    /// The variables that Token Desk placed and that hold a secret of this token now.
    pub(super) fn variables_with(&self, token: &str) -> Result<Vec<String>, AppError> {
        let mut found = Vec::new();
        for row in self.placements()?.rows {
            if row.place != PlacedIn::Variable {
                continue;
            }
            let status = self.variable_status(VariableRef {
                name: row.variable.clone(),
            })?;
            let held = if status.state == VariableState::CannotTell {
                // What was placed last may well be there still.
                row.token_id
            } else {
                status.token_id
            };
            if held.as_deref() == Some(token) {
                found.push(row.variable);
            }
        }
        Ok(found)
    }

    /// The text of a secret, from the first of `variables` that holds it.
    pub(super) fn text_in(
        &self,
        secret: &TokenId,
        variables: &[String],
    ) -> Result<Option<TokenText>, AppError> {
        let values: Vec<_> = variables
            .iter()
            .filter_map(|variable| self.value_of(variable))
            .collect();
        self.with_ledger(|ledger, _| {
            Ok(values.iter().find_map(|value| {
                let text = ledger.minted_here(value.expose_text()?).ok().flatten()?;
                (text.id() == *secret).then_some(text)
            }))
        })
    }

    /// Puts the new secret into `variables`.
    pub(super) fn variables_renewed(
        &self,
        token: &str,
        variables: Vec<String>,
        reveal: &RevealId,
    ) -> Vec<RenewedPlace> {
        variables
            .into_iter()
            .map(|variable| RenewedPlace {
                outcome: self.changed_since(token, &variable).map_or_else(
                    || self.renewed(&variable, reveal),
                    |truth| PlaceOutcome::Left { truth },
                ),
                place: PlacedIn::Variable,
                variable,
            })
            .collect()
    }

    /// What somebody else put into a variable since it held the token.
    fn changed_since(&self, token: &str, variable: &str) -> Option<PlacementTruth> {
        let name = variable.to_owned();
        // What cannot be looked at is told by whoever writes it.
        let found = self.variable_status(VariableRef { name }).ok()?;
        match found.state {
            VariableState::CannotTell => None,
            VariableState::NotSet => Some(PlacementTruth::Missing),
            VariableState::Foreign | VariableState::Ours | VariableState::OursEnded => {
                (found.token_id.as_deref() != Some(token)).then_some(PlacementTruth::Overwritten {
                    token_name: found.token_name,
                })
            }
        }
    }

    fn renewed(&self, variable: &str, reveal: &RevealId) -> PlaceOutcome {
        let set = self.set_variable(PlanVariable {
            name: variable.to_owned(),
            reveal: reveal.clone(),
        });
        match set {
            Ok(set) if set.steps.iter().any(|step| step.state == StepState::Failed) => {
                PlaceOutcome::Unproven { steps: set.steps }
            }
            Ok(_) => PlaceOutcome::Renewed,
            Err(error) if !self.holds(variable, reveal) => PlaceOutcome::Failed { error },
            // It is accepted, so it stays.
            Err(_) if self.is_delivered(reveal) => PlaceOutcome::Unproven { steps: Vec::new() },
            Err(error) => {
                self.put_back_variable(variable);
                PlaceOutcome::Failed { error }
            }
        }
    }

    /// Gives a variable its old secret back where the new one was written and could not be noted: nothing would
    /// accept it.
    fn put_back_variable(&self, variable: &str) {
        let Ok(name) = checked_name(variable) else { return };
        let machine = &self.inner.ports.machine;
        let undone = machine.plan_undo(&name).and_then(|undoing| match undoing {
            Some(Undoing { plan: Some(plan), .. }) => machine.apply(&plan, self.now()).map(drop),
            Some(Undoing { plan: None, .. }) | None => Ok(()),
        });
        if let Err(error) = undone {
            tracing::warn!(%error, variable, "a variable keeps a secret that could not be noted");
        }
    }

    fn holds(&self, variable: &str, reveal: &RevealId) -> bool {
        let held = self.held_text(reveal);
        held.is_ok_and(|text| {
            self.value_of(variable)
                .is_some_and(|value| value.expose_text() == Some(text.expose()))
        })
    }

    fn value_of(&self, variable: &str) -> Option<environment::Secret> {
        let name = checked_name(variable).ok()?;
        match self.inner.ports.machine.status(&name).ok()?.held {
            Held::Value(value) => Some(value),
            Held::Nothing | Held::CannotTell { .. } => None,
        }
    }

    /// What became of the settings files behind `variables`: a line that names one of them needs nothing.
    pub(super) fn files_renewed(
        &self,
        token: &str,
        files: &[FileStanding],
        variables: &[RenewedPlace],
    ) -> Result<Vec<RenewedPlace>, AppError> {
        let mut places = Vec::new();
        for standing in files {
            let held = standing.held.as_ref().and_then(|held| held.expose_text());
            let literal = match held {
                Some(text) => self.recognise(text)?,
                None => None,
            };
            let holds_it = literal.is_some_and(|ours| ours.record.as_deref() == Some(token));
            let behind = variables
                .iter()
                .find(|place| place.variable == standing.variable.as_str());
            let outcome = match (holds_it, behind) {
                (true, Some(place)) if place.outcome.holds_new() => self.line_renewed(standing),
                (true, _) => PlaceOutcome::HoldsOld,
                (false, Some(place)) => follows(&standing.truth, place),
                (false, None) => continue,
            };
            places.push(RenewedPlace {
                place: PlacedIn::SettingsFile {
                    path: standing.path.display().to_string(),
                    key: standing.key.clone(),
                    line: standing.line.map(crate::ini::number),
                },
                variable: standing.variable.to_string(),
                outcome,
            });
        }
        Ok(places)
    }

    /// Has a line that holds the old secret in plain text name the variable, which holds the new one.
    fn line_renewed(&self, standing: &FileStanding) -> PlaceOutcome {
        let applied = self.apply_settings_file(PatchSettingsFile {
            path: Some(standing.path.display().to_string()),
            key: standing.key.clone(),
            variable: standing.variable.to_string(),
            section: Some(match &standing.section {
                Some(name) => SectionChoice::Named { name: name.clone() },
                None => SectionChoice::Every,
            }),
            replace_other: false,
            comment_out_extras: false,
            clean_comments: false,
            seen: None,
        });
        match applied {
            Ok(_) => PlaceOutcome::Renewed,
            Err(error) => PlaceOutcome::Failed { error },
        }
    }
}

/// A line that names a variable has what the variable has. One that holds something else was somebody's decision.
fn follows(truth: &Truth, variable: &RenewedPlace) -> PlaceOutcome {
    let left = |truth| PlaceOutcome::Left { truth };
    match truth {
        Truth::Installed => variable.outcome.clone(),
        Truth::Overwritten => left(PlacementTruth::Overwritten { token_name: None }),
        Truth::Missing => left(PlacementTruth::Missing),
        Truth::Shadowed { place } => left(PlacementTruth::Shadowed { place: place.clone() }),
        Truth::CannotTell { reason } => left(PlacementTruth::CannotTell {
            reason: reason.clone(),
        }),
    }
}
