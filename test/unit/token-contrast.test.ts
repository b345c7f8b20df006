import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** WCAG 2.2: text against its ground at least 4.5:1, outlines and marks at least 3:1, in both themes. */

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const TEXT = 4.5;
const OUTLINE = 3;

const SURFACES = ['canvas', 'surface', 'surface-2', 'surface-3'];
const STATUSES = ['new', 'progress', 'waiting', 'returned', 'resolved', 'closed'].map((name) => `st-${name}`);

/** What stands on what: the same word as in the style sheets. */
const TEXT_ON: Readonly<Record<string, readonly string[]>> = {
  ink: [...SURFACES, 'accent-soft', 'bad-soft', 'sla-over-soft', 'sla-warn-soft'],
  'ink-2': [...SURFACES, 'accent-soft', 'bad-soft', 'sla-over-soft'],
  'ink-3': [...SURFACES, 'accent-soft'],
  accent: [...SURFACES, 'accent-soft', 'bad-soft'],
  'on-accent': ['accent', 'accent-2'],
  ...Object.fromEntries(
    STATUSES.map((status) => [status, ['surface', 'surface-2', 'accent-soft', `${status}-soft`]]),
  ),
  'sla-ok': ['surface', 'surface-2', 'accent-soft', 'sla-ok-soft'],
  'sla-warn': ['surface', 'surface-2', 'accent-soft', 'sla-warn-soft'],
  'sla-over': ['surface', 'surface-2', 'accent-soft', 'sla-over-soft'],
  'on-over': ['sla-over-fill'],
  bad: ['surface', 'surface-2', 'bad-soft'],
  'diff-del': ['diff-del-soft'],
  'diff-ins': ['diff-ins-soft'],
  surface: ['ink'],
};

const OUTLINE_ON: Readonly<Record<string, readonly string[]>> = {
  'line-control': ['canvas', 'surface', 'surface-2'],
  accent: SURFACES,
  bad: ['surface', 'surface-2'],
  'hop-edge': ['surface', 'surface-2'],
  'sla-over-fill': ['surface'],
};

const tokens = readTokens();

describe.each(THEMES)('%s', (theme) => {
  test.each(pairs(TEXT_ON))('text: %s on %s', (ink, ground) => {
    expect(contrast(ink, ground, theme)).toBeGreaterThanOrEqual(TEXT);
  });

  test.each(pairs(OUTLINE_ON))('outline: %s on %s', (line, ground) => {
    expect(contrast(line, ground, theme)).toBeGreaterThanOrEqual(OUTLINE);
  });
});

test('every colour is written once, for both themes', () => {
  const once = [...tokens.values()].filter(({ light, dark }) => light !== '' && dark !== '');
  expect(once).toHaveLength(tokens.size);
  expect(tokens.size).toBeGreaterThan(40);
});

function pairs(table: Readonly<Record<string, readonly string[]>>): [string, string][] {
  return Object.entries(table).flatMap(([ink, grounds]) =>
    grounds.map((ground): [string, string] => [ink, ground]),
  );
}

/** `--name: light-dark(#rrggbb, #rrggbb);`, or one colour for both themes. */
function readTokens(): ReadonlyMap<string, Readonly<Record<Theme, string>>> {
  const css = readFileSync(new URL('../../public/css/tokens.css', import.meta.url), 'utf8');
  const hex = '#[0-9a-f]{6}';
  const found = css.matchAll(
    new RegExp(`--([a-z0-9-]+): (?:light-dark\\((${hex}), (${hex})\\)|(${hex}));`, 'g'),
  );
  return new Map(
    [...found].map(([, name = '', light = '', dark = '', both = '']) => [
      name,
      { light: light || both, dark: dark || both },
    ]),
  );
}

function contrast(one: string, other: string, theme: Theme): number {
  const [darker = 0, lighter = 0] = [one, other]
    .map((name) => luminance(colour(name, theme)))
    .sort(ascending);
  return (lighter + 0.05) / (darker + 0.05);
}

function ascending(a: number, b: number): number {
  return a - b;
}

function colour(name: string, theme: Theme): string {
  const token = tokens.get(name);
  if (!token) throw new Error(`tokens.css has no colour --${name}`);
  return token[theme];
}

/** Relative luminance of sRGB, as WCAG defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
