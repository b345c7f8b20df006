import type { Ctx } from '../../context.ts';
import { insertAudit, type AuditEntry } from './audit.store.ts';

/** Writes one entry of the append-only audit log (spec 03): sign-ins, and changes of permission or configuration. */
export async function recordAudit(ctx: Ctx, entry: AuditEntry): Promise<void> {
  await insertAudit(ctx.db, entry, ctx.now(), ctx.sourceIp);
}
