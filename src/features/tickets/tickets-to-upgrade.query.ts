import type { ActorCtx } from '../../context.ts';
import type { SelectedTicket } from './bulk-selection.ts';
import { onlyVisible } from './visible-tickets.to-sql.ts';

/** Open tickets of a template that stand on an older version than its newest, oldest first (spec 02). */
export async function findTicketsToUpgrade(
  { db, actor }: ActorCtx,
  templateId: number,
  limit: number,
): Promise<SelectedTicket[]> {
  const older = db('template_versions as v')
    .where('v.template_id', templateId)
    .whereRaw('v.number < (select max(number) from template_versions where template_id = ?)', [templateId])
    .select('v.id');
  return (await onlyVisible(db('tickets as t'), actor, 't')
    .whereNot('t.status', 'closed')
    .whereIn('t.template_version_id', older)
    .orderBy('t.id')
    .limit(limit)
    .select('t.number', 't.version')) as SelectedTicket[];
}
