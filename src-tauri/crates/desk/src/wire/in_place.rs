//! A token that was regenerated where it lies.

use serde::Serialize;

use super::{AppError, Issued, PlacedIn, PlacementTruth, TokenRow, VariableStep};

/// What came of putting a new secret to where the old one was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RegeneratedInPlace {
    /// Its row.
    pub token: TokenRow,
    /// Every place of the old secret, variables first.
    pub places: Vec<RenewedPlace>,
    /// Whether the old secret now waits for the new one to be seen. If not, it has ended, or `by_hand` says why it lives
    /// for the whole grace.
    pub waits: bool,
    /// Where a place has not got the new secret: the handle to copy it by. Else the secret was wiped.
    pub by_hand: Option<Issued>,
}

/// A place, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RenewedPlace {
    /// Which.
    pub place: PlacedIn,
    /// The variable: the one that was set, or the one that the settings file names.
    pub variable: String,
    /// What became of it.
    pub outcome: PlaceOutcome,
}

/// What became of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum PlaceOutcome {
    /// It has the new secret, and programs started from now on get it.
    Renewed,
    /// It was written, but a program started afresh did not get it.
    Unproven {
        /// What was done, and what failed.
        steps: Vec<VariableStep>,
    },
    /// It could not be written and is as it was.
    Failed {
        /// Why.
        error: AppError,
    },
    /// The old secret stands there in plain text, and the variable that the line was to name has something else.
    HoldsOld,
    /// Something else stands there, and was left.
    Left {
        /// What is there.
        truth: PlacementTruth,
    },
}

impl PlaceOutcome {
    /// Whether programs can come by the new secret here.
    pub fn holds_new(&self) -> bool {
        matches!(self, Self::Renewed | Self::Unproven { .. })
    }

    /// Whether no program can come by the old secret here any more.
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Renewed => true,
            Self::Unproven { .. } | Self::Failed { .. } | Self::HoldsOld => false,
            Self::Left { truth } => match truth {
                PlacementTruth::Overwritten { .. } | PlacementTruth::Missing => true,
                PlacementTruth::Installed
                | PlacementTruth::HoldsOlder
                | PlacementTruth::Shadowed { .. }
                | PlacementTruth::CannotTell { .. } => false,
            },
        }
    }
}
