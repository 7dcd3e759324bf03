// What Rust answers of a text in which tokens are looked for.

import type { FoundToken, Identified, TokenRow } from '../bindings';

/** A token, or its public part alone. */
const PIECE = /tdk_[0-9A-Za-z]{16}(_[0-9A-Za-z]{52})?/g;

/** The tokens in `text`; what is called after the prefix of a row is its present value. */
export function identified(text: string, rows: readonly TokenRow[]): Identified {
  const pieces = [...new Set(text.match(PIECE))];
  return {
    tokens: pieces.map((piece) => found(piece, rows)),
    more: 0,
    cut: text.replace(PIECE, '').includes('tdk_'),
  };
}

function found(piece: string, rows: readonly TokenRow[]): FoundToken {
  const prefix = piece.slice(0, 20);
  const row = rows.find((each) => each.prefix === prefix);
  const last4 = piece.length > 20 ? piece.slice(-4) : null;
  if (!row) return { prefix, last4, value: { is: 'stranger' }, token: null };
  return { prefix, last4, value: { is: last4 === null ? 'public_part' : 'present' }, token: { ...row } };
}
