//! Reading a person's files, and replacing them so that at every moment either the old or the new one is there.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rand::{TryRng, rngs::SysRng};
use rustix::fs::{Access, AtFlags, Gid, Mode, OFlags, RawMode, Uid, XattrFlags};

use crate::{Error, Secret};

/// Files over this size are none that we write to.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The start and end of the names of our temporary files, by which [`sweep`] knows them.
const TEMPORARY: (&str, &str) = (".token-desk-", ".tmp");

/// A file as it was when it was looked at.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// The path as the shells name it.
    pub(crate) path: PathBuf,
    /// Where it really lies, with every link followed.
    pub(crate) real: PathBuf,
    /// What is there; `None` if nothing is.
    pub(crate) found: Option<Found>,
}

/// The content and standing of a file that is there.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) content: Secret,
    pub(crate) mode: u32,
    owner: (u32, u32),
    links: u64,
    identity: (u64, u64),
}

impl Snapshot {
    /// Looks at the file at `path`, following links.
    ///
    /// # Errors
    /// [`Error::NotAFile`] for anything but a file of a sensible size, or a link that leads nowhere.
    pub(crate) fn of(path: &Path) -> Result<Self, Error> {
        let refused = || Error::NotAFile {
            path: path.to_owned(),
        };
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self {
                    path: path.to_owned(),
                    real: real_place(path),
                    found: None,
                });
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(refused()),
            Err(error) => return Err(Error::failed(path, error)),
            Ok(_) => {}
        }
        let real = fs::canonicalize(path).map_err(|_| refused())?;
        // Without NONBLOCK the opening of a named pipe would wait for its other end.
        let file = rustix::fs::open(
            &real,
            OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC,
            Mode::empty(),
        )
        .map(File::from)
        .map_err(|errno| Error::failed(path, errno.into()))?;
        let metadata = file.metadata().map_err(|error| Error::failed(path, error))?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            return Err(refused());
        }
        let mut content = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        file.take(LARGEST + 1)
            .read_to_end(&mut content)
            .map_err(|error| Error::failed(path, error))?;
        let found = Found {
            content: Secret::new(content),
            mode: metadata.permissions().mode() & 0o7777,
            owner: (metadata.uid(), metadata.gid()),
            links: metadata.nlink(),
            identity: (metadata.dev(), metadata.ino()),
        };
        Ok(Self {
            path: path.to_owned(),
            real,
            found: Some(found),
        })
    }

    /// The content, empty if there is no file.
    pub(crate) fn content(&self) -> &[u8] {
        self.found.as_ref().map_or(&[], |found| found.content.expose())
    }

    /// Whether the file may be replaced: its owner left it writable, its folder too, and it has one name only.
    /// A read-only file behind a link is somebody's managed configuration: renaming over it would succeed and
    /// silently cut it off.
    pub(crate) fn can_be_replaced(&self) -> bool {
        self.names() <= 1 && self.is_writable()
    }

    /// The same, for a file that may have other names too.
    pub(crate) fn is_writable(&self) -> bool {
        let folder = self
            .real
            .parent()
            .is_some_and(|folder| match first_existing(folder) {
                Some(existing) => may(existing, Access::WRITE_OK | Access::EXEC_OK),
                None => false,
            });
        let file = self
            .found
            .as_ref()
            .is_none_or(|_| !self.is_read_only() && may(&self.real, Access::WRITE_OK));
        folder && file
    }

    /// Whether nobody is to write it, its owner included.
    pub(crate) fn is_read_only(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.mode & 0o222 == 0)
    }

    /// What keeps a file that cannot be replaced from it.
    pub(crate) fn obstacle(&self) -> &'static str {
        let folder = self.real.parent().and_then(first_existing);
        if folder.is_some_and(|folder| access(folder, Access::WRITE_OK) == Err(rustix::io::Errno::ROFS)) {
            "its disk is read-only"
        } else if self.is_read_only() {
            "it is marked as read-only"
        } else if self.names() > 1 {
            "it has a second name, under which the old content would stay"
        } else {
            "this account may not write there"
        }
    }

    /// How many names (hard links) the file has.
    pub(crate) fn names(&self) -> u64 {
        self.found.as_ref().map_or(0, |found| found.links)
    }

    /// The number of the account that owns the file.
    pub(crate) fn owner(&self) -> Option<u32> {
        self.found.as_ref().map(|found| found.owner.0)
    }

    /// Whether what lies there now is what this snapshot saw.
    pub(crate) fn still_holds(&self) -> bool {
        let Ok(now) = Self::of(&self.path) else {
            return false;
        };
        let same_file = match (&self.found, &now.found) {
            (None, None) => true,
            (Some(then), Some(now)) => {
                then.identity == now.identity && then.mode == now.mode && then.content == now.content
            }
            (None, Some(_)) | (Some(_), None) => false,
        };
        same_file && now.real == self.real
    }
}

