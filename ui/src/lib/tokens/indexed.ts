import type { TokenRow } from '../ipc/bindings';
import type { Badge } from './badge';
import type { Clock } from './clock';
import { normalised } from './search';

/** A token row with what search and order need, worked out once when it arrives. Instants in milliseconds. */
export interface IndexedToken {
  readonly row: TokenRow;
  /** What a search looks at. */
  readonly haystack: string;
  /** What the columns of owners and of scopes are sorted by. */
  readonly owned: string;
  readonly scoped: string;
  readonly createdAt: number;
  /** When the present secret was made. */
  readonly issuedAt: number;
  /** When the present secret ends; `Infinity`: never. */
  readonly expiresAt: number;
  /** When it was last accepted; `-Infinity`: never. */
  readonly lastUsedAt: number;
  /** The badge that was worked out last, and the clock that it was worked out at: a list asks for each row's many times. */
  judged: Badge | null;
  judgedAt: Clock | null;
}

/** Works out what search and order need of `row`. */
export function indexed(row: TokenRow): IndexedToken {
  const words = [row.name, row.prefix, row.last4, row.user ?? '', ...row.groups, ...row.scopes, row.variable ?? ''];
  return {
    row,
    haystack: normalised(words.join('\n')),
    // A company's tokens come after everybody's.
    owned: [row.user ?? '\u{10ffff}', ...row.groups].join('\n').toLowerCase(),
    scoped: row.scopes.join('\n').toLowerCase(),
    createdAt: Date.parse(row.createdAt),
    issuedAt: Date.parse(row.issuedAt),
    expiresAt: row.expiresAt === null ? Infinity : Date.parse(row.expiresAt),
    lastUsedAt: row.lastUsedAt === null ? -Infinity : Date.parse(row.lastUsedAt),
    judged: null,
    judgedAt: null,
  };
}
