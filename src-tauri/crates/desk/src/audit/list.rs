//! Rows by filter, page by page.

use std::io;

use jiff::Timestamp;
use jiff::civil::Date;
use store::AuditFilter;

use super::BATCH;
use crate::authority::{Operation, Whose};
use crate::ledger::Ledger;
use crate::wire::{AppError, AuditAsk, AuditPage, AuditQuery, AuditRef, AuditRow};
use crate::{Desk, Unwritten, rows};

impl Desk {
    /// The rows of the audit trail that a query means, as far as the person may see them. Who may not see
    /// everybody's sees what they did themselves. Answers within milliseconds however many rows there are: where few
    /// are meant a page may be short or empty, and [`AuditPage::next`] goes on.
    ///
    /// # Errors
    /// Those of the store.
    pub fn audit_page(&self, request: AuditAsk) -> Result<AuditPage, AppError> {
        let AuditAsk { query, before, count } = request;
        let Some(filter) = self.filter(query) else {
            return self.with_ledger(|ledger, _| {
                Ok(AuditPage {
                    rows: Vec::new(),
                    next: None,
                    sees_all: sees_all(ledger)?,
                })
            });
        };
        self.with_ledger(|ledger, _| {
            let sees_all = sees_all(ledger)?;
            let filter = seen(filter, ledger, sees_all);
            let page = ledger
                .store
                .read()
                .audit_page(&filter, before, count.clamp(1, BATCH))?;
            Ok(AuditPage {
                rows: page.rows.into_iter().map(rows::audit_row).collect(),
                next: page.next,
                sees_all,
            })
        })
    }

    /// One row of the audit trail.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none that the person may see, and those of the store.
    pub fn audit_row(&self, request: AuditRef) -> Result<AuditRow, AppError> {
        self.with_ledger(|ledger, _| {
            let sees_all = sees_all(ledger)?;
            ledger
                .store
                .read()
                .audit_row(request.seq)?
                .filter(|row| sees_all || row.actor == ledger.account())
                .map(rows::audit_row)
                .ok_or(AppError::NotFound)
        })
    }

    /// Hands every row that a query means to `take`, newest first, and answers how many there were.
    pub(super) fn audit_rows(
        &self,
        query: &AuditQuery,
        mut take: impl FnMut(AuditRow) -> io::Result<()>,
    ) -> Result<u32, Unwritten> {
        let (mut before, mut count) = (None, 0);
        loop {
            let page = self.audit_page(AuditAsk {
                query: query.clone(),
                before,
                count: BATCH,
            })?;
            count += u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
            page.rows.into_iter().try_for_each(&mut take)?;
            before = page.next;
            if before.is_none() {
                return Ok(count);
            }
        }
    }

    /// The store's filter; `None` where no row can be meant.
    fn filter(&self, query: AuditQuery) -> Option<AuditFilter> {
        let said = |text: Option<String>| {
            text.map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let source = match said(query.source) {
            Some(word) => Some(word.parse().ok()?),
            None => None,
        };
        Some(AuditFilter {
            since: query.since.and_then(|day| self.start_of(day)),
            until: query
                .until
                .and_then(|day| day.tomorrow().ok())
                .and_then(|day| self.start_of(day)),
            event: said(query.event),
            actor: said(query.actor),
            only_by: None,
            token: said(query.token),
            source,
            text: said(query.text),
        })
    }

    /// When a day begins where the person is.
    fn start_of(&self, day: Date) -> Option<Timestamp> {
        day.to_zoned(self.inner.ports.clock.zone())
            .ok()
            .map(|start| start.timestamp())
    }
}

fn sees_all(ledger: &Ledger) -> Result<bool, AppError> {
    Ok(ledger.acting()?.may(Operation::SeeAudit, Whose::Other))
}

fn seen(filter: AuditFilter, ledger: &Ledger, sees_all: bool) -> AuditFilter {
    AuditFilter {
        only_by: (!sees_all).then(|| ledger.account().to_owned()),
        ..filter
    }
}
