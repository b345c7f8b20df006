import type { Knex } from 'knex';
import {
  BUILT_IN_ATTRIBUTE_KEYS,
  BUILT_IN_ATTRIBUTES,
  type BuiltInAttribute,
  isOptional,
  kindOfAnswers,
  operatorsOf,
} from '../../domain/conditions/attributes.ts';
import type { Attribute, Catalogue } from '../../domain/conditions/catalogue.ts';
import { defineField, type FieldDefinition } from '../../domain/form/define-field.ts';
import type { FormField } from '../../domain/form/field.ts';
import { OTHER } from '../../domain/form/raw-form.ts';
import type { OptionNode } from '../../domain/list/field-filter.ts';
import { SLA_STATES } from '../../domain/sla/time-left.ts';
import { PRIORITIES, STATUSES } from '../../domain/ticket/status.ts';
import { type Language, type Translate, translator } from '../../i18n.ts';
import { findGroupOptions } from '../groups/group-options.query.ts';
import { findChoices } from '../settings/choices.query.ts';
import { findCategoryNodes, findDepartmentNodes } from './option-trees.query.ts';

/**
 * Everything that conditions can look at here, with what can be chosen, in a language (spec 04): for the builder, for
 * judging what is saved, and for telling it in words. A constant number of statements.
 */
export async function findCatalogue(db: Knex, language: Language): Promise<Catalogue> {
  const t = translator(language);
  const [choices, departments, fields] = await Promise.all([
    findBuiltInOptions(db, language),
    findDepartmentNodes(db),
    db('fields').orderBy('id').select() as Promise<FieldRow[]>,
  ]);
  const options: BuiltInOptions = { ...choices, department: departments };
  return {
    attributes: [
      ...BUILT_IN_ATTRIBUTE_KEYS.map((key) => builtIn(key, options[key], t)),
      ...fields.flatMap((row) => answer(row, { person: options.assignee ?? [], department: departments }, t)),
    ],
  };
}

type BuiltInOptions = { readonly [key in BuiltInAttribute]?: readonly OptionNode[] };

async function findBuiltInOptions(db: Knex, language: Language): Promise<BuiltInOptions> {
  const t = translator(language);
  const [category, source, customerLevel, tags, places] = await Promise.all([
    findCategoryNodes(db),
    findChoices(db, 'source', language),
    findChoices(db, 'customer_level', language),
    findChoices(db, 'tag', language),
    findGroupOptions(db, null, language),
  ]);
  return {
    category,
    source,
    priority: PRIORITIES.map((value) => ({ value, label: t(`ticket.priority.${value}`) })),
    status: STATUSES.map((value) => ({ value, label: t(`ticket.status.${value}`) })),
    sla_state: SLA_STATES.map((value) => ({ value, label: t(`clock.state.${value}`) })),
    stage: places.stages,
    group: places.groups,
    assignee: places.people,
    creator: places.people,
    customer_level: customerLevel,
    tags,
  };
}

function builtIn(key: BuiltInAttribute, options: readonly OptionNode[] | undefined, t: Translate): Attribute {
  const { kind } = BUILT_IN_ATTRIBUTES[key];
  return {
    key,
    kind,
    label: t(`attribute.${key}`),
    operators: operatorsOf(kind, isOptional(key)),
    ...(options && { options }),
  };
}

interface FieldRow extends FieldDefinition {
  readonly retired_at: Date | null;
}

/** What lists can be filtered by (spec 02): a sensitive answer could be guessed by conditions, bit by bit. */
function answer(
  row: FieldRow,
  lookedUp: { readonly person: readonly OptionNode[]; readonly department: readonly OptionNode[] },
  t: Translate,
): Attribute[] {
  const kind = kindOfAnswers(row.type);
  if (kind === null || row.sensitive) return [];
  const field = defineField(row);
  const options =
    kind === 'person' || kind === 'department' ? lookedUp[kind] : optionsOf(field, kind === 'choice', t);
  return [
    {
      ...{ key: `f.${row.key}`, kind, label: row.name, operators: operatorsOf(kind) },
      ...(options && { options }),
      ...(field.unit !== undefined && { unit: field.unit }),
      ...(row.retired_at !== null && { retired: true as const }),
    },
  ];
}

/** With 其他, which stands for every text that was typed instead of a choice. */
function optionsOf(
  { options = [], allowOther }: FormField,
  isChoice: boolean,
  t: Translate,
): readonly OptionNode[] | undefined {
  const hasOther = options.some(({ value }) => value === OTHER);
  if (isChoice && allowOther === true && !hasOther)
    return [...options, { value: OTHER, label: t('form.other') }];
  return isChoice || options.length > 0 ? options : undefined;
}
