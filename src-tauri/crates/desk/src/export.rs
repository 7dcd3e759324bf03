//! Files that the person takes away.

use std::fs::File;
use std::io;

use thiserror::Error;

use crate::wire::{AppError, ExportedFile};
use crate::{Desk, files};

impl Desk {
    /// Has `work` write a file into the person's folder of downloads, without replacing what is there; it answers how
    /// many rows it wrote.
    ///
    /// # Errors
    /// The file cannot be written, and what `work` answers. No file is left then.
    pub(crate) fn export(
        &self,
        stem: &str,
        extension: &str,
        work: impl FnOnce(&File) -> Result<u32, Unwritten>,
    ) -> Result<ExportedFile, AppError> {
        let folder = &self.inner.places.downloads;
        match files::write_beside_others(folder, stem, extension, work) {
            Ok((path, rows)) => Ok(ExportedFile {
                path: path.display().to_string(),
                rows,
            }),
            Err(Unwritten::Desk(error)) => Err(error),
            Err(Unwritten::File(error)) => Err(files::unavailable(folder, &error)),
        }
    }
}

/// Why rows could not be written.
#[derive(Debug, Error)]
pub enum Unwritten {
    /// They could not be had.
    #[error("{0:?}")]
    Desk(AppError),
    /// Where they were to go did not take them.
    #[error("{0}")]
    File(#[from] io::Error),
}

impl From<AppError> for Unwritten {
    fn from(error: AppError) -> Self {
        Self::Desk(error)
    }
}
