import type { Knex } from 'knex';
import type { ConnectorKind } from '../../domain/connector/connector.ts';
import { faultAnswer, TRIED_MS } from '../../domain/connector/outcome.ts';

/** One connector, or one host that automations call. */
export type Lane = { readonly connectorId: number } | { readonly host: string };

export interface DueDelivery {
  readonly id: number;
  readonly channel: string;
  readonly address: string | null;
  readonly subject: string;
  readonly body: string;
  readonly link: string | null;
  readonly ticket_number: string | null;
  readonly mentions: readonly string[];
  readonly payload: unknown;
  readonly attempts: number;
  readonly created_at: Date;
}

const UNSETTLED = `o.channel <> 'inbox' and o.delivered_at is null and o.failed_at is null`;
/** Everything before the path; written without question marks and colons, which stand for parameters. */
const HOST = `coalesce(substring(lower(o.address) from '^https{0,1}[^a-z0-9/]//([^/#\\x3f]*)'), '')`;
/** Of one lane. */
const CALLS = `o.connector_id is null and o.channel = 'webhook' and o.address is not null`;

/** Where something is due, and may be sent: each is a row or two of an index, however much is queued. */
export async function findLanes(db: Knex, now: Date, due: Date): Promise<Lane[]> {
  const { rows } = (await db.raw(
    `select c.id as "connectorId", null as host from connectors c
     where c.active and (c.rests_until is null or c.rests_until <= :now)
       and exists (select 1 from outbox o where o.connector_id = c.id and ${UNSETTLED} and o.next_attempt_at <= :due)
     union all
     select null, ${HOST} from outbox o where ${CALLS} and ${UNSETTLED} and o.next_attempt_at <= :due group by 2`,
    { now, due },
  )) as { rows: { connectorId: number | null; host: string | null }[] };
  return rows.map(({ connectorId, host }) =>
    connectorId === null ? { host: host ?? '' } : { connectorId: Number(connectorId) },
  );
}

export interface LaneState {
  readonly kind: ConnectorKind;
  readonly active: boolean;
  readonly per_minute: number | null;
  readonly paced_at: Date | null;
  readonly rests_until: Date | null;
  readonly failures: number;
  /** So many are being sent now, by whichever process. */
  readonly outstanding: number;
}

/** How it stands with a lane, which no other process changes until the end of the transaction. */
export async function lockLane(trx: Knex.Transaction, lane: Lane, now: Date): Promise<LaneState | undefined> {
  if ('host' in lane) {
    await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [`deliver:${lane.host}`]);
    const { rows } = (await trx.raw(
      `select count(*) filter (where o.claimed_until > :now)::int as outstanding, coalesce(max(o.attempts), 0) as failures
       from outbox o where ${CALLS} and ${UNSETTLED} and ${HOST} = :host`,
      { now, host: lane.host },
    )) as { rows: { outstanding: number; failures: number }[] };
    const [counts] = rows;
    return (
      counts && {
        kind: 'webhook',
        active: true,
        per_minute: null,
        paced_at: null,
        rests_until: null,
        ...counts,
      }
    );
  }
  return (await trx('connectors')
    .where('id', lane.connectorId)
    .forUpdate()
    .first(
      'kind',
      'active',
      'per_minute',
      'paced_at',
      'rests_until',
      'failures',
      trx.raw(
        `(select count(*)::int from outbox o where o.connector_id = connectors.id and o.claimed_until > ?) as outstanding`,
        [now],
      ),
    )) as LaneState | undefined;
}

/** Takes what is due for a while: nobody else sends it until then. */
export async function claimDue(
  trx: Knex.Transaction,
  lane: Lane,
  { now, due, until, limit }: { now: Date; due: Date; until: Date; limit: number },
): Promise<DueDelivery[]> {
  const where = 'host' in lane ? `${CALLS} and ${HOST} = :key` : 'o.connector_id = :key';
  const key = 'host' in lane ? lane.host : lane.connectorId;
  const { rows } = (await trx.raw(
    `with due as (
       select o.id from outbox o
       where ${where} and ${UNSETTLED} and o.next_attempt_at <= :due
         and (o.claimed_until is null or o.claimed_until <= :now)
       order by o.next_attempt_at, o.id limit :limit for update skip locked
     )
     update outbox o set claimed_until = :until from due where o.id = due.id
     returning o.id, o.channel, o.address, o.subject, o.body, o.link, o.mentions, o.payload, o.attempts, o.created_at,
       (select t.number from tickets t where t.id = o.ticket_id) as ticket_number`,
    { key, now, due, until, limit },
  )) as { rows: DueDelivery[] };
  return rows.sort((one, other) => one.id - other.id);
}

