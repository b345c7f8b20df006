import { BUILT_IN_KEYS } from '../form/built-in-fields.ts';
import type { FormField } from '../form/field.ts';
import { isFileField } from '../form/field-kinds.ts';
import { openForm, type ParsedForm, type RawForm } from '../form/parse-form.ts';
import { cellKey, defaultValues, rawFromValues } from '../form/raw-form.ts';
import { visibleKeys } from '../form/visible-fields.ts';
import type { ImportConfig, ImportForm } from './import-config.ts';
import type { ImportTarget } from './import-plan.ts';

/** A form made ready for thousands of rows. */
export interface ReadyForm {
  readonly versionId: number;
  /** By target: its fields, and the cells of the first row of its groups. */
  readonly fields: ReadonlyMap<ImportTarget, FormField>;
  /** Whether some of its fields are only there while others have certain values. */
  readonly hasConditions: boolean;
  readonly isVisible: (key: string, raw: RawForm) => boolean;
  readonly defaults: RawForm;
  readonly parse: (raw: RawForm) => ParsedForm;
}

const OWN: readonly string[] = BUILT_IN_KEYS;
/** These are never left open: whoever writes by hand finds them filled in. */
const ALWAYS_BEGUN: readonly string[] = ['source', 'priority'];

/**
 * Makes a form ready to read rows (spec 06). A sheet carries no files: they are not asked for. Of historical tickets
 * required custom fields may be missing, because nobody asked for them then.
 */
export function readyForm(form: ImportForm, config: Pick<ImportConfig, 'kind' | 'today'>): ReadyForm {
  const isPast = config.kind === 'history';
  const fields = form.fields
    .filter((field) => !isFileField(field))
    .map((field) => (isPast && !OWN.includes(field.key) ? { ...field, required: false } : field));
  const begun = isPast ? fields.filter(({ key }) => ALWAYS_BEGUN.includes(key)) : fields;
  return {
    versionId: form.versionId,
    fields: new Map(fields.flatMap(targetsIn)),
    hasConditions: fields.some(({ visibleWhen }) => visibleWhen !== undefined),
    // A cell of a group is where its group is.
    isVisible: (key, raw) => visibleKeys(fields, raw).has(key.split('.')[0] ?? key),
    defaults: rawFromValues(begun, defaultValues(begun, config.today)),
    parse: openForm(fields, { today: config.today }),
  };
}

/** What a column can be of a field: the field itself, or one of the columns of a group, of which one row is read. */
export function targetsIn(field: FormField): [ImportTarget, FormField][] {
  if (isFileField(field)) return [];
  if (field.type !== 'group') return [[field.key, field]];
  return (field.fields ?? []).map((each) => [cellKey(field.key, 0, each.key), each]);
}
