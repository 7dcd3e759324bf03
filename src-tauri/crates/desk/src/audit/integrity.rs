//! Whether the trail is as it was written: the newest rows at start, the rest behind, and all when asked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{Checked, Extent, Pin, Reader, Tampering, Usage};

use crate::Desk;
use crate::events::DeskEvent;
use crate::wire::{AppError, AuditDamage, AuditExtent, AuditIntegrity, AuditTampering};

/// What the keyring holds the trail's end under. Who only edits files does not reach it there.
const PINNED: &str = "audit end";

/// So many rows are looked at before anything else is shown.
const NEWEST: u32 = 1_000;

/// What the last look came to.
#[derive(Default)]
pub(crate) struct Trail {
    found: Mutex<Option<AuditIntegrity>>,
    /// The last row that the keyring was told of.
    pinned: Mutex<Option<Pin>>,
}

impl Trail {
    fn found(&self) -> Option<AuditIntegrity> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn pinned(&self) -> MutexGuard<'_, Option<Pin>> {
        self.pinned.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.look_along(Extent::Whole, self.pinned().as_ref())
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
                if let Err(error) = desk.look_along(extent, desk.pinned().as_ref()) {
                    tracing::warn!(?error, "the audit trail could not be looked at");
                    return;
                }
            }
        });
    }

    /// Has the keyring hold the present end of the trail, where it is another than the keyring was told before and
    /// nothing is wrong: what is cut off after this is noticed at the next start. May wait for the keyring.
    pub fn pin_audit(&self) {
        let told = *self.inner.trail.pinned();
        let newest =
            self.with_any_ledger(|ledger, _| Ok(ledger.store.read().audit(1)?.first().map(|row| row.seq)));
        if told.map(|pin| pin.seq()) == newest.unwrap_or(None) {
            return;
        }
        let seen = Reader::open(&self.inner.places.data).and_then(|reader| {
            reader
                .read()
                .check_audit(Extent::Newest(NEWEST), self.pinned().as_ref())
        });
        match seen {
            Ok(Checked {
                end: Some(end),
                damage: None,
                ..
            }) => self.pin(end),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the audit trail's end could not be kept"),
        }
    }

    /// As [`Desk::pin_audit`], for a store that a person put a copy in the place of: its end is an earlier one.
    pub(crate) fn pin_anew(&self) {
        let seen = Reader::open(&self.inner.places.data)
            .and_then(|reader| reader.read().check_audit(Extent::Newest(NEWEST), None));
        if let Ok(Checked { end: Some(end), .. }) = seen {
            self.pin(end);
        }
    }

    /// What the keyring holds; nothing where there is no keyring or it does not answer.
    fn pinned(&self) -> Option<Pin> {
        let held = self.inner.vault.recall(PINNED);
        let text = held
            .inspect_err(|error| tracing::debug!(%error, "the keyring cannot tell the audit trail's end"))
            .ok()??;
        std::str::from_utf8(&text).ok()?.parse().ok()
    }

    fn pin(&self, end: Pin) {
        if *self.inner.trail.pinned() == Some(end) {
            return;
        }
        match self.inner.vault.remember(PINNED, end.to_string().as_bytes()) {
            Ok(()) => *self.inner.trail.pinned() = Some(end),
            Err(error) => tracing::debug!(%error, "the keyring does not keep the audit trail's end"),
        }
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
        if let (Extent::Whole, None, Some(end)) = (extent, &found.damage, trail.end) {
            self.pin(end);
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
