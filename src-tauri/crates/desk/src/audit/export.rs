//! Rows as a file: for a spreadsheet, or as JSON.

use store::Event;

use crate::Desk;
use crate::csv::{MARK, push_line};
use crate::wire::{AppError, AuditForm, AuditRow, ExportAudit, ExportedFile};

const HEAD: [&str; 8] = [
    "Number", "Time", "Event", "Token", "Token ID", "By", "Source", "Details",
];

impl Desk {
    /// Writes the rows that a query means into the person's folder of downloads, without replacing what is there.
    ///
    /// # Errors
    /// The file cannot be written, and those of the store.
    pub fn export_audit(&self, request: ExportAudit) -> Result<ExportedFile, AppError> {
        let form = request.form;
        let (text, rows) = self.audit_text(request)?;
        let extension = match form {
            AuditForm::Csv => "csv",
            AuditForm::Json => "json",
        };
        self.export("token-desk-audit", extension, text.as_bytes(), rows)
    }

    /// The text of [`Desk::export_audit`], and how many rows are in it. That it was asked for is in the trail.
    ///
    /// # Errors
    /// Those of the store.
    pub fn audit_text(&self, request: ExportAudit) -> Result<(String, u32), AppError> {
        let mut text = String::new();
        let rows = match request.form {
            AuditForm::Csv => {
                text.push_str(MARK);
                push_line(&mut text, HEAD.into_iter());
                self.audit_rows(&request.query, |row| push_row(&mut text, &row))?
            }
            AuditForm::Json => {
                text.push('[');
                let count = self.audit_rows(&request.query, |row| {
                    text.push_str(if text.len() > 1 { ",\n" } else { "\n" });
                    text.push_str(&json(&row));
                })?;
                text.push_str("\n]\n");
                count
            }
        };
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            let event = Event::named("audit.exported").fact("rows", rows);
            ledger
                .store
                .change(&by, |change| change.note(event))
                .map_err(AppError::from)
        })?;
        Ok((text, rows))
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
