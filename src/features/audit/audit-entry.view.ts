import { diffValues, type Item, type KeyedDiffs, type ValueDiff } from '../../domain/audit/diff-values.ts';
import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import { type References, referencesIn, type Referred, referredBy } from '../../domain/audit/references.ts';
import type { Translate } from '../../i18n.ts';
import { tellConditions } from '../conditions/tell-conditions.view.ts';
import type { AuditRow } from './audit-log.query.ts';
import type { Names } from './audit-names.query.ts';
import {
  labelOfValue,
  wordsOfAction,
  wordsOfChoice,
  wordsOfKind,
  wordsOfNothing,
} from './audit-words.view.ts';

/** A text, and only how it begins where it is long. */
export interface Passage {
  readonly text: string;
  readonly start: string | null;
}

/** A change as it is read: what went, what came, and changes within it. */
export interface ChangeView {
  readonly label: string;
  readonly removed: readonly Passage[];
  readonly added: readonly Passage[];
  /** A line of its own: another order, or a value that is no change. */
  readonly note: string | null;
  readonly inner: readonly ChangeView[];
}

export interface EntryView {
  readonly id: number;
  readonly who: string;
  readonly isSystem: boolean;
  readonly action: string;
  readonly kind: string;
  readonly subject: string;
  readonly at: Date;
  readonly ip: string | null;
  readonly device: string | null;
  readonly changes: readonly ChangeView[];
  readonly record: { readonly kind: string; readonly id: string } | null;
}

interface Words {
  readonly t: Translate;
  readonly names: Names;
  /** What conditions look at; null where no entry has any. */
  readonly catalogue: Catalogue | null;
}

/** Under this name rules, automations and policies have their conditions (spec 04). */
const CONDITION = 'condition';

/** Whether conditions are to be told: then the catalogue is needed. */
export function hasConditions(rows: readonly AuditRow[]): boolean {
  return rows.some(({ changes }) => Object.hasOwn(changes, CONDITION));
}

/** Everything that one page of the log refers to. */
export function referencesOf(rows: readonly AuditRow[]): References {
  const all = new Map<Referred, ReadonlySet<string>>();
  for (const row of rows)
    for (const [kind, ids] of referencesIn(row.subject_type, row.changes))
      all.set(kind, new Set([...(all.get(kind) ?? []), ...ids]));
  return all;
}

/** One entry of the log in words, with what it changed (spec 03). An action without words shows by its key. */
export function presentEntry(row: AuditRow, words: Words): EntryView {
  const { t } = words;
  const isAttempt = row.actor_id === null && row.action.startsWith('sign_in');
  return {
    id: row.id,
    who: row.who ?? t(isAttempt ? 'config.audit.nobody' : 'config.system'),
    isSystem: row.who === null,
    action: wordsOfAction(row.action, t) ?? row.action,
    kind: wordsOfKind(row.subject_type, t) ?? row.subject_type,
    subject: row.subject_name ?? row.subject_id ?? '',
    at: row.occurred_at,
    ip: row.source_ip,
    device: row.user_agent,
    changes: Object.entries(row.changes)
      .filter(([key]) => key !== 'version')
      .map(([key, value]) => presentChange(row.subject_type, key, value, words)),
    record: row.subject_id === null ? null : { kind: row.subject_type, id: row.subject_id },
  };
}

/** What is recorded as a pair is a change; anything else is a circumstance. */
function presentChange(subject: string, key: string, value: unknown, words: Words): ChangeView {
  if (Array.isArray(value) && value.length === 2 && !isListOfIds(subject, key, value))
    return presentDiff({ subject, key }, diffOf(key, value[0], value[1]), words);
  return { ...blank(subject, key, words), note: wordsOf({ subject, key }, value, words) };
}

/** Of conditions the whole sentences before and after: a tree that has changed within is nothing to read. */
function diffOf(key: string, before: unknown, after: unknown): ValueDiff {
  return key === CONDITION ? { kind: 'value', before, after } : diffValues(before, after);
}

