// Rows for this folder's tests.
import type { TokenRow } from '../ipc/bindings';
import { DAY } from './clock';

/** Noon of a day in the middle of a month, local time. */
export const NOON = new Date(2026, 10, 22, 12, 0, 0).getTime();

/** A row made 100 days before {@link NOON} that lives a year, with `given` changed. */
export function row(given: Partial<TokenRow> = {}): TokenRow {
  return {
    id: 'AbCdEfGh01234567',
    name: 'PI Scanner Token',
    prefix: 'tdk_AbCdEfGh01234567',
    last4: 'g2Vp',
    status: 'active',
    user: 'pi-admin',
    owner: 'pi-admin@plant7',
    blocked: false,
    groups: ['Synchronizer', 'User'],
    scopes: [],
    createdAt: at(NOON - 100 * DAY),
    createdBy: 'pi-admin',
    issuedAt: at(NOON - 100 * DAY),
    expiresAt: at(NOON + 265 * DAY),
    lastUsedAt: null,
    lastUsedFrom: null,
    refused: 0,
    exposedAt: null,
    retiring: null,
    variable: null,
    rev: 1,
    ...given,
  };
}

/** An instant as it travels. */
export function at(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Numbers between 0 and 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 4_294_967_296;
  };
}
