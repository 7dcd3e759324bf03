// The rows of General by id: their titles on the page, in the palette and in deep links are the same.
import { m } from '$lib/i18n';

const TITLES = {
  theme: () => m.general_theme(),
  text_size: () => m.general_text_size(),
  density: () => m.general_density(),
  motion: () => m.general_motion(),
  acceleration: () => m.general_acceleration(),
  single_keys: () => m.general_single_keys(),
  language: () => m.general_language(),
  clipboard: () => m.general_clipboard(),
  reveal: () => m.general_reveal(),
  lock_after: () => m.general_lock_after(),
  passphrase: () => m.general_passphrase(),
  default_days: () => m.general_default_days(),
  default_groups: () => m.general_default_groups(),
  variable: () => m.general_variable(),
  remind_days: () => m.general_remind_days(),
  remind_desktop: () => m.general_remind_desktop(),
  tray: () => m.general_tray(),
  max_days: () => m.general_max_days(),
  never_allowed: () => m.general_never_allowed(),
  data_folder: () => m.general_data_folder(),
  export: () => m.general_export(),
  reset: () => m.general_reset(),
  about: () => m.general_about(),
} as const;

/** A row's id. */
export type RowId = keyof typeof TITLES;

/** Every row, in the order of the page. */
export const SETTINGS: readonly { id: RowId; title: () => string }[] = (Object.keys(TITLES) as RowId[]).map((id) => ({
  id,
  title: TITLES[id],
}));

/** A row's title. */
export function titleOf(id: RowId): string {
  return TITLES[id]();
}
