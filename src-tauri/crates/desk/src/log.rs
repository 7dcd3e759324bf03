//! The log: JSON lines in a file of the data folder, only when asked for. It holds ids and yes or no, never
//! a secret.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::Places;
use crate::files;
use crate::places::variable;

/// A file is put aside when it reaches this many bytes.
const LARGEST: u64 = 2 * 1024 * 1024;
/// So many files that were put aside are kept.
const KEPT: u32 = 3;
const NAME: &str = "token-desk.log";

/// Turns the log on if `asked` (the `--log` switch) or `TOKEN_DESK_LOG` is set, and answers where it is.
/// `TOKEN_DESK_LOG` may hold a filter such as `debug` or `desk=trace`; otherwise `info` and worse is kept.
/// Call it once, after [`crate::hardening::harden`]; a second call changes nothing.
///
/// # Errors
/// The file in `<data>/logs` cannot be made.
pub fn start(places: &Places, asked: bool) -> io::Result<Option<PathBuf>> {
    let wish = variable("TOKEN_DESK_LOG").map(|text| text.to_string_lossy().into_owned());
    if !asked && wish.is_none() {
        return Ok(None);
    }
    let folder = places.data.join("logs");
    let rotating = Rotating::open(&folder)?;
    let filter = wish
        .filter(|wish| !matches!(wish.as_str(), "1" | "true" | "on" | "yes"))
        .and_then(|wish| EnvFilter::try_new(wish).ok())
        .unwrap_or_else(|| EnvFilter::new("info"));
    let _ = tracing_subscriber::fmt() // somebody else's subscriber stays
        .json()
        .with_env_filter(filter)
        .with_writer(Mutex::new(rotating))
        .try_init();
    Ok(Some(folder.join(NAME)))
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
