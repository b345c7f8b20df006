import type { Ctx } from '../../context.ts';
import { type Referred, referencesIn, textsIn } from '../../domain/audit/references.ts';
import { indexTerms } from '../../domain/search/terms.ts';
import { findNames } from './audit-names.query.ts';
import { insertAudits, type AuditEntry } from './audit.store.ts';

/** So much of what an entry says can be searched for. */
const SEARCHED = 20_000;

/** Writes one entry of the append-only audit log (spec 03): sign-ins, and changes of permission or configuration. */
export async function recordAudit(ctx: Ctx, entry: AuditEntry): Promise<void> {
  await recordAudits(ctx, [entry]);
}

/** Writes many at once; the names that they are searched by are looked up in one statement. */
export async function recordAudits(ctx: Ctx, entries: readonly AuditEntry[]): Promise<void> {
  const referring = entries.map((entry) => ({ entry, references: referencesOf(entry) }));
  const all = new Map<Referred, Set<string>>();
  for (const { references } of referring) {
    for (const [kind, ids] of references) {
      const known = all.get(kind) ?? new Set();
      for (const id of ids) known.add(id);
      all.set(kind, known);
    }
  }
  const names = new Map(
    (await findNames(ctx.db, all)).map(({ kind, id, zh, en }) => [`${kind}:${id}`, `${zh}\n${en}`]),
  );
  const written = referring.map(({ entry, references }) => {
    const named = [...references].flatMap(([kind, ids]) =>
      [...ids].map((id) => names.get(`${kind}:${id}`) ?? ''),
    );
    return { ...entry, terms: indexTerms(said(entry, named)) };
  });
  await insertAudits(ctx.db, written, ctx.now(), ctx.sourceIp);
}

/** What its values refer to, and who did it. */
function referencesOf(entry: AuditEntry): ReadonlyMap<Referred, ReadonlySet<string>> {
  const references = new Map(referencesIn(entry.subjectType, entry.changes ?? {}));
  if (entry.actorId !== null)
    references.set('user', new Set([...(references.get('user') ?? []), String(entry.actorId)]));
  return references;
}

/** Who, what, and the values, with the names of whatever they refer to as they are now. */
function said(entry: AuditEntry, names: readonly string[]): string {
  const texts = [...names, entry.subjectName ?? '', entry.subjectId ?? '', ...textsIn(entry.changes ?? {})];
  return texts.join('\n').slice(0, SEARCHED);
}
