//! A second way into the store, for a service that judges many requests a second: it reads only, and asks only
//! what a verdict needs.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;
use token::TokenId;

use crate::error::{Error, Site};
use crate::mark::FileMark;
use crate::read::Read;
use crate::table::{meta, secrets};
use crate::{Verifiable, connection, folder};

/// A connection that reads. What it answers was committed before it was asked, by any program.
#[derive(Debug)]
pub struct Reader {
    db: Connection,
    site: Site,
    file: FileMark,
}

impl Reader {
    /// Opens the store that a [`crate::Store`] made or brought up to date in `folder`.
    ///
    /// # Errors
    /// [`Error::NotOurs`], [`Error::Newer`], [`Error::Damaged`], [`Error::Unavailable`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let site = Site::of(folder);
        let file = FileMark::of(&site.file).ok_or_else(|| site.damaged())?;
        // SQLite lays files beside the one that it reads.
        folder::is_ours(folder)?;
        connection::judge_header(&site)?;
        let db = connection::open_for_reading(&site)?;
        Ok(Self { db, site, file })
    }

    /// A number that differs from the one before as soon as any other connection, of this or another program,
    /// has committed anything: SQLite's documented `PRAGMA data_version`. [`crate::Heard`] is quicker, and hears of
    /// Token Desk alone.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn version(&self) -> Result<i64, Error> {
        self.told(
            self.db
                .prepare_cached("PRAGMA data_version")
                .and_then(|mut asked| asked.query_one([], |row| row.get(0))),
        )
    }

    /// Everything that a verdict on the secret with this public id needs.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn verifiable(&self, secret: &TokenId) -> Result<Option<Verifiable>, Error> {
        self.told(secrets::verifiable(&self.db, secret))
    }

    /// The latest hour that any change was made at.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn latest_time(&self) -> Result<Timestamp, Error> {
        self.told(meta::latest_time(&self.db))
    }

    /// How often a person said that the clock is right though it was ahead once: ends that were seen before
    /// count no more.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn trusted(&self) -> Result<i64, Error> {
        self.told(meta::trusted(&self.db))
    }

    /// Whether another file, or none, lies by now where this one was opened. What is read here is then no
    /// longer what other programs change.
    pub fn is_replaced(&self) -> bool {
        FileMark::of(&self.site.file) != Some(self.file)
    }

    /// Asks any question.
    pub fn read(&self) -> Read<'_> {
        Read::new(&self.db, &self.site)
    }

    fn told<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Error> {
        self.site.told(answer)
    }
}
