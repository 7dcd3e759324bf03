//! A new name; pause and resume.

use store::{By, Event, Record};
use token::{Status, TokenName};

use super::{allow, draft};
use crate::Desk;
use crate::authority::Operation;
use crate::desk::Rest;
use crate::ledger::Ledger;
use crate::wire::{AppError, Field, Rename, TokenRef, TokenRow};

impl Desk {
    /// Gives a living token another name.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if the row changed since the person saw it, [`AppError::WrongState`], a name that
    /// does not do, and those of the store.
    pub fn rename_token(&self, request: Rename) -> Result<TokenRow, AppError> {
        self.change_one(Operation::RenameToken, &request.id, |ledger, rest, record, by| {
            if request.rev.is_some_and(|seen| seen != record.rev) {
                return Err(AppError::Conflict);
            }
            allow(record, by, &[Status::Active, Status::Paused])?;
            let name = free_name(ledger, rest, &request.name, record, by)?;
            if name.as_str() == record.name {
                return Ok(());
            }
            ledger.store.change(by, |change| {
                let event = Event::named("token.renamed")
                    .about(record.id, name.as_str())
                    .fact("from", &record.name);
                Ok(change.record(event)?.rename(&record.id, &name)?)
            })
        })
    }

    /// Refuses a token until it is resumed.
    ///
    /// # Errors
    /// [`AppError::WrongState`] unless it is active, and those of the store.
    pub fn pause_token(&self, request: TokenRef) -> Result<TokenRow, AppError> {
        self.change_one(Operation::PauseToken, &request.id, |ledger, _, record, by| {
            allow(record, by, &[Status::Active])?;
            Ok(ledger.store.change_in_need(by, |change| {
                change
                    .record(Event::named("token.paused").of(record))?
                    .pause(&record.id)
            })?)
        })
    }

    /// Accepts a paused token again.
    ///
    /// # Errors
    /// [`AppError::WrongState`] unless it is paused, and those of the store.
    pub fn resume_token(&self, request: TokenRef) -> Result<TokenRow, AppError> {
        self.change_one(Operation::ResumeToken, &request.id, |ledger, _, record, by| {
            allow(record, by, &[Status::Paused])?;
            ledger.store.change(by, |change| {
                Ok(change
                    .record(Event::named("token.resumed").of(record))?
                    .resume(&record.id)?)
            })
        })
    }
}

fn free_name(
    ledger: &Ledger,
    rest: &Rest<'_>,
    typed: &str,
    record: &Record,
    by: &By,
) -> Result<TokenName, AppError> {
    let owner = record.owner_account.as_deref();
    draft::check_free_name(
        typed,
        owner,
        Some(&record.id),
        by.at,
        &ledger.store.read(),
        rest.held,
    )?
    .map_err(|problem| AppError::InvalidField {
        field: Field::Name,
        problem,
    })
}
