//! Which process holds a secret that nobody has received yet. Each announces itself by a file that it keeps
//! locked; the system lets go of the lock when the process ends, however it ends.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::files;
use crate::ports::Generator;
use crate::wire::AppError;

/// This process, among those that hold secrets.
pub(crate) struct Holder {
    folder: PathBuf,
    name: String,
    announced: Mutex<Option<File>>,
}

impl Holder {
    /// A holder that has not announced itself. `data` is the folder of the store.
    pub(crate) fn new(data: &Path, generator: &Generator) -> Self {
        let mut bytes = [0; 8];
        generator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        let name = format!("{:016x}", u64::from_be_bytes(bytes));
        Self {
            folder: data.join("holders"),
            name,
            announced: Mutex::default(),
        }
    }

    /// The name to keep secrets under, announced from here on.
    pub(crate) fn announce(&self) -> Result<String, AppError> {
        let mut announced = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        if announced.is_none() {
            let file = self.file_of(&self.name);
            let lock = files::private_folder(&self.folder)
                .and_then(|()| File::create(&file))
                .and_then(|lock| lock.lock().map(|()| lock))
                .map_err(|error| files::unavailable(&file, &error))?;
            *announced = Some(lock);
        }
        Ok(self.name.clone())
    }

    /// Whether the process of this name still runs. One that does not leaves nothing behind after this.
    pub(crate) fn is_alive(&self, name: &str) -> bool {
        if name == self.name {
            return true;
        }
        // The store's text is not trusted to be a file name.
        if name.len() != 16 || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return false;
        }
        let path = self.file_of(name);
        let Ok(file) = File::open(&path) else { return false };
        match file.try_lock() {
            Ok(()) => {
                // If it cannot be removed it is asked again the next time.
                let _ = fs::remove_file(path);
                false
            }
            Err(TryLockError::WouldBlock) => true,
            // A file system without locks: rather keep a dead secret than void a living one.
            Err(TryLockError::Error(_)) => true,
        }
    }

    fn file_of(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let announced = self.announced.get_mut().unwrap_or_else(PoisonError::into_inner);
        if announced.take().is_some() {
            // A file without a lock says the same as none.
            let _ = fs::remove_file(self.file_of(&self.name));
        }
    }
}
