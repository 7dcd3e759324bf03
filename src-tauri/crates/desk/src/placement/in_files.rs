//! Lines of settings files among what was placed.

use environment::Truth;
use environment::settings_file::FileStanding;
use jiff::Timestamp;

use super::undo_answer;
use crate::Desk;
use crate::ini::{number, refused};
use crate::variable::Recognised;
use crate::wire::{
    AppError, PlacedIn, Placement, PlacementTruth, StepState, UndoAnswer, UndoOutcome, VariableStep,
};

impl Desk {
    /// Every line of a settings file that was written. What the line names is judged by `variables`.
    pub(super) fn in_files(
        &self,
        variables: &[(Timestamp, Placement)],
    ) -> Result<Vec<(Timestamp, Placement)>, AppError> {
        self.standing_files()?
            .into_iter()
            .map(|standing| {
                let named = variables
                    .iter()
                    .map(|(_, row)| row)
                    .find(|row| row.variable == standing.variable.as_str());
                Ok((standing.at, self.in_file(&standing, named)?))
            })
            .collect()
    }

    /// Puts the file of a line back as it was before.
    pub(super) fn undo_in_file(&self, id: &str) -> Result<UndoOutcome, AppError> {
        let files = self.standing_files()?;
        let standing = files
            .into_iter()
            .find(|standing| id_of(standing) == id)
            .ok_or(AppError::NotFound)?;
        let answer = undo_answer(&standing.undo);
        if !matches!(answer, UndoAnswer::Possible { .. }) {
            return Ok(UndoOutcome {
                undone: false,
                answer,
                steps: Vec::new(),
                token: None,
            });
        }
        let undone = self.put_back(&standing.path, Some(&standing.key), None)?;
        Ok(UndoOutcome {
            undone: true,
            answer,
            steps: vec![VariableStep {
                step: environment::StepKind::Wrote.word().to_owned(),
                subject: undone.path,
                state: StepState::Done,
                detail: None,
            }],
            token: undone.token,
        })
    }

    /// Forgets a line whose file is gone for good.
    pub(super) fn forget_in_file(&self, id: &str) -> Result<(), AppError> {
        let files = self.standing_files()?;
        let gone = files
            .into_iter()
            .find(|standing| id_of(standing) == id)
            .ok_or(AppError::NotFound)?;
        let machine = &self.inner.ports.machine;
        machine
            .forget_settings_file(&gone)
            .map_err(|problem| refused(&gone.path, &problem))?;
        self.note_file("settings_file.forgotten", &gone.path, "")
    }

    /// Every line of a settings file that was written, as it stands now.
    pub(crate) fn standing_files(&self) -> Result<Vec<FileStanding>, AppError> {
        let files = self.inner.ports.machine.settings_files();
        files.map_err(|problem| AppError::Unknown {
            detail: problem.to_string(),
        })
    }

    fn in_file(&self, standing: &FileStanding, named: Option<&Placement>) -> Result<Placement, AppError> {
        let literal = match standing.held.as_ref().and_then(|held| held.expose_text()) {
            Some(text) => self.recognise(text)?,
            None => None,
        };
        let truth = truth(&standing.truth, named, literal.as_ref());
        // The variable's token lies here only where the line names the variable, and that holds it.
        let through = named.filter(|row| {
            let is_named = !matches!(
                truth,
                PlacementTruth::Overwritten { .. } | PlacementTruth::Missing
            );
            let holds_it = [PlacementTruth::Installed, PlacementTruth::HoldsOlder].contains(&row.truth);
            is_named && holds_it && literal.is_none()
        });
        let (token_id, token_name, token_status) = match (literal, through) {
            (Some(ours), _) => (ours.record, ours.name, ours.status),
            (None, Some(row)) => (row.token_id.clone(), row.token_name.clone(), row.token_status),
            (None, None) => (None, None, None),
        };
        Ok(Placement {
            id: id_of(standing),
            place: PlacedIn::SettingsFile {
                path: standing.path.display().to_string(),
                key: standing.key.clone(),
                line: standing.line.map(number),
            },
            variable: standing.variable.to_string(),
            token_id,
            token_name,
            token_status,
            last4: through.and_then(|row| row.last4.clone()),
            placed_at: standing.at.to_string(),
            truth,
            programs: Vec::new(),
            undo: undo_answer(&standing.undo),
        })
    }
}

/// A file, a section and a key are changed once.
fn id_of(standing: &FileStanding) -> String {
    let section = standing
        .section
        .as_deref()
        .map_or_else(String::new, |name| format!("[{name}]"));
    format!("file:{section}{}={}", standing.key, standing.path.display())
}

fn truth(found: &Truth, named: Option<&Placement>, literal: Option<&Recognised>) -> PlacementTruth {
    match found {
        Truth::Installed if named.is_some_and(|row| row.truth == PlacementTruth::HoldsOlder) => {
            PlacementTruth::HoldsOlder
        }
        Truth::Overwritten => PlacementTruth::Overwritten {
            token_name: literal.and_then(|ours| ours.name.clone()),
        },
        Truth::Installed => PlacementTruth::Installed,
        Truth::Missing => PlacementTruth::Missing,
        Truth::Shadowed { place } => PlacementTruth::Shadowed { place: place.clone() },
        Truth::CannotTell { reason } => PlacementTruth::CannotTell {
            reason: reason.clone(),
        },
    }
}
