import type { Ctx } from '../../context.ts';
import { referencesIn, textsIn } from '../../domain/audit/references.ts';
import { indexTerms } from '../../domain/search/terms.ts';
import { findNames } from './audit-names.query.ts';
import { insertAudit, type AuditEntry } from './audit.store.ts';

/** So much of what an entry says can be searched for. */
const SEARCHED = 20_000;

/** Writes one entry of the append-only audit log (spec 03): sign-ins, and changes of permission or configuration. */
export async function recordAudit(ctx: Ctx, entry: AuditEntry): Promise<void> {
  await insertAudit(ctx.db, entry, ctx.now(), ctx.sourceIp, indexTerms(await saidBy(ctx, entry)));
}

/** Who, what, and the values, with the names of whatever they refer to as they are now. */
async function saidBy(ctx: Ctx, entry: AuditEntry): Promise<string> {
  const changes = entry.changes ?? {};
  const references = new Map(referencesIn(entry.subjectType, changes));
  if (entry.actorId !== null)
    references.set('user', new Set([...(references.get('user') ?? []), String(entry.actorId)]));
  const names = (await findNames(ctx.db, references)).flatMap(({ zh, en }) => [zh, en]);
  const texts = [...names, entry.subjectName ?? '', entry.subjectId ?? '', ...textsIn(changes)];
  return texts.join('\n').slice(0, SEARCHED);
}
