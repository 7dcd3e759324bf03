// What the in-memory desk starts with and how it behaves: every knob that a test, a screenshot or the
// address bar (`?mock&rows=many&theme=dark`) can turn.

import type { AppError, Platform, Policy, Settings, TokenRow, TrayState, UserDraft, VerifierLends } from '../bindings';
import { fewRows, hostileRows, manyRows } from '../fixtures';
import type { TrailScene } from './audit';
import type { PersonalScene, VaultScene } from './personal';
import type { ResourceScene } from './resources';
import type { VerifierScene } from './verifier';

/** Which tokens there are at the start. */
export type Rows = 'none' | 'few' | 'many' | 'most' | 'hostile';

/** Knobs; what is left out keeps its plain value. */
export interface Scenario {
  /** The tokens. */
  rows: Rows;
  /** The system that the window believes it runs on. */
  platform: Platform;
  /** The locale that the session answers. */
  locale: string;
  /** What the system's theme is; `settings.theme` may override it. */
  theme: 'light' | 'dark';
  /** The system's contrast. */
  contrast: 'more' | 'normal';
  /** Settings that differ from the first ones. */
  settings: Partial<Settings>;
  /** The policy. */
  policy: Partial<Policy>;
  /** The window starts locked. */
  locked: boolean;
  /** The passphrase that unlocks, where one is set. */
  passphrase: string | null;
  /** Whether there is a clipboard. */
  clipboard: 'works' | 'refused';
  /** What the variable's places are like. */
  places: 'writable' | 'read-only' | 'failing';
  /** What the default variable holds at the start. */
  variable: 'not_set' | 'ours' | 'ours_ended' | 'foreign' | 'system' | 'cannot_tell';
  /** What else was placed: nothing, with programs that hold an older value, or one of every truth. */
  placed: 'plain' | 'stale' | 'every';
  /** What the scanner's settings file is like. */
  file: 'literal' | 'correct' | 'sections' | 'other' | 'duplicate' | 'read-only' | 'in-use' | 'missing';
  /** How the verifier stands at the start. */
  verifier: VerifierScene;
  /** Whether the system's service keeper can be reached. */
  keeper: 'there' | 'away' | 'gave-up';
  /** What answers where programs call the verifier; `never`: there is no certificate yet. */
  answers: 'runs' | 'stopped' | 'stranger' | 'never';
  /** Whether the audit trail is as it was written. */
  trail: TrailScene;
  /** What resources there are. */
  resources: ResourceScene;
  /** What there is of a personal token. */
  personal: PersonalScene;
  /** Where the key of sealed secrets lies, or why it cannot be had. */
  vault: VaultScene;
  /** Whether the verifier can lend the passwords of resources. */
  lends: VerifierLends;
  /** Users besides the person at the keyboard. */
  users: readonly UserDraft[];
  /** Whether the person's groups let them generate. */
  mayGenerate: boolean;
  /** Whether what ends soon was read before. */
  reminders: 'read' | 'unread';
  /** Whether the desktop shows icons and notices. */
  desktop: TrayState;
  /** Minutes that the clock is behind. */
  clockBehind: number | null;
  /** Milliseconds that every command takes. */
  slow: number;
  /** Milliseconds by command, over `slow`; `Infinity` never answers. */
  slowBy: Record<string, number>;
  /** The error that a command answers, until it is taken away. */
  failing: Record<string, AppError>;
  /** Names of tokens that a bulk revoke cannot revoke. */
  stubborn: string[];
  /** Variables that a program started afresh does not see as they were set. */
  shadowed: string[];
}

/** A working Linux desktop with a handful of tokens. */
export const PLAIN: Scenario = {
  rows: 'few',
  platform: 'linux',
  locale: 'en',
  theme: 'light',
  contrast: 'normal',
  settings: {},
  policy: {},
  locked: false,
  passphrase: null,
  clipboard: 'works',
  places: 'writable',
  variable: 'not_set',
  placed: 'plain',
  file: 'literal',
  verifier: 'stopped',
  keeper: 'there',
  answers: 'runs',
  trail: 'fine',
  resources: 'none',
  personal: 'none',
  vault: 'keyring',
  lends: 'freely',
  users: [],
  mayGenerate: true,
  reminders: 'read',
  desktop: 'shown',
  clockBehind: null,
  slow: 0,
  slowBy: {},
  failing: {},
  stubborn: [],
  shadowed: [],
};

const ROWS = ['none', 'few', 'many', 'most', 'hostile'] as const;
const PLATFORMS = ['linux', 'windows', 'macos'] as const;
const PLACES = ['writable', 'read-only', 'failing'] as const;
const PLACED = ['plain', 'stale', 'every'] as const;
const FILES = ['literal', 'correct', 'sections', 'other', 'duplicate', 'read-only', 'in-use', 'missing'] as const;
const VERIFIERS = [
  'stopped',
  'running',
  'starting',
  'service',
  'others',
  'old',
  'port',
  'crashed',
  'permission',
  'failed',
] as const;
const ANSWERS = ['runs', 'stopped', 'stranger', 'never'] as const;
const PERSONAL = ['none', 'kept', 'unused', 'elsewhere', 'revoked'] as const;
const VAULTS = ['keyring', 'passphrase', 'key_file', 'absent', 'locked', 'denied', 'slow', 'failed'] as const;
const VARIABLES = ['not_set', 'ours', 'ours_ended', 'foreign', 'system', 'cannot_tell'] as const;

/** The scenario that the address bar asks for; unknown words are left at the plain value. */
export function scenarioFrom(query: URLSearchParams): Partial<Scenario> {
  const asked: Partial<Scenario> = {};
  asked.rows = oneOf(ROWS, query.get('rows'));
  asked.platform = oneOf(PLATFORMS, query.get('platform'));
  asked.places = oneOf(PLACES, query.get('places'));
  asked.variable = oneOf(VARIABLES, query.get('variable'));
  asked.placed = oneOf(PLACED, query.get('placed'));
  asked.verifier = oneOf(VERIFIERS, query.get('verifier'));
  asked.file = oneOf(FILES, query.get('file'));
  asked.answers = oneOf(ANSWERS, query.get('answers'));
  asked.personal = oneOf(PERSONAL, query.get('personal'));
  asked.vault = oneOf(VAULTS, query.get('vault'));
  asked.theme = oneOf(['light', 'dark'] as const, query.get('theme'));
  asked.contrast = oneOf(['more', 'normal'] as const, query.get('contrast'));
  asked.clipboard = oneOf(['works', 'refused'] as const, query.get('clipboard'));
  asked.locale = query.get('locale') ?? undefined;
  asked.passphrase = query.get('passphrase') ?? undefined;
  asked.slow = query.has('slow') ? Number(query.get('slow')) : undefined;
  asked.locked = query.has('locked') ? true : undefined;
  asked.mayGenerate = query.has('noright') ? false : undefined;
  return asked;
}

/** {@link PLAIN} with what was asked for. */
export function scenarioOf(asked: Partial<Scenario>): Scenario {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return { ...PLAIN, ...given };
}

function oneOf<Word extends string>(words: readonly Word[], asked: string | null): Word | undefined {
  return words.find((word) => word === asked);
}

/** The rows that a scenario begins with. */
export function startingRows(scenario: Scenario, now: number): TokenRow[] {
  if (scenario.rows === 'none') return [];
  if (scenario.rows === 'many') return manyRows(now);
  if (scenario.rows === 'most') return manyRows(now, 10);
  return scenario.rows === 'hostile' ? hostileRows(now) : fewRows(now);
}
