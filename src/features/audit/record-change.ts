import type { ActorCtx } from '../../context.ts';
import { diffRecords } from '../../domain/audit/diff-records.ts';
import { recordAudits } from './record-audit.ts';

export interface ConfigChange {
  /** In past tense: `group_changed`. */
  readonly action: string;
  /** What was changed, in the words of the locales under `config`: `group`. */
  readonly subjectType: string;
  readonly subjectId: string | number;
  readonly subjectName: string;
  /** The version it had; 0 when it was made just now. */
  readonly version: number;
  /** The same keys and values as its form has, so that a form can be brought up to date from the log. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Writes what an administrator changed into the audit log, value by value; call it inside the transaction (spec 03). */
export async function recordChange(ctx: ActorCtx, change: ConfigChange): Promise<void> {
  await recordChanges(ctx, [change]);
}

/** The same for many at once. */
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
  await recordAudits(ctx, entries);
}
