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
                done => return done.map_err(failed),
            }
        }
        Ok(())
    }
}

/// Deletes what an interrupted replacement of `path` left beside it.
pub(super) fn sweep(path: &Path) {
    let Some(folder) = path.parent() else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name
            .to_str()
            .is_some_and(|name| name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1));
        if is_ours {
            let _ = fs::remove_file(entry.path());
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
