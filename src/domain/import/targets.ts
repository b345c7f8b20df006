import { BUILT_IN_FIELDS, BUILT_IN_KEYS, isBuiltIn } from '../form/built-in-fields.ts';
import type { FieldType, FormField } from '../form/field.ts';
import { targetsIn } from './import-forms.ts';
import type { ImportConfig } from './import-config.ts';
import type { ImportTarget } from './import-plan.ts';
import { PAST_TARGETS, type PastTarget } from './past-targets.ts';

/** What a column can be read as, for the page on which columns are mapped (spec 06). */
export interface Target {
  readonly key: ImportTarget;
  /** A key of the locales, or the words of an administrator. */
  readonly label: { readonly key: string } | { readonly text: string };
  readonly group: TargetGroup;
  readonly type: FieldType | 'category' | 'person';
  /** Whether several columns may be it at once. */
  readonly isSeveral: boolean;
  /** Ids of the categories whose tickets can't be without it. */
  readonly requiredBy: readonly number[];
  /** Ids of the templates that ask for it; of the product's own fields and those of history, none are named. */
  readonly templateIds: readonly number[];
  /** The field, for a control of its constant; null where there is none. */
  readonly field: FormField | null;
}

export const TARGET_GROUPS = ['basic', 'category', 'fields', 'history'] as const;
export type TargetGroup = (typeof TARGET_GROUPS)[number];

const PAST_TYPES: Readonly<Record<PastTarget, Target['type']>> = {
  created_at: 'datetime',
  closed_at: 'datetime',
  handler: 'person',
  outcome: 'select',
  unsolved_reason: 'select',
  satisfaction: 'select',
  comment: 'textarea',
};

/**
 * Everything that a column can be read as in this installation (spec 06): the product's own fields, the category, the
 * custom fields of all templates that a category uses, and for historical tickets their past. Closing sheets have
 * columns of their own.
 */
export function targetsOf(config: ImportConfig): readonly Target[] {
  const fields = collectFields(config);
  const own = BUILT_IN_KEYS.map((key) => ownTarget(key, fields.get(key)));
  const custom = [...fields]
    .filter(([key]) => !isBuiltIn(key))
    .map(([key, found]) => customTarget(key, found));
  const past = config.kind === 'history' ? PAST_TARGETS.map(pastTarget) : [];
  const taken = new Set<ImportTarget>(past.map(({ key }) => key));
  return [...own, categoryTarget(config), ...custom.filter(({ key }) => !taken.has(key)), ...past];
}

interface FoundField {
  readonly field: FormField;
  readonly label: string;
  readonly templateIds: number[];
  readonly requiredBy: number[];
}

function collectFields(config: ImportConfig): Map<ImportTarget, FoundField> {
  const found = new Map<ImportTarget, FoundField>();
  const used = new Map<number, number[]>();
  for (const { id, templateId } of config.categories)
    used.set(templateId, [...(used.get(templateId) ?? []), id]);
  for (const [templateId, categoryIds] of used) {
    for (const parent of config.forms.get(templateId)?.fields ?? []) {
      for (const [key, field] of targetsIn(parent)) {
        const label = parent.type === 'group' ? `${parent.label} / ${field.label}` : field.label;
        const entry = found.get(key) ?? { field, label, templateIds: [], requiredBy: [] };
        entry.templateIds.push(templateId);
        if (isAsked(field, parent, config)) entry.requiredBy.push(...categoryIds);
        found.set(key, entry);
      }
    }
  }
  return found;
}

/** Nobody asked for custom fields in the past; what a form begins with is never missing. */
function isAsked(field: FormField, parent: FormField, { kind }: ImportConfig): boolean {
  if (kind === 'history' && !isBuiltIn(parent.key)) return false;
  const isConditional = field.visibleWhen !== undefined || parent.type === 'group';
  return field.required && !isConditional && field.default === undefined;
}

function ownTarget(key: (typeof BUILT_IN_KEYS)[number], found: FoundField | undefined): Target {
  const base = BUILT_IN_FIELDS[key];
  return {
    key,
    label: { key: base.label },
    group: 'basic',
    type: base.type,
    isSeveral: key === 'description',
    requiredBy: found?.requiredBy ?? [],
    templateIds: [],
    field: found?.field ?? base,
  };
}

function categoryTarget({ categories }: ImportConfig): Target {
  return {
    key: 'category',
    label: { key: 'ticket.field.category' },
    group: 'category',
    type: 'category',
    isSeveral: true,
    requiredBy: categories.map(({ id }) => id),
    templateIds: [],
    field: null,
  };
}

function customTarget(key: ImportTarget, { field, label, templateIds, requiredBy }: FoundField): Target {
  const { type } = field;
  return {
    key,
    label: { text: label },
    group: 'fields',
    type,
    isSeveral: false,
    requiredBy,
    templateIds,
    field,
  };
}

function pastTarget(key: PastTarget): Target {
  return {
    key,
    label: { key: `import_problem.target.${key}` },
    group: 'history',
    type: PAST_TYPES[key],
    isSeveral: false,
    requiredBy: [],
    templateIds: [],
    field: null,
  };
}
