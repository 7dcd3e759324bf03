//! Writing the few files of our own: whole or not at all, and for nobody else to read.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::wire::AppError;

/// Makes a folder that only this account may enter, and those above it.
pub(crate) fn private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Opens a file for writing, and makes it where it is not there, for nobody else to read.
pub(crate) fn private_file(file: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(file)
}

/// Replaces a file, or makes it, so that a reader or a crash sees the old bytes or the new ones. Only this
/// account may read it.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link: what it points to is replaced.
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let folder = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
    private_folder(folder)?;
    written_in(folder, bytes)?.persist(&file)?;
    sync_folder(folder)
}

/// [`replace`] with a value as JSON that a person can read and edit.
///
/// # Errors
/// It cannot be written; the old one is as it was.
pub(crate) fn replace_json(file: &Path, value: &impl Serialize) -> Result<(), AppError> {
    let text = serde_json::to_string_pretty(value).map_err(|error| AppError::Unknown {
        detail: error.to_string(),
    })?;
    replace(file, text.as_bytes()).map_err(|error| unavailable(file, &error))
}

/// Puts a damaged file of JSON under another name, so that nothing that was in it is lost, and says which; `None`
/// where it could not be moved.
pub(crate) fn set_aside(file: &Path, now: Timestamp) -> Option<PathBuf> {
    let aside = file.with_extension(format!("damaged-{}.json", now.as_second()));
    let aside = fs::rename(file, &aside).is_ok().then_some(aside);
    tracing::warn!(file = %file.display(), ?aside, "the file is damaged; going on without it");
    aside
}

/// Makes a file that only this account may read, whole or not at all.
///
/// # Errors
/// `AlreadyExists` where there is one; it is left as it is.
pub(crate) fn write_first(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
    private_folder(folder)?;
    written_in(folder, bytes)?.persist_noclobber(file)?;
    sync_folder(folder)
}

/// The bytes in a file without a name of its own yet, on the disk, that only this account may read (0600).
fn written_in(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut beside = NamedTempFile::new_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    Ok(beside)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes a file for the person, whole or not at all. One that is there is replaced only where `replace` says so.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] for one that is there, what the system says, and what `work` answers.
pub fn write_whole<T, E: From<io::Error>>(
    file: &Path,
    replace: bool,
    work: impl FnOnce(&fs::File) -> Result<T, E>,
) -> Result<T, E> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let beside = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let done = work(beside.as_file())?;
    beside.as_file().sync_all()?;
    let kept = if replace {
        beside.persist(file)
    } else {
        beside.persist_noclobber(file)
    };
    kept.map_err(io::Error::from)?;
    Ok(done)
}

/// Has `work` write a file for the person into `folder`, under the first of `stem.ext`, `stem (2).ext`, … that is free.
///
/// # Errors
/// What the system says, and what `work` answers. No file is left then.
pub(crate) fn write_beside_others<T, E: From<io::Error>>(
    folder: &Path,
    stem: &str,
    extension: &str,
    work: impl FnOnce(&fs::File) -> Result<T, E>,
) -> Result<(PathBuf, T), E> {
    let (path, file) = create_beside_others(folder, stem, extension)?;
    let done = work(&file)
        .and_then(|done| Ok(file.sync_all().map(|()| done)?))
        // Half a file is worse than none.
        .inspect_err(|_| drop(fs::remove_file(&path)))?;
    Ok((path, done))
}

fn create_beside_others(folder: &Path, stem: &str, extension: &str) -> io::Result<(PathBuf, fs::File)> {
    fs::create_dir_all(folder)?;
    for number in 1..=999 {
        let name = match number {
            1 => format!("{stem}.{extension}"),
            _ => format!("{stem} ({number}).{extension}"),
        };
        let path = folder.join(name);
        match fs::File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// What the desk answers where one of its own files cannot be read or written.
pub(crate) fn unavailable(path: &Path, error: &io::Error) -> AppError {
    AppError::StoreUnavailable {
        reason: reason(path, error),
    }
}

/// What went wrong with a file, for a person: the path, the reason, nothing else.
pub(crate) fn reason(path: &Path, error: &io::Error) -> String {
    let known = [
        (io::ErrorKind::StorageFull, "the disk is full"),
        (io::ErrorKind::QuotaExceeded, "the disk is full"),
        (io::ErrorKind::ReadOnlyFilesystem, "the disk is read-only"),
        (
            io::ErrorKind::PermissionDenied,
            "this account may not write there",
        ),
        (io::ErrorKind::NotADirectory, "a file is where a folder belongs"),
    ];
    let why = known
        .iter()
        .find(|(kind, _)| *kind == error.kind())
        .map_or_else(|| error.to_string(), |(_, why)| (*why).to_owned());
    format!("{}: {why}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_file_is_private_and_leaves_nothing_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("new folder").join("settings.json");
        replace(&file, b"one").unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(
            fs::read_dir(file.parent().unwrap()).unwrap().count(),
            1,
            "no temporary file is left"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_a_link() {
        let home = tempfile::tempdir().unwrap();
        let (target, link) = (
            home.path().join("dotfiles.json"),
            home.path().join("settings.json"),
        );
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        replace(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }

    #[test]
    fn an_export_never_overwrites_what_is_there() {
        let downloads = tempfile::tempdir().unwrap();
        let export = |bytes: &[u8]| {
            let work = |mut file: &fs::File| file.write_all(bytes);
            write_beside_others(downloads.path(), "tokens", "csv", work)
                .unwrap()
                .0
        };
        let (first, second) = (export(b"1"), export(b"2"));
        assert_eq!(fs::read(first).unwrap(), b"1");
        assert_eq!(second.file_name().unwrap(), "tokens (2).csv");
    }
}
