import type { FieldCondition } from '../../domain/list/field-condition.ts';
import { type FilterKind, filterKindOf, type OptionNode } from '../../domain/list/field-filter.ts';
import { OTHER } from '../../domain/form/raw-form.ts';
import { decimalsOf } from '../../domain/form/read-number.ts';
import { initialsOf } from '../../domain/search/initials.ts';
import type { Translate } from '../../i18n.ts';
import type { Named } from '../people/names.query.ts';
import type { FieldName, ListField } from './list-fields.query.ts';

/** So many fields are shown at once; the rest is found by typing. */
const SHOWN = 80;

/** The fields whose names, or their pinyin initials, hold what was typed (spec 07: a menu for hundreds of fields). */
export function searchFields(
  fields: readonly FieldName[],
  typed: string,
): { hits: FieldName[]; more: number } {
  const wanted = typed.normalize('NFKC').trim().toLowerCase();
  const isLatin = /^[a-z0-9]+$/.test(wanted);
  const hits = fields.filter(({ name }) => {
    const text = name.normalize('NFKC').toLowerCase();
    return text.includes(wanted) || (isLatin && initialsOf(name).includes(wanted));
  });
  return { hits: hits.slice(0, SHOWN), more: Math.max(0, hits.length - SHOWN) };
}

/** The control for one field of the filter menu, with what is applied now. */
export interface FilterControl {
  readonly key: string;
  readonly label: string;
  readonly kind: FilterKind;
  readonly options: readonly { value: string; label: string; depth: number; selected: boolean }[];
  readonly values: readonly string[];
  readonly begins: boolean;
  readonly min: string;
  readonly max: string;
  readonly unit: string;
  readonly inputMode: 'numeric' | 'decimal';
}

export function presentControl(
  field: ListField,
  condition: FieldCondition | undefined,
  named: readonly Named[],
  t: Translate,
): FilterControl | null {
  const kind = filterKindOf(field.type);
  if (kind === null) return null;
  const values = condition?.values ?? [];
  const options = optionsFor(kind, field, named, t).map((option) => ({
    ...option,
    selected: values.includes(option.value),
  }));
  return {
    ...{ key: field.key, label: field.label, kind, options, values },
    begins: condition ? condition.begins : true,
    min: condition?.min ?? '',
    max: condition?.max ?? '',
    unit: field.unit ?? '',
    inputMode: decimalsOf(field) === 0 ? 'numeric' : 'decimal',
  };
}

interface Shown {
  readonly value: string;
  readonly label: string;
  readonly depth: number;
}

function optionsFor(kind: FilterKind, field: ListField, named: readonly Named[], t: Translate): Shown[] {
  switch (kind) {
    case 'user':
    case 'department':
      return named.map(({ id, name }) => ({ value: String(id), label: name, depth: 1 }));
    case 'switch':
      return ['yes', 'no'].map((value) => ({ value, label: t(`list.${value}`), depth: 1 }));
    case 'choice':
    case 'tree': {
      const own = flatten(field.options ?? [], 1);
      const hasOther = own.some(({ value }) => value === OTHER);
      return field.allowOther === true && !hasOther
        ? [...own, { value: OTHER, label: t('form.other'), depth: 1 }]
        : own;
    }
    default:
      return [];
  }
}

/** Parents before their children. Retired ones too: old tickets have them still. */
function flatten(options: readonly OptionNode[], depth: number): Shown[] {
  return options.flatMap((option) => [
    { value: option.value, label: option.label, depth },
    ...flatten(option.children ?? [], depth + 1),
  ]);
}
