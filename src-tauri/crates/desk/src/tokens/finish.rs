//! *Regenerate that finishes itself*: the new secret goes to where the old one is, and the old one ends once the new
//! one is first used.

mod places;
mod seen;

use environment::settings_file::FileStanding;
use store::{Event, SecretState, UnderWay};
use token::TokenId;

use crate::Desk;
use crate::authority::Operation;
use crate::wire::{
    AppError, Grace, Issued, PlaceOutcome, Regenerate, RegeneratedInPlace, RenewedPlace, RevealId, RevealRef,
};

impl Desk {
    /// Makes a new secret for a token and puts it into every variable that holds one of its secrets, and has settings
    /// files where one stands in plain text name the variable. Where every place has it, the old secret ends as soon
    /// as a verifier sees the new one, at the latest with the grace; for [`Grace::Now`] at once. Where one place has
    /// not, the old secret lives for the whole grace (an hour at least) and the new one can still be copied.
    ///
    /// A program that dies meanwhile leaves what [`Desk::finish_interrupted`] goes on with.
    ///
    /// # Errors
    /// [`AppError::NotInPlace`] where no variable holds the token; [`AppError::Conflict`] while another program does the
    /// same with it; those of [`Desk::regenerate_token`]; and what kept the new secret from every place. The old one is
    /// untouched then.
    pub fn regenerate_in_place(&self, request: Regenerate) -> Result<RegeneratedInPlace, AppError> {
        let id: TokenId = request.id.parse().map_err(|_| AppError::NotFound)?;
        self.with_ledger(|ledger, _| {
            let record = ledger.record(&id)?;
            ledger.acting()?.check_token(Operation::RegenerateToken, &record)
        })?;
        let variables = self.variables_with(&request.id)?;
        if variables.is_empty() {
            return Err(AppError::NotInPlace);
        }
        // Before anything is made: files that cannot be looked at might hold the old secret.
        let files = self.standing_files()?;
        let (issued, carried) = self.regenerated(id, request)?;
        let places = self.variables_renewed(&request_id(&carried), variables, &issued.reveal);
        if let Some(error) = why_nowhere(&places)
            && !self.is_delivered(&issued.reveal)
        {
            self.discard_secret(RevealRef {
                reveal: issued.reveal,
            })?;
            return Err(error);
        }
        let arrived = self.arrived(&carried, &issued.reveal, places, &files)?;
        let row =
            self.with_ledger(|ledger, _| Ok(ledger.row(ledger.record(&id)?, ledger.judge(self.now())?)))?;
        Ok(RegeneratedInPlace {
            by_hand: (!arrived.everywhere).then(|| Issued {
                token: row.clone(),
                ..issued
            }),
            waits: arrived.waits && row.retiring.is_some(),
            token: row,
            places: arrived.places,
        })
    }

    /// Goes on where a program died that put a new secret to where the old one is. What cannot be done now is left for
    /// the next start; the old secret lives for its whole grace until then.
    pub fn finish_interrupted(&self) {
        let left = self.interrupted().unwrap_or_else(|error| {
            tracing::debug!(?error, "whether a secret is under way is asked later");
            Vec::new()
        });
        for carried in left {
            match self.carry_on(&carried) {
                Ok(()) => tracing::info!(token = %carried.token_id, "an interrupted regeneration went on"),
                Err(error) => tracing::warn!(?error, "an interrupted regeneration is left for later"),
            }
        }
    }

    fn regenerated(&self, id: TokenId, request: Regenerate) -> Result<(Issued, UnderWay), AppError> {
        let at_once = request.grace == Grace::Now;
        let mut carried = None;
        let request = Regenerate {
            // A place that does not take it must not cut off the programs there.
            grace: if at_once { Grace::Hour } else { request.grace },
            ..request
        };
        let holders = &self.inner.holder;
        let issued = self.regenerate_and(request, |recorded, before, secret| {
            // Two that write the same places would leave each with what the other one ends.
            let is_another = |carrier: &String| *carrier != secret.holder && holders.is_alive(carrier);
            if recorded.carriers(&id)?.iter().any(is_another) {
                return Err(AppError::Conflict);
            }
            let new = carried.insert(UnderWay {
                token_id: id,
                secret: secret.id,
                old: before.present.id,
                at_once,
                holder: secret.holder.clone(),
            });
            Ok(recorded.set_out(new)?)
        })?;
        let carried = carried.ok_or(AppError::NotFound)?;
        Ok((issued, carried))
    }

