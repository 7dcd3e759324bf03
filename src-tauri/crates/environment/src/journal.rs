//! What was placed where, so that it can be taken back: names, paths, times and salted hashes. Never a value.

mod lines;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rand::{TryRng, rngs::SysRng};
use serde::{Deserialize, Serialize};

use crate::settings_file::Recipe;
use crate::{Error, VariableName};

/// The newest form of the file that this program knows.
const VERSION: u32 = 2;

/// How the names of journals begin that are not in place yet.
const TEMPORARY: &str = ".placements-";

/// How long to wait for another Token Desk that is writing.
const PATIENCE: Duration = Duration::from_secs(8);

/// The journal of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Journal {
    version: u32,
    /// Work that was begun and not ended.
    pub(crate) pending: Option<Pending>,
    /// The variables that are placed.
    pub(crate) variables: Vec<Placed>,
    /// The files that hold blocks or secrets of ours.
    pub(crate) files: Vec<Touched>,
    /// The folders that were made for them, the outermost first.
    pub(crate) folders: Vec<PathBuf>,
    /// The lines of settings files that were written.
    #[serde(default)]
    pub(crate) settings_files: Vec<PlacedLine>,
    /// A settings file that was about to be replaced.
    #[serde(default)]
    pub(crate) pending_line: Option<PlacedLine>,
}

/// Work that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) goal: Goal,
    pub(crate) name: String,
    /// The placement that it will be, by which it can be told whether a single value was written (Windows).
    pub(crate) placed: Option<Placed>,
}

/// What the work is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    Set,
    Remove,
}

/// A variable that was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Placed {
    pub(crate) name: String,
    pub(crate) at: Timestamp,
    pub(crate) written: Fingerprint,
    /// What the registry held before the first value of ours (Windows only).
    pub(crate) former: Option<Former>,
    /// The value of ours that this one replaced.
    #[serde(default)]
    pub(crate) previous: Option<Fingerprint>,
}

impl Placed {
    /// The name, checked.
    pub(crate) fn variable(&self, folder: &Path) -> Result<VariableName, Error> {
        VariableName::new(&self.name).map_err(|bad| Error::JournalDamaged {
            path: file_in(folder),
            detail: bad.to_string(),
        })
    }
}

/// A registry value that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Former {
    /// The name as it was spelled.
    pub(crate) spelling: String,
    /// The registry's number for its kind.
    pub(crate) kind: u32,
    pub(crate) held: Fingerprint,
}

/// A file that was written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Touched {
    pub(crate) path: PathBuf,
    /// What was in it before; `None` if it was not there.
    pub(crate) before: Option<Fingerprint>,
}

/// A line of a settings file that was made to name a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlacedLine {
    /// The file as it was named.
    pub(crate) path: PathBuf,
    /// The section of the line; `None` before the first.
    pub(crate) section: Option<String>,
    /// The key as the file spells it.
    pub(crate) key: String,
    /// The variable that it names since.
    pub(crate) variable: String,
    pub(crate) at: Timestamp,
    /// What the line held before, in a word of the settings files' own. Never the text itself.
    pub(crate) kind_before: String,
    /// The whole file before; `None` if it was not there.
    pub(crate) before: Option<Fingerprint>,
    /// The whole file as it was written.
    pub(crate) written: Fingerprint,
    /// How the old text is had again; what was secret in it is left out.
    #[serde(default)]
    pub(crate) recipe: Option<Recipe>,
}

impl PlacedLine {
    fn is_about(&self, path: &Path, section: Option<&str>, key: &str) -> bool {
        self.path == path && self.section.as_deref() == section && self.key.eq_ignore_ascii_case(key)
    }
}

/// A hash with a salt of its own: equal contents cannot be told from the journal, nor short ones guessed from
/// a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    salt: String,
    hash: String,
}

impl Fingerprint {
    pub(crate) fn of(content: &[u8]) -> io::Result<Self> {
        let mut salt = [0_u8; 32];
        SysRng.try_fill_bytes(&mut salt).map_err(io::Error::other)?;
        let hash = blake3::keyed_hash(&salt, content).to_hex().to_string();
        Ok(Self {
            salt: blake3::Hash::from_bytes(salt).to_hex().to_string(),
            hash,
        })
    }

    pub(crate) fn matches(&self, content: &[u8]) -> bool {
        let (Ok(salt), Ok(hash)) = (
            blake3::Hash::from_hex(&self.salt),
            blake3::Hash::from_hex(&self.hash),
        ) else {
            return false;
        };
        blake3::keyed_hash(salt.as_bytes(), content) == hash
    }
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            version: VERSION,
            pending: None,
            variables: Vec::new(),
            files: Vec::new(),
            folders: Vec::new(),
            settings_files: Vec::new(),
            pending_line: None,
        }
    }
}

impl Journal {
    /// Reads the journal in `folder`; an empty one if there is none.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }

