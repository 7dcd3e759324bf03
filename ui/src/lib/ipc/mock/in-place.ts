// Regenerating a token where it lies: every place has the new secret but those that the scenario keeps from it.

import type { Regenerate, RegeneratedInPlace, RenewedPlace, TokenRow } from '../bindings';
import type { MockDesk } from './desk';
import { Refused } from './rules';

/** Makes a new secret and puts it where the old one is; `deliver` and `change` are the desk's own. */
export function regeneratedInPlace(
  desk: MockDesk,
  { id, days, grace }: Regenerate,
  deliver: (reveal: string) => void,
  change: (row: TokenRow, to: Partial<TokenRow>) => TokenRow,
): RegeneratedInPlace {
  const lying = desk.placements.all().filter(({ tokenId }) => tokenId === id);
  if (!lying.some(({ place }) => place.kind === 'variable')) throw new Refused({ code: 'not_in_place' });
  const issued = desk.answers.regenerate_token({ id, days, grace: grace === 'now' ? '1h' : grace });
  const { text } = desk.secrets.of(issued.reveal);
  const places = lying.map(({ place, variable }): RenewedPlace => {
    if (place.kind === 'variable') desk.variables.placed.set(variable, { value: text, tokenId: id, at: Date.now() });
    const kept = desk.scenario.shadowed.includes(variable);
    return { place, variable, outcome: kept ? { state: 'unproven', steps: [] } : { state: 'renewed' } };
  });
  deliver(issued.reveal);
  const everywhere = places.every(({ outcome }) => outcome.state === 'renewed');
  const row = desk.rows.get(id) ?? issued.token;
  const old = row.retiring;
  const retiring = old === null || (everywhere && grace === 'now') ? null : { ...old, untilSeen: everywhere };
  const token = change(row, { retiring });
  if (everywhere) desk.secrets.drop(issued.reveal);
  return { token, places, waits: retiring?.untilSeen ?? false, byHand: everywhere ? null : { ...issued, token } };
}
