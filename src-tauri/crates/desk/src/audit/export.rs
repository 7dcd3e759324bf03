//! Rows as a file: for a spreadsheet, or as JSON.

use std::io::{self, BufWriter, Write as _};

use store::Event;

use crate::csv::{MARK, push_line};
use crate::wire::{AppError, AuditForm, AuditRow, ExportAudit, ExportedFile};
use crate::{Desk, Unwritten};

const HEAD: [&str; 8] = [
    "Number", "Time", "Event", "Token", "Token ID", "By", "Source", "Details",
];

impl Desk {
    /// Writes the rows that a query means into the person's folder of downloads, without replacing what is there.
    ///
    /// # Errors
    /// The file cannot be written, and those of the store. No file is left then.
    pub fn export_audit(&self, request: ExportAudit) -> Result<ExportedFile, AppError> {
        let extension = match request.form {
            AuditForm::Csv => "csv",
            AuditForm::Json => "json",
        };
        self.export("token-desk-audit", extension, |file| {
            self.write_audit(request, file)
        })
    }

    /// Writes the rows that a query means, newest first, and answers how many there were. A million rows take no more
    /// memory than a few hundred. That they were taken away is in the trail.
    ///
    /// # Errors
    /// [`Unwritten`]; what was written until then is to be thrown away.
    pub fn write_audit(&self, request: ExportAudit, to: impl io::Write) -> Result<u32, Unwritten> {
        let mut to = BufWriter::new(to);
        let rows = match request.form {
            AuditForm::Csv => {
                let mut line = String::from(MARK);
                push_line(&mut line, HEAD.into_iter());
                to.write_all(line.as_bytes())?;
                self.audit_rows(&request.query, |row| {
                    line.clear();
                    push_row(&mut line, &row);
                    to.write_all(line.as_bytes())
                })?
            }
            AuditForm::Json => {
                let mut before = "[\n";
                let rows = self.audit_rows(&request.query, |row| {
                    to.write_all(before.as_bytes())?;
                    before = ",\n";
                    to.write_all(json(&row).as_bytes())
                })?;
                let end = if rows == 0 { "[\n]\n" } else { "\n]\n" };
                to.write_all(end.as_bytes())?;
                rows
            }
        };
        to.flush()?;
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let event = Event::named("audit.exported").fact("rows", rows);
            ledger
                .store
                .change(&by, |change| change.note(event))
                .map_err(AppError::from)
        })?;
        Ok(rows)
    }
}

fn push_row(text: &mut String, row: &AuditRow) {
    let (seq, facts) = (row.seq.to_string(), json(&row.facts));
    let or_nothing = |cell: &'_ Option<String>| cell.clone().unwrap_or_default();
    let cells = [
        seq,
        row.at.clone(),
        row.event.clone(),
        or_nothing(&row.token_name),
        or_nothing(&row.token_id),
        row.actor.clone(),
        row.source.clone(),
        facts,
    ];
    push_line(text, cells.iter().map(String::as_str));
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("rows are maps of text and numbers")
}
