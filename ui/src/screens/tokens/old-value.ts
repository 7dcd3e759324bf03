// What is said of an old value that lives on: until when, and who still uses it.
import { dateAndTime, m } from '$lib/i18n';
import type { Presentation, RetiringSecret } from '$lib/ipc/client';
import { apart } from '../connections/words';

/** So many users are named; the terminal tells all. */
export const MOST_USERS = 5;

/** Until when it lives. */
export function oldWords({ last4, endsAt, untilSeen }: RetiringSecret): string {
  const time = dateAndTime(endsAt);
  return untilSeen ? m.tokens_details_retiring_seen({ last4, time }) : m.tokens_details_retiring_until({ last4, time });
}

/** Who used it, from where, and when. */
export function whereWords({ at, address, program }: Presentation): string {
  const time = dateAndTime(at);
  const place = apart(program === null ? address : `${program} · ${address}`);
  return m.tokens_used_from({ time, place });
}

/** The same as a line of its own. */
export function stillWords(use: Presentation): string {
  return m.tokens_still_used({ use: whereWords(use) });
}
