//! The last good copies: one a day and one before each migration, for the day that the file is damaged.
//! They hold what the store holds, so no secret either.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::error::{Error, Site};
use crate::folder;

/// So many copies are kept.
const KEPT: usize = 2;

/// A new copy is due when the newest is older.
const PERIOD: SignedDuration = SignedDuration::from_hours(24);

/// When the newest copy was made.
pub(crate) fn newest(copies: &Path) -> Option<Timestamp> {
    all(copies).last().map(|(made, _)| *made)
}

/// Whether the newest copy is over a day old, or there is none, or it is from a clock that was wrong.
pub(crate) fn is_due(copies: &Path, now: Timestamp) -> bool {
    newest(copies).is_none_or(|made| made > now || now.duration_since(made) >= PERIOD)
}

/// Copies the whole store, safe on disk before it gets its name, and takes the oldest copies away.
pub(crate) fn keep(db: &Connection, site: &Site, now: Timestamp) -> Result<(), Error> {
    folder::prepare(&site.copies)?;
    let unfinished = site.copies.join("unfinished");
    let io = |error: io::Error| Error::io(&site.copies, &error);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
        Ok(()) | Err(_) => {}
    }
    // SQLite fills an empty file and leaves its mode alone.
    folder::create_file(&unfinished)?;
    let Some(target) = unfinished.to_str() else {
        return Ok(());
    };
    let written = site.told(db.execute("VACUUM INTO ?1", [target])).and_then(|_| {
        File::options()
            .write(true)
            .open(&unfinished)
            .and_then(|copy| copy.sync_all())
            .map_err(io)
    });
    if written.is_err() {
        // Half a copy on a full disk is only in the way.
        let _ = fs::remove_file(&unfinished);
    }
    written?;
    fs::rename(&unfinished, site.copies.join(name(now))).map_err(io)?;
    // What the clock promised while it was ahead is older than the copy just made.
    let (ahead, good): (Vec<_>, Vec<_>) = all(&site.copies).into_iter().partition(|(made, _)| *made > now);
    let old = good.len().saturating_sub(KEPT);
    for (_, copy) in ahead.iter().chain(&good[..old]) {
        fs::remove_file(copy).map_err(io)?;
    }
    Ok(())
}

/// Every copy, oldest first.
pub(crate) fn all(copies: &Path) -> Vec<(Timestamp, PathBuf)> {
    let entries = fs::read_dir(copies).into_iter().flatten().flatten();
    let mut all: Vec<_> = entries
        .filter_map(|entry| Some((made_at(entry.file_name().to_str()?)?, entry.path())))
        .collect();
    all.sort();
    all
}

fn name(made: Timestamp) -> String {
    format!("tokens-{}.db", made.strftime("%Y%m%dT%H%M%SZ"))
}

fn made_at(name: &str) -> Option<Timestamp> {
    let made = name.strip_prefix("tokens-")?.strip_suffix("Z.db")?;
    jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", made)
        .ok()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_tells_when_it_was_made() {
        let made: Timestamp = "2026-11-22T20:30:00Z".parse().unwrap();
        assert_eq!(name(made), "tokens-20261122T203000Z.db");
        assert_eq!(made_at(&name(made)), Some(made));
        assert_eq!(made_at("unfinished"), None);
        assert_eq!(made_at("tokens-20269922T203000Z.db"), None);
    }
}
