import { describe, expect, test } from 'vitest';
import { actionFor, clamped, HEADER, type Cell, type GridAction, type KeyPress, type Shape } from './keyboard';

const SHAPE: Shape = {
  rows: 10_000,
  columns: ['checkbox', 'none', 'none', 'none', 'button'],
  page: 10,
  rtl: false,
  mac: false,
};

function press(keys: string): KeyPress {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  return {
    key: key === 'Space' ? ' ' : key,
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  };
}

function act(keys: string, row: number, column: number, shape: Partial<Shape> = {}): GridAction | null {
  return actionFor(press(keys), { row, column }, { ...SHAPE, ...shape });
}

function moves(row: number, column: number): GridAction {
  return { do: 'move', to: { row, column } };
}

describe('moving', () => {
  test.each<[string, Cell, Cell]>([
    ['ArrowDown', { row: 5, column: 2 }, { row: 6, column: 2 }],
    ['ArrowUp', { row: 5, column: 2 }, { row: 4, column: 2 }],
    ['ArrowRight', { row: 5, column: 2 }, { row: 5, column: 3 }],
    ['ArrowLeft', { row: 5, column: 2 }, { row: 5, column: 1 }],
    ['PageDown', { row: 5, column: 2 }, { row: 15, column: 2 }],
    ['PageUp', { row: 25, column: 2 }, { row: 15, column: 2 }],
    ['Home', { row: 5, column: 2 }, { row: 5, column: 0 }],
    ['End', { row: 5, column: 2 }, { row: 5, column: 4 }],
    ['Ctrl+Home', { row: 5, column: 2 }, { row: 0, column: 0 }],
    ['Ctrl+End', { row: 5, column: 2 }, { row: 9999, column: 4 }],
  ])('%s goes from %o to %o', (keys, from, to) => {
    expect(actionFor(press(keys), from, SHAPE)).toEqual({ do: 'move', to });
  });

  test('up from the first row reaches the header, and down comes back to the same column', () => {
    expect(act('ArrowUp', 0, 3)).toEqual(moves(HEADER, 3));
    expect(act('ArrowDown', HEADER, 3)).toEqual(moves(0, 3));
  });

  test('the edges hold', () => {
    expect(act('ArrowUp', HEADER, 1)).toEqual(moves(HEADER, 1));
    expect(act('ArrowDown', 9999, 1)).toEqual(moves(9999, 1));
    expect(act('ArrowLeft', 3, 0)).toEqual(moves(3, 0));
    expect(act('ArrowRight', 3, 4)).toEqual(moves(3, 4));
    expect(act('PageUp', 4, 1)).toEqual(moves(0, 1));
    expect(act('PageDown', 9995, 1)).toEqual(moves(9999, 1));
    expect(act('PageUp', HEADER, 1)).toEqual(moves(HEADER, 1));
    expect(act('PageDown', HEADER, 1)).toEqual(moves(10, 1));
  });

  test('from right to left the sideways arrows change places', () => {
    expect(act('ArrowRight', 5, 2, { rtl: true })).toEqual(moves(5, 1));
    expect(act('ArrowLeft', 5, 2, { rtl: true })).toEqual(moves(5, 3));
  });

  test('an empty list leaves only the header', () => {
    expect(act('ArrowDown', HEADER, 1, { rows: 0 })).toEqual(moves(HEADER, 1));
    expect(act('Ctrl+Home', HEADER, 1, { rows: 0 })).toEqual(moves(HEADER, 0));
    expect(act('Ctrl+End', HEADER, 1, { rows: 0 })).toEqual(moves(HEADER, 4));
  });

  test.each(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown'])(
    'Ctrl %s is left to others',
    (key) => expect(act(`Ctrl+${key}`, 5, 2)).toBeNull(),
  );
});

describe('choosing', () => {
  test('Space toggles the row, or works the control where the cell is one', () => {
    expect(act('Space', 5, 1)).toEqual({ do: 'toggle' });
    expect(act('Space', 5, 0)).toEqual({ do: 'native' });
    expect(act('Space', 5, 4)).toEqual({ do: 'native' });
    expect(act('Space', HEADER, 0)).toEqual({ do: 'native' });
  });

  test('Shift extends by rows, never sideways and never from the header', () => {
    expect(act('Shift+ArrowDown', 5, 1)).toEqual({ do: 'extend', to: { row: 6, column: 1 } });
    expect(act('Shift+ArrowUp', 5, 1)).toEqual({ do: 'extend', to: { row: 4, column: 1 } });
    expect(act('Shift+Space', 5, 1)).toEqual({ do: 'extend', to: { row: 5, column: 1 } });
    expect(act('Shift+ArrowRight', 5, 1)).toEqual(moves(5, 2));
    expect(act('Shift+ArrowLeft', 5, 1)).toEqual(moves(5, 0));
    expect(act('Shift+ArrowDown', HEADER, 1)).toEqual(moves(0, 1));
    expect(act('Ctrl+Shift+End', 5, 1)).toEqual({ do: 'extend', to: { row: 9999, column: 4 } });
  });

  test('Ctrl A chooses all, from rows and from the header', () => {
    expect(act('Ctrl+a', 5, 1)).toEqual({ do: 'select-all' });
    expect(act('Ctrl+A', HEADER, 1)).toEqual({ do: 'select-all' });
  });
});

describe('commands', () => {
  test.each([
    ['Enter', 'open'],
    ['Shift+F10', 'menu'],
    ['ContextMenu', 'menu'],
    ['F2', 'rename'],
    ['Delete', 'remove'],
    ['Ctrl+r', 'renew'],
  ])('%s asks the row to %s', (keys, command) => {
    expect(act(keys, 5, 1)).toEqual({ do: 'command', command });
  });

  test('Enter works a button, but opens details from a checkbox', () => {
    expect(act('Enter', 5, 4)).toEqual({ do: 'native' });
    expect(act('Enter', 5, 0)).toEqual({ do: 'command', command: 'open' });
    expect(act('Enter', HEADER, 1)).toEqual({ do: 'native' });
  });

  test('on macOS Command stands for Ctrl and Backspace for Delete', () => {
    expect(act('Backspace', 5, 1, { mac: true })).toEqual({ do: 'command', command: 'remove' });
    expect(act('Backspace', 5, 1)).toBeNull();
    expect(act('Meta+a', 5, 1, { mac: true })).toEqual({ do: 'select-all' });
    expect(act('Ctrl+a', 5, 1, { mac: true })).toBeNull();
    expect(act('Meta+a', 5, 1)).toBeNull();
  });

  test.each(['Alt+ArrowUp', 'x', 'F10', 'Ctrl+c', 'Ctrl+Shift+r', 'Tab', 'Escape'])('%s is not ours', (keys) => {
    expect(act(keys, 5, 1)).toBeNull();
  });

  test.each(['Ctrl+x', 'F2', 'Delete'])('%s means nothing on a header', (keys) => {
    expect(act(keys, HEADER, 1)).toBeNull();
  });

  test('a column that is gone counts as one without a control', () => {
    expect(act('Space', 5, 9)).toEqual({ do: 'toggle' });
  });
});

describe('a cell that no longer exists', () => {
  test('gives way to the nearest one', () => {
    expect(clamped({ row: 12, column: 9 }, { rows: 10, columns: SHAPE.columns })).toEqual({ row: 9, column: 4 });
    expect(clamped({ row: 12, column: 1 }, { rows: 0, columns: SHAPE.columns })).toEqual({ row: HEADER, column: 1 });
    expect(clamped({ row: HEADER, column: 1 }, SHAPE)).toEqual({ row: HEADER, column: 1 });
  });
});
