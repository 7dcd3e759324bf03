//! A password that came back is replaced, by a program of an administrator's own.
//!
//! The new password is sealed in the store before the program is started, and takes the place of the old one only once
//! the program has succeeded: whatever ends this process in between, the next attempt is made with the same new
//! password. While an attempt is due or runs the password is given to nobody. One that failed is told of and written
//! down; the old password, which is still the right one, is lent again, and the next attempt follows the next check-in.

mod program;

use std::path::Path;
use std::thread;
use std::time::Duration;

use jiff::SignedDuration;
use store::{By, Event, Resource, Rotation, Source};

pub(super) use program::checked;

use super::{cell, opened, seal_into, seen, text_of, whose, wrong};
use crate::authority::Operation;
use crate::wire::{AppError, Field, FieldProblem, ResourceRow, RotationProblem};
use crate::{Desk, SecretText};
use program::Order;

/// So long a program may take.
pub const ROTATION_LIMIT: Duration = Duration::from_secs(60);
/// After this the process that started a program is taken to have died with it.
const GIVEN_UP: SignedDuration = SignedDuration::from_secs(90);

/// Letters and digits only: no system's quoting makes anything else of them. 32 of them are 190 bits.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 32;

/// What became of a password that was to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The resource.
    pub resource: String,
    /// Why the old password is still the right one; none: it was replaced.
    pub problem: Option<RotationProblem>,
}

impl Desk {
    /// Replaces every password that came back and is to be replaced, one after the other, and waits for the programs.
    ///
    /// # Errors
    /// Those of the keyring and the store, where none was replaced. A program that fails is an answer and no error.
    pub fn rotate_due(&self) -> Result<Vec<Rotated>, AppError> {
        let (mut rotated, mut failed) = (Vec::new(), None);
        for due in self.to_rotate()? {
            match self.rotate(&due, &self.inner.by_itself(self.now())) {
                Ok(done) => rotated.extend(done),
                // What is wrong with one of them must not keep the others waiting.
                Err(error) => {
                    // A vault that waits for its passphrase is no news each time that this is tried.
                    if error != AppError::VaultClosed {
                        tracing::warn!(resource = due.name, ?error, "its password is replaced later");
                    }
                    failed = Some(error);
                }
            }
        }
        match failed {
            Some(error) if rotated.is_empty() => Err(error),
            _ => Ok(rotated),
        }
    }

    /// Replaces the password of one resource if it came back and is to be replaced, and waits for the program.
    pub(super) fn rotate_before(&self, name: &str) -> Result<(), AppError> {
        let mut due = self.to_rotate()?.into_iter();
        let Some(due) = due.find(|due| due.name.eq_ignore_ascii_case(name.trim())) else {
            return Ok(());
        };
        self.rotate(&due, &self.inner.by_itself(self.now())).map(drop)
    }

    /// Replaces the password of one resource now, though it did not just come back.
    ///
    /// # Errors
    /// [`AppError::NoSuchResource`], [`AppError::Forbidden`], [`AppError::InvalidField`] where it has no program,
    /// [`AppError::ResourceOut`] while somebody has it, [`AppError::ResourceRotating`] while a program runs,
    /// [`AppError::RotationFailed`], those of the keyring and the store. The password is the old one then.
    pub fn rotate_resource(&self, name: &str) -> Result<ResourceRow, AppError> {
        let by = self.by_now();
        let found = self.with_ledger(|ledger, _| {
            let now = ledger.judge(by.at)?;
            let (read, acting) = (ledger.store.read(), ledger.acting()?);
            let found = seen(&read, &acting, name)?;
            acting.check(Operation::KeepResource, whose(&found, acting.groups))?;
            if found.rotation.program.is_none() {
                return Err(wrong(Field::RotateWith, FieldProblem::Empty));
            }
            if let Some(out) = read
                .open_checkouts(now)?
                .iter()
                .find(|open| open.resource == found.id)
            {
                return Err(AppError::ResourceOut {
                    name: found.name,
                    until: out.ends_at.to_string(),
                });
            }
            Ok(found)
        })?;
        let problem = match self.rotate(&found, &by)? {
            Some(rotated) => rotated.problem,
            None => return Err(AppError::ResourceRotating { name: found.name }),
        };
        match problem {
            None => self.resource(&found.name),
            Some(problem) => Err(AppError::RotationFailed {
                name: found.name,
                problem,
            }),
        }
    }

    /// As [`Desk::rotate_due`], on a thread of its own where anything is due.
    pub(crate) fn rotate_soon(&self) {
        match self.to_rotate() {
            Ok(due) if due.is_empty() => {}
            Ok(_) => {
                let desk = self.clone();
                thread::spawn(move || {
                    // What went wrong is in the journal already.
                    let _ = desk.rotate_due();
                });
            }
            Err(error) => tracing::warn!(?error, "passwords that came back are replaced later"),
        }
    }

    fn to_rotate(&self) -> Result<Vec<Resource>, AppError> {
        let clock = self.now();
        self.with_any_ledger(|ledger, _| {
            let now = ledger.judge(clock)?;
            Ok(ledger.store.read().resources_to_rotate(now)?)
        })
    }

