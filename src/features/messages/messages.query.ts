import type { Knex } from 'knex';
import { isMessageKind, type MessageKind } from '../../domain/message/message-kinds.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';
import type { MessageTexts } from './shipped-messages.ts';

export interface MessageRow extends MessageTexts {
  readonly key: MessageKind;
  /** Its last change by an administrator; null when it is as it was shipped. */
  readonly changed: { readonly at: Date; readonly who: string | null } | null;
}

/** All messages, each with who changed it last (spec 05). */
export async function findMessages(db: Knex): Promise<MessageRow[]> {
  const rows = (await db('message_templates as m')
    .joinRaw(
      `left join lateral (
         select a.occurred_at, u.name from audit_log a left join users u on u.id = a.actor_id
         where a.subject_type = 'message' and a.subject_id = m.key order by a.occurred_at desc, a.id desc limit 1
       ) c on true`,
    )
    .select('m.key', 'm.body_zh', 'm.body_en', 'c.occurred_at as changed_at', 'c.name as changed_by')) as {
    key: string;
    body_zh: string;
    body_en: string;
    changed_at: Date | null;
    changed_by: string | null;
  }[];
  return rows.flatMap(({ key, changed_at: at, changed_by: who, ...texts }) =>
    isMessageKind(key) ? [{ key, ...texts, changed: at && { at, who } }] : [],
  );
}

export interface MessageRecord {
  readonly key: MessageKind;
  readonly version: number;
  /** As its form has them; `before` of the audit log. */
  readonly values: { readonly body_zh: string; readonly body_en: string };
}

/** One message; undefined when there is none. */
export async function findMessage(db: Knex, key: MessageKind): Promise<MessageRecord | undefined> {
  const row = (await db('message_templates').where('key', key).first('version', 'body_zh', 'body_en')) as
    { version: number; body_zh: string; body_en: string } | undefined;
  return row && { key, version: row.version, values: { body_zh: row.body_zh, body_en: row.body_en } };
}

export interface SampleTicket {
  readonly number: string;
  readonly title: string;
  /** The newest text that somebody wrote on it; empty without one. */
  readonly remark: string;
}

/**
 * A ticket to try a message on, if the actor may read it (spec 03): the one of this number, or the newest one. Nothing
 * of its custom fields, some of which are sensitive (spec 02).
 */
export async function findSampleTicket(
  db: Knex,
  actor: Actor,
  number: string | null,
): Promise<SampleTicket | undefined> {
  const query = onlyVisible(db('tickets'), actor).orderBy('tickets.id', 'desc');
  if (number !== null) void query.where('tickets.number', number);
  return (await query.first(
    'tickets.number',
    'tickets.title',
    db.raw(
      `coalesce((select left(e.body, 200) from ticket_events e where e.ticket_id = tickets.id and e.body <> ''
         order by e.seq desc limit 1), '') as remark`,
    ),
  )) as SampleTicket | undefined;
}

/** What a person's department is called; empty without one. */
export async function findDepartmentName(db: Knex, id: number | null): Promise<string> {
  if (id === null) return '';
  const row = (await db('departments').where('id', id).first('name')) as { name: string } | undefined;
  return row?.name ?? '';
}
