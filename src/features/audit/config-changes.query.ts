import type { Knex } from 'knex';
import type { Changes } from '../../domain/audit/diff-records.ts';

export interface ConfigChangeRow {
  readonly occurredAt: Date;
  /** Who did it; null for the system. */
  readonly who: string | null;
  readonly changes: Changes;
}

function changesOf(db: Knex, subjectType: string, subjectId: string): Knex.QueryBuilder {
  return (
    db('audit_log as a')
      .leftJoin('users as u', 'u.id', 'a.actor_id')
      .where({ 'a.subject_type': subjectType, 'a.subject_id': subjectId })
      // Signing in, or only looking, is no change.
      .whereRaw("jsonb_typeof(a.changes -> 'version') = 'array'")
      .select('a.occurred_at as occurredAt', 'u.name as who', 'a.changes')
  );
}

/** When a record of the configuration was changed last, and by whom; undefined when never. */
export async function findLastChange(
  db: Knex,
  subjectType: string,
  subjectId: string,
): Promise<ConfigChangeRow | undefined> {
  return (await changesOf(db, subjectType, subjectId)
    .orderBy([
      { column: 'a.occurred_at', order: 'desc' },
      { column: 'a.id', order: 'desc' },
    ])
    .first()) as ConfigChangeRow | undefined;
}

/** What others did to it since it had this version, oldest first. */
export async function findChangesSince(
  db: Knex,
  subjectType: string,
  subjectId: string,
  version: number,
): Promise<ConfigChangeRow[]> {
  return (await changesOf(db, subjectType, subjectId)
    .whereRaw("(a.changes -> 'version' ->> 1)::int > ?", [version])
    .orderBy(['a.occurred_at', 'a.id'])) as ConfigChangeRow[];
}
