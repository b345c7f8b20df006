import { otherLabel } from './display-value.ts';
import type { FileFacts, FormField } from './field.ts';
import type { Control } from './field-control.ts';
import { leavesOf } from './field-kinds.ts';
import type { RawForm } from './raw-form.ts';
import { answerOf, answersIn, OTHER } from './raw-form.ts';
import type { Translate } from './translate.ts';

export interface PresentedOption {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

/** Leaves of a cascade that have the same branches above them. */
export interface OptionGroup {
  /** `浙江 / 杭州`; undefined where the leaves stand at the top. */
  readonly label: string | undefined;
  readonly options: readonly Omit<PresentedOption, 'id'>[];
}

/** A file that was uploaded into a field. */
export interface PresentedFile extends FileFacts {
  readonly id: string;
  readonly name: string;
}

/** What stands in the form, and what is stored: a choice that is no longer offered stays where it was made. */
interface Answers {
  readonly raw: RawForm;
  readonly stored: RawForm;
}

/** The options of a control with those that are chosen. */
export function presentOptions(
  field: FormField,
  control: Control,
  { raw, stored: kept }: Answers,
  t: Translate,
): readonly Omit<PresentedOption, 'id'>[] {
  if (!['select', 'segment', 'radios', 'checks'].includes(control)) return [];
  const chosen = new Set(answersIn(answerOf(raw, field.key)));
  const stored = [...new Set(answersIn(answerOf(kept, field.key)))];
  const options = (field.options ?? []).filter(
    ({ value, retired }) =>
      (retired !== true || chosen.has(value) || stored.includes(value)) &&
      !(field.allowOther === true && value === OTHER),
  );
  const listed = new Set(options.map((option) => option.value));
  const foreign = stored.filter(
    (value) => !listed.has(value) && !(field.allowOther === true && value === OTHER),
  );
  const choices = [
    ...emptyOption(field, control, t),
    ...options,
    ...foreign.map((value) => ({ value, label: value })),
    ...(field.allowOther === true ? [{ value: OTHER, label: otherLabel(field, t) }] : []),
  ];
  return choices.map(({ value, label }) => ({
    value,
    label,
    selected: value === '' ? chosen.size === 0 : chosen.has(value),
  }));
}

/** A list starts with 请选择; a row of radios that may stay empty needs a way back to empty. */
export function emptyOption(
  field: FormField,
  control: Control,
  t: Translate,
): { value: string; label: string; selected: boolean }[] {
  if (control === 'select')
    return [{ value: '', label: field.placeholder ?? t('form.choose'), selected: false }];
  const isRadio = control === 'segment' || control === 'radios';
  return isRadio && !field.required && field.default === undefined
    ? [{ value: '', label: t('form.none'), selected: false }]
    : [];
}

/** The leaves of a cascade below what leads to them: the whole tree once, light enough for all districts of a country. */
export function leafGroups(field: FormField, { raw, stored }: Answers): readonly OptionGroup[] {
  const [chosen] = answersIn(answerOf(raw, field.key));
  const kept = new Set(answersIn(answerOf(stored, field.key)));
  const leaves = leavesOf(field.options ?? []).filter(({ value, retired }) => !retired || kept.has(value));
  const known = new Set(leaves.map(({ value }) => value));
  const foreign = [...kept].filter((value) => !known.has(value)).map((value) => ({ value, path: [value] }));
  const groups: { label: string | undefined; options: OptionGroup['options'][number][] }[] = [];
  for (const { value, path } of [...leaves, ...foreign]) {
    const label = path.length === 1 ? undefined : path.slice(0, -1).join(' / ');
    let group = groups.at(-1);
    if (group === undefined || group.label !== label) {
      group = { label, options: [] };
      groups.push(group);
    }
    group.options.push({ value, label: path.at(-1) ?? value, selected: value === chosen });
  }
  return groups;
}

/** The files that stand in a field; of what nobody knows any more, nothing can be shown. */
export function filesOf(field: FormField, { raw }: Pick<Answers, 'raw'>): readonly PresentedFile[] {
  return [...new Set(answersIn(answerOf(raw, field.key)))].flatMap((id) => {
    const option = field.options?.find(({ value }) => value === id);
    return option?.file === undefined ? [] : [{ id, name: option.label, ...option.file }];
  });
}
