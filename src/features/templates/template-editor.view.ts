import { ATTACHMENTS, BUILT_IN_FIELDS, CALLER_KEYS, isBuiltIn } from '../../domain/form/built-in-fields.ts';
import { isFixed, PLACEMENT_LIMIT } from '../../domain/form/change-placements.ts';
import { defineField } from '../../domain/form/define-field.ts';
import { problemSentence } from '../../domain/form/describe-problems.ts';
import type { FormField } from '../../domain/form/field.ts';
import type { PlacementProblem } from '../../domain/form/judge-placements.ts';
import { isOwn, isRequiredBySystem, type Placement } from '../../domain/form/placement.ts';
import { presentForm, type PresentedField } from '../../domain/form/present-form.ts';
import { initialsOf } from '../../domain/search/initials.ts';
import type { Translate } from '../../i18n.ts';
import type { AskedFiles } from './template-form.query.ts';
import { conditionSentence } from './template-diff.view.ts';
import type { Workshop, WorkshopForm } from './workshop.query.ts';

/** A placement as a line of the form in the middle of the editor. */
export interface PlacementView {
  readonly key: string;
  readonly label: string;
  /** Type, how many choices, whether it is the system's: `下拉 · 4 项`. */
  readonly about: string;
  readonly required: boolean;
  readonly width: 'full' | 'half';
  /** When it is shown; null for always. */
  readonly condition: string | null;
  readonly isOwn: boolean;
  readonly canMove: boolean;
  readonly canRemove: boolean;
  readonly problems: readonly string[];
}

export interface PaletteGroup {
  readonly title: string;
  readonly fields: readonly {
    readonly key: string;
    readonly label: string;
    readonly type: string;
    /** What a search looks in: name, pinyin initials, key, type. */
    readonly search: string;
    readonly placed: boolean;
  }[];
}

/** The files of a ticket as if they were a field: they have a place in the form, and may be required. */
function filesField({ required }: AskedFiles, t: Translate): FormField {
  return { key: ATTACHMENTS, type: 'text', label: t('attachment.label'), required, width: 'full' };
}

/** Every field of the form by key, the files too. */
export function fieldsOf(form: Pick<WorkshopForm, 'fields' | 'attachments'>, t: Translate): FormField[] {
  return [...form.fields, filesField(form.attachments, t)];
}

/** What a field is before the template says anything; undefined for one that is gone. */
export function baseOf(key: string, { definitions }: Pick<Workshop, 'definitions'>): FormField | undefined {
  if (isBuiltIn(key)) return BUILT_IN_FIELDS[key];
  if (key === ATTACHMENTS) return { key, type: 'text', label: key, required: false, width: 'full' };
  const definition = definitions.get(key);
  return definition && defineField(definition);
}

export function presentPlacements(
  { placements }: Pick<Workshop, 'placements'>,
  form: WorkshopForm,
  t: Translate,
): PlacementView[] {
  const fields = fieldsOf(form, t);
  return placements.map((placement): PlacementView => {
    const { field: key } = placement;
    const field = fields.find((each) => each.key === key);
    return {
      key,
      label: field?.label ?? key,
      about: field ? aboutOf(field, t) : t('config.template.gone'),
      required: field?.required ?? false,
      width: widthOf(placement, field),
      condition: field?.visibleWhen ? conditionSentence(field.visibleWhen, form.fields, t) : null,
      isOwn: isOwn(key),
      canMove: !isFixed(placement),
      canRemove: !isRequiredBySystem(key),
      problems: form.problems
        .filter((problem) => problem.field === key)
        .map((problem) => sentenceOf(problem, field, t)),
    };
  });
}

function widthOf(placement: Placement, field: FormField | undefined): 'full' | 'half' {
  return isFixed(placement) ? 'half' : (field?.width ?? 'full');
}

function aboutOf(field: FormField, t: Translate): string {
  const isFiles = field.key === ATTACHMENTS;
  const count = (field.options ?? []).filter(({ retired }) => retired !== true).length;
  return [
    t(isFiles ? 'config.field.type.file' : `config.field.type.${field.type}`),
    ...(count > 0 ? [t('config.template.options', { count })] : []),
    ...(field.unit === undefined || field.unit === '' ? [] : [field.unit]),
    ...('sensitive' in field ? [t('config.template.sensitive')] : []),
    ...(isOwn(field.key) ? [t('config.template.own')] : []),
  ].join(' · ');
}

/** What is wrong with a placement, as a sentence. */
export function sentenceOf(problem: PlacementProblem, field: FormField | undefined, t: Translate): string {
  const why = problem.about ? problemSentence(field, problem.about, t) : '';
  return t(`config.template.problem.${problem.code}`, { ...problem.params, why });
}

/** Types in the families of the palette, in its order. */
const FAMILIES: readonly (readonly [name: string, types: readonly string[]])[] = [
  ['basic', ['text', 'textarea', 'number', 'money', 'date', 'datetime', 'time', 'switch']],
  ['choice', ['radio', 'checkbox', 'select', 'multiselect', 'cascade']],
  ['contact', ['phone', 'email', 'url', 'id_card', 'user', 'department']],
  ['content', ['file', 'image', 'group']],
];

/** All fields that can be placed, by family; built-in ones that were taken out come first. */
export function presentPalette({ definitions, placements }: Workshop, t: Translate): PaletteGroup[] {
  const placed = new Set(placements.map(({ field }) => field));
  const entry = (key: string, label: string, typeKey: string): PaletteGroup['fields'][number] => {
    const type = t(`config.field.type.${typeKey}`);
    const search = [label, initialsOf(label), key, type].join(' ').toLowerCase();
    return { key, label, type, search, placed: placed.has(key) };
  };
  const rows = [...definitions.values()].filter(({ retired_at: at }) => at === null);
  const removable = Object.values(BUILT_IN_FIELDS)
    .filter(({ key }) => !isRequiredBySystem(key))
    .map(({ key, label, type }) => entry(key, t(label), type));
  return [
    { title: t('config.template.family.own'), fields: removable },
    ...FAMILIES.map(([name, types]) => ({
      title: t(`config.template.family.${name}`),
      fields: rows
        .filter(({ type }) => types.includes(type))
        .map((row) => entry(row.key, row.name, row.type)),
    })),
  ].filter(({ fields }) => fields.length > 0);
}

export interface PreviewView {
  readonly caller: readonly PresentedField[];
  readonly fields: readonly PresentedField[];
  readonly attachments: AskedFiles;
}

/** A form as agents see it (spec 02), for looking at and trying out. */
export function presentPreview(
  { fields, attachments }: Pick<WorkshopForm, 'fields' | 'attachments'>,
  t: Translate,
  today: string,
): PreviewView {
  const all = presentForm({ fields, t, today, idPrefix: 'pv-', namePrefix: 'pv_' });
  return {
    caller: CALLER_KEYS.flatMap((key) => all.find((field) => field.key === key) ?? []),
    fields: all.filter(({ key }) => !CALLER_KEYS.includes(key)),
    attachments,
  };
}

/** Whether one more field fits. */
export function isFull({ placements }: Pick<Workshop, 'placements'>): boolean {
  return placements.length >= PLACEMENT_LIMIT;
}
