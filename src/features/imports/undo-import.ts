import type { ActorCtx } from '../../context.ts';
import { holds } from '../../domain/people/permissions.ts';
import { Refused } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { changeImport, lockImport } from './import-runs.store.ts';
import { deleteMade, findTouched, lockMade } from './imported-tickets.store.ts';

/** So many numbers are told of tickets that stand in the way. */
const TOLD = 5;

/**
 * Takes back what an import has made, while nobody has touched any of its tickets (spec 06): the tickets with all that
 * is theirs, and the customers who came with them and whom nobody else needs. What it appended to other tickets stays.
 * @throws Refused 403 unless the actor configures · NotFound · Refused `import_state`, `import_nothing_made`, or
 * `import_touched` with the numbers of tickets that were
 */
export async function undoImport(ctx: ActorCtx, id: number): Promise<{ tickets: number; customers: number }> {
  if (!holds(ctx.actor, 'config.manage')) throw new Refused(403, 'no_permission');
  return ctx.db.transaction(async (trx) => {
    const { state, version, file_name: file } = await lockImport(trx, ctx.actor, id);
    const from = ['done', 'cancelled', 'failed'] as const;
    if (!from.some((each) => each === state)) throw new Refused(409, 'import_state');
    // Whoever is about to act on one of them waits here, and then finds it gone.
    const made = await lockMade(trx, id);
    if (made.count === 0) throw new Refused(409, 'import_nothing_made');
    const touched = await findTouched(trx, id, TOLD);
    if (touched.count > 0) {
      const numbers = touched.numbers.join(' ');
      throw new Refused(409, 'import_touched', { count: touched.count, numbers });
    }
    const customers = await deleteMade(trx, id);
    const now = ctx.now();
    await changeImport(trx, id, from, {
      state: 'undone',
      undone_at: now,
      undone_by_id: ctx.actor.id,
      version: version + 1,
    });
    await recordAudit(
      { ...ctx, db: trx },
      {
        actorId: ctx.actor.id,
        action: 'import_undone',
        subjectType: 'import',
        subjectId: String(id),
        subjectName: file,
        changes: { number: `${made.first} – ${made.last}`, count: made.count, customers },
      },
    );
    return { tickets: made.count, customers };
  });
}
