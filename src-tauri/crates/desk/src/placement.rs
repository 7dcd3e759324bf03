//! What became of everything that was placed, and taking it back.

mod in_files;

use std::cmp::Reverse;

use environment::{Running, Standing, Truth, Undo};
use store::Record;
use token::TokenId;

use crate::Desk;
use crate::rows;
use crate::variable::{checked_name, failed, step};
use crate::wire::{
    AppError, HoldingProgram, PlacedIn, Placement, PlacementTruth, Placements, ProgramHolds, Reach,
    UndoAnswer, UndoOutcome, UndoPlacement, WayOut, WayWord,
};

/// How the id of a variable's placement starts; its name follows.
const VARIABLE: &str = "variable:";

/// What the store knows of a placement.
#[derive(Default)]
struct Note {
    record: Option<Record>,
    secret: Option<TokenId>,
    last4: Option<String>,
    status: Option<crate::wire::TokenStatus>,
}

impl Note {
    /// Whether the record goes by another secret by now.
    fn is_older(&self) -> bool {
        match (&self.record, &self.secret) {
            (Some(record), Some(secret)) => record.present.id != *secret,
            (None, _) | (_, None) => false,
        }
    }
}

impl Desk {
    /// Everything that is placed, as it stands at this moment.
    ///
    /// # Errors
    /// A home or list of placements that cannot be read, and those of the store.
    pub fn placements(&self) -> Result<Placements, AppError> {
        self.unlocked(|_| Ok(()))?;
        let standing = self
            .inner
            .ports
            .machine
            .placements()
            .map_err(|error| AppError::Unknown {
                detail: error.to_string(),
            })?;
        let variables = standing
            .into_iter()
            .map(|standing| Ok((standing.at, self.placement(standing)?)))
            .collect::<Result<Vec<_>, AppError>>()?;
        let files = self.in_files(&variables)?;
        let mut rows = [variables, files].concat();
        rows.sort_by_key(|(at, _)| Reverse(*at));
        Ok(Placements {
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            reach: self.reach(),
        })
    }

    /// Takes the last placement back, so that everything is as it was before it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if nothing of this id is placed; [`AppError::EnvWriteFailed`],
    /// [`AppError::SettingsFile`], and those of the store.
    pub fn undo_placement(&self, request: UndoPlacement) -> Result<UndoOutcome, AppError> {
        self.unlocked(|_| Ok(()))?;
        let Some(name) = request.id.strip_prefix(VARIABLE) else {
            return self.undo_in_file(&request.id);
        };
        let name = checked_name(name)?;
        let machine = &self.inner.ports.machine;
        let undoing = machine
            .plan_undo(&name)
            .map_err(|error| failed(&name, &error))?
            .ok_or(AppError::NotFound)?;
        let answer = undo_answer(&undoing.answer);
        let Some(plan) = undoing.plan else {
            return Ok(UndoOutcome {
                undone: false,
                answer,
                steps: Vec::new(),
                token: None,
            });
        };
        let report = machine
            .apply(&plan, self.now())
            .map_err(|error| failed(&name, &error))?;
        match machine
            .status(&name)
            .ok()
            .map(|status| (status.held, status.placed_at))
        {
            Some((environment::Held::Value(value), Some(_))) => self.replaced_in(&value, name.as_str())?,
            Some(_) | None => self.unplaced(name.as_str())?,
        }
        Ok(UndoOutcome {
            undone: true,
            answer,
            steps: report.steps.into_iter().map(step).collect(),
            token: None,
        })
    }

    /// Forgets a placement in a settings file that is gone for good: its row is dismissed. No file is touched.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if nothing of this id is placed in a file, [`AppError::SettingsFile`] where it is not
    /// gone, and those of the store.
    pub fn forget_placement(&self, request: UndoPlacement) -> Result<(), AppError> {
        self.unlocked(|_| Ok(()))?;
        self.forget_in_file(&request.id)
    }

