//! Putting a good copy in the place of a damaged store. At every moment there is the old store, the new one, or
//! none at all, which [`Store::open`] tells from a new one by the copies beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use token::TokenId;

use crate::change::{By, Event};
use crate::column::{At, Word};
use crate::error::{Error, Site};
use crate::mark::{LOG, LOG_INDEX, beside};
use crate::table::tokens;
use crate::{Store, connection, copies, folder, lock};

/// A copy of the store that was sound when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoodCopy {
    /// When it was made.
    pub made: Timestamp,
    /// Its size.
    pub bytes: u64,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the copy was made that is the store now.
    pub from: Timestamp,
    /// The folder that the damaged file lies in; none when it was lost.
    pub aside: Option<PathBuf>,
    /// How many tokens were revoked or paused anew, since they had been after the copy was made.
    pub ended_again: usize,
}

impl Store {
    /// The copies of the store in `folder`, newest first.
    pub fn copies(folder: &Path) -> Vec<GoodCopy> {
        copies::all(&Site::of(folder).copies)
            .into_iter()
            .rev()
            .map(|(made, path)| GoodCopy {
                made,
                bytes: fs::metadata(path).map_or(0, |found| found.len()),
            })
            .collect()
    }

    /// Puts the copy made at `from` in the place of the store in `folder`; without one the newest that is sound.
    /// The store that was there is kept aside, and so much of it as can still be read is asked which tokens
    /// were revoked or paused, and who was disabled: those are again.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when another program has the store open or the disk does not do it,
    /// [`Error::NotOurs`], [`Error::Newer`] for a copy by a newer program, [`Error::Damaged`] when no such
    /// copy is sound. The store is then as it was.
    pub fn restore(folder: &Path, from: Option<Timestamp>, by: &By) -> Result<Restored, Error> {
        folder::prepare(folder)?;
        let site = Site::of(folder);
        folder::claim(&site.file)?;
        let alone = lock::alone(folder)?;
        let fresh = folder.join("restoring.db");
        let taken = take_sound(&site, from, &fresh);
        let done = taken.and_then(|made| Ok((made, change_places(&site, &fresh, by.at)?)));
        if done.is_err() {
            clear(&fresh);
        }
        let (from, aside) = done?;
        drop(alone);
        let mut store = Self::open(folder, by.at)?;
        let ended = aside.as_deref().map(ended_in).unwrap_or_default();
        let disabled = aside.as_deref().map(disabled_in).unwrap_or_default();
        disable_again(&mut store, &disabled, by)?;
        Ok(Restored {
            from,
            ended_again: end_again(&mut store, &ended, from, by)?,
            aside,
        })
    }
}

/// Puts a sound copy at `fresh`, safe on disk, and answers which it is.
fn take_sound(site: &Site, from: Option<Timestamp>, fresh: &Path) -> Result<Timestamp, Error> {
    for (made, copy) in copies::all(&site.copies).into_iter().rev() {
        if from.is_some_and(|from| from != made) {
            continue;
        }
        clear(fresh);
        folder::create_file(fresh)?;
        fs::copy(&copy, fresh)
            .and_then(|_| fs::File::options().write(true).open(fresh)?.sync_all())
            .map_err(|error| Error::io(fresh, &error))?;
        match judge(site, fresh) {
            Ok(true) => return Ok(made),
            Ok(false) | Err(Error::Damaged { .. }) => {
                tracing::warn!(copy = %copy.display(), "this copy of the store is damaged too");
            }
            Err(error) => return Err(error),
        }
    }
    Err(site.damaged())
}

/// Whether a file is a store that this program can open.
fn judge(site: &Site, file: &Path) -> Result<bool, Error> {
    let there = Site {
        file: file.to_owned(),
        ..Site::of(&site.folder)
    };
    connection::judge_header(&there)?;
    let answer = connection::look_into(file)
        .and_then(|db| Ok(connection::quick_check(&db)? && tokens::all(&db).is_ok()));
    // Looking may have left an index of a log that there is not.
    clear_log(file);
    there.told(answer)
}

