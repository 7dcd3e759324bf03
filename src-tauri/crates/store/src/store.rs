//! Opening the store, and the two ways into it.

use std::fs::File;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, TransactionBehavior};
use token::TokenId;

use crate::bell::Bell;
use crate::chain::ChainKey;
use crate::change::{By, Change};
use crate::error::{Error, Obstacle, Site};
use crate::mark::{LOG, Marks, beside};
use crate::read::Read;
use crate::table::{meta, secrets, under_way};
use crate::{SCHEMA_VERSION, UnderWay, connection, copies, folder, lock, migration, reserve};

/// The name of the store's file in its folder.
pub const FILE_NAME: &str = "tokens.db";

/// Up to this size the whole file is checked at each opening; above it once a day, by [`Store::look_after`].
const SMALL: u64 = 16 * 1024 * 1024;

/// An open store. One thread at a time; several programs at once.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    site: Site,
    bell: Bell,
    /// Of the audit trail.
    key: ChainKey,
    /// Until the store is dropped, no program puts another file in its place.
    _open: Option<File>,
    /// Its files when they were last looked at.
    marks: Marks,
    /// After a write that the disk failed nobody knows what is on it: the file has to be opened anew.
    failed: bool,
}

impl Store {
    /// Opens the store in `folder`, makes it where there is none, and brings an older one up to date.
    ///
    /// # Errors
    /// [`Error::NotOurs`], [`Error::Newer`], [`Error::Damaged`], [`Error::Unavailable`]. The file is then
    /// as it was.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, Error> {
        folder::prepare(folder)?;
        let site = Site::of(folder);
        folder::claim(&site.file)?;
        if site.file.exists() {
            // Beside a file that is no store of ours nothing is laid.
            connection::judge_header(&site)?;
        }
        let open = lock::share(folder)?;
        // In this order: while another program makes the store, its file has a size before its log has.
        let is_known = copies::newest(&site.copies).is_some() || has_log(&site.file);
        let size = std::fs::metadata(&site.file).map_or(0, |found| found.len());
        if size == 0 && is_known {
            // An empty store must not take the place of one that was lost.
            return Err(site.damaged());
        }
        if !site.file.exists() {
            // One that is there must not be opened and closed by others than SQLite: see the header's module.
            folder::create_file(&site.file)?;
        }
        connection::judge_header(&site)?;
        // Beside a store that was closed lies no log, and making one takes room too.
        let db = match connection::open(&site) {
            Err(error) if error.is_full_disk() && reserve::release(folder) => connection::open(&site)?,
            answer => answer?,
        };
        // Beside a store that is not opened nothing is laid.
        let key = ChainKey::read_or_make(folder)?;
        let marks = Marks::of(&site.file).ok_or_else(|| site.damaged())?;
        let mut store = Self {
            db,
            key,
            site,
            marks,
            bell: Bell::of(folder),
            _open: open,
            failed: false,
        };
        store.migrate(now)?;
        store.look_at_files()?;
        if size <= SMALL {
            store.check_whole()?;
            store.look_after(now)?;
        }
        reserve::fill(folder);
        Ok(store)
    }

    /// Asks questions.
    pub fn read(&self) -> Read<'_> {
        Read::new(&self.db, &self.site)
    }

    /// Changes something, all or nothing: when `work` fails nothing stays, and when this answers `Ok` it is
    /// safe on disk and holds for the next request to any verifier. No other program writes meanwhile.
    ///
    /// # Errors
    /// What `work` answers; [`Error::Unavailable`] or [`Error::Damaged`] from the store itself. With
    /// [`Obstacle::Replaced`] the change may have reached files that nobody opens again.
    pub fn change<T, E: From<Error>>(
        &mut self,
        by: &By,
        work: impl FnOnce(&mut Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.failed {
            return Err(self.cannot(Obstacle::Failed).into());
        }
        self.look_at_files()?;
        let transaction = self
            .site
            .told(self.db.transaction_with_behavior(TransactionBehavior::Immediate))?;
        let done = work(&mut Change::new(&transaction, by, &self.key, &self.site))?;
        let kept = self
            .site
            .told(meta::note_time(&transaction, by.at).and_then(|()| transaction.commit()));
        self.failed = matches!(
            kept,
            Err(Error::Unavailable {
                obstacle: Obstacle::Failed,
                ..
            })
        );
        kept?;
        self.look_at_files()?;
        // Before anybody is told that it is done.
        self.bell.ring();
        Ok(done)
    }

    /// As [`Store::change`], for what must be possible on a full disk too: the space kept for it is used then.
    ///
    /// # Errors
    /// As [`Store::change`].
    pub fn change_in_need<T, E: From<Error>>(
        &mut self,
        by: &By,
        mut work: impl FnMut(&mut Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // An earlier one is over.
        self.site.has_met_full_disk();
        match self.change(by, &mut work) {
            Err(_) if self.site.has_met_full_disk() && reserve::release(&self.site.folder) => {
                let answer = self.change(by, work);
                reserve::fill(&self.site.folder);
                answer
            }
            answer => answer,
        }
    }

    /// Whether the store's files are no longer those that were opened. What is read here is then no longer what other
    /// programs change, and nothing can be changed before it is opened anew.
    pub fn is_replaced(&self) -> bool {
        Marks::of(&self.site.file).is_none_or(|now| !self.marks.become_of(&now))
    }

    /// Keeps a copy of what was in files that are gone, as far as it is sound: the system keeps them as long as this is
    /// open.
    ///
    /// # Errors
    /// [`Error::Damaged`] where it is not, [`Error::Unavailable`] when the copy cannot be written.
    pub fn keep_lost(&self, now: Timestamp) -> Result<(), Error> {
        self.check_whole()?;
        copies::keep(&self.db, &self.site, now.max(self.read().latest_time()?))
    }

    fn look_at_files(&mut self) -> Result<(), Error> {
        match Marks::of(&self.site.file) {
            Some(now) if self.marks.become_of(&now) => {
                self.marks = now;
                Ok(())
            }
            _ => {
                self.failed = true;
                Err(self.cannot(Obstacle::Replaced))
            }
        }
    }

    fn cannot(&self, obstacle: Obstacle) -> Error {
        Error::Unavailable {
            path: self.site.file.clone(),
            obstacle,
        }
    }

    /// Remembers that the clock was here: what has ended by now stays ended when it is set back.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn note_hour(&mut self, now: Timestamp) -> Result<(), Error> {
        self.site.told(meta::note_time(&self.db, now))
    }

    /// Goes on with a secret under way whose process died, and answers whether nobody else does. That is no change of
    /// a token and has no audit row.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn take_over(&mut self, left: &UnderWay, holder: &str) -> Result<bool, Error> {
        self.site.told(under_way::take_over(&self.db, left, holder))
    }

    /// Notes that a secret is under way no more, though it has not arrived everywhere.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`].
    pub fn give_up(&mut self, secret: &TokenId) -> Result<(), Error> {
        self.site.told(under_way::end(&self.db, secret))
    }

    /// Counts one use of a secret that is good for `most`, and answers whether there was one left. It is safe on
    /// disk when this answers, whichever programs count. A use is no change of a token and has no audit row.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Damaged`]; nothing was counted then.
    pub fn spend(&mut self, secret: &TokenId, most: u32) -> Result<bool, Error> {
        self.site.told(secrets::spend(&self.db, secret, most))
    }

    /// Looks through the whole file for damage.
    ///
    /// # Errors
    /// [`Error::Damaged`] when there is some, or [`Error::Unavailable`].
    pub fn check_whole(&self) -> Result<(), Error> {
        let verdict = self.site.told(connection::quick_check(&self.db))?;
        if verdict { Ok(()) } else { Err(self.site.damaged()) }
    }

    /// Keeps a copy of the store if the newest is over a day old and there is something to keep.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the copy cannot be written. The store is as good as before.
    pub fn keep_copy(&self, now: Timestamp) -> Result<(), Error> {
        // By a clock that was set back the copies there are would be from the future.
        let now = now.max(self.read().latest_time()?);
        if copies::is_due(&self.site.copies, now) && self.read().rev()? > 0 {
            copies::keep(&self.db, &self.site, now)?;
        }
        Ok(())
    }

    /// Looks for damage where nobody did for a day, and keeps the day's copy of a store that is sound. A million
    /// rows take a second or two, and who opens a store larger than 16 MiB is not made to wait for them.
    ///
    /// # Errors
    /// [`Error::Damaged`] when there is damage, or [`Error::Unavailable`]. A copy that cannot be made is none.
    pub fn look_after(&self, now: Timestamp) -> Result<(), Error> {
        let checked = self.site.told(meta::checked_at(&self.db))?;
        let is_recent = checked <= now && now.duration_since(checked) < SignedDuration::from_hours(24);
        let noted = if is_recent {
            Ok(())
        } else {
            self.check_whole()?;
            self.site.told(meta::note_check(&self.db, now))
        };
        // Neither note nor copy is worth refusing a store that can be read, for example on a full disk.
        if let Err(error) = noted.and_then(|()| self.keep_copy(now)) {
            tracing::warn!(%error, "the daily copy of the store was not made");
        }
        Ok(())
    }

    fn migrate(&mut self, now: Timestamp) -> Result<(), Error> {
        let version = self.site.told(connection::version(&self.db))?;
        if version == SCHEMA_VERSION {
            return Ok(());
        }
        if version > 0 {
            let now = now.max(self.read().latest_time()?);
            copies::keep(&self.db, &self.site, now)?;
        }
        self.site.told(migration::run(&mut self.db, &self.key))
    }
}

/// Whether changes wait in a log beside the file.
fn has_log(file: &Path) -> bool {
    std::fs::metadata(beside(file, LOG)).is_ok_and(|found| found.len() > 0)
}
