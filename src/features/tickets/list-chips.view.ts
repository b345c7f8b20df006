import { displayValue } from '../../domain/form/display-value.ts';
import { OTHER } from '../../domain/form/raw-form.ts';
import type { FieldCondition } from '../../domain/list/field-condition.ts';
import { filterKindOf, readFieldFilter } from '../../domain/list/field-filter.ts';
import type { FieldOption } from '../../domain/form/field.ts';
import type { Translate } from '../../i18n.ts';
import type { CategoryNode } from '../categories/categories.query.ts';
import type { Named } from '../people/names.query.ts';
import { type AnswerNames, pathOf } from './list-cells.view.ts';
import type { ListField } from './list-fields.query.ts';
import { listAddress, type ListRequest } from './list-request.ts';

/** What the ids and keys of an address are called. */
export interface Known {
  readonly tree: readonly CategoryNode[];
  readonly people: readonly Named[];
  readonly groups: readonly Named[];
  readonly sources: readonly FieldOption[];
  /** Of the conditions on custom fields. */
  readonly fields: readonly ListField[];
  readonly names: AnswerNames;
}

export interface Chip {
  readonly field: string;
  readonly value: string;
  /** The list without it. */
  readonly href: string;
}

/** Each applied filter as a chip: what, which value, and the address without it (spec 07). */
export function chipsOf(request: ListRequest, known: Known, t: Translate): Chip[] {
  const { status, categoryId, assigneeId, groupId, from, to, text, priorities, source } = request;
  const chips: { field: string; value: string | undefined; without: Partial<ListRequest> }[] = [];
  const add = (field: string, value: string | undefined, without: Partial<ListRequest>): void =>
    void chips.push({ field: t(`ticket.filter.${field}`), value, without });
  if (text !== '') add('text', text, { text: '' });
  if (status) add('status', t(`ticket.status.${status}`), { status: null });
  if (categoryId !== null) {
    const path = known.tree.find((node) => node.id === categoryId)?.path.join(' / ');
    add('category', path, { categoryId: null });
  }
  if (groupId !== null) add('group', nameIn(known.groups, groupId), { groupId: null });
  if (assigneeId === 'none') add('assignee', t('ticket.in_pool'), { assigneeId: null });
  else if (assigneeId !== null) add('assignee', nameIn(known.people, assigneeId), { assigneeId: null });
  if (priorities.length > 0) {
    const labels = priorities.map((each) => t(`ticket.priority.${each}`));
    add('priority', labels.join(t('form.list_separator')), { priorities: [] });
  }
  if (source !== null) {
    add('source', known.sources.find(({ value }) => value === source)?.label, { source: null });
  }
  if (request.sla !== null) add('sla', t(`clock.state.${request.sla}`), { sla: null });
  if (request.importId !== null) add('import', `#${request.importId}`, { importId: null });
  if (from !== null) add('from', from, { from: null });
  if (to !== null) add('to', to, { to: null });
  for (const condition of request.fields) {
    const field = known.fields.find(({ key, filterable }) => filterable && key === condition.key);
    chips.push({
      field: field?.label ?? t('list.gone'),
      value: field && conditionText(field, condition, known.names, t),
      without: { fields: request.fields.filter((each) => each !== condition) },
    });
  }
  return chips.map(({ field, value, without }) => ({
    field,
    value: value ?? t('ticket.filter.unknown'),
    href: listAddress(request, without),
  }));
}

const nameIn = (list: readonly Named[], id: number): string | undefined =>
  list.find((one) => one.id === id)?.name;

/** What a condition says, in words; how it is read decides, not how it was written. */
function conditionText(
  field: ListField,
  condition: FieldCondition,
  names: AnswerNames,
  t: Translate,
): string {
  if (readFieldFilter(field, condition) === null) return t('list.unfit');
  const { values, begins, min, max } = condition;
  const isNumber = filterKindOf(field.type) === 'number';
  if (min !== null && max !== null) return t('list.between', { min, max });
  if (min !== null) return t(isNumber ? 'list.at_least' : 'list.since', { value: min });
  if (max !== null) return t(isNumber ? 'list.at_most' : 'list.until', { value: max });
  const texts = values.map((value) => valueText(field, value, names, t));
  return texts.map((text) => (begins ? t('list.starts', { text }) : text)).join(t('form.list_separator'));
}

function valueText(field: ListField, value: string, names: AnswerNames, t: Translate): string {
  switch (filterKindOf(field.type)) {
    case 'switch':
      return t(`list.${value}`);
    case 'user':
      return names.user.get(Number(value)) ?? t('ticket.filter.unknown');
    case 'department':
      return names.department.get(Number(value)) ?? t('ticket.filter.unknown');
    case 'tree':
      return pathOf(field.options ?? [], value)?.join(' / ') ?? value;
    case 'choice':
      return value === OTHER && !field.options?.some((option) => option.value === OTHER)
        ? t('form.other')
        : displayValue(field, value, t);
    default:
      return value;
  }
}
