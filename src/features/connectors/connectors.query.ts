import type { Knex } from 'knex';
import type { ConnectorKind, ConnectorSettings } from '../../domain/connector/connector.ts';
import { readStoredSettings } from '../../domain/connector/stored-settings.ts';
import type { Seal } from '../../net/seal.ts';

/** A way out of the house as it is stored (spec 05). */
export interface Connector {
  readonly id: number;
  readonly kind: ConnectorKind;
  readonly name: string;
  readonly active: boolean;
  /** Secrets included; null where they can't be opened, as when SESSION_SECRET is another than when they were stored. */
  readonly settings: ConnectorSettings | null;
  /** Of which messages a robot or another system hears. */
  readonly events: readonly string[];
  /** The groups that a robot speaks for. */
  readonly groupIds: readonly number[];
  /** As an administrator has it; null: as usual for its kind (`PACE`). */
  readonly perMinute: number | null;
  readonly restsUntil: Date | null;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastDeliveredAt: Date | null;
  readonly version: number;
}

interface Row extends Omit<Connector, 'settings'> {
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: string | null;
}

/** A connector with its whole settings; undefined when there is none. */
export async function findConnector(db: Knex, seal: Seal, id: number): Promise<Connector | undefined> {
  const [found] = await findConnectors(db, seal, [id]);
  return found;
}

/** The same of several, or of all, by kind and name. */
async function findConnectors(
  db: Knex,
  seal: Seal,
  ids: readonly number[] | 'all' = 'all',
): Promise<Connector[]> {
  const rows = (await db('connectors as c')
    .where((some) => {
      if (ids !== 'all') void some.whereIn('c.id', [...ids]);
    })
    .orderBy(['c.kind', 'c.name', 'c.id'])
    .select(
      'c.id',
      'c.kind',
      'c.name',
      'c.active',
      'c.config',
      'c.secrets',
      'c.events',
      'c.per_minute as perMinute',
      'c.rests_until as restsUntil',
      'c.failures',
      'c.last_error as lastError',
      'c.last_delivered_at as lastDeliveredAt',
      'c.version',
      db.raw(
        `(select coalesce(array_agg(g.group_id order by g.group_id), '{}') from connector_groups g
          where g.connector_id = c.id) as "groupIds"`,
      ),
    )) as Row[];
  return rows.map(({ config, secrets, ...row }) => ({
    ...row,
    settings: settingsOf(seal, row.kind, config, secrets),
  }));
}

function settingsOf(
  seal: Seal,
  kind: ConnectorKind,
  config: Readonly<Record<string, unknown>>,
  sealed: string | null,
): ConnectorSettings | null {
  const secrets = sealed === null ? '{}' : seal.open(sealed);
  return secrets === null ? null : readStoredSettings(kind, { ...config, ...parsed(secrets) });
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
