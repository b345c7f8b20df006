import type { Knex } from 'knex';
import { valuesOfChange } from '../../domain/form/diff-values.ts';
import type { FieldValue, FieldValues } from '../../domain/form/field.ts';
import type { EventRow } from './ticket-detail.query.ts';

/** What a ticket says, as its form holds it. */
export interface TicketContent {
  readonly category_id: number;
  readonly template_version_id: number;
  readonly title: string;
  readonly description: string;
  readonly customer_id: number | null;
  readonly customer_name: string;
  /** E.164, null where the text is no identity. */
  readonly phone: string | null;
  readonly phone_text: string;
  readonly order_number: string;
  readonly source_key: string;
  readonly priority: string;
  readonly values: FieldValues;
}

export async function findContent(db: Knex, ticketId: number): Promise<TicketContent> {
  const row = (await db('tickets')
    .where('id', ticketId)
    .first(
      'category_id',
      'template_version_id',
      'title',
      'description',
      'customer_id',
      'customer_name',
      'phone',
      'phone_text',
      'order_number',
      'source_key',
      'priority',
      'values',
    )) as TicketContent | undefined;
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  return row;
}

/** The content as values of the form, built-in fields and the template's own; without what is empty. */
export function valuesOf(content: Omit<TicketContent, 'phone'>): FieldValues {
  const builtIn = {
    customer_name: content.customer_name,
    phone: content.phone_text,
    source: content.source_key,
    title: content.title,
    description: content.description,
    order_number: content.order_number,
    priority: content.priority,
  };
  const filled = Object.entries(builtIn).filter(([, text]) => text !== '');
  return { ...content.values, ...Object.fromEntries(filled) };
}

/** The values as they were before these log entries: for a form that was opened back then. */
export function valuesBefore(
  values: FieldValues,
  events: readonly Pick<EventRow, 'seq' | 'changes'>[],
): FieldValues {
  const before = new Map<string, FieldValue>(Object.entries(values));
  for (const { changes } of [...events].sort((a, b) => b.seq - a.seq)) {
    for (const change of changes) {
      const { was } = valuesOfChange(change);
      if (was === undefined) before.delete(change.key);
      else before.set(change.key, was);
    }
  }
  return Object.fromEntries(before);
}
