import type { Knex } from 'knex';
import type pg from 'pg';

/** What a request asks of the database, and how the database would go about it. */

export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

export interface Recorder {
  /** Everything that is sent while the work is going on; one piece of work at a time. */
  during<T>(work: () => Promise<T>): Promise<{ result: T; statements: Statement[] }>;
  stop(): void;
}

/** Listens to the application's own database handle. Sessions have a pool of their own, which is not heard. */
export function recordStatements(db: Knex): Recorder {
  let heard: Statement[] | null = null;
  const hear = ({ sql, bindings = [] }: { sql: string; bindings?: readonly unknown[] }): void => {
    heard?.push({ sql, bindings });
  };
  db.on('query', hear);
  return {
    during: async (work) => {
      const statements: Statement[] = [];
      heard = statements;
      try {
        return { result: await work(), statements };
      } finally {
        heard = null;
      }
    },
    stop: () => {
      db.off('query', hear);
    },
  };
}

/** A node of a plan as EXPLAIN (FORMAT JSON) answers it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Filter?: string;
  readonly 'Plan Rows': number;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The plan of a statement for its very values, as the application would get it; null for what has none (begin). */
export async function planOf(
  client: pg.ClientBase,
  { sql, bindings }: Statement,
  { run = false }: { run?: boolean } = {},
): Promise<PlanNode | null> {
  if (!/^\s*(select|with)\b/i.test(sql)) return null;
  const options = run ? 'analyze, timing off, format json' : 'format json';
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`explain (${options}) ${sql}`, [
    ...bindings,
  ]);
  return rows[0]?.['QUERY PLAN'][0]?.Plan ?? null;
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** The tables that grow with the work; scanning any other is fine. */
export const GROWING = ['tickets', 'ticket_events', 'assignments', 'customers', 'ticket_clocks'] as const;

/** Nodes that read a growing table from one end to the other. */
export function scansIn(plan: PlanNode): PlanNode[] {
  return nodesOf(plan).filter(
    (node) =>
      node['Node Type'] === 'Seq Scan' &&
      (GROWING as readonly string[]).includes(node['Relation Name'] ?? ''),
  );
}

/** Rows that were read from growing tables, those thrown away included. Only of a plan that was run. */
export function rowsRead(plan: PlanNode): number {
  return nodesOf(plan)
    .filter((node) => (GROWING as readonly string[]).includes(node['Relation Name'] ?? ''))
    .reduce((sum, node) => {
      const each =
        (node['Actual Rows'] ?? 0) +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0);
      return sum + each * (node['Actual Loops'] ?? 1);
    }, 0);
}
