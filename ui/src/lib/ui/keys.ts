// Shortcuts as text: `Mod+Shift+K` is written once and shown, announced and matched in the system's manner.
import { usesCommandKey } from './platform';

const ARROWS = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };
const SIGNS: Record<string, string> = {
  ...ARROWS,
  Mod: '⌘',
  Ctrl: '⌃',
  Shift: '⇧',
  Alt: '⌥',
};
const NAMES: Record<string, string> = { ...ARROWS, Mod: 'Ctrl' };

/** The keys of a shortcut as caps on a keyboard: `Mod+K` → `['Ctrl', 'K']`, on macOS `['⌘', 'K']`. */
export function caps(keys: string): string[] {
  const names = usesCommandKey() ? SIGNS : NAMES;
  return keys.split('+').map((key) => names[key] ?? (key === 'Plus' ? '+' : key));
}

/** A shortcut as one string, for a menu's end or a tooltip. */
export function keyText(keys: string): string {
  return caps(keys).join(usesCommandKey() ? '' : ' ');
}

/** A shortcut for `aria-keyshortcuts`. */
export function ariaKeys(keys: string): string {
  return keys
    .split('+')
    .map((key) => (key === 'Mod' ? (usesCommandKey() ? 'Meta' : 'Control') : key))
    .join('+');
}

/** Whether a key press is this shortcut. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) === 'Plus' ? '+' : (parts.at(-1) ?? '');
  const mod = parts.includes('Mod');
  const command = usesCommandKey();
  if (event.ctrlKey !== (mod && !command) || event.metaKey !== (mod && command)) return false;
  if (event.altKey !== parts.includes('Alt')) return false;
  const typed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (typed !== key.toLowerCase() && typed !== key) return false;
  // Signs such as “+” and “?” need Shift on some keyboards and not on others.
  return /^[^\p{L}\d]$/u.test(key) || event.shiftKey === parts.includes('Shift');
}

/** Whether typing goes into a text field right now. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}
