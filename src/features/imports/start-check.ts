import type { ActorCtx } from '../../context.ts';
import { holds } from '../../domain/people/permissions.ts';
import { Conflict, Refused } from '../../errors.ts';
import type { SheetOutline } from '../../spreadsheet/reader-messages.ts';
import { changeImport, lockImport } from './import-runs.store.ts';

/**
 * Begins the dry run over every row of an import (spec 06, "Check"), anew when there was one before; a worker does it.
 * @param asked the version whose plan was looked at
 * @throws NotFound · Conflict · Refused `import_state` when it is at work or was run, `import_file_gone`
 */
export async function startCheck(
  ctx: ActorCtx,
  asked: { readonly id: number; readonly version: number },
): Promise<void> {
  if (!holds(ctx.actor, 'ticket.import')) throw new Refused(403, 'no_permission');
  await ctx.db.transaction(async (trx) => {
    const row = await lockImport(trx, ctx.actor, asked.id);
    const { id, state, version, plan, outline } = row;
    if (version !== asked.version) throw new Conflict(asked.version);
    const from = ['uploaded', 'checked', 'failed'] as const;
    if (row.started_at !== null || !from.some((each) => each === state))
      throw new Refused(409, 'import_state');
    if (row.stored_name === null) throw new Refused(409, 'import_file_gone');
    await changeImport(trx, id, from, {
      state: 'checking',
      rows_total: rowsBelow(plan.headerRow, outline[plan.sheet]),
      rows_done: 0,
      finished_at: null,
      counts: '{}',
      failure: null,
      phase_started_at: ctx.now(),
      checked_at: null,
      version: version + 1,
    });
  });
}

/** How many rows are to be read, as far as the outline tells; 0 when it does not. */
function rowsBelow(headerRow: number, sheet: SheetOutline | undefined): number {
  if (!sheet || sheet.rows === null) return 0;
  return Math.max(0, sheet.rows - sheet.head.filter(({ number }) => number <= headerRow).length);
}
