// The audit trail of the in-memory desk.

import type { AuditAsk, AuditIntegrity, AuditPage, AuditQuery, AuditRow } from '../bindings';
import { instant } from '../fixtures';
import { Refused } from './rules';

/** Whether the trail is as it was written: not looked at yet, in order, or changed outside. */
export type TrailScene = 'fine' | 'starting' | 'edited' | 'cut' | 'key_lost';

/** The rows that a query means, newest first. */
export function audited(rows: readonly AuditRow[], { query, before, count }: AuditAsk): AuditPage {
  const meant = rows
    .filter((row) => (before === null || row.seq < before) && fits(row, query))
    .toSorted((one, other) => other.seq - one.seq);
  const page = meant.slice(0, count);
  return { rows: page, next: meant.length > page.length ? (page.at(-1)?.seq ?? null) : null, seesAll: true };
}

/** One row. */
export function auditRow(rows: readonly AuditRow[], seq: number): AuditRow {
  const found = rows.find((row) => row.seq === seq);
  if (!found) throw new Refused({ code: 'not_found' });
  return found;
}

/** What a look along the trail came to. */
export function integrity(scene: TrailScene, rows: number): AuditIntegrity {
  const damaged = { edited: 'edited', cut: 'cut_short', key_lost: 'key_lost' } as const;
  return {
    extent: scene === 'starting' ? 'newest' : 'whole',
    checkedAt: instant(Date.now()),
    rows,
    requests: 0,
    damage: scene in damaged ? { seq: 3, kind: damaged[scene as keyof typeof damaged] } : null,
    requestDamage: null,
    end: null,
  };
}

function fits(row: AuditRow, query: AuditQuery): boolean {
  const has = (text: string | null, part: string | null) =>
    part === null || part.trim() === '' || (text ?? '').toLowerCase().includes(part.trim().toLowerCase());
  const all = [row.event, row.actor, row.tokenName ?? '', row.tokenId ?? '', JSON.stringify(row.facts)].join('\n');
  const day = row.at.slice(0, 10);
  return (
    (query.since === null || day >= query.since) &&
    (query.until === null || day <= query.until) &&
    (query.event === null || row.event === query.event || row.event.startsWith(`${query.event}.`)) &&
    (query.source === null || row.source === query.source) &&
    has(row.actor, query.actor) &&
    (has(row.tokenName, query.token) || row.tokenId === query.token) &&
    has(all, query.text)
  );
}
