//! Waiting for something by looking, never by guessing how long it takes.

use std::time::{Duration, Instant};

/// Long enough for a busy machine; a test that passes never waits this long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Looks until `look` answers something.
///
/// # Panics
/// It did not within [`PATIENCE`]; `what` is what was waited for.
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    let Some(seen) = within(PATIENCE, look) else {
        panic!("waited {PATIENCE:?} in vain for: {what}")
    };
    seen
}

/// Looks until `look` answers something, for as long as `patience` lasts.
pub fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look() {
            return Some(seen);
        }
        if begun.elapsed() > patience {
            return None;
        }
        std::thread::sleep(Duration::from_millis(15));
    }
}