/** Two ids that were noted, not one that took the place of the other: those may be lists, or nothing. */
function isListOfIds(subject: string, key: string, [before, after]: readonly unknown[]): boolean {
  return (
    key.endsWith('_ids') &&
    referredBy(subject, key) !== null &&
    [before, after].every((each) => typeof each === 'string')
  );
}

interface At {
  readonly subject: string;
  readonly key: string;
}

function blank(subject: string, key: string, { t }: Words): ChangeView {
  return { label: labelOfValue(subject, key, t), removed: [], added: [], note: null, inner: [] };
}

function presentDiff(at: At, diff: ValueDiff, words: Words): ChangeView {
  const view = blank(at.subject, at.key, words);
  const passages = (values: readonly unknown[]): Passage[] =>
    values.map((value) => fold(wordsOf(at, value, words)));
  switch (diff.kind) {
    case 'value':
      return { ...view, removed: passages([diff.before]), added: passages([diff.after]) };
    case 'set':
      return {
        ...view,
        removed: passages(diff.removed),
        added: passages(diff.added),
        note: diff.moved ? words.t('config.audit.moved') : null,
      };
    case 'record':
      return { ...view, inner: inside(at.subject, diff.changes, words) };
    case 'items':
      return {
        ...view,
        removed: diff.removed.map((item) => fold(nameOf(at.subject, item, words))),
        added: diff.added.map((item) => fold(nameOf(at.subject, item, words))),
        note: diff.moved ? words.t('config.audit.moved') : null,
        inner: diff.changed.map(({ item, changes }) => ({
          ...view,
          label: nameOf(at.subject, item, words),
          inner: inside(at.subject, changes, words),
        })),
      };
  }
}

function inside(subject: string, changes: KeyedDiffs, words: Words): ChangeView[] {
  return changes.map(({ key, diff }) => presentDiff({ subject, key }, diff, words));
}

/** What an item of a list is called by those who made it. */
function nameOf(subject: string, item: Item, words: Words): string {
  const key = ['label', 'label_zh', 'name', 'name_zh', 'field_id', 'key', 'value', 'id'].find(
    (each) => typeof item[each] === 'string' && item[each] !== '',
  );
  return key === undefined ? JSON.stringify(item) : wordsOf({ subject, key }, item[key], words);
}

function wordsOf(at: At, value: unknown, words: Words): string {
  const { t } = words;
  if (value === null || value === undefined || value === '') return wordsOfNothing(at.subject, at.key, t);
  if (typeof value === 'boolean') return t(value ? 'form.yes' : 'form.no');
  if (Array.isArray(value))
    return value.map((each) => wordsOf(at, each, words)).join(t('form.list_separator'));
  if (at.key === CONDITION && words.catalogue && isConditions(value))
    return tellConditions(value, words.catalogue, t);
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, each]) =>
        t('config.audit.pair', {
          label: labelOfValue(at.subject, key, t),
          value: wordsOf({ ...at, key }, each, words),
        }),
      )
      .join(t('form.list_separator'));
  return wordsOfScalar(at, String(value as string | number), words);
}

function isConditions(value: unknown): value is Conditions {
  if (typeof value !== 'object' || value === null || !('root' in value)) return false;
  const { root } = value;
  return typeof root === 'object' && root !== null && 'of' in root && Array.isArray(root.of);
}

function wordsOfScalar({ subject, key }: At, value: string, { t, names }: Words): string {
  const kind = referredBy(subject, key);
  if (kind !== null) return names.get(`${kind}:${value}`) ?? t('config.audit.gone', { id: value });
  return wordsOfChoice(subject, key, value, t) ?? value;
}

const FOLDED = 160;
const SHOWN = 120;

function fold(text: string): Passage {
  const characters = [...text];
  const isLong = characters.length > FOLDED || text.split('\n').length > 4;
  const start = characters.slice(0, SHOWN).join('').split('\n').slice(0, 3).join('\n');
  return { text, start: isLong ? `${start}…` : null };
}
