//! Where the verifier writes uses down: a file of its own, by a connection of its own.

use std::sync::{Mutex, PoisonError};

use store::{Presented, Refusals, Request, SecretUse, Usage, Used};
use verifier::{Book, Outcome, Tally, Unavailable, Use};

use crate::Desk;

/// The file of uses, opened when something is to be written.
pub(super) struct UsageBook {
    desk: Desk,
    usage: Mutex<Option<Usage>>,
}

impl UsageBook {
    pub(super) fn of(desk: &Desk) -> Self {
        Self {
            desk: desk.clone(),
            usage: Mutex::new(None),
        }
    }

    fn writing(&self, work: impl FnOnce(&mut Usage) -> Result<(), store::Error>) -> Result<(), Unavailable> {
        let mut open = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        // One that was replaced, or failed before, is opened anew.
        let usage = open
            .take()
            .filter(|usage| !usage.is_replaced())
            .map_or_else(|| Usage::open(&self.desk.inner.places.data, self.desk.now()), Ok);
        let written = usage.and_then(|mut usage| {
            work(&mut usage)?;
            *open = Some(usage);
            Ok(())
        });
        written.map_err(|error| {
            tracing::warn!(%error, "the file of uses cannot be written");
            Unavailable::Store
        })
    }
}

impl Book for UsageBook {
    fn keep(&self, tallies: &[Tally]) -> Result<(), Unavailable> {
        let (mut used, mut refused, mut by_secret) = (Vec::new(), Vec::new(), Vec::new());
        for Tally { last, count } in tallies {
            let (token, count) = (last.token, *count);
            by_secret.extend(last.secret.map(|secret| SecretUse {
                secret,
                token,
                last: presented(last),
                count,
            }));
            match last.outcome {
                Outcome::Accepted => used.push(Used {
                    token,
                    last: presented(last),
                    count,
                }),
                Outcome::Forbidden | Outcome::Exposed | Outcome::Refused(_) => refused.push(Refusals {
                    token,
                    why: last.outcome.word().to_owned(),
                    last: presented(last),
                    count,
                }),
            }
        }
        // Pages are written once each when neighbours come together.
        used.sort_unstable_by_key(|used| used.token);
        self.writing(|usage| usage.keep_by_secret(&used, &refused, &by_secret))?;
        if !by_secret.is_empty()
            && let Err(error) = self.desk.finish_regenerations()
        {
            // The use is written down: whoever looks next finishes it.
            tracing::warn!(?error, "a replaced secret is left for later");
        }
        Ok(())
    }

    fn records_every_use(&self) -> bool {
        self.desk.refresh_settings();
        self.desk
            .with_state(|state| state.settings.settings.record_every_use)
    }

    fn record(&self, uses: &[Use]) -> Result<(), Unavailable> {
        let requests: Vec<Request> = uses
            .iter()
            .map(|used| Request {
                token: used.token,
                seen: presented(used),
                outcome: used.outcome.word().to_owned(),
            })
            .collect();
        self.writing(|usage| usage.record(&requests))
    }
}

fn presented(seen: &Use) -> Presented {
    Presented {
        at: seen.at,
        address: seen.address.to_string(),
        scheme: seen.scheme.word().to_owned(),
        program: seen.program.as_deref().map(str::to_owned),
    }
}
