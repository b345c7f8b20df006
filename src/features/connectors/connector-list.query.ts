import type { Knex } from 'knex';
import type { ConnectorKind } from '../../domain/connector/connector.ts';

/** Counting what waits, or was given up, stops here. */
export const COUNTED = 1000;

export interface ConnectorListRow {
  readonly id: number;
  readonly kind: ConnectorKind;
  readonly name: string;
  readonly active: boolean;
  readonly groups: readonly string[];
  readonly events: readonly string[];
  readonly restsUntil: Date | null;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastDeliveredAt: Date | null;
  /** At most one more than is counted. */
  readonly waiting: number;
  readonly givenUp: number;
}

const WAITING = 'o.delivered_at is null and o.failed_at is null';
const GIVEN_UP = 'o.failed_at is not null';

/** All connectors in the order of their kinds, with what is on its way by them (spec 05). */
export async function findConnectorList(db: Knex, kinds: readonly string[]): Promise<ConnectorListRow[]> {
  return (await db('connectors as c')
    .orderByRaw('array_position(?::text[], c.kind), lower(c.name), c.id', [[...kinds]])
    .select(
      'c.id',
      'c.kind',
      'c.name',
      'c.active',
      'c.events',
      'c.rests_until as restsUntil',
      'c.failures',
      'c.last_error as lastError',
      'c.last_delivered_at as lastDeliveredAt',
      db.raw(
        `array(select g.name from connector_groups cg join groups g on g.id = cg.group_id
          where cg.connector_id = c.id order by g.position, g.id) as groups`,
      ),
      db.raw(`${counted(WAITING)} as waiting, ${counted(GIVEN_UP)} as "givenUp"`),
    )) as ConnectorListRow[];
}

/** What waits at one connector, and what it gave up; counted as in the list. */
export async function countDeliveries(
  db: Knex,
  id: number,
): Promise<{ readonly waiting: number; readonly givenUp: number }> {
  const row = (await db('connectors as c')
    .where('c.id', id)
    .first(db.raw(`${counted(WAITING)} as waiting, ${counted(GIVEN_UP)} as "givenUp"`))) as
    { waiting: number; givenUp: number } | undefined;
  return row ?? { waiting: 0, givenUp: 0 };
}

function counted(which: string): string {
  return `(select count(*)::int from (select 1 from outbox o
    where o.connector_id = c.id and o.channel <> 'inbox' and ${which} limit ${COUNTED + 1}) as counted)`;
}