/// New content that lies beside its target, complete and on disk, waiting to be renamed over it. Dropped
/// without [`Prepared::publish`] it is deleted.
pub(crate) struct Prepared {
    folder: OwnedFd,
    temporary: OsString,
    name: OsString,
    published: bool,
}

impl Prepared {
    /// Writes `content` beside the target of `before`, with the mode and owner that are there already, else
    /// with `mode`.
    pub(crate) fn new(before: &Snapshot, content: &[u8], mode: u32) -> io::Result<Self> {
        let (folder, name) = place(&before.real)?;
        let mut random = [0_u8; 8];
        SysRng.try_fill_bytes(&mut random).map_err(io::Error::other)?;
        let temporary = OsString::from(format!(
            "{}{:016x}{}",
            TEMPORARY.0,
            u64::from_ne_bytes(random),
            TEMPORARY.1
        ));
        let file = rustix::fs::openat(
            &folder,
            &temporary,
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC,
            Mode::RUSR | Mode::WUSR,
        )?;
        let prepared = Self {
            folder,
            temporary,
            name,
            published: false,
        };
        let mut file = File::from(file);
        file.write_all(content)?;
        let mode = match &before.found {
            Some(found) => {
                let metadata = file.metadata()?;
                if (metadata.uid(), metadata.gid()) != found.owner {
                    let (uid, gid) = found.owner;
                    rustix::fs::fchown(&file, Some(Uid::from_raw(uid)), Some(Gid::from_raw(gid)))?;
                }
                copy_attributes(&before.real, &file)?;
                found.mode
            }
            None => mode,
        };
        rustix::fs::fchmod(&file, permission_bits(mode))?;
        file.sync_all()?;
        Ok(prepared)
    }

    /// Renames it over its target, unless that is no longer as `before` saw it.
    pub(crate) fn publish(mut self, before: &Snapshot) -> Result<(), Error> {
        if !before.still_holds() {
            return Err(Error::ChangedMeanwhile {
                path: before.path.clone(),
            });
        }
        rustix::fs::renameat(&self.folder, &self.temporary, &self.folder, &self.name)
            .map_err(|errno| Error::failed(&before.path, errno.into()))?;
        self.published = true;
        // The rename is done; a folder that cannot be synced is no reason to report it as undone.
        let _ = rustix::fs::fsync(&self.folder);
        Ok(())
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if !self.published {
            let _ = rustix::fs::unlinkat(&self.folder, &self.temporary, AtFlags::empty());
        }
    }
}

