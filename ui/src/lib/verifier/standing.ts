// How the verifier stands, in one word: its state here, and whether another process runs one over the same tokens.

import type { AppError, OtherVerifier, VerifierStatus } from '$lib/ipc/client';

/** The word of the tab. */
export type Standing =
  | 'running'
  | 'sealed'
  | 'starting'
  | 'stopping'
  | 'stopped'
  | 'elsewhere'
  | 'version'
  | 'port'
  | 'crashed'
  | 'permission'
  | 'store_version'
  | 'failed';

/** The word of the top bar. */
export type PillWord = 'running' | 'starting' | 'stopping' | 'stopped' | 'problem';

/** How the verifier stands. */
export function standingOf({ own, others, lends }: VerifierStatus): Standing {
  switch (own.state) {
    case 'problem':
      return PROBLEMS[own.error.code] ?? 'failed';
    case 'stopped':
      if (others.length === 0) return 'stopped';
      return others.some((other) => other.sameVersion) ? 'elsewhere' : 'version';
    case 'running':
      return lends === 'closed' ? 'sealed' : 'running';
    case 'starting':
    case 'stopping':
      return own.state;
  }
}

const PROBLEMS: Partial<Record<AppError['code'], Standing>> = {
  port_taken: 'port',
  verifier_ended: 'crashed',
  verifier_not_permitted: 'permission',
  store_newer: 'store_version',
};

/** The same for the top bar. */
export function pillOf(status: VerifierStatus): PillWord {
  const standing = standingOf(status);
  switch (standing) {
    case 'running':
    case 'elsewhere':
      return 'running';
    case 'starting':
    case 'stopping':
    case 'stopped':
      return standing;
    case 'sealed':
    case 'version':
    case 'port':
    case 'crashed':
    case 'permission':
    case 'store_version':
    case 'failed':
      return 'problem';
  }
}

/** Whether none runs that should: one that could not go on, or one that is to start with the window. */
export function isMissed(status: VerifierStatus | null, withWindow: boolean): boolean {
  if (status === null || status.others.length > 0) return false;
  return status.own.state === 'problem' || (withWindow && status.own.state === 'stopped');
}

/** Where it answers; null where it doesn't. */
export function addressOf({ own, others }: VerifierStatus): string | null {
  return own.state === 'running' ? own.address : (others[0]?.address ?? null);
}

/** The verifiers of another version than this window. */
export function strangers({ others }: VerifierStatus): OtherVerifier[] {
  return others.filter((other) => !other.sameVersion);
}
