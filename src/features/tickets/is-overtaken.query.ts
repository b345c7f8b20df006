import type { Knex } from 'knex';
import { ENTRIES_OF_TIME } from '../../domain/sla/entries.ts';

/**
 * Whether somebody was faster: the ticket is not any more, but for what its clocks said meanwhile, as it was when a
 * form was opened at that version (spec 01, 05).
 */
export async function isOvertaken(
  db: Knex,
  row: { readonly id: number; readonly version: number },
  version: number,
): Promise<boolean> {
  if (version >= row.version) return version > row.version;
  const change: unknown = await db('ticket_events')
    .where('ticket_id', row.id)
    .where('seq', '>', version)
    .whereNotIn('type', [...ENTRIES_OF_TIME])
    .first('seq');
  return change !== undefined;
}
