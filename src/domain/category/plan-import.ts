import type { Priority } from '../ticket/status.ts';
import { PRIORITIES } from '../ticket/status.ts';
import { type ImportColumn, type ImportRow, MAX_URGE_MINUTES, type RowProblem } from './read-import.ts';
import { growTree, type Tree, type TreeLimits, type TreeNode } from './tree.ts';

/** What a row of the spreadsheet may say of a category, beside its path. */
export interface Attributes {
  readonly templateId: number | null;
  readonly priority: Priority | null;
  readonly groupId: number | null;
  readonly urgeMinutes: number | null;
  readonly selectable: boolean;
  readonly active: boolean;
}

export type ImportedNode = TreeNode & Attributes;

export interface Named {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
}

/** What the words in the cells may mean. */
export interface ImportWords {
  readonly templates: readonly Named[];
  readonly groups: readonly Named[];
  readonly priorities: ReadonlyMap<string, Priority>;
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

export interface NewNode {
  readonly path: readonly string[];
  /** The number of the row; null for a folder that only stands above others. */
  readonly row: number | null;
  readonly attributes: Attributes;
}

export interface ChangedNode {
  readonly id: number;
  readonly path: readonly string[];
  readonly row: number;
  readonly before: Attributes;
  readonly after: Attributes;
}

export interface ImportPlan {
  /** Parents before children. */
  readonly created: readonly NewNode[];
  readonly changed: readonly ChangedNode[];
  readonly unchanged: number;
  /** In use here, and not in the file. */
  readonly missing: readonly { readonly id: number; readonly path: readonly string[] }[];
  readonly problems: readonly RowProblem[];
}

const NOTHING: Attributes = {
  templateId: null,
  priority: null,
  groupId: null,
  urgeMinutes: null,
  selectable: false,
  active: true,
};

/** A path as a key: no line break stands in a name. */
export const keyOf = (path: readonly string[]): string => path.join('\n');

/**
 * What the rows of a spreadsheet would change in the tree (spec 02). Categories are known by their paths: one that is
 * there is brought up to date, one that is not is new, and what the file does not name stays as it is.
 */
export function planImport(
  nodes: readonly ImportedNode[],
  rows: readonly ImportRow[],
  words: ImportWords,
  limits: TreeLimits,
): ImportPlan {
  const known = knownByPath(growTree(nodes));
  const seen = new Map<string, ImportRow>();
  const created = new Map<string, NewNode>();
  const changed: ChangedNode[] = [];
  const problems: RowProblem[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const key = keyOf(row.path);
    const twin = seen.get(key);
    if (twin) {
      if (!sayTheSame(twin, row))
        problems.push({ row: row.number, code: 'twice', params: { other: twin.number } });
      continue;
    }
    seen.set(key, row);
    const node = known.get(key);
    const read = readAttributes(row, node ?? NOTHING, words);
    problems.push(...read.problems);
    if (!node) {
      plantAbove(row.path, known, created);
      created.set(key, { path: row.path, row: row.number, attributes: read.attributes });
    } else if (isSame(node, read.attributes)) unchanged += 1;
    else
      changed.push({
        id: node.id,
        path: row.path,
        row: row.number,
        before: attributesOf(node),
        after: read.attributes,
      });
  }
  const named = new Set(
    [...seen.values()].flatMap(({ path }) => path.map((_name, at) => keyOf(path.slice(0, at + 1)))),
  );
  return {
    created: [...created.values()],
    changed,
    unchanged,
    missing: [...known].flatMap(([key, node]) =>
      node.active && !named.has(key) ? [{ id: node.id, path: key.split('\n') }] : [],
    ),
    problems: [...problems, ...beyondLimits(nodes.length, known, [...created.values()], limits)].sort(
      (a, b) => a.row - b.row,
    ),
  };
}

function knownByPath(tree: Tree<ImportedNode>): Map<string, ImportedNode> {
  const known = new Map<string, ImportedNode>();
  const walk = (parentId: number | null, above: readonly string[]): void => {
    for (const node of tree.childrenOf(parentId)) {
      const path = [...above, node.name];
      known.set(keyOf(path), node);
      walk(node.id, path);
    }
  };
  walk(null, []);
  return known;
}

/** The folders above a new category, where the file gives them no row of their own before it. */
function plantAbove(
  path: readonly string[],
  known: ReadonlyMap<string, ImportedNode>,
  created: Map<string, NewNode>,
): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    const above = path.slice(0, depth);
    const key = keyOf(above);
    if (!known.has(key) && !created.has(key))
      created.set(key, { path: above, row: null, attributes: NOTHING });
  }
}