    /// The secrets under way whose programs died, from here on in the hands of this one.
    fn interrupted(&self) -> Result<Vec<UnderWay>, AppError> {
        self.with_ledger(|ledger, _| {
            let mut ours = Vec::new();
            for left in ledger.store.read().under_way()? {
                if ledger.is_alive(&left.holder) {
                    continue;
                }
                let holder = ledger.holder()?;
                if ledger.store.take_over(&left, &holder)? {
                    ours.push(UnderWay { holder, ..left });
                }
            }
            Ok(ours)
        })
    }

    fn carry_on(&self, carried: &UnderWay) -> Result<(), AppError> {
        let variables = self.variables_with(&request_id(carried))?;
        let Some(text) = self.text_in(&carried.secret, &variables)? else {
            // Nobody has its text any more but those to whom it was given, so the old one lives for its grace.
            return self.with_ledger(|ledger, _| Ok(ledger.store.give_up(&carried.secret)?));
        };
        let files = self.standing_files()?;
        let elapsed = self.elapsed();
        let reveal = self.with_ledger(|_, rest| {
            Ok(self.with_generator(|rng| rest.held.hold_delivered(carried.token_id, text, elapsed, rng)))
        })?;
        let places = self.variables_renewed(&request_id(carried), variables, &reveal);
        let arrived = self.arrived(carried, &reveal, places, &files);
        self.discard_secret(RevealRef { reveal })?;
        arrived.map(drop)
    }

    /// Sees to the settings files behind the variables, and to the end of the old secret.
    fn arrived(
        &self,
        carried: &UnderWay,
        reveal: &RevealId,
        mut places: Vec<RenewedPlace>,
        files: &[FileStanding],
    ) -> Result<Arrived, AppError> {
        places.extend(self.files_renewed(&request_id(carried), files, &places)?);
        let everywhere = places.iter().all(|place| place.outcome.is_settled());
        let waits = everywhere && self.await_successor(carried)?;
        // A row that stays says no more than that somebody looks once more after this program has ended.
        self.with_ledger(|ledger, _| Ok(ledger.store.give_up(&carried.secret)?))?;
        if everywhere {
            self.discard_secret(RevealRef {
                reveal: reveal.clone(),
            })?;
            // It may have been seen between the first place and this moment.
            if let Err(error) = self.finish_regenerations() {
                tracing::warn!(?error, "a replaced secret is left for later");
            }
        }
        Ok(Arrived {
            places,
            everywhere,
            waits,
        })
    }

    /// Has the old secret end once the new one is seen, or at once. Answers whether it waits.
    fn await_successor(&self, carried: &UnderWay) -> Result<bool, AppError> {
        let mut by = self.by_now();
        let old = &carried.old;
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let record = ledger.record(&carried.token_id)?;
            ledger.store.change(&by, |change| {
                let lives = change.digest(old)?.is_some_and(|stored| {
                    stored.state == SecretState::Retiring && !stored.expiry.is_over(by.at)
                });
                if !lives {
                    return Ok(false);
                }
                let event = Event::named("token.finishing").of(&record);
                let mut recorded = change.record(event)?;
                recorded.await_successor(old)?;
                recorded.arrive(&carried.secret)?;
                if carried.at_once {
                    let event = Event::named("token.finished").of(&record).fact("how", "asked");
                    change.record(event)?.finish(old)?;
                }
                Ok(!carried.at_once)
            })
        })
    }
}

/// What became of a secret under way.
struct Arrived {
    places: Vec<RenewedPlace>,
    everywhere: bool,
    waits: bool,
}

fn request_id(carried: &UnderWay) -> String {
    carried.token_id.to_string()
}

/// Why no place has the new secret, if none has.
fn why_nowhere(places: &[RenewedPlace]) -> Option<AppError> {
    if places.iter().any(|place| place.outcome.holds_new()) {
        return None;
    }
    let failed = places.iter().find_map(|place| match &place.outcome {
        PlaceOutcome::Failed { error } => Some(error.clone()),
        PlaceOutcome::Renewed
        | PlaceOutcome::Unproven { .. }
        | PlaceOutcome::HoldsOld
        | PlaceOutcome::Left { .. } => None,
    });
    // Somebody else changed them all since they were looked at.
    Some(failed.unwrap_or(AppError::NotInPlace))
}
