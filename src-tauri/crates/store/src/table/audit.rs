//! The audit trail. Rows are added in the transaction of the change that they tell of, and never
//! changed or taken away: triggers refuse it to every program.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Row, params};
use token::TokenId;

use crate::chain::{self, ChainKey, Chained};
use crate::change::{By, Event, Source};
use crate::column::{At, Word};

pub(crate) const CREATE: &str = "
CREATE TABLE audit (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    event      TEXT NOT NULL,
    token_id   TEXT,
    token_name TEXT,
    actor      TEXT NOT NULL,
    source     TEXT NOT NULL,
    facts      TEXT NOT NULL CHECK (json_valid(facts))
) STRICT;
CREATE INDEX audit_by_token ON audit (token_id, seq) WHERE token_id IS NOT NULL;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_never_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
BEGIN SELECT RAISE (ABORT, 'the audit trail is append-only'); END;
";

/// Each row's hash over itself and the row before: see [`crate::chain`].
const ADD_LINK: &str = "ALTER TABLE audit ADD COLUMN link BLOB NOT NULL DEFAULT x'';";

/// How rows of the audit trail are chained.
pub(crate) const CHAINED: Chained = Chained {
    table: "audit",
    columns: "at, event, token_id, token_name, actor, source, facts",
    context: "app.tokendesk 2026-11 chain of the audit trail",
};

/// One row of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Counts up from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What, as a word such as `token.created`.
    pub event: String,
    /// The record that it concerns, if it concerns one.
    pub token_id: Option<TokenId>,
    /// That record's name at the time.
    pub token_name: Option<String>,
    /// Who.
    pub actor: String,
    /// By what.
    pub source: Source,
    /// Facts by name, never a secret.
    pub facts: BTreeMap<String, String>,
}

const COLUMNS: &str = "SELECT seq, at, event, token_id, token_name, actor, source, facts FROM audit";

pub(crate) fn latest(db: &Connection, count: u32) -> rusqlite::Result<Vec<AuditRow>> {
    db.prepare_cached(&format!("{COLUMNS} ORDER BY seq DESC LIMIT ?1"))?
        .query_map([count], audit_row)?
        .collect()
}

pub(crate) fn of_token(db: &Connection, id: &TokenId, count: u32) -> rusqlite::Result<Vec<AuditRow>> {
    db.prepare_cached(&format!(
        "{COLUMNS} WHERE token_id = ?1 ORDER BY seq DESC LIMIT ?2"
    ))?
    .query_map(params![id.as_str(), count], audit_row)?
    .collect()
}

/// Which rows are meant. What is not said excludes nothing; text is looked for within a column, in any case of the
/// letters a to z.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Not before.
    pub since: Option<Timestamp>,
    /// Earlier than.
    pub until: Option<Timestamp>,
    /// The event's word, or its first part: `token` for `token.created` and all others of tokens.
    pub event: Option<String>,
    /// By somebody whose account has this in it.
    pub actor: Option<String>,
    /// By exactly this account.
    pub only_by: Option<String>,
    /// Of the record with this id, or with this in its name.
    pub token: Option<String>,
    /// By what.
    pub source: Option<Source>,
    /// With this anywhere.
    pub text: Option<String>,
}

/// Some rows, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditRow>,
    /// Ask on from before this row; there may be more even where `rows` is short. `None`: that was all.
    pub next: Option<i64>,
}

/// So many rows are looked at for one page, so that no answer takes long.
const LOOKED_AT: i64 = 25_000;