    /// Gives every placed variable to the log-in session anew, where sessions forget them (macOS, at log-in).
    ///
    /// # Errors
    /// A home or list of placements that cannot be read.
    pub fn give_session(&self) -> Result<(), AppError> {
        let report = self.inner.ports.machine.give_session();
        report.map(drop).map_err(|error| AppError::Unknown {
            detail: error.to_string(),
        })
    }

    fn placement(&self, standing: Standing) -> Result<Placement, AppError> {
        let note = self.note(standing.name.as_str())?;
        let truth = self.truth(&standing, &note)?;
        let programs = standing
            .programs
            .iter()
            .map(|program| self.holding(program))
            .collect::<Result<_, _>>()?;
        Ok(Placement {
            id: format!("{VARIABLE}{}", standing.name),
            place: PlacedIn::Variable,
            variable: standing.name.to_string(),
            token_id: note.record.as_ref().map(|record| record.id.to_string()),
            token_name: note.record.map(|record| record.name),
            token_status: note.status,
            last4: note.last4,
            placed_at: standing.at.to_string(),
            truth,
            programs,
            undo: undo_answer(&standing.undo),
        })
    }

    fn note(&self, variable: &str) -> Result<Note, AppError> {
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            let Some(placed) = ledger.store.read().placement(variable)? else {
                return Ok(Note::default());
            };
            let record = match &placed.token_id {
                Some(id) => ledger.store.read().token(id)?,
                None => None,
            };
            Ok(Note {
                status: record
                    .as_ref()
                    .map(|record| rows::token_status(record.status(now))),
                record,
                secret: placed.secret_id,
                last4: Some(placed.last4).filter(|last4| !last4.is_empty()),
            })
        })
    }

    fn truth(&self, standing: &Standing, note: &Note) -> Result<PlacementTruth, AppError> {
        Ok(match &standing.truth {
            Truth::Installed if note.is_older() => PlacementTruth::HoldsOlder,
            Truth::Installed => PlacementTruth::Installed,
            Truth::Missing => PlacementTruth::Missing,
            Truth::Shadowed { place } => PlacementTruth::Shadowed { place: place.clone() },
            Truth::CannotTell { reason } => PlacementTruth::CannotTell {
                reason: reason.clone(),
            },
            Truth::Overwritten => PlacementTruth::Overwritten {
                token_name: match standing.held.as_ref().and_then(|held| held.expose_text()) {
                    Some(text) => self.recognise(text)?.and_then(|ours| ours.name),
                    None => None,
                },
            },
        })
    }

    fn holding(&self, program: &Running) -> Result<HoldingProgram, AppError> {
        let holds = match &program.held {
            None => ProgramHolds::Unknown,
            Some(held) => match held
                .expose_text()
                .map(|text| self.recognise(text))
                .transpose()?
                .flatten()
            {
                Some(ours) => ProgramHolds::OlderToken {
                    token_name: ours.name,
                },
                None => ProgramHolds::AnotherValue,
            },
        };
        Ok(HoldingProgram {
            name: program.name.clone(),
            pid: program.pid,
            started: program.started.to_string(),
            holds,
        })
    }

    fn reach(&self) -> Reach {
        let ways = environment::ways_out()
            .into_iter()
            .map(|(way, lines)| WayOut {
                way: match way {
                    environment::Way::AsThatAccount => WayWord::AsThatAccount,
                    environment::Way::WholeComputer => WayWord::WholeComputer,
                    environment::Way::OneService => WayWord::OneService,
                    environment::Way::Cron => WayWord::Cron,
                },
                lines: lines.to_owned(),
            })
            .collect();
        Reach {
            account: self.inner.ports.machine.account().to_owned(),
            ways,
        }
    }
}

fn undo_answer(undo: &Undo) -> UndoAnswer {
    match undo {
        Undo::Possible { restores_value } => UndoAnswer::Possible {
            restores_value: *restores_value,
        },
        Undo::ChangedSince { places } => UndoAnswer::ChangedSince {
            places: places.clone(),
        },
        Undo::FormerGone => UndoAnswer::FormerGone,
    }
}
