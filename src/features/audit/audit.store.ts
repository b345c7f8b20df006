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

const BATCH = 500;

/** Writes entries with the terms they are found by. */
export async function insertAudits(
  db: Knex,
  entries: readonly (AuditEntry & { readonly terms: readonly string[] })[],
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
    terms: db.raw('array_to_tsvector(?::text[])', [[...entry.terms]]),
    user_agent: entry.userAgent?.slice(0, 300) ?? null,
  }));
  for (let from = 0; from < rows.length; from += BATCH)
    await db('audit_log').insert(rows.slice(from, from + BATCH));
}