pub(crate) fn page(
    db: &Connection,
    filter: &AuditFilter,
    before: Option<i64>,
    count: u32,
) -> rusqlite::Result<AuditPage> {
    let newest: i64 = db
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM audit")?
        .query_one([], |row| row.get(0))?;
    let before = before.unwrap_or(i64::MAX).min(newest + 1);
    let floor = before.saturating_sub(LOOKED_AT).max(1);
    let rows: Vec<AuditRow> = db
        .prepare_cached(&format!(
            r"{COLUMNS} WHERE seq < ?1 AND seq >= ?2
              AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4)
              AND (?5 IS NULL OR event = ?5 OR event LIKE ?6 ESCAPE '\')
              AND (?7 IS NULL OR actor LIKE ?7 ESCAPE '\') AND (?8 IS NULL OR actor = ?8)
              AND (?9 IS NULL OR token_id = ?9 OR token_name LIKE ?10 ESCAPE '\')
              AND (?11 IS NULL OR source = ?11)
              AND (?12 IS NULL OR event LIKE ?12 ESCAPE '\' OR actor LIKE ?12 ESCAPE '\'
                   OR token_name LIKE ?12 ESCAPE '\' OR token_id LIKE ?12 ESCAPE '\'
                   OR facts LIKE ?12 ESCAPE '\')
              ORDER BY seq DESC LIMIT ?13"
        ))?
        .query_map(
            params![
                before,
                floor,
                filter.since.map(At),
                filter.until.map(At),
                filter.event,
                filter
                    .event
                    .as_deref()
                    .map(|event| format!("{}.%", escaped(event))),
                filter.actor.as_deref().map(within),
                filter.only_by,
                filter.token,
                filter.token.as_deref().map(within),
                filter.source.map(Word),
                filter.text.as_deref().map(within),
                count
            ],
            audit_row,
        )?
        .collect::<Result<_, _>>()?;
    let is_full = rows.len() >= count as usize;
    let next = match rows.last() {
        Some(last) if is_full => Some(last.seq),
        Some(_) | None => Some(floor),
    };
    Ok(AuditPage {
        rows,
        next: next.filter(|next| *next > 1),
    })
}

pub(crate) fn row(db: &Connection, seq: i64) -> rusqlite::Result<Option<AuditRow>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE seq = ?1"))?
        .query_one([seq], audit_row)
        .optional()
}

/// A pattern for `LIKE`: the text, anywhere.
fn within(text: &str) -> String {
    format!("%{}%", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

pub(crate) fn insert(db: &Connection, key: &ChainKey, by: &By, event: &Event) -> rusqlite::Result<()> {
    let facts = serde_json::to_string(&event.facts).expect("a map of text to text is valid JSON");
    let (token_id, token_name) = event.token.as_ref().map(|(id, name)| (id.as_str(), name)).unzip();
    let values = vec![
        by.at.as_second().into(),
        event.name.to_owned().into(),
        token_id.map(str::to_owned).into(),
        token_name.cloned().into(),
        by.actor.clone().into(),
        by.source.to_string().into(),
        facts.into(),
    ];
    chain::append(db, &CHAINED, key, [values])
}

/// Chains the rows that there are, from here on all.
pub(crate) fn add_chain(db: &Connection, key: &ChainKey) -> rusqlite::Result<()> {
    let trigger: String = db.query_one(
        "SELECT sql FROM sqlite_schema WHERE name = 'audit_is_never_changed'",
        [],
        |row| row.get(0),
    )?;
    db.execute_batch(ADD_LINK)?;
    db.execute_batch("DROP TRIGGER audit_is_never_changed")?;
    chain::begin(db, &CHAINED, key)?;
    db.execute_batch(&trigger)
}

fn audit_row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    let facts: String = row.get(7)?;
    Ok(AuditRow {
        seq: row.get(0)?,
        at: row.get::<_, At>(1)?.0,
        event: row.get(2)?,
        token_id: row.get::<_, Option<Word<_>>>(3)?.map(|id| id.0),
        token_name: row.get(4)?,
        actor: row.get(5)?,
        source: row.get::<_, Word<_>>(6)?.0,
        facts: serde_json::from_str(&facts)
            .map_err(|error| Error::FromSqlConversionFailure(7, Type::Text, Box::new(error)))?,
    })
}
