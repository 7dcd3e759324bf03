//! What happened so far, in numbers.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Everything that is counted.
#[derive(Debug, Default)]
pub struct Counts {
    /// Tokens accepted.
    pub accepted: Count,
    /// Texts refused by the gate, without a look into the store.
    pub gate_refused: Count,
    /// Tokens of ours that were refused.
    pub refused: Count,
    /// Good tokens that may not do what was asked.
    pub forbidden: Count,
    /// Good tokens beyond their limits.
    pub limited: Count,
    /// Argon2id runs.
    pub digests: Count,
    /// Rows read again because something had changed.
    pub renewals: Count,
    /// Requests that could not be decided.
    pub unavailable: Count,
    /// Requests that made no sense.
    pub malformed: Count,
    /// Connections taken.
    pub connections: Count,
    /// Connections closed because they kept others waiting or took too long.
    pub evicted: Count,
    /// Tokens that came unencrypted.
    pub exposed: Count,
    /// Batches of uses that were written down.
    pub uses_kept: Count,
    /// Uses that nobody will see: too many different tokens waited to be written down.
    pub uses_dropped: Count,
}