/// Copies what hangs on a file besides its mode: its access list and a person's own attributes. An access list that
/// cannot be kept is an error, for the file would be open to others than before.
fn copy_attributes(from: &Path, to: &File) -> io::Result<()> {
    const ACCESS_LIST: &[u8] = b"system.posix_acl_access";
    let from = rustix::fs::open(
        from,
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    let mut names = vec![0_u8; 64 * 1024];
    let Ok(length) = rustix::fs::flistxattr(&from, names.as_mut_slice()) else {
        return Ok(()); // A file system without attributes.
    };
    let mut value = vec![0_u8; 64 * 1024];
    for name in names[..length]
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
    {
        let copied = rustix::fs::fgetxattr(&from, name, value.as_mut_slice())
            .and_then(|length| rustix::fs::fsetxattr(to, name, &value[..length], XattrFlags::empty()));
        match copied {
            Err(errno) if name == ACCESS_LIST => return Err(errno.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Deletes the file that `before` saw, unless it has changed. Without a file nothing happens.
pub(crate) fn delete(before: &Snapshot) -> Result<(), Error> {
    if before.found.is_none() {
        return Ok(());
    }
    if !before.still_holds() {
        return Err(Error::ChangedMeanwhile {
            path: before.path.clone(),
        });
    }
    let failed = |error| Error::failed(&before.path, error);
    let (folder, name) = place(&before.real).map_err(failed)?;
    rustix::fs::unlinkat(&folder, &name, AtFlags::empty()).map_err(|errno| failed(errno.into()))?;
    let _ = rustix::fs::fsync(&folder);
    Ok(())
}

/// Makes `folder` and what is missing above it, each with `mode`; tells `made` of each, from the top down.
pub(crate) fn make_folders(folder: &Path, mode: u32, mut made: impl FnMut(&Path)) -> io::Result<()> {
    for missing in missing_folders(folder).iter().rev() {
        match rustix::fs::mkdir(missing, permission_bits(mode)) {
            Ok(()) => made(missing),
            Err(rustix::io::Errno::EXIST) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

/// The folders that [`make_folders`] would make, the innermost first.
pub(crate) fn missing_folders(folder: &Path) -> Vec<PathBuf> {
    folder
        .ancestors()
        .take_while(|folder| fs::symlink_metadata(folder).is_err())
        .map(Path::to_owned)
        .collect()
}

/// Whether a folder can be made, or written into, at `folder`.
pub(crate) fn folder_can_be_written(folder: &Path) -> bool {
    first_existing(folder)
        .is_some_and(|existing| existing.is_dir() && may(existing, Access::WRITE_OK | Access::EXEC_OK))
}

/// Deletes temporary files that an interrupted write left in `folder`; answers how many.
pub(crate) fn sweep(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .filter(|entry| is_temporary(&entry.file_name()) && fs::remove_file(entry.path()).is_ok())
        .count()
}

fn is_temporary(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        name.strip_prefix(TEMPORARY.0)
            .and_then(|rest| rest.strip_suffix(TEMPORARY.1))
            .is_some_and(|middle| middle.len() == 16 && middle.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })
}

/// The real folder as a handle, so that a folder swapped for a link in the meantime is not followed.
fn place(real: &Path) -> io::Result<(OwnedFd, OsString)> {
    let (Some(folder), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok((rustix::fs::open(folder, flags, Mode::empty())?, name.to_owned()))
}

/// Where a file that is not there yet would really lie.
fn real_place(path: &Path) -> PathBuf {
    let Some(folder) = path.parent() else {
        return path.to_owned();
    };
    let Some(existing) = first_existing(folder) else {
        return path.to_owned();
    };
    match (fs::canonicalize(existing), path.strip_prefix(existing)) {
        (Ok(real), Ok(rest)) => real.join(rest),
        (Err(_), _) | (_, Err(_)) => path.to_owned(),
    }
}

fn first_existing(folder: &Path) -> Option<&Path> {
    folder
        .ancestors()
        .find(|folder| fs::symlink_metadata(folder).is_ok())
}

fn may(path: &Path, wished: Access) -> bool {
    access(path, wished).is_ok()
}

fn access(path: &Path, wished: Access) -> rustix::io::Result<()> {
    rustix::fs::accessat(rustix::fs::CWD, path, wished, AtFlags::EACCESS)
}

/// The mode as this system counts it: the type differs between systems, the twelve bits do not.
fn permission_bits(mode: u32) -> Mode {
    Mode::from_raw_mode((mode & 0o7777) as RawMode)
}
