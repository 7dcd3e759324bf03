//! The audit trail for people: page by page, as a file, and whether it is as it was written.

mod export;
mod integrity;
mod list;

pub(crate) use integrity::Trail;

/// So many rows are fetched at once where all are wanted.
const BATCH: u32 = 1_000;