/** The pace of a connector. */
export async function setPace(trx: Knex.Transaction, id: number, pacedAt: Date): Promise<void> {
  await trx('connectors').where({ id }).update({ paced_at: pacedAt });
}

export interface AttemptRow {
  readonly outbox_id: number;
  readonly at: Date;
  readonly duration_ms: number;
  readonly delivered: boolean;
  readonly answer: string;
}

export async function insertAttempts(trx: Knex.Transaction, rows: readonly AttemptRow[]): Promise<void> {
  if (rows.length > 0) await trx('delivery_attempts').insert([...rows]);
}

/** What came of a message; one that was settled meanwhile by somebody else stays as it is. */
export async function settle(
  trx: Knex.Transaction,
  id: number,
  change: {
    readonly attempts: number;
    readonly answer: string;
    readonly delivered_at: Date | null;
    readonly failed_at: Date | null;
    readonly last_error: string | null;
    readonly next_attempt_at: Date;
  },
): Promise<void> {
  await trx('outbox')
    .where({ id })
    .whereNull('delivered_at')
    .whereNull('failed_at')
    .update({ ...change, claimed_until: null });
}

export async function setConnectorHealth(
  trx: Knex.Transaction,
  id: number,
  health: {
    readonly failures: number;
    readonly rests_until: Date | null;
    readonly last_error?: string | null;
    readonly last_delivered_at?: Date;
  },
): Promise<void> {
  await trx('connectors').where({ id }).update(health);
}

/** A host that fails is left alone by all its calls; those that were tried long enough are given up. */
export async function restHost(
  trx: Knex.Transaction,
  host: string,
  { now, until, answer }: { now: Date; until: Date; answer: string },
): Promise<number> {
  await trx.raw(
    `update outbox o set next_attempt_at = :until
     where ${CALLS} and ${UNSETTLED} and ${HOST} = :host and o.next_attempt_at < :until`,
    { host, until },
  );
  const { rowCount } = (await trx.raw(
    `update outbox o set failed_at = :now, last_error = :answer, claimed_until = null
     where ${CALLS} and ${UNSETTLED} and ${HOST} = :host and o.created_at <= :since
       and (o.claimed_until is null or o.claimed_until <= :now)`,
    { host, now, answer, since: new Date(now.getTime() - TRIED_MS) },
  )) as unknown as { rowCount: number };
  return rowCount;
}

/**
 * Gives up what can't be delivered any more: of connectors that are gone or switched off at once, of those that have
 * failed all the time after a day, whether or not it was their turn to be tried.
 */
export async function giveUp(db: Knex, now: Date): Promise<number> {
  const free = `${UNSETTLED} and (o.claimed_until is null or o.claimed_until <= :now)`;
  const { rowCount } = (await db.raw(
    `with hopeless as (
       select o.id, :off as reason from outbox o
       where ${free} and o.connector_id is null and not (${CALLS})
       union all
       select o.id, :off from outbox o join connectors c on c.id = o.connector_id
       where ${free} and not c.active
       union all
       select o.id, coalesce(c.last_error, :given_up) from outbox o join connectors c on c.id = o.connector_id
       where ${free} and c.active and c.failures > 0 and c.rests_until > :now and o.created_at <= :since
     )
     update outbox o set failed_at = :now, last_error = h.reason, claimed_until = null
     from hopeless h where h.id = o.id and o.delivered_at is null and o.failed_at is null`,
    {
      now,
      off: faultAnswer('connector_off'),
      given_up: faultAnswer('given_up'),
      since: new Date(now.getTime() - TRIED_MS),
    },
  )) as unknown as { rowCount: number };
  return rowCount;
}

/** A connector that was seen to work rests no longer. */
export async function resumeConnector(db: Knex, id: number, now: Date): Promise<void> {
  await db('connectors')
    .where({ id })
    .update({ failures: 0, rests_until: null, last_error: null, last_delivered_at: now });
  await db.raw(`select pg_notify('gongdan', '{"outbox":true}')`);
}
