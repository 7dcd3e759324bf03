// Words of the screens about resources.

import { dateAndTime, m, number, span, time } from '$lib/i18n';
import type { ResourceHolding, ResourceKind, ResourceRow, ResourceSamples, RotationState } from '$lib/ipc/client';
import { rotationProblem } from '$lib/ipc/errors';

/** In minutes. */
const HOUR = 60;

const KINDS: Record<ResourceKind, () => string> = {
  database: m.resources_kind_database,
  api: m.resources_kind_api,
  host: m.resources_kind_host,
};

/** What a resource is. */
export function kindWord(kind: ResourceKind): string {
  return KINDS[kind]();
}

/** Every kind, to choose from. */
export function kinds(): { value: ResourceKind; label: string }[] {
  return (['database', 'api', 'host'] as const).map((value) => ({ value, label: kindWord(value) }));
}

/** Who has it: the token's name, or the person's. */
export function holder({ token, account }: ResourceHolding): string {
  return token ?? account ?? m.resources_held_by_token();
}

/** The two calls of a script, for tabs; none before there is a certificate that they could check. */
export function callTabs(
  samples: ResourceSamples | null,
): { id: string; label: string; text: string; hint: string | undefined }[] {
  if (samples === null || samples.certificate === null) return [];
  return [
    { id: 'out', label: m.resources_check_out(), text: samples.checkOut, hint: undefined },
    { id: 'in', label: m.resources_check_in(), text: samples.checkIn, hint: m.resources_check_in_hint() },
  ];
}

/** Until when, and how long that is. */
export function until({ endsAt }: ResourceHolding, now: number): string {
  const left = Math.max(0, Math.ceil((Date.parse(endsAt) - now) / 60_000));
  const whole = left < 2 * HOUR ? left : Math.ceil(left / HOUR) * HOUR;
  return m.resources_until({ time: (left < 12 * HOUR ? time : dateAndTime)(endsAt), left: span(whole * 60) });
}

/** Who has it, for one line of a list. */
export function standing({ held }: ResourceRow): string {
  const [first, ...others] = held;
  if (!first) return m.resources_free();
  if (others.length === 0) return m.resources_held({ name: holder(first) });
  return m.resources_held_more({ name: holder(first), countText: number(others.length) });
}

/** How far the replacing of its password is; null where there is nothing to say. */
export function rotationWords(state: RotationState): string | null {
  switch (state.state) {
    case 'quiet':
      return null;
    case 'due':
    case 'runs':
      return m.resources_rotation_runs();
    case 'failed':
      return m.resources_rotation_failed({ reason: rotationProblem(state.problem) });
  }
}
