import type { Knex } from 'knex';

export interface AuditEntry {
  readonly action: string;
  readonly actorId: number | null;
  readonly subjectType: string;
  readonly subjectId: string | null;
  /** What it was called at the time. */
  readonly subjectName?: string;
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly userAgent?: string | null;
}

export async function insertAudit(
  db: Knex,
  entry: AuditEntry,
  at: Date,
  sourceIp: string | null,
  terms: readonly string[],
): Promise<void> {
  await insertAudits(db, [entry], at, sourceIp);
}

const BATCH = 500;

export async function insertAudits(
  db: Knex,
  entries: readonly AuditEntry[],
  at: Date,
  sourceIp: string | null,
): Promise<void> {
  const rows = entries.map((entry) => ({
    occurred_at: at,
    actor_id: entry.actorId,
    action: entry.action,
    subject_type: entry.subjectType,
    subject_id: entry.subjectId,
    subject_name: entry.subjectName ?? null,
    changes: JSON.stringify(entry.changes ?? {}),
    source_ip: sourceIp,
    terms: db.raw('array_to_tsvector(?::text[])', [[...terms]]),
    user_agent: entry.userAgent?.slice(0, 300) ?? null,
  }));
  for (let from = 0; from < rows.length; from += BATCH)
    await db('audit_log').insert(rows.slice(from, from + BATCH));
}
