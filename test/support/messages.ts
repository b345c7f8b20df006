import type { Knex } from 'knex';
import { pino } from 'pino';
import type { Ctx } from '../../src/context.ts';
import { noFiles } from './tickets.ts';

/** Messages as use cases queue them. */

let queued = 0;

export async function queueMessages(
  db: Knex,
  count: number,
  message: { to: number; ticketId?: number | null; body?: string; kind?: string; at?: Date },
): Promise<void> {
  const at = message.at ?? new Date();
  const rows = Array.from({ length: count }, () => ({
    channel: 'inbox',
    kind: message.kind ?? 'assigned',
    recipient_id: message.to,
    ticket_id: message.ticketId ?? null,
    actor_id: null,
    body: message.body ?? `第 ${(queued += 1)} 条`,
    created_at: at,
    next_attempt_at: at,
  }));
  await db('outbox').insert(rows);
}

/** The context of a job. */
export function jobCtx(db: Knex, now: () => Date = () => new Date()): Ctx {
  return { db, files: noFiles, now, log: pino({ level: 'silent' }), zone: 'Asia/Shanghai', sourceIp: null };
}

export async function ticketId(db: Knex, number: string): Promise<number> {
  const row = (await db('tickets').where('number', number).first('id')) as { id: number };
  return row.id;
}
