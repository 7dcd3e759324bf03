// The rows of the tab "Verifier service" by id: their titles on the page, in the palette and in deep links are the same.
import { m } from '$lib/i18n';

const TITLES = {
  verifier_with_window: () => m.verifier_with_window(),
  verifier_at_sign_in: () => m.verifier_at_sign_in(),
  verifier_port: () => m.verifier_port(),
  verifier_address: () => m.verifier_address(),
  verifier_names: () => m.verifier_names(),
  verifier_keys_in_query: () => m.verifier_keys_in_query(),
  verifier_record: () => m.verifier_record(),
} as const;

/** A row's id. */
export type RowId = keyof typeof TITLES;

/** Every row, in the order of the page. */
export const VERIFIER_SETTINGS: readonly { id: RowId; title: () => string }[] = (Object.keys(TITLES) as RowId[]).map(
  (id) => ({ id, title: TITLES[id] }),
);

/** A row's title. */
export function titleOf(id: RowId): string {
  return TITLES[id]();
}
