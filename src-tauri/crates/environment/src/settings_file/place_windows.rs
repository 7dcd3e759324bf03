//! A settings file on a Windows disk. `ReplaceFileW` keeps the access list, the attributes and the streams of the
//! file that is replaced; a plain rename would give the new file those of the folder.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::windows::ffi::OsStrExt;
use std::os::windows::io::AsRawHandle;
use std::path::{Path, PathBuf};
use std::ptr;
use std::thread;
use std::time::Duration;

use tempfile::TempPath;
use windows_sys::Win32::Foundation::{ERROR_LOCK_VIOLATION, ERROR_SHARING_VIOLATION};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, GetFileInformationByHandle, ReplaceFileW,
};

use super::{LARGEST, Problem, Refusal};
use crate::{Error, Secret};

/// How often, and how long apart, a file that another program has open is tried.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(400);
const TEMPORARY: (&str, &str) = (".token-desk-", ".tmp");

/// A file as it was looked at.
pub(super) struct Place {
    path: PathBuf,
    real: PathBuf,
    content: Secret,
    names: u64,
    read_only: bool,
}

impl Place {
    pub(super) fn of(path: &Path) -> Result<Self, Problem> {
        let failed = |error: io::Error| {
            if error.kind() == io::ErrorKind::NotFound {
                Problem::Missing
            } else {
                Problem::from(Error::failed(path, error))
            }
        };
        let metadata = fs::metadata(path).map_err(failed)?;
        if !metadata.is_file() {
            return Err(Problem::NotAFile);
        }
        if metadata.len() > LARGEST {
            return Err(Problem::Text(Refusal::TooLarge {
                bytes: metadata.len(),
            }));
        }
        let mut file = File::open(path).map_err(failed)?;
        let mut content = Vec::new();
        Read::by_ref(&mut file)
            .take(LARGEST + 1)
            .read_to_end(&mut content)
            .map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            real: fs::canonicalize(path).map_err(failed)?,
            content: Secret::new(content),
            names: names(&file),
            read_only: metadata.permissions().readonly(),
        })
    }

    pub(super) fn content(&self) -> &[u8] {
        self.content.expose()
    }

    /// Where it really lies, if `path` is a link.
    pub(super) fn link_to(&self) -> Option<PathBuf> {
        let is_link = fs::symlink_metadata(&self.path).is_ok_and(|metadata| metadata.is_symlink());
        is_link.then(|| self.real.clone())
    }

    /// How many names the file has.
    pub(super) fn names(&self) -> u64 {
        self.names
    }

    /// Why it cannot be replaced, if it cannot.
    pub(super) fn blocked(&self) -> Option<Problem> {
        self.read_only.then_some(Problem::ReadOnly)
    }

    /// Replaces it, unless it is no longer as it was looked at.
    pub(super) fn replace(&self, new: &Secret) -> Result<(), Error> {
        self.replace_by(new, replace)
    }

    fn replace_by(
        &self,
        new: &Secret,
        replace: impl Fn(&Path, &Path) -> io::Result<()>,
    ) -> Result<(), Error> {
        let failed = |error| Error::failed(&self.path, error);
        let folder = self.real.parent().unwrap_or(&self.real);
        let mut temporary = tempfile::Builder::new()
            .prefix(TEMPORARY.0)
            .suffix(TEMPORARY.1)
            .tempfile_in(folder)
            .map_err(failed)?;
        temporary.write_all(new.expose()).map_err(failed)?;
        temporary.as_file().sync_all().map_err(failed)?;
        // Closed, for a file that is open cannot take another's place.
        let temporary = temporary.into_temp_path();
        let unchanged =
            Self::of(&self.path).is_ok_and(|now| now.content == self.content && now.real == self.real);
        if !unchanged {
            return Err(Error::ChangedMeanwhile {
                path: self.path.clone(),
            });
        }
        for nth in 0..TRIES {
            match replace(&self.real, &temporary) {
                Err(error) if nth + 1 < TRIES && is_in_use(&error) => thread::sleep(PAUSE),
                Err(error) if is_gone(&self.real) => return self.rescued(temporary, error),
                done => return done.map_err(failed),
            }
        }
        Ok(())
    }

    /// `ReplaceFileW` may take the old file away and then fail to give the new one its name
    /// (`ERROR_UNABLE_TO_MOVE_REPLACEMENT`). The new one is all there is then: it gets the name in another way, or stays
    /// where it lies.
    fn rescued(&self, temporary: TempPath, error: io::Error) -> Result<(), Error> {
        if fs::rename(&temporary, &self.real).is_ok() {
            return Ok(());
        }
        let lies = temporary.keep().unwrap_or_else(|kept| kept.path.to_path_buf());
        Err(Error::Failed {
            path: self.path.clone(),
            source: io::Error::other(format!("{error}; its new text lies in {}", lies.display())),
            undone: false,
        })
    }
}

fn is_gone(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}