    /// Runs a resource's program and puts the new password in the place of the old one where that succeeded. `None`:
    /// it has no program, somebody has it, or another process was faster.
    fn rotate(&self, due: &Resource, by: &By) -> Result<Option<Rotated>, AppError> {
        let Some(attempt) = self.begin(due, by)? else {
            return Ok(None);
        };
        let order = Order {
            resource: &due.name,
            address: &due.address,
            account: &attempt.account,
            old: &attempt.old,
            new: &attempt.new,
        };
        // Neither the store nor the state is held while another's program runs.
        let outcome = program::run(Path::new(&attempt.program), &order, ROTATION_LIMIT);
        self.finish(&attempt, outcome, by)?;
        Ok(Some(Rotated {
            resource: due.name.clone(),
            problem: outcome.err(),
        }))
    }

    fn begin(&self, due: &Resource, by: &By) -> Result<Option<Attempt>, AppError> {
        let Some(program) = due.rotation.program.clone() else {
            return Ok(None);
        };
        let vault = &*self.inner.vault;
        let (account, old) = opened(vault, due)?;
        let new = match &due.rotation.next {
            Some(sealed) => text_of(vault, due, "next_password", sealed)?,
            None => self.password(),
        };
        let mut running = due.clone();
        if running.rotation.next.is_none() {
            let sealed = vault.seal(&cell(due, "next_password"), new.expose().as_bytes())?;
            running.rotation.next = Some(sealed);
        }
        // Sealed now: after the program has succeeded nothing may fail but the store.
        let mut replaced = due.clone();
        replaced.version += 1;
        seal_into(vault, &mut replaced, &account, &new)?;
        replaced.rotation = Rotation {
            program: Some(program.clone()),
            ..Rotation::default()
        };
        let may_begin = self.with_any_ledger(|ledger, _| {
            let at = ledger.judge(by.at)?;
            ledger.store.change(&By { at, ..by.clone() }, |change| {
                let is_out = change
                    .open_checkouts(at)?
                    .iter()
                    .any(|open| open.resource == due.id);
                if is_out || due.rotation.runs(at) || change.resource(&due.name)?.as_ref() != Some(due) {
                    return Ok::<_, AppError>(false);
                }
                running.rotation.due_since = due.rotation.due_since.or(Some(at));
                running.rotation.runs_until = at.checked_add(GIVEN_UP).ok();
                running.rotation.failed = None;
                change
                    .record(told("resource.rotation_started", due))?
                    .edit_resource(&running)?;
                Ok(true)
            })
        })?;
        Ok(may_begin.then_some(Attempt {
            program,
            account,
            old,
            new,
            running,
            replaced,
        }))
    }

    fn finish(
        &self,
        attempt: &Attempt,
        outcome: Result<(), RotationProblem>,
        by: &By,
    ) -> Result<(), AppError> {
        let Attempt {
            running, replaced, ..
        } = attempt;
        let clock = self.now();
        self.with_any_ledger(|ledger, _| {
            let at = ledger.judge(clock)?;
            let by = By {
                at,
                source: Source::Program,
                ..by.clone()
            };
            ledger.store.change(&by, |change| {
                let present = change.resource(&running.name)?;
                let is_the_same = present.is_some_and(|present| {
                    (&present.id, present.version, &present.rotation.next)
                        == (&running.id, running.version, &running.rotation.next)
                });
                let (event, changed) = match outcome {
                    Ok(()) => (told("resource.rotated", running), replaced.clone()),
                    Err(problem) => {
                        let event = told("resource.rotation_failed", running).fact("problem", problem.word());
                        let mut changed = running.clone();
                        changed.rotation.due_since = None;
                        changed.rotation.runs_until = None;
                        changed.rotation.failed = Some(problem.word());
                        (event, changed)
                    }
                };
                if !is_the_same {
                    // Somebody else went on with it after this attempt was given up.
                    return Ok(change.note(event.fact("overtaken", true))?);
                }
                Ok::<_, AppError>(change.record(event)?.edit_resource(&changed)?)
            })
        })
    }

    fn password(&self) -> SecretText {
        let mut text = String::with_capacity(LENGTH);
        self.with_generator(|rng| {
            while text.len() < LENGTH {
                let mut byte = [0];
                rng.fill_bytes(&mut byte);
                // What is left of a byte above the last whole turn of the alphabet would favour its beginning.
                let place = usize::from(byte[0]);
                if place < ALPHABET.len() * 4 {
                    text.push(char::from(ALPHABET[place % ALPHABET.len()]));
                }
            }
        });
        SecretText::new(text)
    }
}

/// A program that was started, with what it was told and what is kept once it succeeded.
struct Attempt {
    program: String,
    account: SecretText,
    old: SecretText,
    new: SecretText,
    running: Resource,
    replaced: Resource,
}

fn told(event: &'static str, resource: &Resource) -> Event {
    let event = Event::named(event).fact("resource", &resource.name);
    match &resource.rotation.program {
        Some(program) => event.fact("program", program),
        None => event,
    }
}
