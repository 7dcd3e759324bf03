import { afterEach, describe, expect, it } from 'vitest';
import { ariaKeys, caps, isTyping, keyText, matches } from './keys';

const press = (key: string, held: Partial<KeyboardEventInit> = {}) => new KeyboardEvent('keydown', { key, ...held });

afterEach(() => {
  delete document.documentElement.dataset['platform'];
});

describe('a shortcut', () => {
  it('is shown in the manner of the system', () => {
    expect(keyText('Mod+Shift+F6')).toBe('Ctrl Shift F6');
    expect(ariaKeys('Mod+K')).toBe('Control+K');
    document.documentElement.dataset['platform'] = 'macos';
    expect(caps('Mod+Plus')).toEqual(['⌘', '+']);
    expect(keyText('Mod+K')).toBe('⌘K');
    expect(ariaKeys('Mod+K')).toBe('Meta+K');
  });

  it.each([
    ['Mod+K', 'k', { ctrlKey: true }, true],
    ['Mod+K', 'K', { ctrlKey: true }, true],
    ['Mod+K', 'K', { ctrlKey: true, shiftKey: true }, false],
    ['Mod+K', 'k', {}, false],
    ['Mod+K', 'k', { metaKey: true }, false],
    ['Mod+K', 'k', { ctrlKey: true, altKey: true }, false],
    ['Mod+1', '1', { ctrlKey: true }, true],
    ['Mod+Plus', '+', { ctrlKey: true, shiftKey: true }, true],
    ['Mod+/', '/', { ctrlKey: true, shiftKey: true }, true],
    ['/', '/', {}, true],
    ['Shift+F6', 'F6', { shiftKey: true }, true],
    ['F6', 'F6', { shiftKey: true }, false],
  ])('%s, typed as %s with %j: %s', (keys, key, held, expected) => {
    expect(matches(press(key, held), keys)).toBe(expected);
  });

  it('is typed with Command on macOS', () => {
    document.documentElement.dataset['platform'] = 'macos';
    expect(matches(press('k', { metaKey: true }), 'Mod+K')).toBe(true);
    expect(matches(press('k', { ctrlKey: true }), 'Mod+K')).toBe(false);
  });
});

it('typing is typing only in text', () => {
  const input = document.createElement('input');
  expect(isTyping(input)).toBe(true);
  input.type = 'checkbox';
  expect(isTyping(input)).toBe(false);
  expect(isTyping(document.createElement('textarea'))).toBe(true);
  expect(isTyping(document.createElement('button'))).toBe(false);
  expect(isTyping(null)).toBe(false);
});
