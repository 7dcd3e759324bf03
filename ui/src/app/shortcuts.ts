// Turns key presses into commands of the registry.
import { isTyping, matches } from '$lib/ui';
import { COMMANDS, type Command } from './commands';
import { session } from './session.svelte';

/** What the web view itself would do and must not: reload the page, search in it, print it. */
const TAKEN_FROM_THE_VIEW = ['Mod+R', 'Mod+Shift+R', 'F5', 'Mod+F5', 'Mod+P', 'Mod+G', 'Mod+Shift+G', 'Mod+U', 'Mod+S'];

/** Handles a key press that nothing on the page has handled. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const command = commandFor(event);
  if (command === null) {
    if (TAKEN_FROM_THE_VIEW.some((keys) => matches(event, keys))) event.preventDefault();
    return;
  }
  event.preventDefault();
  if (session.locked && !command.id.startsWith('zoom_')) return;
  if (isDialogOpen() && !command.overDialogs && command.id !== 'palette') return;
  if (isDialogOpen() && command.id === 'palette' && document.querySelector('[data-palette]') === null) return;
  command.run?.();
}

/** The command that a key press asks for. */
export function commandFor(event: KeyboardEvent): Command | null {
  const single = (session.settings?.singleKeyShortcuts ?? true) && !isTyping(event.target);
  const asked = (command: Command) =>
    command.keys.some((keys) => matches(event, keys)) ||
    (single && (command.single ?? []).some((keys) => matches(event, keys)));
  return COMMANDS.find((command) => command.run !== null && asked(command)) ?? null;
}

/** Whether a dialog is open, over which the window goes nowhere. */
export function isDialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}
