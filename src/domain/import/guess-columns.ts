import type { FormField } from '../form/field.ts';
import { isBuiltIn } from '../form/built-in-fields.ts';
import { type ColumnContents, contentsOf, shareOfCategories, shareOfField } from './column-contents.ts';
import { foldName } from './fold-text.ts';
import { belongsBelow, bareHeading, isCounter, targetsNamed } from './heading-words.ts';
import type { ImportConfig } from './import-config.ts';
import type { ImportTarget } from './import-plan.ts';
import type { SheetRow } from './import-row.ts';
import { mendText } from './mend-text.ts';
import { type Target, targetsOf } from './targets.ts';

/** A column as it might be read. */
interface Claim {
  readonly index: number;
  readonly target: ImportTarget;
  /** Of about 100. */
  readonly score: number;
}

/** Less sure than this is no guess. */
const SURE_ENOUGH = 40;
const OPTION_TYPES: readonly Target['type'][] = ['radio', 'select', 'checkbox', 'multiselect', 'cascade'];

/**
 * What each column of a sheet is, by its heading and the cells of the first rows (spec 06). No two columns for what only
 * one can be: the surest wins. Columns that no field takes but that belong to the complaint go below the description.
 * @param rows some rows from below the headings
 */
export function guessColumns(
  rows: readonly SheetRow[],
  headings: readonly string[],
  config: ImportConfig,
): readonly (ImportTarget | null)[] {
  const names = headings.map((heading) => mendText(heading).text.trim());
  const contents = names.map((_name, index) => contentsOf(rows, index));
  const columns = settle(claimsOn(names, contents, config), names.length);
  return columns.map((target, index) => {
    if (target !== null || (contents[index]?.count ?? 0) === 0) return target;
    return belongsBelow(names[index] ?? '') ? 'description' : null;
  });
}

function claimsOn(
  names: readonly string[],
  contents: readonly ColumnContents[],
  config: ImportConfig,
): readonly Claim[] {
  const targets = targetsOf(config);
  const known = new Set(targets.map(({ key }) => key));
  const byContents = openContentScores(targets, config);
  return names.flatMap((name, index) => {
    const column = contents[index];
    if (column === undefined || isCounter(name)) return [];
    const named = new Map([...targetsNamed(name, config.kind)].filter(([target]) => known.has(target)));
    for (const [target, weight] of customNamed(name, targets)) {
      if (weight > (named.get(target) ?? 0)) named.set(target, weight);
    }
    const scores = byContents(column);
    const candidates = new Set([...named.keys(), ...scores.keys()]);
    return [...candidates].map((target) => {
      const fromName = named.get(target) ?? 0;
      return { index, target, score: weigh(target, fromName, scores.get(target) ?? 0, column) };
    });
  });
}

/** Labels of the custom fields, their keys, and what a longer heading ends with: 申请退款金额 → 退款金额. */
function customNamed(name: string, targets: readonly Target[]): [ImportTarget, number][] {
  const bare = bareHeading(name);
  if (bare === '') return [];
  return targets.flatMap((target): [ImportTarget, number][] => {
    if (!('text' in target.label)) return bare === foldName(target.key) ? [[target.key, 97]] : [];
    const labels = [target.label.text, target.key, target.field?.label ?? ''].map(bareHeading);
    if (labels.includes(bare)) return [[target.key, 97]];
    const isPart = labels.some(
      (label) => label.length >= 3 && (bare.endsWith(label) || bare.startsWith(label)),
    );
    return isPart ? [[target.key, 55]] : [];
  });
}

type ContentScores = (contents: ColumnContents) => ReadonlyMap<ImportTarget, number>;

function openContentScores(targets: readonly Target[], config: ImportConfig): ContentScores {
  const shareOfTree = shareOfCategories(config);
  const listed = targets.flatMap(({ key, field, type }) =>
    field !== null && OPTION_TYPES.includes(type) ? [{ key, share: shareOfField(field, config) }] : [],
  );
  const ofType = (type: FormField['type']) =>
    targets.find((target) => target.type === type && !isBuiltIn(target.key));
  const [email, idCard] = [ofType('email')?.key, ofType('id_card')?.key];
  return (contents) => {
    const scores = new Map<ImportTarget, number>();
    const { count, distinct, averageLength } = contents;
    if (count === 0) return scores;
    scores.set('phone', contents.phones * 65);
    scores.set('category', shareOfTree(contents) * 70);
    // A custom field is known by name: that all its answers are 是 or 否 says little.
    for (const { key, share } of listed) scores.set(key, share(contents) * (isBuiltIn(key) ? 60 : 30));
    if (email !== undefined) scores.set(email, contents.emails * 60);
    if (idCard !== undefined) scores.set(idCard, contents.idCards * 60);
    if (config.kind === 'history') scores.set('created_at', contents.moments * 42);
    const isProse = averageLength >= 25 && distinct >= 0.5 && contents.links < 0.5;
    scores.set('description', isProse ? Math.min(44 + averageLength / 20, 60) : 0);
    return scores;
  };
}

/** A name that the contents speak against counts for less, one that they speak for counts for more. */
function weigh(target: ImportTarget, name: number, content: number, column: ColumnContents): number {
  if (column.count === 0) return name * 0.8;
  switch (target) {
    case 'phone':
      // A platform may hide the numbers altogether; a column of dates or prose is no phone.
      return column.moments > 0.5 || column.averageLength > 40
        ? 0
        : Math.max(name, content) + (name && content) / 10;
    case 'category':
      // `Product` may name the categories of another house: only a clear heading stands for itself.
      return name >= 80
        ? name + content / 10
        : Math.max(content, content > 20 ? name + content / 2 : name - 20);
    case 'description':
      // Of several texts the longest is what happened.
      return name === 0
        ? content
        : name + Math.min(column.averageLength, 200) / 10 - (column.averageLength < 6 ? 40 : 0);
    case 'title':
      return column.averageLength > 120 ? name - 40 : name;
    case 'created_at':
    case 'closed_at':
      return column.moments < 0.3 ? name - 60 : name + content / 10;
    case 'source':
    case 'priority':
    case 'outcome':
      return Math.max(name === 0 ? 0 : name - (column.averageLength > 20 ? 40 : 0), content);
    case 'customer_name':
      return column.averageLength > 25 || column.numbers > 0.5 ? name - 50 : name;
    default:
      return Math.max(name, content) + (name && content) / 10;
  }
}

/** Hands out the targets, the surest claim first. */
function settle(claims: readonly Claim[], width: number): (ImportTarget | null)[] {
  const columns: (ImportTarget | null)[] = Array.from({ length: width }, () => null);
  const taken = new Set<ImportTarget>();
  for (const { index, target, score } of claims.toSorted((one, two) => two.score - one.score)) {
    if (score < SURE_ENOUGH || (columns[index] ?? null) !== null) continue;
    // Several levels of categories have headings that say so; one more text is a paragraph.
    const isFree = !taken.has(target) || (target === 'category' && score >= 80) || target === 'description';
    if (!isFree) continue;
    columns[index] = target;
    taken.add(target);
  }
  return columns;
}
