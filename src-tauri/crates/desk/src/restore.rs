//! Putting a good copy in the place of a damaged store.

use jiff::Timestamp;
use store::Store;

use crate::Desk;
use crate::authority::{Acting, Operation, Whose};
use crate::wire::{AppError, RestoreStore, StoreCopy, StoreRestored};

impl Desk {
    /// The copies of the store, newest first.
    ///
    /// # Errors
    /// Only those of a locked desk.
    pub fn store_copies(&self) -> Result<Vec<StoreCopy>, AppError> {
        self.unlocked(|_| {
            let copies = Store::copies(&self.inner.places.data);
            Ok(copies
                .into_iter()
                .map(|copy| StoreCopy {
                    made_at: copy.made.to_string(),
                    bytes: copy.bytes,
                })
                .collect())
        })
    }

    /// Puts a copy in the place of the store; the store that was there is kept aside. Without a copy named it is
    /// the newest sound one, and only for a store that is damaged.
    ///
    /// What changed since the copy was made is lost, but for tokens that were revoked or paused: as far as the
    /// damaged file can still tell, they are again.
    ///
    /// `None` when there was nothing to do: the store is sound and no copy was named, or there is no such copy.
    ///
    /// # Errors
    /// Those of the store.
    pub fn restore_store(&self, request: RestoreStore) -> Result<Option<StoreRestored>, AppError> {
        let from = match request.made_at.as_deref().map(str::parse::<Timestamp>) {
            Some(Err(_)) => return Ok(None),
            Some(Ok(made)) => Some(made),
            None => None,
        };
        let clock = self.now();
        let done = self.unlocked(|state| {
            // What is open is ours: it must not be in the way.
            state.ledger = None;
            let data = &self.inner.places.data;
            let at = match Store::open(data, clock).and_then(|store| {
                store.check_whole()?;
                Ok((store.read().latest_time()?, store))
            }) {
                Ok(_) if from.is_none() => return Ok(None),
                Ok((latest, store)) => {
                    // One that is damaged cannot say who may, and helps nobody as it is.
                    Acting::of(&store.read(), &self.inner.ports.account)?
                        .check(Operation::RestoreStore, Whose::Other)?;
                    clock.max(latest)
                }
                Err(store::Error::Damaged { .. }) => clock,
                Err(error) => return Err(error.into()),
            };
            if from.is_some_and(|from| !Store::copies(data).iter().any(|copy| copy.made == from)) {
                return Ok(None);
            }
            let mut by = self.by_now();
            by.at = at;
            let restored = Store::restore(data, from, &by)?;
            tracing::warn!(from = %restored.from, "the store was restored from a copy");
            Ok(Some(StoreRestored {
                copy_from: restored.from.to_string(),
                kept_as: restored.aside.map(|path| path.display().to_string()),
                ended_again: u32::try_from(restored.ended_again).unwrap_or(u32::MAX),
            }))
        })?;
        if done.is_some() {
            self.pin_anew();
        }
        Ok(done)
    }
}
