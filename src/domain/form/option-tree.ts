import type { FieldOption } from './field.ts';
import { keyFrom } from './field-key.ts';

/** A cascade as text: one label a line, two spaces deeper for each level (spec 02). Retired options are left out. */
export function textFromTree(options: readonly FieldOption[], depth = 0): string {
  return options
    .filter((option) => option.retired !== true)
    .flatMap(({ label, children = [] }) => [
      '  '.repeat(depth) + label,
      ...(children.length > 0 ? [textFromTree(children, depth + 1)] : []),
    ])
    .join('\n');
}

interface Line {
  readonly label: string;
  readonly depth: number;
}

const MOST_LEVELS = 5;

/** Why a text is no tree: the line, counted from 1, and what is wrong with it. */
export type TreeProblem =
  | { readonly code: 'tree_too_deep' | 'tree_jump' | 'tree_twice'; readonly line: number }
  | { readonly code: 'tree_empty' };

/**
 * Reads the tree that a text draws. A label keeps the value it had at the same place; what is left out stays as
 * retired while tickets may hold it. A tab counts as one level, and so do two spaces.
 */
export function treeFromText(
  text: string,
  before: readonly FieldOption[],
  isUsed: boolean,
): { readonly ok: true; readonly options: readonly FieldOption[] } | ({ readonly ok: false } & TreeProblem) {
  const lines = text.split('\n').flatMap(lineOf);
  if (lines.length === 0) return { ok: false, code: 'tree_empty' };
  const problem = problemIn(lines);
  if (problem) return { ok: false, ...problem };
  const taken = new Set(valuesIn(before));
  return { ok: true, options: branch(lines, 0, before, isUsed, taken) };
}

function lineOf(line: string): Line[] {
  const [indent = ''] = /^[ \t\u3000]*/.exec(line) ?? [];
  const label = line.trim();
  const spaces = indent.replace(/[\t\u3000]/g, '  ').length;
  return label === '' ? [] : [{ label, depth: Math.floor(spaces / 2) }];
}

function problemIn(lines: readonly Line[]): TreeProblem | undefined {
  const path: string[] = [];
  const seen = new Set<string>();
  for (const [index, { label, depth }] of lines.entries()) {
    const line = index + 1;
    if (depth >= MOST_LEVELS) return { code: 'tree_too_deep', line };
    if (depth > path.length) return { code: 'tree_jump', line };
    path.length = depth;
    path.push(label);
    const place = path.join('\n');
    if (seen.has(place)) return { code: 'tree_twice', line };
    seen.add(place);
  }
  return undefined;
}

/** The options of one level, each with the lines that follow it and stand deeper. */
function branch(
  lines: readonly Line[],
  depth: number,
  before: readonly FieldOption[],
  isUsed: boolean,
  taken: Set<string>,
): readonly FieldOption[] {
  const starts = lines.flatMap((line, index) => (line.depth === depth ? [index] : []));
  const options = starts.map((start, at): FieldOption => {
    const label = lines[start]?.label ?? '';
    const below = lines.slice(start + 1, starts[at + 1] ?? lines.length);
    const old = before.find((option) => option.label === label);
    const value = old?.value ?? keyFrom(label, (key) => taken.has(key), 'option');
    taken.add(value);
    const children = branch(below, depth + 1, old?.children ?? [], isUsed, taken);
    return { value, label, ...(children.length > 0 && { children }) };
  });
  const kept = new Set(options.map(({ value }) => value));
  const left = isUsed ? before.filter(({ value }) => !kept.has(value)) : [];
  return [...options, ...left.map((option): FieldOption => ({ ...option, retired: true }))];
}

function valuesIn(options: readonly FieldOption[]): string[] {
  return options.flatMap(({ value, children = [] }) => [value, ...valuesIn(children)]);
}
