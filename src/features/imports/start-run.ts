import type { ActorCtx } from '../../context.ts';
import type { ImportPlan } from '../../domain/import/import-plan.ts';
import { holds } from '../../domain/people/permissions.ts';
import { Conflict, Refused } from '../../errors.ts';
import { countToWrite } from './import-rows.store.ts';
import { changeImport, lockImport } from './import-runs.store.ts';

export interface RunRequest {
  readonly id: number;
  /** The version whose check was looked at. */
  readonly version: number;
  readonly duplicates: ImportPlan['duplicates'];
}

/**
 * Begins to import what the check found ready (spec 06, "Run"); a worker does it. Asked twice, it begins once.
 * @throws NotFound · Conflict · Refused `import_state` unless it was checked, `import_nothing`
 */
export async function startRun(ctx: ActorCtx, asked: RunRequest): Promise<void> {
  if (!holds(ctx.actor, 'ticket.import')) throw new Refused(403, 'no_permission');
  await ctx.db.transaction(async (trx) => {
    const { id, state, version, plan } = await lockImport(trx, ctx.actor, asked.id);
    if (state !== 'checked') throw new Refused(409, 'import_state');
    if (version !== asked.version) throw new Conflict(asked.version);
    const ready = await countToWrite(trx, id, 'ready');
    const total = ready + (asked.duplicates === 'append' ? await countToWrite(trx, id, 'duplicate') : 0);
    if (total === 0) throw new Refused(409, 'import_nothing');
    const now = ctx.now();
    await changeImport(trx, id, ['checked'], {
      state: 'running',
      plan: JSON.stringify({ ...plan, duplicates: asked.duplicates }),
      rows_total: total,
      rows_done: 0,
      finished_at: null,
      phase_started_at: now,
      started_at: now,
      version: version + 1,
    });
  });
}
