import type { IconComponent } from './Icon.svelte';

/** A line of a {@link Menu}. Icons: all lines have one, or none. */
export type MenuEntry = MenuItem | MenuChoice | { kind: 'separator' };

/** Does something. */
export interface MenuItem {
  kind: 'item';
  id: string;
  label: string;
  icon?: IconComponent;
  /** Shown at the end: `Mod+T`. */
  keys?: string;
  /** Red; put it last, after a separator. */
  danger?: boolean;
  run: () => void;
}

/** Opens a submenu in which one of a few is chosen. */
export interface MenuChoice {
  kind: 'choice';
  id: string;
  label: string;
  icon?: IconComponent;
  value: string;
  options: readonly { value: string; label: string }[];
  choose: (value: string) => void;
}

/** A line that does something. */
export function menuItem(
  id: string,
  label: string,
  run: () => void,
  extra: Pick<MenuItem, 'keys' | 'danger'> = {},
): MenuItem {
  return { kind: 'item', id, label, run, ...extra };
}