/// Deletes what an interrupted replacement of `path` left beside it. Where it left nothing else, because the program
/// died after the system had taken the old file away, the new file (by `is_new`) gets its name.
pub(super) fn sweep(path: &Path, is_new: impl Fn(&[u8]) -> bool) {
    let real = fs::canonicalize(path).ok();
    for folder in [Some(path), real.as_deref()]
        .into_iter()
        .flatten()
        .filter_map(Path::parent)
    {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_ours = name
                .to_str()
                .is_some_and(|name| name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1));
            if !is_ours {
                continue;
            }
            let is_wanted = is_gone(path) && fs::read(entry.path()).is_ok_and(|content| is_new(&content));
            if !(is_wanted && fs::rename(entry.path(), path).is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Whether a failure means that another program has the file.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(i32::cast_unsigned);
    code.is_some_and(|code| [ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION].contains(&code))
}

#[expect(
    unsafe_code,
    reason = "the standard library has no stable call for the number of names"
)]
fn names(file: &File) -> u64 {
    let mut found = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the handle is open as long as `file` lives, and `found` is of the type that the call fills.
    let known = unsafe { GetFileInformationByHandle(file.as_raw_handle(), &raw mut found) };
    if known == 0 {
        1
    } else {
        u64::from(found.nNumberOfLinks)
    }
}

#[expect(unsafe_code, reason = "the standard library's rename loses the access list")]
fn replace(target: &Path, new: &Path) -> io::Result<()> {
    let wide = |path: &Path| {
        path.as_os_str()
            .encode_wide()
            .chain(Some(0))
            .collect::<Vec<u16>>()
    };
    let (target, new) = (wide(target), wide(new));
    // SAFETY: both texts are NUL-terminated and outlive the call; the other pointers may be null.
    let done = unsafe {
        ReplaceFileW(
            target.as_ptr(),
            new.as_ptr(),
            ptr::null(),
            0,
            ptr::null(),
            ptr::null(),
        )
    };
    if done == 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use windows_sys::Win32::Foundation::ERROR_UNABLE_TO_MOVE_REPLACEMENT;

    use super::*;

    fn bench() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("appsettings.ini");
        fs::write(&path, "old").unwrap();
        (folder, path)
    }

    fn new() -> Secret {
        Secret::new(b"new".to_vec())
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<_> = entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn code(code: u32) -> io::Error {
        io::Error::from_raw_os_error(code.cast_signed())
    }

    #[test]
    fn where_the_system_lost_the_old_file_on_the_way_the_new_one_takes_its_place() {
        let (folder, path) = bench();
        let lost = |target: &Path, _: &Path| {
            fs::remove_file(target)?;
            Err(code(ERROR_UNABLE_TO_MOVE_REPLACEMENT))
        };
        Place::of(&path).unwrap().replace_by(&new(), lost).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["appsettings.ini"]);
    }

    #[test]
    fn where_not_even_that_can_be_done_the_new_text_is_kept_and_its_place_told() {
        let (folder, path) = bench();
        // Its folder went, and something else stands there.
        let lost = |target: &Path, _: &Path| {
            fs::remove_file(target)?;
            fs::create_dir(target)?;
            fs::write(target.join("something"), "")?;
            Err(code(ERROR_UNABLE_TO_MOVE_REPLACEMENT))
        };
        let refused = Place::of(&path).unwrap().replace_by(&new(), lost).unwrap_err();
        assert!(
            refused.undone(),
            "a file in its place is not a lost one: {refused}"
        );
        fs::remove_dir_all(&path).unwrap();
        fs::write(&path, "old").unwrap();

        let place = Place::of(&path).unwrap();
        let temporary = tempfile::Builder::new()
            .tempfile_in(folder.path())
            .unwrap()
            .into_temp_path();
        fs::write(&temporary, "new").unwrap();
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let refused = place
            .rescued(temporary, code(ERROR_UNABLE_TO_MOVE_REPLACEMENT))
            .unwrap_err();
        assert!(
            !refused.undone() && refused.to_string().contains("its new text lies in"),
            "{refused}"
        );
        let kept = names(folder.path())
            .into_iter()
            .find(|name| name != "appsettings.ini")
            .unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(kept)).unwrap(), "new");
    }

    #[test]
    fn a_file_in_use_stays_as_it_is_and_nothing_lies_beside_it() {
        let (folder, path) = bench();
        let busy = |_: &Path, _: &Path| Err(code(ERROR_SHARING_VIOLATION));
        let refused = Place::of(&path).unwrap().replace_by(&new(), busy).unwrap_err();
        assert!(refused.undone());
        assert!(matches!(Problem::from(refused), Problem::InUse));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["appsettings.ini"]);
    }

    #[test]
    fn after_a_crash_between_the_old_file_and_the_new_one_the_new_one_gets_its_name() {
        let (folder, path) = bench();
        let left = |content: &str| fs::write(folder.path().join(".token-desk-AbCdEf.tmp"), content).unwrap();
        let is_new = |content: &[u8]| content == b"new";
        left("new");
        sweep(&path, is_new);
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            "old",
            "a file that is there stays"
        );
        assert_eq!(names(folder.path()), ["appsettings.ini"]);
        fs::remove_file(&path).unwrap();
        left("ne");
        sweep(&path, is_new);
        assert_eq!(names(folder.path()), [""; 0], "half a file is none");
        left("new");
        sweep(&path, is_new);
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["appsettings.ini"]);
    }
}
