import type { Knex } from 'knex';
import type { ConnectorKind } from '../../domain/connector/connector.ts';

export interface ConnectorColumns {
  readonly name: string;
  readonly active: boolean;
  readonly config: Readonly<Record<string, unknown>>;
  /** Sealed. */
  readonly secrets: string;
  readonly events: readonly string[];
  readonly per_minute: number | null;
}

export async function insertConnector(
  trx: Knex.Transaction,
  kind: ConnectorKind,
  columns: ConnectorColumns,
): Promise<number> {
  const [row] = (await trx('connectors')
    .insert({ ...stored(columns), kind })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the connector was not inserted');
  return row.id;
}

/** What was tried in vain before does not count against what is set now. False when it has another version by now. */
export async function updateConnector(
  trx: Knex.Transaction,
  id: number,
  version: number,
  columns: ConnectorColumns,
): Promise<boolean> {
  const count = await trx('connectors')
    .where({ id, version })
    .update({
      ...stored(columns),
      rests_until: null,
      failures: 0,
      last_error: null,
      version: version + 1,
      updated_at: trx.fn.now(),
    });
  return count === 1;
}

function stored({ config, events, ...columns }: ConnectorColumns) {
  return { ...columns, config: JSON.stringify(config), events: [...events] };
}

/** The groups for which it speaks, and no others. */
export async function replaceGroups(
  trx: Knex.Transaction,
  id: number,
  groups: readonly number[],
): Promise<void> {
  await trx('connector_groups')
    .where('connector_id', id)
    .whereNotIn('group_id', [...groups])
    .delete();
  if (groups.length === 0) return;
  await trx('connector_groups')
    .insert(groups.map((group) => ({ connector_id: id, group_id: group })))
    .onConflict(['connector_id', 'group_id'])
    .ignore();
}

/** Gives up whatever still waits for it; answers how many that were. */
export async function giveUpWaiting(
  trx: Knex.Transaction,
  id: number,
  { now, reason }: { readonly now: Date; readonly reason: string },
): Promise<number> {
  return trx('outbox')
    .where('connector_id', id)
    .whereNot('channel', 'inbox')
    .whereNull('delivered_at')
    .whereNull('failed_at')
    .update({ failed_at: now, last_error: reason, claimed_until: null });
}

/** False when the connector has another version by now. */
export async function deleteConnectorRow(
  trx: Knex.Transaction,
  id: number,
  version: number,
): Promise<boolean> {
  return (await trx('connectors').where({ id, version }).delete()) === 1;
}