const attributesOf = ({
  templateId,
  priority,
  groupId,
  urgeMinutes,
  selectable,
  active,
}: Attributes): Attributes => ({
  templateId,
  priority,
  groupId,
  urgeMinutes,
  selectable,
  active,
});

const isSame = (a: Attributes, b: Attributes): boolean =>
  JSON.stringify(attributesOf(a)) === JSON.stringify(attributesOf(b));

const sayTheSame = (a: ImportRow, b: ImportRow): boolean =>
  JSON.stringify([...a.cells].sort()) === JSON.stringify([...b.cells].sort());

/** A column that is not there leaves things as they are; an empty cell of one that is there means "as above". */
function readAttributes(
  row: ImportRow,
  base: Attributes,
  words: ImportWords,
): { attributes: Attributes; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const refuse = (column: ImportColumn, code: string, text: string): void => {
    problems.push({ row: row.number, code, params: { column, text } });
  };
  const read = <T>(column: ImportColumn, was: T, parse: (text: string) => T | undefined): T => {
    const text = row.cells.get(column);
    if (text === undefined) return was;
    const value = parse(text);
    if (value === undefined) refuse(column, `unknown_${column}`, text);
    return value === undefined ? was : value;
  };
  const named =
    (list: readonly Named[], was: number | null) =>
    (text: string): number | null | undefined => {
      if (text === '') return null;
      const found = list.find(({ name }) => name === text);
      return found && (found.active || found.id === was) ? found.id : undefined;
    };
  const flag =
    (was: boolean) =>
    (text: string): boolean | undefined => {
      if (text === '') return was;
      const word = text.toLowerCase();
      return words.yes.includes(word) ? true : words.no.includes(word) ? false : undefined;
    };
  const attributes: Attributes = {
    templateId: read('template', base.templateId, named(words.templates, base.templateId)),
    priority: read('priority', base.priority, (text) => readPriority(text, words)),
    groupId: read('group', base.groupId, named(words.groups, base.groupId)),
    urgeMinutes: read('urge', base.urgeMinutes, readMinutes),
    selectable: read('selectable', base.selectable, flag(base.selectable)),
    active: read('active', base.active, flag(base.active)),
  };
  return { attributes, problems };
}

function readPriority(text: string, words: ImportWords): Priority | null | undefined {
  const word = text.toLowerCase();
  return word === '' ? null : (words.priorities.get(word) ?? PRIORITIES.find((each) => each === word));
}

function readMinutes(text: string): number | null | undefined {
  if (text === '') return null;
  const minutes = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return minutes >= 1 && minutes <= MAX_URGE_MINUTES ? minutes : undefined;
}

/** Counted with what is there already; the first row too many is named. */
function beyondLimits(
  total: number,
  known: ReadonlyMap<string, ImportedNode>,
  created: readonly NewNode[],
  limits: TreeLimits,
): RowProblem[] {
  const children = new Map<string, number>();
  for (const path of [...[...known.keys()].map((key) => key.split('\n'))]) count(children, path);
  const problems: RowProblem[] = [];
  const full = new Set<string>();
  for (const [at, { path, row }] of created.entries()) {
    const above = keyOf(path.slice(0, -1));
    if (count(children, path) > limits.children && !full.has(above)) {
      full.add(above);
      const params = { parent: path.slice(0, -1).join(' / '), max: limits.children };
      problems.push({ row: row ?? firstRowBelow(created, path), code: 'too_many_children', params });
    }
    if (total + at + 1 === limits.total + 1)
      problems.push({
        row: row ?? firstRowBelow(created, path),
        code: 'too_many',
        params: { max: limits.total },
      });
  }
  return problems;
}

function count(children: Map<string, number>, path: readonly string[]): number {
  const key = keyOf(path.slice(0, -1));
  const counted = (children.get(key) ?? 0) + 1;
  children.set(key, counted);
  return counted;
}

function firstRowBelow(created: readonly NewNode[], path: readonly string[]): number {
  const start = `${keyOf(path)}\n`;
  return created.find((each) => each.row !== null && `${keyOf(each.path)}\n`.startsWith(start))?.row ?? 0;
}
