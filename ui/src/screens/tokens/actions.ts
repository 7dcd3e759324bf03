// What can be done with a token from the list, and the menu that offers it.

import { tellOutcome, tellRefusal } from '$lib/forms/refusal';
import { m, number } from '$lib/i18n';
import { call, type TokenRow } from '$lib/ipc/client';
import type { Badge } from '$lib/tokens/badge';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { tokens } from '$lib/tokens/tokens.svelte';
import { menuItem, toasts, type MenuEntry } from '$lib/ui';

/** What a row can be asked for. */
export interface TokenActions {
  details: (row: TokenRow) => void;
  rename: (row: TokenRow) => void;
  regenerate: (row: TokenRow) => void;
  revoke: (ids: readonly string[]) => void;
  deleteRecord: (row: TokenRow) => void;
  copyName: (row: TokenRow) => void;
  duplicate: (row: TokenRow) => void;
  pause: (row: TokenRow) => void;
  resume: (row: TokenRow) => void;
}

/** The actions of this window. `details` decides where details open. */
export function tokenActions(details: (row: TokenRow) => void): TokenActions {
  return {
    details,
    rename: ({ id }) => dialogs.show({ kind: 'rename', id }),
    regenerate: ({ id }) => dialogs.show({ kind: 'regenerate', id }),
    revoke: (ids) => dialogs.show({ kind: 'revoke', ids }),
    deleteRecord: ({ id }) => dialogs.show({ kind: 'delete_record', id }),
    copyName: ({ name }) => void tellOutcome(m.tokens_toast_name_copied(), () => call('copy_text', { text: name })),
    duplicate: ({ id }) => void duplicate(id),
    pause: ({ id }) => void changed(m.tokens_toast_paused(), () => call('pause_token', { id })),
    resume: ({ id }) => void changed(m.tokens_toast_resumed(), () => call('resume_token', { id })),
  };
}

/** The menu of a row. What a token of this standing cannot do is left out. */
export function rowMenu(row: TokenRow, badge: Badge, actions: TokenActions): MenuEntry[] {
  const item = menuItem;
  const copy = item('copy_name', m.tokens_menu_copy_name(), () => actions.copyName(row));
  const details = item('details', m.tokens_menu_details(), () => actions.details(row), { keys: 'Enter' });
  const regenerate = item('regenerate', m.tokens_menu_regenerate(), () => actions.regenerate(row), { keys: 'Mod+R' });
  const remove = item('delete', m.tokens_menu_delete(), () => actions.deleteRecord(row), { danger: true });
  const duplicate = item('duplicate', m.tokens_menu_duplicate(), () => actions.duplicate(row));
  const separator: MenuEntry = { kind: 'separator' };

  if (badge === 'revoked') return [copy, details, duplicate, separator, remove];
  if (badge === 'expired') return [copy, details, duplicate, regenerate, separator, remove];
  return [
    copy,
    details,
    item('rename', m.tokens_menu_rename(), () => actions.rename(row), { keys: 'F2' }),
    badge === 'paused'
      ? item('resume', m.tokens_menu_resume(), () => actions.resume(row))
      : item('pause', m.tokens_menu_pause(), () => actions.pause(row)),
    duplicate,
    regenerate,
    separator,
    item('revoke', m.tokens_menu_revoke(), () => actions.revoke([row.id]), { keys: 'Delete', danger: true }),
  ];
}

/** Opens *Generate* with the settings of a token, under a name that is free. */
export async function duplicate(id: string): Promise<void> {
  try {
    const { draft, resource } = await call('duplicate_token', { id });
    dialogs.show({ kind: 'generate', like: draft, ...(resource !== null && { resource }) });
  } catch (thrown) {
    tellRefusal(thrown);
  }
}

/** Writes the list of `ids` to a file, without secrets, and says where. */
export async function exportList(ids: readonly string[]): Promise<void> {
  try {
    const { path, rows } = await call('export_tokens', { ids: [...ids] });
    toasts.show({ text: m.tokens_exported({ count: rows, countText: number(rows), path }) });
  } catch (thrown) {
    tellRefusal(thrown);
  }
}

/** Writes when the tokens of `ids` end to a calendar file, and says where. */
export async function exportEnds(ids: readonly string[]): Promise<void> {
  try {
    const { path, rows } = await call('export_ends', { ids: [...ids] });
    toasts.show({ text: m.tokens_calendar_written({ count: rows, countText: number(rows), path }) });
  } catch (thrown) {
    tellRefusal(thrown);
  }
}

/** Gives a deleted record back. */
export async function restore(id: string): Promise<void> {
  try {
    tokens.take(await call('restore_record', { id }));
    dialogs.toFocus = id;
  } catch (thrown) {
    tellRefusal(thrown);
  }
}

/** Gives a token its former name back. */
export async function renameBack(id: string, name: string): Promise<void> {
  try {
    tokens.take(await call('rename_token', { id, name, rev: null }));
  } catch (thrown) {
    tellRefusal(thrown);
  }
}

async function changed(text: string, work: () => Promise<TokenRow>): Promise<void> {
  await tellOutcome(text, async () => tokens.take(await work()));
}
