import type { Language, Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import { clockFaceOf } from '../sla/clock-face.query.ts';
import { presentTimeLeft, type TimeLeftView } from '../sla/time-left.view.ts';
import { badgesOf } from './badges.view.ts';
import { type AnswerNames, answerText, customerOf, sourceOf } from './list-cells.view.ts';
import { contextQuery } from './list-context.ts';
import type { ListField } from './list-fields.query.ts';
import { cursorOf, type ListRequest } from './list-request.ts';
import type { ListRow } from './ticket-list.query.ts';

export interface Row {
  readonly number: string;
  readonly href: string;
  /** What is sent for a selected row: the ticket as it was seen here. */
  readonly pick: string;
  /** What is left of its time; null where nothing is measured. */
  readonly sla: TimeLeftView | null;
  readonly title: string;
  readonly customer: string;
  readonly category: string;
  readonly status: string;
  readonly priority: string;
  readonly who: string;
  readonly inPool: boolean;
  readonly source: string;
  readonly created: string;
  readonly updated: string;
  readonly badges: ReturnType<typeof badgesOf>;
  /** Answers to the custom fields among the columns, by the names of those. */
  readonly answers: Readonly<Record<string, string>>;
}

/** A ticket as a row of the list shows it (spec 07). */
export function presentRow(
  row: ListRow,
  request: ListRequest,
  {
    t,
    language,
    moment,
    now,
    fields,
    names,
    urgeAbove,
  }: {
    t: Translate;
    language: Language;
    moment: (at: Date) => string;
    now: Date;
    fields: readonly ListField[];
    names: AnswerNames;
    urgeAbove: number;
  },
): Row {
  const context = { request, at: cursorOf(row, request.sort) };
  return {
    number: row.number,
    href: paths.tickets.show.to(row.number) + contextQuery(context),
    pick: `${row.number}:${row.version}`,
    sla: presentTimeLeft(clockFaceOf(row), now, t, moment),
    title: row.title,
    customer: customerOf(row) || t('ticket.no_customer'),
    category: row.category_name,
    status: row.status,
    priority: row.priority,
    who: row.assignee_name ?? row.group_name ?? '',
    inPool: row.assignee_name === null,
    source: sourceOf(row, language),
    created: moment(row.created_at),
    updated: moment(row.updated_at),
    badges: badgesOf(row, { t, language }, urgeAbove),
    answers: Object.fromEntries(
      fields.map((field) => [`f.${field.key}`, answerText(field, row, names, t).slice(0, 200)]),
    ),
  };
}
