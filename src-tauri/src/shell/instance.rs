//! One window per data folder. A second start raises the first window, hands its link on, and ends.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use desk::Places;
use desk::wire::LinkPlace;
use notify::{RecursiveMode, Watcher as _};
use tauri::AppHandle;
use tempfile::NamedTempFile;

use super::link;

/// How long a second start waits for the first window to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who may open the window.
pub(super) enum Claim {
    /// This process.
    First(Seat),
    /// Another one has it.
    Taken {
        /// It answered and brought its window to the front.
        raised: bool,
    },
}

/// The right to open the window, held until the process ends.
pub(super) struct Seat {
    /// `None` where no lock can be had (a read-only disk): the page will say what is wrong with the folder.
    lock: Option<File>,
    bell: Bell,
}

/// A file that a second start makes and the first takes away, once its window is in front. The link that the second one
/// was started by is in it.
#[derive(Clone)]
struct Bell {
    folder: PathBuf,
    name: String,
}

/// Takes the seat, or rings at the one who has it.
pub(super) fn claim(places: &Places, linked: Option<LinkPlace>) -> Claim {
    let mark = mark_of(&places.data);
    let bell = Bell {
        folder: places.runtime.clone(),
        name: format!("window-{mark}.raise"),
    };
    match try_lock(&places.runtime, &format!("window-{mark}.lock")) {
        Ok(lock) => Claim::First(Seat {
            lock: Some(lock),
            bell,
        }),
        Err(TryLockError::WouldBlock) => Claim::Taken {
            raised: bell.ring(linked),
        },
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "a second window cannot be kept from opening");
            Claim::First(Seat { lock: None, bell })
        }
    }
}

/// Tells data folders apart that share one runtime folder.
fn mark_of(data: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn try_lock(folder: &Path, name: &str) -> Result<File, TryLockError> {
    let file = open_private(folder, name).map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}

/// A file in a folder that only this person may enter.
fn open_private(folder: &Path, name: &str) -> io::Result<File> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(name))
}

impl Seat {
    /// Brings the window to the front whenever a second start rings.
    pub(super) fn listen(self, app: &AppHandle) {
        let app = app.clone();
        std::thread::spawn(move || {
            let _held_until_the_end: Option<File> = self.lock;
            if let Err(error) = self.bell.answer_each(|linked| link::open(&app, linked)) {
                tracing::warn!(%error, "second starts cannot be heard");
            }
            // Without a watch the lock must still be held.
            std::thread::park();
        });
    }
}

impl Bell {
    fn file(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Rings, and answers whether someone came.
    fn ring(&self, linked: Option<LinkPlace>) -> bool {
        if self.hang_out(linked).is_err() {
            return false;
        }
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if !self.file().exists() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = fs::remove_file(self.file());
        false
    }

    /// Makes the file, whole at once: whoever listens takes it as soon as it is there.
    fn hang_out(&self, linked: Option<LinkPlace>) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(linked.map(LinkPlace::link).unwrap_or_default().as_bytes())?;
        file.persist(self.file())?;
        Ok(())
    }

    /// Takes the file away; `None` where nobody rang. What it says is believed only if it is a link of ours.
    fn take(&self) -> Option<Option<LinkPlace>> {
        let taken = self.folder.join(format!("{}.heard", self.name));
        fs::rename(self.file(), &taken).ok()?;
        let said = fs::read_to_string(&taken).unwrap_or_default();
        let _ = fs::remove_file(&taken);
        Some(link::place_of(&said))
    }

    /// Calls `come` at every ring, for as long as the program runs.
    fn answer_each(&self, come: impl Fn(Option<LinkPlace>)) -> notify::Result<()> {
        let (tell, rings) = std::sync::mpsc::channel();
        let mut watcher = notify::recommended_watcher(tell)?;
        watcher.watch(&self.folder, RecursiveMode::NonRecursive)?;
        loop {
            if let Some(linked) = self.take() {
                come(linked);
            }
            if rings.recv().is_err() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_claim_on_one_data_folder_is_refused_until_the_first_ends() {
        let home = tempfile::tempdir().unwrap();
        let places = Places::under(home.path());
        let Claim::First(first) = claim(&places, None) else {
            panic!("nobody has the seat yet")
        };
        let bell = first.bell.clone();
        let answering = std::thread::spawn(move || {
            while fs::remove_file(bell.file()).is_err() {
                std::thread::yield_now();
            }
        });
        assert!(
            matches!(claim(&places, None), Claim::Taken { raised: true }),
            "the first one answered the bell"
        );
        answering.join().unwrap();
        drop(first);
        assert!(
            matches!(claim(&places, None), Claim::First(_)),
            "the seat is free again"
        );
    }

    #[test]
    fn a_second_start_hands_its_link_on() {
        let home = tempfile::tempdir().unwrap();
        let places = Places::under(home.path());
        let Claim::First(first) = claim(&places, None) else {
            panic!("nobody has the seat yet")
        };
        let bell = first.bell.clone();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let _ = bell.answer_each(|linked| {
                let _ = tell.send(linked);
            });
        });
        // On a busy machine the first ring may find nobody listening yet.
        let linked = (0..20).find_map(|_| {
            claim(&places, Some(LinkPlace::PersonalToken));
            told.recv_timeout(PATIENCE).ok()
        });
        assert_eq!(linked, Some(Some(LinkPlace::PersonalToken)));
        assert!(matches!(claim(&places, None), Claim::Taken { .. }));
        assert_eq!(
            told.recv_timeout(20 * PATIENCE),
            Ok(None),
            "a start without a link only raises the window"
        );
    }

    #[test]
    fn two_data_folders_have_two_windows() {
        let home = tempfile::tempdir().unwrap();
        let one = Places::under(home.path());
        let mut other = one.clone();
        other.data = home.path().join("elsewhere");
        let first = claim(&one, None);
        assert!(matches!(first, Claim::First(_)));
        assert!(
            matches!(claim(&other, None), Claim::First(_)),
            "they share only the runtime folder"
        );
    }

    #[test]
    fn a_runtime_folder_that_cannot_be_made_does_not_keep_the_window_shut() {
        let home = tempfile::tempdir().unwrap();
        let mut places = Places::under(home.path());
        let file = home.path().join("file");
        fs::write(&file, b"").unwrap();
        places.runtime = file.join("below");
        assert!(
            matches!(claim(&places, None), Claim::First(_)),
            "the page can then say what is wrong"
        );
    }
}
