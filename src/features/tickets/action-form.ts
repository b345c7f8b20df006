import type { FieldOption, FormField } from '../../domain/form/field.ts';
import type { ActionField } from '../../domain/ticket/action-rule.ts';
import type { Knex } from 'knex';
import type { Language, Translate } from '../../i18n.ts';
import { findChoices } from '../settings/choices.query.ts';
import { findTargets } from './targets.query.ts';

/**
 * The form of an action for a person: labels in their language, and lists that are data read from the database,
 * only those that the form asks for.
 * @param texts what the fields that begin with a text of the system begin with
 * @param within the groups that a place may be chosen from; null for all
 */
export async function completeForm(
  db: Knex,
  fields: readonly ActionField[],
  t: Translate,
  language: Language,
  texts: Readonly<Partial<Record<'urge', string>>> = {},
  within: readonly number[] | null = null,
): Promise<FormField[]> {
  const asked = new Set(fields.map((field) => field.optionsFrom));
  const targets =
    asked.has('groups') || asked.has('people') || asked.has('colleagues')
      ? await findTargets(db, t, within)
      : null;
  const reasons = asked.has('unsolved_reasons') ? await findChoices(db, 'unsolved_reason', language) : [];
  const overdue = asked.has('overdue_reasons') ? await findChoices(db, 'overdue_reason', language) : [];
  const lists: Record<string, readonly FieldOption[]> = {
    groups: targets?.groups ?? [],
    people: targets?.people ?? [],
    colleagues: targets?.colleagues ?? [],
    unsolved_reasons: reasons,
    overdue_reasons: overdue,
  };
  return fields.map(({ optionsFrom, textFrom, ...field }) => ({
    ...field,
    ...(textFrom !== undefined && texts[textFrom] !== undefined && { default: texts[textFrom] }),
    label: t(field.label),
    ...(field.help !== undefined && { help: t(field.help) }),
    ...(optionsFrom !== undefined && { options: lists[optionsFrom] ?? [] }),
    ...(optionsFrom === undefined &&
      field.options && { options: field.options.map((option) => ({ ...option, label: t(option.label) })) }),
  }));
}
