/**
 * What a key does in the grid, as a pure function: the component measures and moves focus, this decides.
 * Follows the ARIA grid pattern; the header is row {@link HEADER}, data rows count from 0.
 */

/** The row index of the column headers. */
export const HEADER = -1;

/** One cell. */
export interface Cell {
  row: number;
  column: number;
}

/** The control that a cell of a column consists of, if it is one. */
export type Control = 'none' | 'checkbox' | 'button';

/** The grid as it stands when a key is pressed. */
export interface Shape {
  /** How many data rows there are. */
  rows: number;
  /** The visible columns in order: what their data cells hold. */
  columns: readonly Control[];
  /** How many rows Page Up and Page Down pass over. */
  page: number;
  /** Whether the page runs from right to left. */
  rtl: boolean;
  /** Whether this is macOS, where Command stands for Ctrl and Backspace for Delete. */
  mac: boolean;
}

/** The part of a keyboard event that decides. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** What a row is asked to do. */
export type RowCommand = 'open' | 'menu' | 'rename' | 'remove' | 'renew';

/** What the grid has to do. `native` leaves the key to the control in the cell. */
export type GridAction =
  | { do: 'move'; to: Cell }
  | { do: 'extend'; to: Cell }
  | { do: 'toggle' }
  | { do: 'select-all' }
  | { do: 'command'; command: RowCommand }
  | { do: 'native' };

/** Decides what `press` does with the focus on `at`; null: the grid does not know the key. */
export function actionFor(press: KeyPress, at: Cell, shape: Shape): GridAction | null {
  if (press.altKey) return null;
  const control = shape.mac ? press.metaKey : press.ctrlKey;
  const foreign = shape.mac ? press.ctrlKey : press.metaKey;
  if (foreign) return null;

  const to = destination(press.key, control, at, shape);
  if (to) return press.shiftKey && extendsSelection(press.key, at) ? { do: 'extend', to } : { do: 'move', to };

  return at.row === HEADER ? headerAction(press, control) : rowAction(press, control, at, shape);
}

/** `cell`, moved to the nearest one that exists. */
export function clamped(cell: Cell, shape: Pick<Shape, 'rows' | 'columns'>): Cell {
  const row = cell.row === HEADER ? HEADER : between(cell.row, shape.rows === 0 ? HEADER : 0, shape.rows - 1);
  return { row, column: between(cell.column, 0, shape.columns.length - 1) };
}

function destination(key: string, control: boolean, at: Cell, shape: Shape): Cell | null {
  const lastColumn = shape.columns.length - 1;
  const step = shape.rtl ? -1 : 1;
  const to = (row: number, column: number): Cell => ({
    row: between(row, HEADER, shape.rows - 1),
    column: between(column, 0, lastColumn),
  });
  const firstRow = shape.rows === 0 ? HEADER : 0;

  switch (key) {
    case 'ArrowUp':
      return control ? null : to(at.row - 1, at.column);
    case 'ArrowDown':
      return control ? null : to(at.row + 1, at.column);
    case 'ArrowLeft':
      return control ? null : to(at.row, at.column - step);
    case 'ArrowRight':
      return control ? null : to(at.row, at.column + step);
    case 'PageUp':
      return control ? null : at.row === HEADER ? at : to(Math.max(at.row - shape.page, firstRow), at.column);
    case 'PageDown':
      return control ? null : to(Math.max(at.row, 0) + shape.page, at.column);
    case 'Home':
      return control ? to(firstRow, 0) : to(at.row, 0);
    case 'End':
      return control ? to(shape.rows - 1, lastColumn) : to(at.row, lastColumn);
    default:
      return null;
  }
}

/** Shift extends the selection by rows; sideways there is nothing to extend, and a header is no row. */
function extendsSelection(key: string, at: Cell): boolean {
  return at.row !== HEADER && key !== 'ArrowLeft' && key !== 'ArrowRight';
}

function headerAction(press: KeyPress, control: boolean): GridAction | null {
  if (control) return press.key.toLowerCase() === 'a' ? { do: 'select-all' } : null;
  return press.key === 'Enter' || press.key === ' ' ? { do: 'native' } : null;
}

function rowAction(press: KeyPress, control: boolean, at: Cell, shape: Shape): GridAction | null {
  const holds = shape.columns[at.column] ?? 'none';
  if (control) {
    switch (press.key.toLowerCase()) {
      case 'a':
        return { do: 'select-all' };
      case 'r':
        return press.shiftKey ? null : { do: 'command', command: 'renew' };
      default:
        return null;
    }
  }
  switch (press.key) {
    case ' ':
      if (press.shiftKey) return { do: 'extend', to: at };
      return holds === 'none' ? { do: 'toggle' } : { do: 'native' };
    case 'Enter':
      return holds === 'button' ? { do: 'native' } : { do: 'command', command: 'open' };
    case 'F10':
      return press.shiftKey ? { do: 'command', command: 'menu' } : null;
    case 'ContextMenu':
      return { do: 'command', command: 'menu' };
    case 'F2':
      return { do: 'command', command: 'rename' };
    case 'Delete':
      return { do: 'command', command: 'remove' };
    case 'Backspace':
      return shape.mac ? { do: 'command', command: 'remove' } : null;
    default:
      return null;
  }
}

function between(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
