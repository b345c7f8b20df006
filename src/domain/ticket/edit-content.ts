import { BUILT_IN_KEYS, type BuiltInKey, isBuiltIn } from '../form/built-in-fields.ts';
import { diffValues, type FieldChange, type FilledForm } from '../form/diff-values.ts';
import type { FieldValues } from '../form/field.ts';
import { newFiles, type NewFiles } from '../form/new-files.ts';
import type { Translate } from '../form/translate.ts';

type TextColumn =
  'customerName' | 'phoneText' | 'sourceKey' | 'title' | 'description' | 'orderNumber' | 'priority';

/** What of a ticket's content is written anew. */
export interface ContentPatch extends Readonly<Partial<Record<TextColumn, string>>> {
  readonly values?: FieldValues;
  readonly categoryId?: number;
  readonly templateVersionId?: number;
  readonly customerId?: number | null;
  /** E.164, null where the text is no identity. */
  readonly phone?: string | null;
  readonly tags?: readonly string[];
}

/** A change of a ticket's content with the difference that the log keeps. */
export interface ContentEdit {
  readonly set: ContentPatch;
  readonly changes: readonly FieldChange[];
  /** Uploads that came into its fields; without them there were none. */
  readonly files?: NewFiles;
}

const COLUMNS: Readonly<Record<BuiltInKey, TextColumn>> = {
  customer_name: 'customerName',
  phone: 'phoneText',
  source: 'sourceKey',
  title: 'title',
  description: 'description',
  order_number: 'orderNumber',
  priority: 'priority',
};

/**
 * What changes when a ticket's form is filled in anew (spec 01: the log records the field-by-field difference). A
 * built-in field that the new form does not ask for keeps its value; so does what belongs to neither form.
 */
export function editContent(before: FilledForm, after: FilledForm, t: Translate): ContentEdit {
  const asked = new Set(after.fields.map(({ key }) => key));
  const comparable = before.fields.filter(({ key }) => asked.has(key) || !isBuiltIn(key));
  const changes = diffValues({ fields: comparable, values: before.values }, after, t);
  const changed = new Set(changes.map(({ key }) => key));
  const texts = BUILT_IN_KEYS.filter((key) => changed.has(key)).map((key): [TextColumn, string] => {
    const value = after.values[key];
    return [COLUMNS[key], typeof value === 'string' ? value : ''];
  });
  const own = custom(before.values);
  const known = new Set([...before.fields, ...after.fields].map(({ key }) => key));
  const values = {
    ...pick(own, (key) => !known.has(key)),
    ...pick(custom(after.values), (key) => asked.has(key)),
  };
  const files = newFiles(before.values, after);
  return {
    set: { ...Object.fromEntries(texts), ...(!isSame(values, own) && { values }) },
    changes,
    ...(Object.keys(files).length > 0 && { files }),
  };
}

/** What a template adds to the built-in fields. */
export function custom(values: FieldValues): FieldValues {
  return pick(values, (key) => !isBuiltIn(key));
}

function pick(values: FieldValues, wanted: (key: string) => boolean): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([key]) => wanted(key)));
}

function isSame(a: FieldValues, b: FieldValues): boolean {
  const text = (values: FieldValues): string =>
    JSON.stringify(Object.entries(values).sort(([one], [two]) => (one < two ? -1 : 1)));
  return text(a) === text(b);
}
