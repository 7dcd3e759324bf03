//! The end of a replaced secret whose successor was seen, whoever notices first: the verifier that saw it, another
//! program, or the next one that opens the store.

use jiff::Timestamp;
use store::{Event, Finishing, Presented};

use crate::Desk;
use crate::desk::Inner;
use crate::ledger::Ledger;
use crate::wire::AppError;

impl Desk {
    /// Ends the replaced secrets whose successors were seen, and writes down which ended with their grace.
    ///
    /// # Errors
    /// Those of the store. What is left is done by the next program that looks.
    pub(crate) fn finish_regenerations(&self) -> Result<(), AppError> {
        let inner = &self.inner;
        // A locked window's verifier goes on.
        self.with_any_ledger(|ledger, _| ledger.finish_regenerations(inner))
    }
}

/// What a replaced secret ends by.
enum Cause {
    Seen(Presented),
    Grace,
}

impl Ledger {
    /// As [`Desk::finish_regenerations`].
    pub(crate) fn finish_regenerations(&mut self, desk: &Inner) -> Result<(), AppError> {
        let waiting = self.store.read().finishing()?;
        if waiting.is_empty() {
            return Ok(());
        }
        let now = self.judge(desk.ports.clock.now())?;
        for one in waiting {
            if let Some(cause) = self.cause(&one, now) {
                self.finish(desk, &one, &cause, now)?;
            }
        }
        Ok(())
    }

    fn cause(&self, one: &Finishing, now: Timestamp) -> Option<Cause> {
        if one.ends_at <= now {
            return Some(Cause::Grace);
        }
        // A successor that is over by itself replaces nothing.
        if one.new_expiry.is_over(now) {
            return None;
        }
        self.uses
            .first_of_secret(&one.token_id, &one.new)
            .map(Cause::Seen)
    }

    fn finish(
        &mut self,
        desk: &Inner,
        one: &Finishing,
        cause: &Cause,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let event = Event::named("token.finished").about(one.token_id, &one.token_name);
        let event = match cause {
            Cause::Grace => event.fact("how", "grace"),
            Cause::Seen(seen) => {
                let event = event.fact("how", "seen").fact("address", &seen.address);
                let program = seen.program.iter();
                program.fold(event, |event, program| event.fact("program", program))
            }
        };
        self.store.change(&desk.by_itself(now), |change| {
            // Another program may have been faster: one row tells of it.
            if !change.finishing()?.contains(one) {
                return Ok(());
            }
            Ok::<_, AppError>(change.record(event)?.finish(&one.old)?)
        })?;
        tracing::info!(token = %one.token_id, "the replaced secret has ended");
        Ok(())
    }
}
