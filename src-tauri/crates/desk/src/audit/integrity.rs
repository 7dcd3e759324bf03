//! Whether the trail is as it was written: the newest rows at start, the rest behind, and all when asked.

use std::sync::{Arc, Mutex, PoisonError};

use store::{Checked, Extent, Pin, Reader, Tampering, Usage};

use crate::Desk;
use crate::events::DeskEvent;
use crate::wire::{AppError, AuditDamage, AuditExtent, AuditIntegrity, AuditTampering};

/// So many rows are looked at before anything else is shown.
const NEWEST: u32 = 1_000;

/// What the last look came to.
#[derive(Default)]
pub(crate) struct Trail {
    found: Mutex<Option<AuditIntegrity>>,
}

impl Trail {
    fn found(&self) -> Option<AuditIntegrity> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what was found. Less never takes the place of more, unless it is worse.
    fn keep(&self, found: &AuditIntegrity) {
        let mut kept = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let is_less = found.extent == AuditExtent::Newest
            && kept
                .as_ref()
                .is_some_and(|kept| kept.extent == AuditExtent::Whole);
        if !is_less || found.damage.is_some() {
            *kept = Some(found.clone());
        }
    }
}

impl Desk {
    /// What the last look at the audit trail came to.
    ///
    /// # Errors
    /// Only those of a locked desk.
    pub fn audit_integrity(&self) -> Result<AuditIntegrity, AppError> {
        self.unlocked(|_| Ok(self.inner.trail.found().unwrap_or_else(nothing)))
    }

    /// Looks along the whole audit trail and the recorded requests. A million rows take seconds, and nobody waits
    /// for them but who asked.
    ///
    /// # Errors
    /// Those of the store. What was meddled with is no error but the answer.
    pub fn check_audit(&self) -> Result<AuditIntegrity, AppError> {
        self.unlocked(|_| Ok(()))?;
        self.look_along(Extent::Whole, None)
    }

    /// As [`Desk::check_audit`], and whether the row is still there that was the last one once, by the text of
    /// [`AuditIntegrity::end`].
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the text is none, and those of the store.
    pub fn check_audit_against(&self, end: &str) -> Result<AuditIntegrity, AppError> {
        let pin: Pin = end.trim().parse().map_err(|()| AppError::NotFound)?;
        self.unlocked(|_| Ok(()))?;
        self.look_along(Extent::Whole, Some(&pin))
    }

    /// Looks at the newest rows and then, behind, at all. Tells the listeners of both.
    pub fn check_audit_at_start(&self) {
        let desk = Arc::downgrade(&self.inner);
        std::thread::spawn(move || {
            for extent in [Extent::Newest(NEWEST), Extent::Whole] {
                let Some(inner) = desk.upgrade() else { return };
                let desk = Self { inner };
                if let Err(error) = desk.look_along(extent, None) {
                    tracing::warn!(?error, "the audit trail could not be looked at");
                    return;
                }
            }
        });
    }

    fn look_along(&self, extent: Extent, pin: Option<&Pin>) -> Result<AuditIntegrity, AppError> {
        // A store that there is not yet, or that is older, is made or brought up to date first.
        self.with_any_ledger(|_, _| Ok(()))?;
        let folder = &self.inner.places.data;
        // A way of its own: others go on meanwhile.
        let trail = Reader::open(folder)?.read().check_audit(extent, pin)?;
        let requests = match Usage::look(folder)? {
            Some(usage) => Some(usage.check_requests(extent)?),
            None => None,
        };
        let found = AuditIntegrity {
            extent: match extent {
                Extent::Newest(_) => AuditExtent::Newest,
                Extent::Whole => AuditExtent::Whole,
            },
            checked_at: Some(self.now().to_string()),
            rows: trail.rows,
            requests: requests.as_ref().map_or(0, |requests| requests.rows),
            damage: damage(&trail),
            request_damage: requests.as_ref().and_then(damage),
            end: trail.end.map(|end| end.to_string()),
        };
        if let Some(damage) = &found.damage {
            tracing::warn!(?damage, "the audit trail is not as it was written");
        }
        self.inner.trail.keep(&found);
        self.inner.tell_now(&DeskEvent::AuditChecked(found.clone()));
        Ok(found)
    }
}

fn nothing() -> AuditIntegrity {
    AuditIntegrity {
        extent: AuditExtent::None,
        checked_at: None,
        rows: 0,
        requests: 0,
        damage: None,
        request_damage: None,
        end: None,
    }
}

fn damage(checked: &Checked) -> Option<AuditDamage> {
    checked.damage.map(|damage| AuditDamage {
        seq: damage.seq,
        kind: match damage.kind {
            Tampering::Edited => AuditTampering::Edited,
            Tampering::Missing => AuditTampering::Missing,
            Tampering::Inserted => AuditTampering::Inserted,
            Tampering::Reordered => AuditTampering::Reordered,
            Tampering::CutShort => AuditTampering::CutShort,
            Tampering::Replaced => AuditTampering::Replaced,
            Tampering::KeyLost => AuditTampering::KeyLost,
        },
    })
}
