import { describe, expect, test } from 'vitest';
import { mountedRows, OVERSCAN, rowsPerPage, scrolledTo, type Viewport } from './window';

const VIEW: Viewport = { top: 0, height: 36 + 520, header: 36, rowHeight: 52 };

describe('mounted rows', () => {
  test('are the visible ones and six more on each side', () => {
    const rows = mountedRows({ ...VIEW, top: 52 * 100 }, 10_000, null);
    expect(rows[0]).toBe(100 - OVERSCAN);
    expect(rows.at(-1)).toBe(109 + OVERSCAN);
  });

  test('stay few however long the list is', () => {
    for (const top of [0, 13, 52_000, 519_999]) {
      expect(mountedRows({ ...VIEW, top }, 10_000, 5).length).toBeLessThanOrEqual(10 + 2 * OVERSCAN + 2);
    }
  });

  test('hold the focused row when it is scrolled out on either side, once and in order', () => {
    expect(mountedRows({ ...VIEW, top: 52 * 100 }, 10_000, 3)[0]).toBe(3);
    expect(mountedRows({ ...VIEW, top: 0 }, 10_000, 9_999).at(-1)).toBe(9_999);
    const inside = mountedRows({ ...VIEW, top: 0 }, 10_000, 4);
    expect(inside.filter((row) => row === 4)).toHaveLength(1);
  });

  test('never name a row that is not there', () => {
    expect(mountedRows(VIEW, 0, 0)).toEqual([]);
    expect(mountedRows(VIEW, 3, 7)).toEqual([0, 1, 2]);
    expect(mountedRows({ ...VIEW, top: 52 * 500 }, 3, null)).toEqual([2]);
  });
});

describe('scrolling to a row', () => {
  test('moves nothing while it is in view', () => {
    expect(scrolledTo(3, VIEW)).toBe(0);
  });

  test('shows it whole, below the header or at the lower edge', () => {
    expect(scrolledTo(3, { ...VIEW, top: 400 })).toBe(156);
    expect(scrolledTo(10, VIEW)).toBe(52);
  });

  test('a page is one row less than what fits', () => {
    expect(rowsPerPage(VIEW)).toBe(9);
    expect(rowsPerPage({ ...VIEW, height: 40 })).toBe(1);
  });
});
