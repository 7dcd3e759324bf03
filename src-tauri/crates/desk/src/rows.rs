//! Rows of the store as rows of the screen.

use jiff::Timestamp;
use store::{Presented, Record, SecretUse};
use token::{Group, Limits, Status};

use crate::ledger::{RowUses, presentation};
use crate::wire::{AuditRow, RetiringSecret, TokenLimits, TokenRow, TokenStatus};

/// A record as it stands at `now`. It gives its words away: of a hundred thousand each copy counts.
pub(crate) fn token_row(record: Record, uses: RowUses, now: Timestamp) -> TokenRow {
    let (status, retiring) = (
        token_status(record.status(now)),
        retiring(&record, uses.by_secret, now),
    );
    let groups = record.effective_groups();
    let present = record.present;
    TokenRow {
        id: record.id.as_str().to_owned(),
        name: record.name,
        prefix: present.id.prefix(),
        last4: present.last4,
        status,
        user: record.owner,
        owner: record.owner_account,
        blocked: record.is_owner_disabled,
        groups: groups.iter().map(Group::name).collect(),
        scopes: record.scopes.iter().map(ToString::to_string).collect(),
        created_at: record.created_at.to_string(),
        created_by: record.created_by,
        issued_at: present.issued_at.to_string(),
        expires_at: present.expiry.instant().map(|end| end.to_string()),
        last_used_at: uses.last.as_ref().map(|last| last.at.to_string()),
        last_used_from: uses.last.map(place),
        refused: uses.refused.count,
        // What came of an earlier value is over with it.
        exposed_at: uses
            .refused
            .exposed_at
            .filter(|at| *at >= present.issued_at)
            .map(|at| at.to_string()),
        retiring,
        variable: record.variable,
        rev: record.rev,
    }
}

/// Limits as they are typed.
pub(crate) fn limits(limits: &Limits) -> TokenLimits {
    let text = |limit: Option<String>| limit.unwrap_or_default();
    TokenLimits {
        rate: text(limits.rate.map(|rate| rate.to_string())),
        uses: text(limits.uses.map(|uses| uses.to_string())),
        networks: limits.networks.to_string(),
    }
}

/// Where a use came from: the address, and the program where it is known.
fn place(last: Presented) -> String {
    match last.program {
        Some(program) => format!("{} · {program}", last.address),
        None => last.address,
    }
}

/// An older secret that is still accepted. A revoked or paused record's is not.
fn retiring(record: &Record, uses: Vec<SecretUse>, now: Timestamp) -> Option<RetiringSecret> {
    let old = record
        .retiring
        .as_ref()
        .filter(|old| old.ends_at > now && record.revoked_at.is_none())?;
    Some(RetiringSecret {
        prefix: old.id.prefix(),
        last4: old.last4.clone(),
        ends_at: old.ends_at.to_string(),
        until_seen: old.until_seen,
        used_by: uses
            .into_iter()
            .filter(|used| used.secret == old.id)
            .filter(|used| {
                record
                    .present
                    .delivered_at
                    .is_none_or(|since| used.last.at >= since)
            })
            .map(|used| presentation(used.last))
            .collect(),
    })
}

pub(crate) fn token_status(status: Status) -> TokenStatus {
    match status {
        Status::Active => TokenStatus::Active,
        Status::Paused => TokenStatus::Paused,
        Status::Expired => TokenStatus::Expired,
        Status::Revoked => TokenStatus::Revoked,
    }
}

/// A row of the audit trail.
pub(crate) fn audit_row(row: store::AuditRow) -> AuditRow {
    AuditRow {
        seq: row.seq,
        at: row.at.to_string(),
        event: row.event,
        token_id: row.token_id.map(|id| id.to_string()),
        token_name: row.token_name,
        actor: row.actor,
        source: row.source.to_string(),
        facts: row.facts,
    }
}
