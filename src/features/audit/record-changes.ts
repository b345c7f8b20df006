import type { ActorCtx } from '../../context.ts';
import { diffRecords } from '../../domain/audit/diff-records.ts';
import { insertAudits } from './audit.store.ts';
import type { ConfigChange } from './record-change.ts';

/** Writes many changes into the audit log at once, as `recordChange` writes one; inside the transaction (spec 03). */
export async function recordChanges(ctx: ActorCtx, changes: readonly ConfigChange[]): Promise<void> {
  const entries = changes.map((change) => ({
    action: change.action,
    actorId: ctx.actor.id,
    subjectType: change.subjectType,
    subjectId: String(change.subjectId),
    subjectName: change.subjectName,
    changes: {
      version: [change.version, change.version + 1],
      ...diffRecords(change.before, change.after),
    },
  }));
  await insertAudits(ctx.db, entries, ctx.now(), ctx.sourceIp);
}
