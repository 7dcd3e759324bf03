import { describe, expect, it } from 'vitest';
import { command, COMMANDS } from './commands';
import { commandFor } from './shortcuts';
import { session } from './session.svelte';

/** What the profile menu offers besides the palette. */
const IN_THE_MENU = ['settings', 'tokens', 'shortcuts', 'about', 'lock'];
/** Reached by the search box of the page and the box in the top bar. */
const ON_THE_PAGE = ['search', 'palette', 'tab_tokens'];
/** Moving the focus is what a keyboard does; it is listed, not offered. */
const BY_KEY_ALONE = ['next_region', 'previous_region'];

const press = (keys: string) => {
  const parts = keys.split('+');
  const key = parts.at(-1) === 'Plus' ? '+' : (parts.at(-1) ?? '');
  return new KeyboardEvent('keydown', {
    key: key.length === 1 ? key.toLowerCase() : key,
    ctrlKey: parts.includes('Mod'),
    shiftKey: parts.includes('Shift'),
  });
};

describe('the registry of commands', () => {
  it('offers every action in the palette or in a menu', () => {
    const hidden = COMMANDS.filter(
      ({ id, run, palette }) =>
        run !== null && !palette && ![...IN_THE_MENU, ...ON_THE_PAGE, ...BY_KEY_ALONE].includes(id),
    );
    expect(hidden.map(({ id }) => id)).toEqual([]);
  });

  it('has no id and no key twice', () => {
    const ids = COMMANDS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = COMMANDS.filter(({ run }) => run !== null).flatMap((each) => [...each.keys, ...(each.single ?? [])]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(COMMANDS.filter(({ run }) => run !== null).flatMap(({ id, keys }) => keys.map((key) => [key, id])))(
    '%s asks for %s',
    (keys, id) => {
      expect(commandFor(press(keys))?.id).toBe(id);
    },
  );

  it('holds every key of the design', () => {
    const all = COMMANDS.flatMap((each) => [...each.keys, ...(each.single ?? [])]);
    for (const key of [
      'Mod+K',
      'Mod+,',
      'Mod+1',
      'Mod+2',
      'Mod+3',
      'Mod+4',
      'Mod+T',
      'Mod+N',
      'Mod+F',
      '/',
      'Mod+L',
      'Mod+/',
      'F6',
    ]) {
      expect(all).toContain(key);
    }
  });

  it('gives every command words', () => {
    for (const each of COMMANDS) expect(each.label()).not.toBe('');
    expect(() => command('nothing')).toThrow();
  });

  it('keeps single keys out of text and lets them be turned off', () => {
    expect(commandFor(press('/'))?.id).toBe('search');
    const typing = new KeyboardEvent('keydown', { key: '/' });
    Object.defineProperty(typing, 'target', { value: document.createElement('input') });
    expect(commandFor(typing)).toBeNull();
    session.settings = { singleKeyShortcuts: false } as typeof session.settings;
    expect(commandFor(press('/'))).toBeNull();
    session.settings = null;
  });

  it('leaves the keys of text fields alone', () => {
    for (const key of ['Mod+C', 'Mod+V', 'Mod+X', 'Mod+Z', 'Mod+A']) expect(commandFor(press(key))).toBeNull();
  });
});
