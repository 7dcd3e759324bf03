import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const COLOURS = new Map(
  [...css.matchAll(/--([a-z\d-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
);

/** Text on its background: at least 4.5 to 1. */
const TEXT = [
  'fg-1 on bg-surface bg-canvas bg-selected bg-sunken bg-overlay bg-hover',
  'fg-2 on bg-surface bg-canvas bg-selected bg-sunken bg-overlay bg-hover',
  'fg-3 on bg-surface bg-sunken bg-selected bg-overlay bg-canvas',
  'on-accent on accent accent-hover accent-active',
  'accent-fg on bg-surface bg-canvas accent-tint bg-selected bg-overlay',
  'ok-fg on ok-tint bg-surface',
  'warn-fg on warn-tint bg-surface bg-overlay',
  'danger-fg on danger-tint bg-surface bg-overlay bg-hover',
  'on-danger on danger danger-hover',
  'muted-fg on muted-tint',
  'fg-1 on muted-tint',
];
/** Borders of controls, focus ring and icons: at least 3 to 1. */
const SIGNS = [
  'line-control on bg-surface bg-canvas bg-sunken bg-overlay',
  'focus on bg-surface bg-canvas bg-overlay bg-selected',
  'ok-icon on bg-surface ok-tint',
  'warn-icon on bg-surface warn-tint',
  'accent on bg-surface bg-canvas',
  'danger on bg-overlay bg-surface',
  'fg-disabled on bg-surface',
];

function pairs(lines: string[]): [string, string][] {
  return lines.flatMap((line) => {
    const [front = '', , ...backs] = line.split(' ');
    return backs.map((back): [string, string] => [front, back]);
  });
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const colour = (name: string) => {
    const found = COLOURS.get(name);
    if (found === undefined) throw new Error(`tokens.css has no --${name}`);
    return found[theme];
  };

  it.each(pairs(TEXT))('%s can be read on %s', (front, back) => {
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(SIGNS))('%s can be made out on %s', (front, back) => {
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(3);
  });
});

it('the measure itself is right', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

it('every colour of the table is there in both themes', () => {
  expect(COLOURS.size).toBe(32);
});
