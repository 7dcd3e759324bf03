//! Lines of settings files in the journal: each file is replaced in one step, so interrupted work was either done or
//! not.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Journal, PlacedLine, file_in};
use crate::Error;

impl Journal {
    /// What was placed in a line of a settings file.
    #[cfg(test)]
    fn line(&self, path: &Path, section: Option<&str>, key: &str) -> Option<&PlacedLine> {
        self.settings_files
            .iter()
            .find(|line| line.is_about(path, section, key))
    }

    /// Notes `line`, replaces the file by `write`, and keeps the note if that worked. Where it cannot be kept,
    /// `put_back` answers whether the file is as before again. The caller has its [`super::Turn`].
    pub(crate) fn place_line(
        folder: &Path,
        line: &PlacedLine,
        write: impl FnOnce() -> Result<(), Error>,
        put_back: impl FnOnce() -> bool,
    ) -> Result<(), Error> {
        let end = |journal: &mut Self| journal.take_in(line.clone());
        Self::work_on_line(folder, line, write, put_back, end)
    }

    /// The reverse: `write` brings the file's old bytes back, and then the note of `line` goes.
    pub(crate) fn take_line_back(
        folder: &Path,
        line: &PlacedLine,
        write: impl FnOnce() -> Result<(), Error>,
        put_back: impl FnOnce() -> bool,
    ) -> Result<(), Error> {
        Self::work_on_line(folder, line, write, put_back, |journal| journal.drop_line(line))
    }

    fn work_on_line(
        folder: &Path,
        line: &PlacedLine,
        write: impl FnOnce() -> Result<(), Error>,
        put_back: impl FnOnce() -> bool,
        end: impl FnOnce(&mut Self),
    ) -> Result<(), Error> {
        let before = Self::read(folder)?;
        let undone = |error: Error, file_is_as_before: bool| {
            if file_is_as_before && before.write(folder).is_ok() {
                error
            } else {
                error.not_undone(&file_in(folder))
            }
        };
        let mut journal = before.clone();
        journal.pending_line = Some(line.clone());
        journal.write(folder)?;
        write().map_err(|error| undone(error, true))?;
        journal.pending_line = None;
        end(&mut journal);
        journal.write(folder).map_err(|error| undone(error, put_back()))
    }

    /// Forgets a line that was taken back. The caller has its [`super::Turn`].
    pub(crate) fn forget_line(
        folder: &Path,
        path: &Path,
        section: Option<&str>,
        key: &str,
    ) -> Result<(), Error> {
        let mut journal = Self::read(folder)?;
        journal
            .settings_files
            .retain(|line| !line.is_about(path, section, key));
        journal.write(folder)
    }

    /// Learns how far an interrupted replacement came, by the hash of the file that is there: what was written is
    /// kept, and what was put back is forgotten. Of a file that cannot be read at this moment (its drive is away) the
    /// note is kept: it is judged anew whenever it is looked at. The caller has its [`super::Turn`].
    pub(crate) fn settle_line(folder: &Path) -> Result<(), Error> {
        let mut journal = Self::read(folder)?;
        let Some(line) = journal.pending_line.take() else {
            return Ok(());
        };
        let content = match small(&line.path) {
            Ok(content) => Some(content),
            Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind()) => {
                Some(Vec::new())
            }
            Err(_) => None,
        };
        let Some(content) = content else {
            journal.take_in(line);
            return journal.write(folder);
        };
        if line.written.matches(&content) {
            journal.take_in(line);
        } else if line
            .before
            .as_ref()
            .is_some_and(|before| before.matches(&content))
        {
            journal.drop_line(&line);
        }
        journal.write(folder)
    }

    /// Forgets this very placement; an earlier one of the same line has other salts and stays.
    fn drop_line(&mut self, line: &PlacedLine) {
        self.settings_files.retain(|other| other != line);
    }

    fn take_in(&mut self, line: PlacedLine) {
        self.settings_files
            .retain(|other| !other.is_about(&line.path, line.section.as_deref(), &line.key));
        self.settings_files.push(line);
    }
}

/// As much of a file as a settings file may have; a larger one is none that was written.
fn small(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    File::open(path)?
        .take(crate::settings_file::LARGEST + 1)
        .read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::Timestamp;

    use super::*;
    use crate::journal::Fingerprint;

    fn line_in(path: &Path) -> PlacedLine {
        PlacedLine {
            path: path.to_owned(),
            section: Some("osprey".to_owned()),
            key: "apiToken".to_owned(),
            variable: "API".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            kind_before: "literal".to_owned(),
            before: Some(Fingerprint::of(b"before").unwrap()),
            written: Fingerprint::of(b"after").unwrap(),
            recipe: None,
        }
    }

    /// The journal after work on `pending` was interrupted, with the lines that it knew before.
    fn settled(folder: &Path, pending: PlacedLine, settings_files: Vec<PlacedLine>) -> Journal {
        let journal = Journal {
            settings_files,
            pending_line: Some(pending),
            ..Journal::default()
        };
        journal.write(folder).unwrap();
        Journal::settle_line(folder).unwrap();
        Journal::read(folder).unwrap()
    }

    #[test]
    fn a_line_is_kept_if_its_file_was_replaced_and_dropped_if_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.ini");
        let line = line_in(&file);
        let refused = Journal::place_line(folder.path(), &line, || Err(Error::Busy), || true);
        assert!(matches!(refused, Err(Error::Busy)));
        assert_eq!(Journal::read(folder.path()).unwrap(), Journal::default());

        Journal::place_line(folder.path(), &line, || Ok(()), || true).unwrap();
        let journal = Journal::read(folder.path()).unwrap();
        assert_eq!(journal.line(&file, Some("osprey"), "APITOKEN"), Some(&line));
        assert_eq!(journal.line(&file, None, "apiToken"), None);
        Journal::forget_line(folder.path(), &file, Some("osprey"), "apiToken").unwrap();
        assert_eq!(Journal::read(folder.path()).unwrap(), Journal::default());
    }

    #[test]
    fn an_interrupted_line_is_judged_by_the_file_that_is_there() {
        for (content, kept) in [("before", false), ("after", true)] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("settings.ini");
            fs::write(&file, content).unwrap();
            let settled = settled(folder.path(), line_in(&file), vec![]);
            assert_eq!(settled.pending_line, None);
            assert_eq!(settled.settings_files.len(), usize::from(kept), "{content}");
        }
    }

    /// A folder in its place stands for a drive that is away: both are there, and cannot be read.
    #[test]
    fn an_interrupted_line_of_a_file_that_cannot_be_read_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.ini");
        fs::create_dir(&file).unwrap();
        let settled = settled(folder.path(), line_in(&file), vec![]);
        assert_eq!((settled.pending_line, settled.settings_files.len()), (None, 1));
    }

    #[test]
    fn an_interrupted_undo_is_judged_by_the_file_that_is_there() {
        for (content, kept) in [("before", false), ("after", true), ("another", true)] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("settings.ini");
            fs::write(&file, content).unwrap();
            let line = line_in(&file);
            let settled = settled(folder.path(), line.clone(), vec![line]);
            assert_eq!(settled.pending_line, None);
            assert_eq!(settled.settings_files.len(), usize::from(kept), "{content}");
        }
    }
}
