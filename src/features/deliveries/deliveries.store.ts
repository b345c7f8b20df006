import type { Knex } from 'knex';
import { RESENDABLE } from './deliveries.query.ts';

export interface LockedDelivery {
  readonly id: number;
  readonly channel: string;
  readonly connectorId: number | null;
  readonly address: string | null;
  readonly isSettled: boolean;
  /** What was sent in its place is still on its way. */
  readonly isUnderWay: boolean;
}

/** Locked, so that it is sent again once, however often the button is pressed. */
export async function lockDelivery(trx: Knex.Transaction, id: number): Promise<LockedDelivery | undefined> {
  const locked = (await trx('outbox')
    .where('id', id)
    .whereNot('channel', 'inbox')
    .forNoKeyUpdate()
    .first('id')) as { id: number } | undefined;
  if (!locked) return undefined;
  // A statement of its own: it sees what whoever had the lock has done.
  return (await trx('outbox as o')
    .where('o.id', id)
    .first(
      'o.id',
      'o.channel',
      'o.connector_id as connectorId',
      'o.address',
      trx.raw('(o.delivered_at is not null or o.failed_at is not null) as "isSettled"'),
      trx.raw(
        `exists (select 1 from outbox r where r.resent_from_id = o.id and r.delivered_at is null
          and r.failed_at is null) as "isUnderWay"`,
      ),
    )) as LockedDelivery;
}

/** The connector by which it may go now: its own, else, to people, the one that is active; null where there is none. */
export async function findWay(
  trx: Knex.Transaction,
  { channel, connectorId }: LockedDelivery,
): Promise<number | null> {
  const row = (await trx('connectors')
    .where({ kind: channel, active: true })
    .where((which) => {
      void which.where('id', connectorId ?? 0).orWhereIn('kind', ['wecom_app', 'email', 'sms']);
    })
    .first('id')) as { id: number } | undefined;
  return row?.id ?? null;
}

const COPIED = `channel, kind, recipient_id, ticket_id, actor_id, address, subject, body, link, group_id, mentions, payload`;

/** The same message once more, by this connector; answers its id. */
export async function insertResent(
  trx: Knex.Transaction,
  id: number,
  { connectorId, now }: { readonly connectorId: number | null; readonly now: Date },
): Promise<number> {
  const { rows } = (await trx.raw(
    `insert into outbox (${COPIED}, connector_id, created_at, next_attempt_at, resent_from_id)
     select ${COPIED}, :connectorId::bigint, :now::timestamptz, :now::timestamptz, id from outbox where id = :id
     returning id`,
    { id, connectorId, now },
  )) as { rows: { id: number }[] };
  const [row] = rows;
  if (!row) throw new Error('nothing was sent again');
  await wakeWorkers(trx);
  return row.id;
}

/** All that a connector gave up, the oldest first, up to so many; answers how many. */
export async function insertAllResent(
  trx: Knex.Transaction,
  { connectorId, now, limit }: { readonly connectorId: number; readonly now: Date; readonly limit: number },
): Promise<number> {
  const { rowCount } = (await trx.raw(
    `insert into outbox (${COPIED}, connector_id, created_at, next_attempt_at, resent_from_id)
     select ${COPIED}, connector_id, :now::timestamptz, :now::timestamptz, id from outbox o
     where ${RESENDABLE} order by o.id limit :limit`,
    { connectorId, now, limit },
  )) as { rowCount: number };
  if (rowCount > 0) await wakeWorkers(trx);
  return rowCount;
}

async function wakeWorkers(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_notify('gongdan', '{"outbox":true}')`);
}

/** Locked: what it gave up is sent again once, whoever else presses the button. */
export async function lockConnector(
  trx: Knex.Transaction,
  id: number,
): Promise<{ readonly name: string; readonly active: boolean } | undefined> {
  return (await trx('connectors').where('id', id).forNoKeyUpdate().first('name', 'active')) as
    { name: string; active: boolean } | undefined;
}
