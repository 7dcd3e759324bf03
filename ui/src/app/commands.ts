// The one registry of what can be done by key, menu or palette. Shortcuts are handled, listed and shown from here;
// the keys of the token list and of the show-once dialog are handled where they are typed and listed here.

import { m } from '$lib/i18n';
import { call, type ThemeChoice, type ZoomStep } from '$lib/ipc/client';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { overlays } from './overlays.svelte';
import { cycleRegions, focusPage, focusSearch } from './regions';
import { router, TABS, type TabId } from './router.svelte';
import { session } from './session.svelte';

/** Where a command is listed. */
export type CommandGroup = 'actions' | 'go' | 'view' | 'list' | 'secret';

/** Something that can be done. */
export interface Command {
  id: string;
  group: CommandGroup;
  label: () => string;
  /** Its shortcuts, the first one shown: `Mod+K`. */
  keys: readonly string[];
  /** Does it; null where the list or a dialog handles the key itself. */
  run: (() => void) | null;
  /** Whether the palette offers it. */
  palette: boolean;
  /** Works while a dialog is open too. */
  overDialogs?: boolean;
  /** A single key, which works only outside text fields and can be turned off. */
  single?: readonly string[];
}

/** The name of a tab. */
export const TAB_LABELS: Record<TabId, () => string> = {
  general: () => m.frame_tab_general(),
  tokens: () => m.frame_tab_tokens(),
  personal: () => m.personal_title(),
  users: () => m.frame_tab_users(),
  resources: () => m.resources_title(),
  connections: () => m.frame_tab_connections(),
  verifier: () => m.frame_tab_verifier(),
  audit: () => m.audit_title(),
};

/** Every command. */
export const COMMANDS: readonly Command[] = [
  {
    id: 'generate',
    group: 'actions',
    label: () => m.command_generate(),
    keys: ['Mod+N'],
    palette: true,
    run: () => {
      router.settings('tokens');
      dialogs.show({ kind: 'generate' });
    },
  },
  {
    id: 'variable',
    group: 'actions',
    label: () => m.command_variable(),
    keys: [],
    palette: true,
    run: () => dialogs.show({ kind: 'variable' }),
  },
  {
    id: 'paste',
    group: 'actions',
    label: () => m.command_paste(),
    keys: [],
    palette: true,
    run: () => dialogs.show({ kind: 'paste' }),
  },
  {
    id: 'identify',
    group: 'actions',
    label: () => m.command_identify(),
    keys: [],
    palette: true,
    run: () => dialogs.show({ kind: 'identify' }),
  },
  {
    id: 'search',
    group: 'actions',
    label: () => m.command_search(),
    keys: ['Mod+F'],
    single: ['/'],
    palette: false,
    run: () => {
      if (!focusSearch()) overlays.now = 'palette';
    },
  },
  {
    id: 'lock',
    group: 'actions',
    label: () => m.command_lock(),
    keys: ['Mod+L'],
    palette: true,
    overDialogs: true,
    run: () => void lock(),
  },
  {
    id: 'palette',
    group: 'actions',
    label: () => m.command_palette(),
    keys: ['Mod+K'],
    palette: false,
    run: () => overlays.toggle('palette'),
  },
  {
    id: 'home',
    group: 'go',
    label: () => m.command_home(),
    keys: [],
    palette: true,
    run: () => go(() => router.home()),
  },
  {
    id: 'settings',
    group: 'go',
    label: () => m.command_settings(),
    keys: ['Mod+,'],
    palette: true,
    run: () => go(() => router.settings()),
  },
  {
    id: 'tokens',
    group: 'go',
    label: () => m.command_tokens(),
    keys: ['Mod+T'],
    palette: true,
    run: () => go(() => router.settings('tokens')),
  },
  ...TABS.map((tab, at): Command => ({
    id: `tab_${tab}`,
    group: 'go',
    label: () => m.command_tab({ name: TAB_LABELS[tab]() }),
    keys: [`Mod+${String(at + 1)}`],
    palette: tab !== 'tokens',
    run: () => go(() => router.settings(tab)),
  })),
  {
    id: 'shortcuts',
    group: 'view',
    label: () => m.command_shortcuts(),
    keys: ['Mod+/'],
    palette: true,
    run: () => overlays.toggle('shortcuts'),
  },
  {
    id: 'about',
    group: 'view',
    label: () => m.command_about(),
    keys: [],
    palette: true,
    run: () => overlays.toggle('about'),
  },
  theme('light', () => m.command_theme_light()),
  theme('dark', () => m.command_theme_dark()),
  theme('system', () => m.command_theme_system()),
  {
    id: 'next_region',
    group: 'view',
    label: () => m.command_next_region(),
    keys: ['F6'],
    palette: false,
    run: () => cycleRegions(1),
  },
  {
    id: 'previous_region',
    group: 'view',
    label: () => m.command_previous_region(),
    keys: ['Shift+F6'],
    palette: false,
    run: () => cycleRegions(-1),
  },
  zoom('in', ['Mod+Plus', 'Mod+='], () => m.command_zoom_in()),
  zoom('out', ['Mod+-'], () => m.command_zoom_out()),
  zoom('reset', ['Mod+0'], () => m.command_zoom_reset()),
  listed('list', 'list_move', ['ArrowUp', 'ArrowDown'], () => m.command_list_move()),
  listed('list', 'list_ends', ['Mod+Home', 'Mod+End'], () => m.command_list_ends()),
  listed('list', 'list_select', ['Space'], () => m.command_list_select()),
  listed('list', 'list_extend', ['Shift+ArrowDown'], () => m.command_list_extend()),
  listed('list', 'list_all', ['Mod+A'], () => m.command_list_all()),
  listed('list', 'list_details', ['Enter'], () => m.command_list_details()),
  listed('list', 'list_menu', ['Shift+F10'], () => m.command_list_menu()),
  listed('list', 'list_rename', ['F2'], () => m.command_list_rename()),
  listed('list', 'list_regenerate', ['Mod+R'], () => m.command_list_regenerate()),
  listed('list', 'list_revoke', ['Delete'], () => m.command_list_revoke()),
  listed('secret', 'secret_copy', ['C'], () => m.command_secret_copy()),
];

/** The command of an id. */
export function command(id: string): Command {
  const found = COMMANDS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no command ${id}`);
  return found;
}

/** The first shortcut of a command, where it has one. */
export function keysOf(id: string): string | undefined {
  return command(id).keys[0];
}

function go(move: () => void) {
  move();
  focusPage();
}

function theme(choice: ThemeChoice, label: () => string): Command {
  return {
    id: `theme_${choice}`,
    group: 'view',
    label,
    keys: [],
    palette: true,
    run: () => void session.change({ theme: choice }).catch(() => undefined),
  };
}

function zoom(step: ZoomStep, keys: string[], label: () => string): Command {
  const run = () => void call('zoom', { step }).catch(() => undefined);
  return { id: `zoom_${step}`, group: 'view', label, keys, palette: true, overDialogs: true, run };
}

function listed(group: 'list' | 'secret', id: string, keys: string[], label: () => string): Command {
  return { id, group, label, keys, palette: false, run: null };
}

async function lock(): Promise<void> {
  await call('lock').catch(() => undefined);
  session.locked = true;
}
