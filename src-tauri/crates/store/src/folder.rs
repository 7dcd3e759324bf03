//! The folder and the files in it: ours alone, 0700 and 0600, or not used at all.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::{Error, Obstacle};

/// Makes the folder if need be, and makes sure that it is ours, that nobody else can open it and that it
/// can be written.
pub(crate) fn prepare(folder: &Path) -> Result<(), Error> {
    system::create(folder).map_err(|error| Error::io(folder, &error))?;
    let found = fs::metadata(folder).map_err(|error| Error::io(folder, &error))?;
    if !found.is_dir() {
        return Err(Error::Unavailable {
            path: folder.to_owned(),
            obstacle: Obstacle::NoFolder,
        });
    }
    system::keep_to_ourselves(folder, &found, 0o700)?;
    system::probe_writing(folder).map_err(|error| Error::io(folder, &error))
}

/// Makes sure that the folder is ours, and leaves it as it is.
pub(crate) fn is_ours(folder: &Path) -> Result<(), Error> {
    let found = fs::metadata(folder).map_err(|error| Error::io(folder, &error))?;
    system::belongs_to_us(folder, &found)
}

/// Makes sure that a file, if it is there, is ours and that nobody else can open it.
pub(crate) fn claim(file: &Path) -> Result<(), Error> {
    match fs::metadata(file) {
        Ok(found) => {
            system::keep_to_ourselves(file, &found, 0o600)?;
            system::probe_writing(file).map_err(|error| Error::io(file, &error))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::io(file, &error)),
    }
}

/// Makes an empty file that nobody else can open, unless there is one.
pub(crate) fn create_file(file: &Path) -> Result<(), Error> {
    system::create_file(file)
        .map(drop)
        .map_err(|error| Error::io(file, &error))
}

/// Makes a file that nobody else can open, in the place of one that may be left there.
pub(crate) fn new_file(file: &Path) -> io::Result<fs::File> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    system::create_file(file)
}

/// Makes sure that the names in a folder are safe on disk.
#[cfg(unix)]
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Windows keeps names safe by itself.
#[cfg(not(unix))]
pub(crate) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use rustix::fs::{Access, AtFlags, CWD};

    use crate::error::Error;

    pub(super) fn create(folder: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }

    pub(super) fn create_file(file: &Path) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(file)
    }

    pub(super) fn belongs_to_us(path: &Path, found: &Metadata) -> Result<(), Error> {
        if found.uid() == rustix::process::geteuid().as_raw() {
            return Ok(());
        }
        Err(Error::NotOurs {
            path: path.to_owned(),
            owner: owner(found.uid()),
        })
    }

    pub(super) fn keep_to_ourselves(path: &Path, found: &Metadata, mode: u32) -> Result<(), Error> {
        belongs_to_us(path, found)?;
        if found.mode() & 0o077 != 0 {
            fs::set_permissions(path, Permissions::from_mode(mode))
                .map_err(|error| Error::io(path, &error))?;
        }
        Ok(())
    }

    /// Asks the kernel, which knows of read-only mounts where the mode does not tell.
    pub(super) fn probe_writing(path: &Path) -> io::Result<()> {
        Ok(rustix::fs::accessat(
            CWD,
            path,
            Access::READ_OK | Access::WRITE_OK,
            AtFlags::EACCESS,
        )?)
    }

    /// The name of an account, as far as the plain user list knows it.
    fn owner(uid: u32) -> String {
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let name = users.lines().find_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            (fields.nth(1)? == uid.to_string()).then(|| name.to_owned())
        });
        name.unwrap_or_else(|| format!("user {uid}"))
    }
}

/// Windows keeps the profile's folders to their owner by inherited access lists, so there is nothing to
/// tighten here.
#[cfg(not(unix))]
mod system {
    use std::fs::{self, File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    use crate::error::Error;

    pub(super) fn create(folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    pub(super) fn create_file(file: &Path) -> io::Result<File> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(file)
    }

    pub(super) fn belongs_to_us(_: &Path, _: &Metadata) -> Result<(), Error> {
        Ok(())
    }

    pub(super) fn keep_to_ourselves(_: &Path, _: &Metadata, _: u32) -> Result<(), Error> {
        Ok(())
    }

    pub(super) fn probe_writing(path: &Path) -> io::Result<()> {
        let found = fs::metadata(path)?;
        if found.is_file() && found.permissions().readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(())
    }
}
