import type { Knex } from 'knex';
import type { FieldChange } from '../../src/domain/form/diff-values.ts';
import { formState } from './form-state.ts';
import type { Answer, FormValues, HttpClient } from './http-client.ts';

/** Saving and editing tickets over HTTP, as a browser does: the whole form as the page holds it, with some changes. */

export async function submitFilled(
  client: HttpClient,
  path: string,
  changes: FormValues = {},
  page = path,
): Promise<Answer> {
  const opened = await client.get(page);
  if (opened.status !== 200) throw new Error(`GET ${page} answered ${opened.status}`);
  return client.post(path, { ...formState(opened.page, path), ...changes });
}

/** The latest log entry of a ticket. */
export async function lastEvent(
  db: Knex,
  number: string,
): Promise<{ type: string; action: string; changes: FieldChange[]; from_status: string; to_status: string }> {
  const row = (await db('ticket_events as e')
    .join('tickets as t', 't.id', 'e.ticket_id')
    .where('t.number', number)
    .orderBy('e.seq', 'desc')
    .first('e.*')) as Awaited<ReturnType<typeof lastEvent>> | undefined;
  if (!row) throw new Error(`${number} has no log`);
  return row;
}

/** Its difference as `label: from → to`. */
export async function lastChanges(db: Knex, number: string): Promise<string[]> {
  const { changes } = await lastEvent(db, number);
  return changes.map(({ label, from, to }) => `${label}: ${from} → ${to}`);
}

export interface ContentRow {
  readonly category_id: number;
  readonly template_version_id: number;
  readonly title: string;
  readonly description: string;
  readonly customer_id: number | null;
  readonly customer_name: string;
  readonly phone: string | null;
  readonly phone_text: string;
  readonly order_number: string;
  readonly source_key: string;
  readonly priority: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly status: string;
  readonly assignee_id: number | null;
}

export async function contentOf(db: Knex, number: string): Promise<ContentRow> {
  const row = (await db('tickets').where('number', number).first()) as ContentRow | undefined;
  if (!row) throw new Error(`there is no ${number}`);
  return row;
}
