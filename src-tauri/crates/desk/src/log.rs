//! The log: JSON lines in a file of the data folder, only when asked for; and the verifier's last lines in memory. It
//! holds ids and yes or no, never a secret.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, filter, fmt, registry};

use crate::Places;
use crate::files;
use crate::places::variable;

/// A file is put aside when it reaches this many bytes.
const LARGEST: u64 = 2 * 1024 * 1024;
/// So many files that were put aside are kept.
const KEPT: u32 = 3;
const NAME: &str = "token-desk.log";
/// So many lines of the verifier are remembered, each cut after so many characters.
const REMEMBERED: usize = 100;
const LONGEST_LINE: usize = 500;

static RECENT: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// Remembers what the verifier says, and turns the log on if `asked` (the `--log` switch) or `TOKEN_DESK_LOG` is set.
/// Answers where the log is. `TOKEN_DESK_LOG` may hold a filter such as `debug` or `desk=trace`; otherwise `info` and
/// worse is kept. Call it once, after [`crate::hardening::harden`]; a second call changes nothing.
///
/// # Errors
/// The file in `<data>/logs` cannot be made.
pub fn start(places: &Places, asked: bool) -> io::Result<Option<PathBuf>> {
    let remembering = fmt::layer()
        .with_ansi(false)
        .with_writer(|| Remembering(Vec::new()))
        .with_filter(filter::filter_fn(is_of_the_verifier))
        .with_filter(LevelFilter::INFO);
    let registry = registry().with(remembering);
    let wish = variable("TOKEN_DESK_LOG").map(|text| text.to_string_lossy().into_owned());
    if !asked && wish.is_none() {
        let _ = registry.try_init(); // somebody else's subscriber stays
        return Ok(None);
    }
    let folder = places.data.join("logs");
    let rotating = match Rotating::open(&folder) {
        Ok(rotating) => rotating,
        Err(error) => {
            let _ = registry.try_init();
            return Err(error);
        }
    };
    let filter = wish
        .filter(|wish| !matches!(wish.as_str(), "1" | "true" | "on" | "yes"))
        .and_then(|wish| EnvFilter::try_new(wish).ok())
        .unwrap_or_else(|| EnvFilter::new("info"));
    let kept = fmt::layer()
        .json()
        .with_writer(Mutex::new(rotating))
        .with_filter(filter);
    let _ = registry.with(kept).try_init();
    Ok(Some(folder.join(NAME)))
}

/// The verifier's last lines in this process, the oldest first.
pub(crate) fn recent() -> Vec<String> {
    let recent = RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    recent.iter().cloned().collect()
}

fn is_of_the_verifier(metadata: &Metadata<'_>) -> bool {
    ["verifier", "desk::verifying"]
        .iter()
        .any(|part| metadata.target().starts_with(part))
}

/// One line on its way into memory.
struct Remembering(Vec<u8>);

impl Write for Remembering {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Remembering {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.0);
        let mut recent = RECENT.lock().unwrap_or_else(PoisonError::into_inner);
        for line in text.lines() {
            if recent.len() == REMEMBERED {
                recent.pop_front();
            }
            recent.push_back(line.chars().take(LONGEST_LINE).collect());
        }
    }
}

/// A file that is put aside when it has grown large.
struct Rotating {
    folder: PathBuf,
    file: File,
    size: u64,
}

impl Rotating {
    fn open(folder: &Path) -> io::Result<Self> {
        files::private_folder(folder)?;
        let file = append_to(&folder.join(NAME))?;
        let size = file.metadata()?.len();
        Ok(Self {
            folder: folder.to_owned(),
            file,
            size,
        })
    }

    fn rotate(&mut self) -> io::Result<()> {
        let aside = |number: u32| self.folder.join(format!("{NAME}.{number}"));
        for number in (1..KEPT).rev() {
            // One that is not there need not be moved.
            let _ = fs::rename(aside(number), aside(number + 1));
        }
        fs::rename(self.folder.join(NAME), aside(1))?;
        self.file = append_to(&self.folder.join(NAME))?;
        self.size = 0;
        Ok(())
    }
}

impl Write for Rotating {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.size >= LARGEST {
            self.rotate()?;
        }
        let written = self.file.write(bytes)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_log_is_put_aside_and_only_three_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..6 {
            let mut log = Rotating::open(folder.path()).unwrap();
            log.size = LARGEST;
            writeln!(log, "round {round}").unwrap();
        }
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "token-desk.log",
                "token-desk.log.1",
                "token-desk.log.2",
                "token-desk.log.3"
            ]
        );
        assert_eq!(fs::read_to_string(folder.path().join(NAME)).unwrap(), "round 5\n");
        assert_eq!(
            fs::read_to_string(folder.path().join("token-desk.log.1")).unwrap(),
            "round 4\n"
        );
    }
}