        let path = file_in(folder);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::failed(path, error)),
        };
        let damaged = |error: serde_json::Error| Error::JournalDamaged {
            path: path.clone(),
            detail: error.to_string(),
        };
        let Version { version } = serde_json::from_slice(&text).map_err(damaged)?;
        if version > VERSION {
            return Err(Error::JournalNewer { path });
        }
        let read: Self = serde_json::from_slice(&text).map_err(damaged)?;
        Ok(Self {
            version: VERSION,
            ..read
        })
    }

    /// Replaces the journal in `folder`; an empty one leaves no file.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Error> {
        let path = file_in(folder);
        let failed = |error| Error::failed(&path, error);
        if *self == Self::default() {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
                Ok(()) | Err(_) => Ok(()),
            };
        }
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| failed(error.into()))?;
        text.push(b'\n');
        // A temporary file is 0600 from its first moment.
        let mut file = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .tempfile_in(folder)
            .map_err(failed)?;
        file.write_all(&text)
            .and_then(|()| file.as_file().sync_all())
            .map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    pub(crate) fn placed(&self, name: &str) -> Option<&Placed> {
        self.variables.iter().find(|placed| same(&placed.name, name))
    }

    pub(crate) fn forget(&mut self, name: &str) {
        self.variables.retain(|placed| !same(&placed.name, name));
    }

    #[cfg(unix)]
    pub(crate) fn touched(&self, path: &Path) -> Option<&Touched> {
        self.files.iter().find(|touched| touched.path == path)
    }

    /// Whether one of the paths leads to `real`.
    #[cfg(unix)]
    pub(crate) fn touched_really(&self, real: &Path) -> bool {
        let leads = |touched: &Touched| fs::canonicalize(&touched.path).is_ok_and(|path| path == real);
        self.files.iter().any(leads)
    }
}

/// Whether two names are one variable on this system.
fn same(one: &str, other: &str) -> bool {
    if cfg!(windows) {
        one.eq_ignore_ascii_case(other)
    } else {
        one == other
    }
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("placements.json")
}

/// The right to write variables. Only one Token Desk of an account has it at a time.
pub(crate) struct Turn {
    _file: File,
}

impl Turn {
    /// Waits for the right; makes `folder` if it is missing.
    pub(crate) fn take(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("placements.lock");
        let failed = |error| Error::failed(&path, error);
        make_private(folder).map_err(failed)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    sweep(folder);
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Err(Error::Busy),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

/// Deletes journals that a program which died was writing. The caller has its turn, so nobody is writing one.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .to_str()
            .is_some_and(|name| name.starts_with(TEMPORARY))
        {
            // What cannot be deleted holds no secret.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes `folder` and what is missing above it, for this account alone.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal_with_one() -> Journal {
        let placed = Placed {
            name: "API".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            written: Fingerprint::of(b"tdk_secret").unwrap(),
            former: None,
            previous: None,
        };
        Journal {
            variables: vec![placed],
            ..Journal::default()
        }
    }

    #[test]
    fn what_is_written_is_read_and_an_empty_journal_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal_with_one();
        journal.write(folder.path()).unwrap();
        assert_eq!(Journal::read(folder.path()).unwrap(), journal);
        Journal::default().write(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(Journal::read(folder.path()).unwrap(), Journal::default());
    }

    #[test]
    fn a_fingerprint_knows_its_content_and_hides_it() {
        let one = Fingerprint::of(b"tdk_secret").unwrap();
        let other = Fingerprint::of(b"tdk_secret").unwrap();
        assert!(one.matches(b"tdk_secret") && !one.matches(b"tdk_secreT"));
        assert_ne!(one, other, "each has its own salt");
    }

    #[test]
    fn a_newer_or_damaged_journal_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_in(folder.path());
        for text in ["{\"version\":99,\"what\":1}", "{\"version\":1", ""] {
            fs::write(&path, text).unwrap();
            let error = Journal::read(folder.path()).unwrap_err();
            assert_eq!(
                matches!(error, Error::JournalNewer { .. }),
                text.contains("99"),
                "{error}"
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn what_a_program_that_died_left_beside_the_journal_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".placements-AbCdEf"), "half a jour").unwrap();
        fs::write(folder.path().join("tokens.db"), "another's").unwrap();
        drop(Turn::take(folder.path()).unwrap());
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["placements.lock", "tokens.db"]);
    }

    #[test]
    fn a_journal_of_the_first_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"version":1,"pending":null,"variables":[{"name":"API","at":"1970-01-01T00:00:00Z",
            "written":{"salt":"00","hash":"00"},"former":null}],"files":[],"folders":[]}"#;
        fs::write(file_in(folder.path()), text).unwrap();
        let journal = Journal::read(folder.path()).unwrap();
        assert!(
            journal
                .placed("API")
                .is_some_and(|placed| placed.previous.is_none())
        );
        journal.write(folder.path()).unwrap();
        assert_eq!(Journal::read(folder.path()).unwrap().version, VERSION);
    }

    #[cfg(unix)]
    #[test]
    fn the_journal_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        let _turn = Turn::take(&folder).unwrap();
        journal_with_one().write(&folder).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(
            fs::metadata(file_in(&folder)).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
