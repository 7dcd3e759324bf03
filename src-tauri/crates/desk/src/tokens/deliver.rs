//! A secret is delivered, or voided; and where it was put.

use environment::VariableValue;
use store::{Change, Event, Pending, Placement, Record};
use token::TokenId;

use crate::Desk;
use crate::desk::Inner;
use crate::held::HeldSecret;
use crate::ledger;
use crate::rows;
use crate::variable::Recognised;
use crate::wire::{AppError, RevealId, TokenStatus};

impl Desk {
    /// Notes that a held secret has been copied, shown or printed. The first time it becomes the present
    /// secret of its record, and the end of the old one begins.
    pub(crate) fn deliver(&self, reveal: &RevealId, how: &'static str) -> Result<(), AppError> {
        let delivered = self.deliver_with(reveal, how, None);
        if delivered.is_err() {
            // It must not be used: nothing will accept it.
            self.clear_ours();
        }
        delivered
    }

    /// Notes that a held secret was put into a variable.
    pub(crate) fn placed(&self, reveal: &RevealId, variable: &str) -> Result<(), AppError> {
        self.deliver_with(reveal, "placed", Some(variable))
    }

    /// Whether a held secret has been delivered: something accepts it.
    pub(crate) fn is_delivered(&self, reveal: &RevealId) -> bool {
        let elapsed = self.elapsed();
        self.with_state(|state| state.held.find(reveal, elapsed).is_ok_and(|held| held.delivered))
    }

    /// Notes that a value that was not held was put into a variable. It may be a token of ours all the same.
    pub(crate) fn placed_by_hand(&self, value: &VariableValue, variable: &str) -> Result<(), AppError> {
        self.now_holds(value.expose(), variable)
    }

    /// Notes that a variable holds again what it held before.
    pub(crate) fn replaced_in(&self, value: &environment::Secret, variable: &str) -> Result<(), AppError> {
        self.now_holds(value.expose_text().unwrap_or_default(), variable)
    }

    fn now_holds(&self, value: &str, variable: &str) -> Result<(), AppError> {
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let ours = token::parse(value, &ledger.gate).ok().map(|text| text.id());
            let record = match ours {
                Some(secret) => ledger.store.read().digest(&secret)?.map(|stored| stored.token_id),
                None => None,
            };
            let placement = Placement {
                variable: variable.to_owned(),
                token_id: record,
                secret_id: ours.filter(|_| record.is_some()),
                print: ledger.gate.fingerprint(value.as_bytes()),
                last4: last4(value),
                placed_at: by.at,
            };
            ledger.store.change(&by, |change| {
                let event = Event::named("variable.set").fact("variable", variable);
                Ok(change.record(event)?.place(&placement)?)
            })
        })
    }

    /// Notes that a variable holds nothing of ours any more.
    pub(crate) fn unplaced(&self, variable: &str) -> Result<(), AppError> {
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let Some(placement) = ledger.store.read().placement(variable)? else {
                return Ok(());
            };
            let record = match placement.token_id {
                Some(id) => ledger.store.read().token(&id)?,
                None => None,
            };
            ledger.store.change(&by, |change| {
                let event = Event::named("variable.removed").fact("variable", variable);
                let event = match &record {
                    Some(record) => event.of(record),
                    None => event,
                };
                Ok(change.record(event)?.unplace(variable)?)
            })
        })
    }

    /// Whether a value is a token of ours, and whose.
    pub(crate) fn recognise(&self, value: &str) -> Result<Option<Recognised>, AppError> {
        let clock = self.now();
        self.with_ledger(|ledger, _| {
            let Some(text) = ledger.minted_here(value)? else {
                return Ok(None);
            };
            let now = ledger.judge(clock)?;
            let Some(stored) = ledger.store.read().digest(&text.id())? else {
                return Ok(Some(Recognised {
                    record: None,
                    name: None,
                    status: None,
                    alive: false,
                }));
            };
            let record = ledger
                .store
                .read()
                .token(&stored.token_id)?
                .filter(|record| record.deleted_at.is_none());
            let accepted = stored.state != store::SecretState::Ended && !stored.expiry.is_over(now);
            let alive = accepted
                && record
                    .as_ref()
                    .is_some_and(|record| !record.status(now).is_dead());
            Ok(Some(Recognised {
                record: record.as_ref().map(|record| record.id.to_string()),
                status: record
                    .as_ref()
                    .map(|record| rows::token_status(record.status(now))),
                name: record.map(|record| record.name),
                alive,
            }))
        })
    }

    /// Voids secrets that nobody received.
    pub(crate) fn void(&self, held: Vec<HeldSecret>) -> Result<(), AppError> {
        if held.is_empty() {
            return Ok(());
        }
        let mut by = self.by_now();
        // Also of a locked desk: locking is what lets go of them.
        self.with_any_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let pending = ledger.store.read().pending()?;
            for secret in &held {
                // One that is not pending any more was revoked, or replaced by a newer one.
                if let Some(left) = pending.iter().find(|left| left.id == secret.text.id()) {
                    ledger::void(&mut ledger.store, &by, left)?;
                }
            }
            Ok(())
        })
    }

    /// Delivery and placement are one change: a secret that a variable has is never left without either.
    fn deliver_with(
        &self,
        reveal: &RevealId,
        how: &'static str,
        variable: Option<&str>,
    ) -> Result<(), AppError> {
        let (mut by, elapsed) = (self.by_now(), self.elapsed());
        self.with_ledger(|ledger, rest| {
            by.at = ledger.judge(by.at)?;
            let held = rest.held.find(reveal, elapsed)?;
            let record = ledger.record(&held.record)?;
            let secret = held.text.id();
            let is_new = !held.delivered;
            if is_new && record.revoked_at.is_some() {
                return Err(AppError::WrongState {
                    status: TokenStatus::Revoked,
                });
            }
            let placement = variable.map(|variable| Placement {
                variable: variable.to_owned(),
                token_id: Some(record.id),
                secret_id: Some(secret),
                print: ledger.gate.fingerprint(held.text.expose().as_bytes()),
                last4: last4(held.text.expose()),
                placed_at: by.at,
            });
            if !is_new && placement.is_none() {
                return Ok(());
            }
            ledger.store.change(&by, |change| {
                if is_new {
                    deliver(change, &record, &secret, how)?;
                }
                if let Some(placement) = &placement {
                    let event = Event::named("variable.set").of(&record);
                    let event = event.fact("variable", &placement.variable);
                    change.record(event)?.place(placement)?;
                }
                Ok::<_, AppError>(())
            })?;
            if is_new {
                held.delivered = true;
                tracing::info!(token = %record.id, how, "secret delivered");
            }
            Ok(())
        })
    }
}