/// Moves the store aside and `fresh` into its place. The store goes first: its log alone, or no file at all, is
/// recognised as a loss, while an old log beside a new store would be taken for its own.
fn change_places(site: &Site, fresh: &Path, now: Timestamp) -> Result<Option<PathBuf>, Error> {
    let told = |error: io::Error| Error::io(&site.folder, &error);
    let there: Vec<PathBuf> = [
        site.file.clone(),
        beside(&site.file, LOG),
        beside(&site.file, "-shm"),
    ]
    .into_iter()
    .filter(|path| path.exists())
    .collect();
    let aside = if there.is_empty() {
        None
    } else {
        Some(make_aside(&site.folder, now)?)
    };
    for (path, aside) in there.iter().zip(aside.iter().cycle()) {
        fs::rename(path, aside.join(path.file_name().unwrap_or_default())).map_err(told)?;
    }
    fs::rename(fresh, &site.file).map_err(told)?;
    folder::sync(&site.folder).map_err(told)?;
    Ok(aside)
}

/// A new folder of our own for what is moved aside.
fn make_aside(folder: &Path, now: Timestamp) -> Result<PathBuf, Error> {
    let name = format!("damaged-{}", now.strftime("%Y%m%dT%H%M%SZ"));
    let aside = (1..)
        .map(|number| match number {
            1 => folder.join(&name),
            _ => folder.join(format!("{name}-{number}")),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(&name));
    folder::prepare(&aside)?;
    Ok(aside)
}

/// A token that was revoked or paused.
struct Ended {
    id: TokenId,
    revoked: bool,
}

/// Which tokens were revoked or paused in a damaged store, as far as it can be read.
fn ended_in(aside: &Path) -> Vec<Ended> {
    let file = aside.join(crate::FILE_NAME);
    let mut found = Vec::new();
    let read = connection::look_into(&file).and_then(|db| read_ended(&db, &mut found));
    if let Err(error) = read {
        tracing::info!(%error, found = found.len(), "the damaged store could be read so far");
    }
    found
}

fn read_ended(db: &Connection, found: &mut Vec<Ended>) -> rusqlite::Result<()> {
    let mut query = db.prepare(
        "SELECT id, revoked_at FROM tokens WHERE (revoked_at IS NOT NULL OR paused_at IS NOT NULL)",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        found.push(Ended {
            id: row.get::<_, Word<_>>(0)?.0,
            revoked: row.get::<_, Option<At>>(1)?.is_some(),
        });
    }
    Ok(())
}

/// Who was disabled in a damaged store, as far as it can be read.
fn disabled_in(aside: &Path) -> Vec<String> {
    let read = connection::look_into(&aside.join(crate::FILE_NAME)).and_then(|db| {
        let mut query = db.prepare("SELECT account FROM users WHERE disabled_at IS NOT NULL")?;
        let found: Vec<String> = query.query_map([], |row| row.get(0))?.flatten().collect();
        Ok(found)
    });
    // A version that disabled nobody, or a page that cannot be read.
    read.unwrap_or_default()
}

/// Disables in the restored store who had been disabled.
fn disable_again(store: &mut Store, disabled: &[String], by: &By) -> Result<(), Error> {
    store.change(by, |change| {
        for account in disabled {
            let Some(user) = change.user(account)?.filter(|user| user.disabled_at.is_none()) else {
                continue;
            };
            let event = Event::named("user.disabled")
                .fact("account", &user.account)
                .fact("restored", true);
            change.record(event)?.disable_user(account)?;
        }
        Ok(())
    })
}

/// Ends in the restored store what had been ended, and writes down that it was restored.
fn end_again(store: &mut Store, ended: &[Ended], from: Timestamp, by: &By) -> Result<usize, Error> {
    store.change(by, |change| {
        let mut count = 0;
        for Ended { id, revoked } in ended {
            let Some(record) = change.token(id)?.filter(|record| record.revoked_at.is_none()) else {
                continue;
            };
            if *revoked {
                let event = Event::named("token.revoked").of(&record).fact("restored", true);
                change.record(event)?.revoke(id)?;
            } else if record.paused_at.is_none() {
                let event = Event::named("token.paused").of(&record).fact("restored", true);
                change.record(event)?.pause(id)?;
            } else {
                continue;
            }
            count += 1;
        }
        change.note(
            Event::named("store.restored")
                .fact("copy_from", from)
                .fact("ended_again", count),
        )?;
        Ok(count)
    })
}

fn clear(file: &Path) {
    // What is not there need not be removed.
    let _ = fs::remove_file(file);
    clear_log(file);
}

fn clear_log(file: &Path) {
    for ending in [LOG, LOG_INDEX] {
        let _ = fs::remove_file(beside(file, ending));
    }
}
