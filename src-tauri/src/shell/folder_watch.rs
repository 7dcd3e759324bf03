//! Changes that another Token Desk process makes (mostly `tokendesk` in a terminal) reach the window.

use std::path::{Path, PathBuf};
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

/// Watches the data folder and lets the desk read what others changed.
pub(super) fn start(desk: &Desk, places: &Places) {
    let (desk, folder) = (desk.clone(), places.data.clone());
    std::thread::spawn(move || {
        let Some((_watcher, changes)) = watch(&desk, &folder) else {
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

/// Waits for the folder (the first look at the store makes it) and starts watching it.
fn watch(desk: &Desk, folder: &Path) -> Option<(RecommendedWatcher, Receiver<()>)> {
    let (tell, changes) = channel();
    let told = move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| concerns_the_store(&event)) {
            // The receiver is gone only when the program ends.
            let _ = tell.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(told)
        .inspect_err(|error| tracing::warn!(%error, "changes by others cannot be watched"))
        .ok()?;
    while let Err(error) = watcher.watch(folder, RecursiveMode::NonRecursive) {
        tracing::debug!(%error, "the data folder cannot be watched yet");
        std::thread::sleep(LOOK_AGAIN);
    }
    // What changed before the watch began.
    let _ = desk.refresh();
    Some((watcher, changes))
}

/// Whether it can mean new rows: a write to the database or its log, not a look at them.
fn concerns_the_store(event: &Event) -> bool {
    !event.kind.is_access() && event.paths.iter().any(|path| is_database(path))
}

fn is_database(path: &Path) -> bool {
    let name: PathBuf = path.file_name().map(PathBuf::from).unwrap_or_default();
    let name = name.to_string_lossy();
    name.ends_with(".db")
        || name.ends_with(".db-wal")
        || name.ends_with(".sqlite")
        || name.ends_with(".sqlite-wal")
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
