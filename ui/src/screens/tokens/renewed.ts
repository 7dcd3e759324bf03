// What became of each place when a token was regenerated where it lies.
import { m } from '$lib/i18n';
import type { PlacementTruth, RenewedPlace } from '$lib/ipc/client';
import { told } from '$lib/ipc/errors';
import { apart } from '../connections/words';

/** The place, as it is written. */
export function renewedPlace({ place, variable }: RenewedPlace): string {
  if (place.kind === 'variable') return variable;
  return place.line === null ? place.path : `${place.path}:${place.line}`;
}

/** What became of it. */
export function outcomeWords({ outcome, variable }: RenewedPlace): string {
  switch (outcome.state) {
    case 'renewed':
      return m.tokens_place_renewed();
    case 'unproven':
      return m.tokens_place_unproven();
    case 'failed':
      return told(outcome.error).text;
    case 'holds_old':
      return m.tokens_place_holds_old({ variable: apart(variable) });
    case 'left':
      return leftWords(outcome.truth);
  }
}

function leftWords(truth: PlacementTruth): string {
  switch (truth.truth) {
    case 'installed':
    case 'holds_older':
    case 'overwritten':
      return m.tokens_place_left();
    case 'missing':
      return m.tokens_place_missing();
    case 'shadowed':
      return m.connections_shadowed({ place: apart(truth.place) });
    case 'cannot_tell':
      return m.connections_cannot_tell({ reason: apart(truth.reason.replace(/\.$/, '')) });
  }
}
