//! How SQLite is opened and set: durable, strict, and suspicious of the file.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Site};
use crate::header;
use crate::migration::SCHEMA_VERSION;

/// Marks the file as a token store: `TkDk`.
pub(crate) const APPLICATION_ID: u32 = 0x546B_446B;

/// Before this version two connections could damage a file while one of them emptied the log.
const OLDEST_SQLITE: i32 = 3_051_003;
const _: () = assert!(rusqlite::ffi::SQLITE_VERSION_NUMBER >= OLDEST_SQLITE);

const BUSY: Duration = Duration::from_secs(5);
const BUSY_READER: Duration = Duration::from_millis(100);
const LONGEST_LOG: u32 = 8 * 1024 * 1024;

/// What the first bytes of the file say, read without SQLite, which would already write beside it.
///
/// # Errors
/// [`Error::Newer`] for a version that this program does not know, [`Error::Damaged`] for a file that is
/// no store.
pub(crate) fn judge_header(site: &Site) -> Result<(), Error> {
    let header = header::of(&site.file).map_err(|error| Error::io(&site.file, &error))?;
    if header.is_empty() {
        return Ok(());
    }
    if header.len() < header::LENGTH || !header.starts_with(b"SQLite format 3\0") {
        return Err(site.damaged());
    }
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (version, application) = (number(60), number(68));
    if application != APPLICATION_ID && application != 0 {
        return Err(site.damaged());
    }
    judge_version(version)
}

/// Opens a file whose header was judged, and leaves it as it is when its log says that it is newer.
pub(crate) fn open(site: &Site) -> Result<Connection, Error> {
    let db = site.told(connect(&site.file))?;
    // Until the version is known, closing must not move the log into the file.
    site.told(db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true))?;
    judge_version(site.told(version(&db))?)?;
    site.told(settle(&db))?;
    site.told(db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false))?;
    Ok(db)
}

/// Opens a store that is up to date, to read it. Waits for nobody for long: who asks has somebody waiting.
pub(crate) fn open_for_reading(site: &Site) -> Result<Connection, Error> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let db = site.told(Connection::open_with_flags(&site.file, flags))?;
    let set = || {
        db.busy_timeout(BUSY_READER)?;
        // A plan that depends on the value looked for is made anew for each: that takes ten times as long as the look.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        db.pragma_update(None, "cell_size_check", true)?;
        db.pragma_update(None, "mmap_size", 0)
    };
    site.told(set())?;
    match site.told(version(&db))? {
        SCHEMA_VERSION => Ok(db),
        found if found > SCHEMA_VERSION => judge_version(found).map(|()| db),
        _ => Err(site.damaged()),
    }
}

/// The version of the schema; 0 in a new file.
pub(crate) fn version(db: &Connection) -> rusqlite::Result<u32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Whether the whole file is as it should be.
pub(crate) fn quick_check(db: &Connection) -> rusqlite::Result<bool> {
    let verdict: String = db.query_one("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(verdict == "ok")
}

/// Opens a file to look at only: nothing is written to it.
pub(crate) fn look_into(file: &Path) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let db = Connection::open_with_flags(file, flags)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    Ok(db)
}

fn judge_version(found: u32) -> Result<(), Error> {
    if found > SCHEMA_VERSION {
        Err(Error::Newer {
            found,
            known: SCHEMA_VERSION,
        })
    } else {
        Ok(())
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    // Neither SQLITE_OPEN_CREATE, since the file is made with its mode beforehand, nor SQLITE_OPEN_URI,
    // since a folder may have a question mark in its name.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let db = Connection::open_with_flags(file, flags)?;
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// Durable, strict, and suspicious of the file.
pub(crate) fn settle(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    db.pragma_update(None, "mmap_size", 0)?;
    use_log(db)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "fullfsync", true)?;
    db.pragma_update(None, "checkpoint_fullfsync", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "journal_size_limit", LONGEST_LOG)
}

/// Turns the write-ahead log on. Two programs that start together get in each other's way here, and
/// SQLite does not wait by itself when the file's mode changes.
fn use_log(db: &Connection) -> rusqlite::Result<()> {
    const STEP: Duration = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        match db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())) {
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) && waited < BUSY =>
            {
                std::thread::sleep(STEP);
                waited += STEP;
            }
            answer => return answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Store;

    #[test]
    fn every_connection_is_durable_strict_and_suspicious_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path(), Timestamp::UNIX_EPOCH).unwrap());
        let db = open(&Site::of(folder.path())).unwrap();
        let number = |name| {
            db.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .unwrap()
        };
        for (name, value) in [
            ("synchronous", 2), // FULL
            ("secure_delete", 1),
            ("foreign_keys", 1),
            ("cell_size_check", 1),
            ("fullfsync", 1),
            ("checkpoint_fullfsync", 1),
            ("mmap_size", 0),
            ("temp_store", 2), // MEMORY
            ("journal_size_limit", i64::from(LONGEST_LOG)),
        ] {
            assert_eq!(number(name), value, "{name}");
        }
        let mode: String = db
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .unwrap();
        assert_eq!(mode, "wal");
        assert!(db.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).unwrap());
        assert!(!db.db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA).unwrap());
        let loose = "SELECT count(*), sum(strict = 0) FROM pragma_table_list \
                     WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
        let tables: (i64, i64) = db
            .query_one(loose, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert!(
            tables.0 > 5 && tables.1 == 0,
            "tables, and those that are not STRICT: {tables:?}"
        );
    }
}