fn deliver(change: &mut Change<'_>, record: &Record, secret: &TokenId, how: &str) -> Result<(), AppError> {
    let pending = change.pending()?;
    let grace = pending.iter().find(|left| left.id == *secret).map(grace_of);
    let event = Event::named("token.delivered").of(record).fact("how", how);
    let event = grace
        .iter()
        .fold(event, |event, grace| event.fact("grace", grace));
    Ok(change.record(event)?.deliver(secret)?)
}

impl Inner {
    /// The variables that hold a pending secret: of `variables` and the usual one.
    pub(crate) fn holding(
        &self,
        pending: &Pending,
        variables: impl Iterator<Item = String>,
        gate: &token::Gate,
    ) -> Vec<Placement> {
        let file = crate::settings_file::file_in(&self.places.config);
        let now = self.ports.clock.now();
        let usual = crate::settings_file::load(&file, now).settings.variable;
        let mut names: Vec<String> = variables.chain([usual]).collect();
        names.sort_unstable();
        names.dedup();
        names
            .into_iter()
            .filter_map(|variable| {
                let name = crate::variable::checked_name(&variable).ok()?;
                let held = self.ports.machine.status(&name).ok()?.held;
                let environment::Held::Value(value) = held else {
                    return None;
                };
                let text = token::parse(value.expose_text()?, gate).ok()?;
                (text.id() == pending.id).then(|| Placement {
                    variable,
                    token_id: Some(pending.token_id),
                    secret_id: Some(pending.id),
                    print: gate.fingerprint(text.expose().as_bytes()),
                    last4: last4(text.expose()),
                    placed_at: now,
                })
            })
            .collect()
    }
}

/// A first secret has no predecessor that a grace could be for.
fn grace_of(pending: &Pending) -> String {
    if pending.is_first {
        "none".to_owned()
    } else {
        pending.grace.to_string()
    }
}

/// The last four characters, where that leaves enough hidden.
fn last4(text: &str) -> String {
    if text.is_ascii() && text.len() >= 20 {
        text[text.len() - 4..].to_owned()
    } else {
        String::new()
    }
}
