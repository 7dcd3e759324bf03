// Sets the stage for this folder's tests: the in-memory desk behind the door, the session read, nothing open.

import { configure, render } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { tick } from 'svelte';
import { vi } from 'vitest';
import { session } from '$app/session.svelte';
import { NOTHING } from '$lib/grid/selection';
import { installMock, type Control } from '$lib/ipc/mock';
import type { Scenario } from '$lib/ipc/mock/scenario';
import { dialogs, type TokenDialog } from '$lib/tokens/dialogs.svelte';
import { tokens } from '$lib/tokens/tokens.svelte';
import { listView } from '$lib/tokens/view.svelte';
import { toasts } from '$lib/ui';
import TokenDialogs from './TokenDialogs.svelte';
import TokensScreen from './TokensScreen.svelte';

// A busy machine is slow, not wrong. Roles are looked up without styles, which jsdom resolves very slowly; what is
// hidden by styles is checked in the browser.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 15_000, defaultHidden: true });

/** What a test holds. */
export interface Stage {
  user: UserEvent;
  desk: Control;
}

/** Starts anew with a desk of this kind. */
export async function stage(scenario: Partial<Scenario> = {}): Promise<Stage> {
  tokens.close();
  const desk = installMock(scenario);
  dialogs.closeAll();
  dialogs.toFocus = null;
  toasts.close();
  listView.showEverything();
  listView.sort = null;
  listView.selection = NOTHING;
  await session.load();
  return { user: userEvent.setup({ pointerEventsCheck: 0, delay: null }), desk };
}

/** Reads the tokens and opens a dialog. */
export async function openDialog(dialog: TokenDialog): Promise<void> {
  tokens.open();
  await tokens.read();
  render(TokenDialogs);
  dialogs.show(dialog);
  await tick();
}

/** Shows the list with its dialogs. */
export async function openList(): Promise<void> {
  render(TokenDialogs);
  render(TokensScreen);
  await tick();
}

/** The id of the token with this name. */
export function idOf(name: string): string {
  const found = tokens.book.tokens.find((token) => token.row.name === name);
  if (!found) throw new Error(`no token is called ${name}`);
  return found.row.id;
}

/** What the page asked a command, newest first. */
export function requests(desk: Control, command: string): unknown[] {
  return desk.calls
    .filter((call) => call.command === command)
    .map((call) => (call.args as { request?: unknown } | undefined)?.request)
    .toReversed();
}
