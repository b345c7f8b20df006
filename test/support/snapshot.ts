import type { Knex } from 'knex';

/** Every row of every table, by table and primary key. */
export type Snapshot = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Reads them all, whatever tables there are: only for the small databases of tests. */
export async function takeSnapshot(db: Knex): Promise<Snapshot> {
  const { rows } = (await db.raw(`${await everyTable(db)} order by 1`)) as {
    rows: { key: string; row: Record<string, unknown> }[];
  };
  return new Map(rows.map(({ key, row }) => [key, row]));
}

const statements = new WeakMap<Knex, string>();

async function everyTable(db: Knex): Promise<string> {
  const known = statements.get(db);
  if (known !== undefined) return known;
  const { rows: tables } = (await db.raw(
    `select c.relname as name, array_agg(format('x.%I', a.attname) order by a.attnum) as keys
     from pg_class c
       left join pg_index i on i.indrelid = c.oid and i.indisprimary
       left join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' group by c.relname order by c.relname`,
  )) as { rows: { name: string; keys: string[] }[] };
  const statement = tables
    .map(
      ({ name, keys }) =>
        `select '${name} ' || jsonb_build_array(${keys.join(', ')})::text as key, to_jsonb(x) as row from "${name}" x`,
    )
    .join(' union all ');
  statements.set(db, statement);
  return statement;
}

/** What changed from one to the other, as one line a row: `+ outbox`, `~ tickets: status, version`, `- drafts`. */
export function changesBetween(before: Snapshot, after: Snapshot): string[] {
  const table = (key: string): string => key.slice(0, key.indexOf(' '));
  const lines: string[] = [];
  for (const [key, row] of after) {
    const old = before.get(key);
    if (!old) lines.push(`+ ${table(key)}`);
    else {
      const columns = Object.keys(row).filter(
        (name) => JSON.stringify(row[name]) !== JSON.stringify(old[name]),
      );
      if (columns.length > 0) lines.push(`~ ${table(key)}: ${columns.sort().join(', ')}`);
    }
  }
  for (const key of before.keys()) if (!after.has(key)) lines.push(`- ${table(key)}`);
  return lines.sort();
}
