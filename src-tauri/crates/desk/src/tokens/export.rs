//! The list as a file: for a spreadsheet (RFC 4180), or its ends for a calendar. It holds no secret and nothing that
//! runs.

use std::collections::HashSet;
use std::io::Write as _;

use store::Event;

use super::calendar;
use crate::Desk;
use crate::authority::{Operation, Whose};
use crate::csv::{MARK, push_line};
use crate::wire::{AppError, ExportedFile, TokenRefs, TokenRow, TokenStatus};

const HEAD: [&str; 12] = [
    "Name",
    "Status",
    "User",
    "Groups",
    "Scopes",
    "Created",
    "Created by",
    "Expires",
    "Last used",
    "Variable",
    "ID",
    "Prefix",
];

impl Desk {
    /// Writes these tokens, or all for no ids, into the person's folder of downloads, without replacing what is
    /// there.
    ///
    /// # Errors
    /// The file cannot be written, and those of the store.
    pub fn export_tokens(&self, request: TokenRefs) -> Result<ExportedFile, AppError> {
        let rows = self.wanted(request)?;
        self.export_told("token-desk-tokens", "csv", &csv(&rows), rows.len())
    }

    /// Writes when these tokens, or all for no ids, end, as a calendar (RFC 5545) that reminds as many days before as
    /// the window does. Tokens that never end, or have ended, are left out.
    ///
    /// # Errors
    /// As [`Desk::export_tokens`].
    pub fn export_ends(&self, request: TokenRefs) -> Result<ExportedFile, AppError> {
        let mut rows = self.wanted(request)?;
        rows.retain(calendar::is_ahead);
        self.export_told(
            "token-desk-ends",
            "ics",
            &calendar::text(&rows, &self.remind_days(), self.now()),
            rows.len(),
        )
    }

    /// The calendar of [`Desk::export_ends`] as text.
    ///
    /// # Errors
    /// Those of the store.
    pub fn calendar_of_ends(&self) -> Result<String, AppError> {
        let mut rows = self.list_tokens()?.tokens;
        rows.retain(calendar::is_ahead);
        Ok(calendar::text(&rows, &self.remind_days(), self.now()))
    }

    fn remind_days(&self) -> Vec<u32> {
        self.with_state(|state| state.settings.settings.remind_days.clone())
    }

    fn wanted(&self, request: TokenRefs) -> Result<Vec<TokenRow>, AppError> {
        let wanted: HashSet<String> = request.ids.into_iter().collect();
        self.with_ledger(|ledger, _| {
            // Whose they are is settled by what the list shows.
            ledger.acting()?.check(Operation::ExportTokens, Whose::Own)
        })?;
        let mut rows = self.list_tokens()?.tokens;
        rows.retain(|row| wanted.is_empty() || wanted.contains(&row.id));
        Ok(rows)
    }

    /// Writes the file and tells of it in the audit trail.
    fn export_told(
        &self,
        stem: &str,
        extension: &str,
        text: &str,
        rows: usize,
    ) -> Result<ExportedFile, AppError> {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let file = self.export(stem, extension, |mut file| {
            file.write_all(text.as_bytes())?;
            Ok(rows)
        })?;
        let mut by = self.by_now();
        self.with_ledger(|ledger, _| {
            by.at = ledger.judge(by.at)?;
            ledger.store.change(&by, |change| {
                // Telling is all: nothing in the store is changed by an export.
                let _told = change.record(Event::named("tokens.exported").fact("rows", rows))?;
                Ok::<_, AppError>(())
            })
        })?;
        Ok(file)
    }
}

fn csv(rows: &[TokenRow]) -> String {
    let mut text = String::from(MARK);
    push_line(&mut text, HEAD.iter().copied());
    for row in rows {
        let never = || "never".to_owned();
        let cells = [
            row.name.clone(),
            word(row.status).to_owned(),
            row.user.clone().unwrap_or_else(|| "company".to_owned()),
            row.groups.join(" "),
            if row.scopes.is_empty() {
                "all".to_owned()
            } else {
                row.scopes.join(" ")
            },
            row.created_at.clone(),
            row.created_by.clone(),
            row.expires_at.clone().unwrap_or_else(never),
            row.last_used_at.clone().unwrap_or_else(never),
            row.variable.clone().unwrap_or_default(),
            row.id.clone(),
            row.prefix.clone(),
        ];
        push_line(&mut text, cells.iter().map(String::as_str));
    }
    text
}

fn word(status: TokenStatus) -> &'static str {
    match status {
        TokenStatus::Active => "active",
        TokenStatus::Paused => "paused",
        TokenStatus::Expired => "expired",
        TokenStatus::Revoked => "revoked",
    }
}
