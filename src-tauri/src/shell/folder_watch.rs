//! Changes that another Token Desk process makes (mostly `tokendesk` in a terminal) reach the window.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use desk::{Desk, Places};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

/// A change is told once the folder has been quiet for this long.
const QUIET: Duration = Duration::from_millis(150);

/// A folder that never gets quiet is looked at this often.
const AT_MOST: Duration = Duration::from_secs(1);

/// How often a folder that does not exist yet is looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Watches the data and settings folders and lets the desk read what others changed.
pub(super) fn start(desk: &Desk, places: &Places) {
    let (desk, places) = (desk.clone(), places.clone());
    std::thread::spawn(move || {
        let Some((_watcher, changes)) = watch(&desk, &places) else {
            return;
        };
        while changes.recv().is_ok() {
            until_quiet(&changes);
            if let Err(error) = desk.refresh() {
                tracing::warn!(?error, "what others changed could not be read");
            }
        }
    });
}

/// Waits for the data folder (the first look at the store makes it) and starts watching.
fn watch(desk: &Desk, places: &Places) -> Option<(RecommendedWatcher, Receiver<()>)> {
    let (tell, changes) = channel();
    let told = move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| concerns_us(&event)) {
            // The receiver is gone only when the program ends.
            let _ = tell.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(told)
        .inspect_err(|error| tracing::warn!(%error, "changes by others cannot be watched"))
        .ok()?;
    while let Err(error) = watcher.watch(&places.data, RecursiveMode::NonRecursive) {
        tracing::debug!(%error, "the data folder cannot be watched yet");
        std::thread::sleep(LOOK_AGAIN);
    }
    if let Err(error) = watcher.watch(&places.config, RecursiveMode::NonRecursive) {
        tracing::debug!(%error, "the settings folder cannot be watched");
    }
    // What changed before the watch began.
    let _ = desk.refresh();
    Some((watcher, changes))
}

/// Whether it can mean new rows or settings: a write to one of the files, not a look at them.
fn concerns_us(event: &Event) -> bool {
    !event.kind.is_access() && event.paths.iter().any(|path| is_read_by_us(path))
}

/// The database, its log, the settings, and what other verifiers say of themselves; not the lock, the page's cache or the window's place.
fn is_read_by_us(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name == "settings.json"
        || name.ends_with(".db")
        || name.ends_with(".db-wal")
        || desk::tells_of_a_verifier(path)
}

fn until_quiet(changes: &Receiver<()>) {
    let begun = Instant::now();
    while begun.elapsed() < AT_MOST {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}
